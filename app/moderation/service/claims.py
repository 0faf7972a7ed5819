"""Moderators see who looks at a case, and ask one of them to deal with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.core import clock
from app.db.insert import insert_for
from app.db.session import transaction
from app.feedback.queries.locked import feedback_for_update
from app.journal.record import record
from app.moderation.errors import AssignedInThePast, AssigneeMissing
from app.moderation.events import CaseAssigned
from app.moderation.models import CaseAssignment, CaseClaim
from app.moderation.queries import possible_assignees
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action

CLAIMED_FOR = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class AssignInput:
    """Who deals with a case (``None``: nobody in particular), and by which day."""

    assignee_id: int | None
    due_on: date | None = None


def claim_case(session: Session, actor: Actor, feedback_id: int, facts: Facts) -> None:
    """Say for a few minutes that the actor looks at a case, unless somebody else does already.

    It hinders nobody. Whoever opens another case looks at that one. ``facts``: of the contribution.
    """
    require(actor, Action.FEEDBACK_MODERATE, facts)
    now = clock.now()
    others = (CaseClaim.by_id == actor.person_id, CaseClaim.feedback_id != feedback_id)
    with transaction(session):  # by itself: two who change places would wait for each other
        session.execute(delete(CaseClaim).where(*others))
    with transaction(session):
        mine = {"by_id": actor.person_id, "until": now + CLAIMED_FOR}
        insert = insert_for(session.get_bind().dialect.name)(CaseClaim).values(feedback_id=feedback_id, **mine)
        is_free = (CaseClaim.until < now) | (CaseClaim.by_id == actor.person_id)
        session.execute(insert.on_conflict_do_update(index_elements=["feedback_id"], set_=mine, where=is_free))


def forget_claims(session: Session, actor: Actor) -> None:
    """Forget who looked at what. Run every hour."""
    require(actor, Action.MODERATION_UNDO, NOTHING)
    with transaction(session):
        session.execute(delete(CaseClaim).where(CaseClaim.until < clock.now()))


def assign_case(session: Session, actor: Actor, feedback_id: int, data: AssignInput) -> None:
    """Ask a moderator to deal with a case, in the place of whoever was asked before. They are told.

    It hinders nobody else. An author can be chosen who moderates there: that they wrote it must not show, and the case
    is never in their queue.

    :raises AssigneeMissing: they do not moderate there
    :raises AssignedInThePast: the day is over
    """
    with transaction(session):
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        require(actor, Action.FEEDBACK_MODERATE, facts)
        before = session.get(CaseAssignment, feedback.id, populate_existing=True)
        asked = (data.assignee_id, data.due_on if data.assignee_id is not None else None)
        if asked == ((before.assignee_id, before.due_on) if before else (None, None)):
            return  # the same form twice
        if data.assignee_id is None:
            session.delete(before)
        else:
            if data.assignee_id not in possible_assignees(session, actor, facts):
                raise AssigneeMissing
            if data.due_on is not None and data.due_on < clock.today(actor.time_zone):
                raise AssignedInThePast
            _write(session, actor, feedback.id, before, data)
        record(session, actor, "moderation.assigned", ("feedback", feedback.id, facts))


def _write(session: Session, actor: Actor, feedback_id: int, before: CaseAssignment | None, data: AssignInput) -> None:
    assignee_id = data.assignee_id or 0
    if before is None:
        row = CaseAssignment(
            feedback_id=feedback_id, assignee_id=assignee_id, by_id=actor.person_id, due_on=data.due_on
        )
        session.add(row)
        is_new = True
    else:
        is_new = before.assignee_id != assignee_id
        before.assignee_id, before.by_id, before.due_on = assignee_id, actor.person_id, data.due_on
        before.at = clock.now()
    if is_new and assignee_id != actor.person_id:
        publish(session, CaseAssigned(feedback_id=feedback_id, assignee_id=assignee_id, by_id=actor.person_id))
