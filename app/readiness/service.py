"""Approve an edition, and open it."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.events import EditionOpened
from app.campaigns.models import Edition
from app.campaigns.queries import edition_by_id_for_update
from app.campaigns.types import EDITION_TRANSITIONS, EditionStatus
from app.core import clock
from app.core.errors import NotPossibleNow
from app.core.states import check_move
from app.db.session import transaction
from app.gate.queries import lock_gate
from app.journal.record import record
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.rules import Action
from app.readiness.errors import NotReady, RevocationReasonMissing
from app.readiness.events import ApprovalRevoked
from app.readiness.models import EditionApproval
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
        lock_gate(session, actor, edition.entity_id)
        readiness = readiness_of(session, actor, edition_id)
        if not readiness.is_ready:
            raise NotReady(findings=readiness.of(Colour.RED))
        edition.status, edition.opened_at = status, clock.now()
        record(session, actor, "campaigns.open_edition", ("edition", edition.id, facts))
        publish(session, EditionOpened(edition.id, edition.campaign_id, edition.entity_id))
    return edition


def approve_edition(session: Session, actor: Actor, edition_id: int) -> EditionApproval:
    """Agree that an edition opens in the entity; the day and the name are kept.

    :raises NotFound: no such edition, or none of the actor's business
    :raises Forbidden: only a sponsor of the entity does
    :raises NotPossibleNow: it is approved already, or is no longer in preparation
    """
    with transaction(session):
        edition = edition_by_id_for_update(session, actor, edition_id)
        require(actor, Action.EDITION_APPROVE, edition.facts)
        if edition.status is not EditionStatus.DRAFT or _approval(session, edition_id) is not None:
            raise NotPossibleNow
        approval = EditionApproval(edition_id=edition_id, approved_by_id=actor.person_id)
        session.add(approval)
        session.flush()
        record(session, actor, "readiness.approve", ("edition", edition_id, edition.facts))
    return approval


def revoke_approval(session: Session, actor: Actor, edition_id: int, reason: str) -> None:
    """Take an approval back before the edition opens, with a reason; both stay in the history.

    :raises NotFound: no such edition, or none of the actor's business
    :raises Forbidden: only a sponsor of the entity does
    :raises RevocationReasonMissing: it says nothing
    :raises NotPossibleNow: it is not approved, or has opened
    """
    with transaction(session):
        edition = edition_by_id_for_update(session, actor, edition_id)
        require(actor, Action.EDITION_APPROVE, edition.facts)
        if not reason.strip():
            raise RevocationReasonMissing
        approval = _approval(session, edition_id)
        if edition.status is not EditionStatus.DRAFT or approval is None:
            raise NotPossibleNow
        approval.revoked_at, approval.revoked_by_id, approval.reason = clock.now(), actor.person_id, reason.strip()
        record(session, actor, "readiness.revoke", ("edition", edition_id, edition.facts), {"reason": reason.strip()})
        publish(session, ApprovalRevoked(edition_id, edition.campaign_id, edition.entity_id))


def _approval(session: Session, edition_id: int) -> EditionApproval | None:
    """Return the approval in force; the edition is locked, so nobody else gives or takes one."""
    return session.scalars(
        select(EditionApproval)
        .where(EditionApproval.edition_id == edition_id, EditionApproval.revoked_at.is_(None))
        .execution_options(populate_existing=True)
    ).one_or_none()
