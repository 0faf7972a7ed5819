"""Tell who prepares the opening of an edition: the sponsor whose approval is missing, the central team of a gate."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.db.session import transaction
from app.notifications.queries.preparing import approvals_awaited, broken_items, holders_for
from app.notifications.service.tell import NoticeInput, tell
from app.notifications.types import SubjectType, Telling
from app.policy.actor import Actor, Role
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action


def tell_of_awaited_approvals(session: Session, actor: Actor, kind: Telling) -> int:
    """Tell each sponsor, once, of each edition that is ready but for their approval; return how many notices."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    told = 0
    with transaction(session):
        for each in approvals_awaited(session, actor):
            sponsors = holders_for(session, actor, Role.SPONSOR, each.entity_id, each.campaign_id)
            cause = f"{kind.name} {each.edition_id}"
            notice = NoticeInput(cause, kind.name, SubjectType.PREPARATION, each.edition_id, kind.topic)
            told += len(tell(session, actor, sponsors, notice))
    return told


def tell_of_broken_gates(session: Session, actor: Actor, kind: Telling) -> int:
    """Tell the central team, once for each tick, that nobody stands behind it any more; return how many notices."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    told = 0
    with transaction(session):
        for each in broken_items(session, actor):
            central = holders_for(session, actor, Role.CENTRAL_TEAM, each.entity_id, None)
            cause = f"{kind.name} {each.entity_id} {each.item.value} {each.ticked_at.isoformat()}"
            params = {"item": each.item.value}
            notice = NoticeInput(cause, kind.name, SubjectType.GATE, each.entity_id, kind.topic, params)
            told += len(tell(session, actor, central, notice))
    return told
