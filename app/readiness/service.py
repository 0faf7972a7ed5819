"""Opening an edition."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.campaigns.events import EditionOpened
from app.campaigns.models import Edition
from app.campaigns.queries import edition_by_id_for_update
from app.campaigns.types import EDITION_TRANSITIONS, EditionStatus
from app.core import clock
from app.core.states import check_move
from app.db.session import transaction
from app.journal.record import record
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.rules import Action
from app.readiness.errors import NotReady
from app.readiness.queries import readiness_of
from app.readiness.types import Colour


def open_edition(session: Session, actor: Actor, edition_id: int) -> Edition:
    """Let the entity's people in, when nothing is red. Two people at once open it once.

    :raises NotFound: no such edition
    :raises Forbidden: only the central team does
    :raises NotPossibleNow: it is open already, or closed
    :raises NotReady: ``params["findings"]`` are what is red
    """
    with transaction(session):
        edition = edition_by_id_for_update(session, actor, edition_id)
        facts = edition.facts_at(clock.now())
        require(actor, Action.CAMPAIGN_OPEN, facts)
        status = check_move(EDITION_TRANSITIONS, edition.status, EditionStatus.OPEN)
        readiness = readiness_of(session, actor, edition_id)
        if not readiness.is_ready:
            raise NotReady(findings=readiness.of(Colour.RED))
        edition.status, edition.opened_at = status, clock.now()
        record(session, actor, "campaigns.open_edition", ("edition", edition.id, facts))
        publish(session, EditionOpened(edition.id, edition.campaign_id, edition.entity_id))
    return edition
