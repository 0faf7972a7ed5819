"""Say how an action stands, and what was measured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from app.actions.errors import ActionWordsMissing, AnswersMissing, IndicatorMissing, MeasuredLater
from app.actions.models import ActionItem, ActionMeasure
from app.actions.queries import action_by_id
from app.actions.types import ACTION_MOVES, GOES_ON, OVER, PERCENT, ActionState
from app.core import clock
from app.core.errors import ChangedMeanwhile, FormUsed
from app.core.states import check_move
from app.db.lock import locked
from app.db.session import transaction
from app.decisions.models import Decision
from app.decisions.queries import is_replaced
from app.feedback.models import Feedback
from app.feedback.service.handle import move_handling
from app.feedback.types import Handling, State
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.rules import Action

NOTE_MAX_CHARS = 2000


@dataclass(frozen=True, slots=True)
class ProgressInput:
    """Where an action stands, in words that testers read."""

    state: ActionState
    note: str
    version: int


@dataclass(frozen=True, slots=True)
class MeasureInput:
    """A value of the indicator, the day it was measured, and by what."""

    value: float
    measured_on: date
    source: str
    answers: int | None = None
    submission_key: str | None = None


def report_action(session: Session, actor: Actor, action_id: int, data: ProgressInput) -> None:
    """Say how an action stands. Once all actions of its decision are over, its contributions are done too.

    Readers of each are told, as of any change of its status.

    :raises NotFound: absent, or none of the actor's business
    :raises Forbidden: its owner does, the entity's sponsor or the central team
    :raises ActionWordsMissing: it is over, and nothing says what was done or why it was dropped
    :raises NotPossibleNow: what is done stays done
    :raises ChangedMeanwhile: somebody saved it since the form was shown
    """
    with transaction(session):
        row = action_by_id(session, actor, action_id)
        require(actor, Action.ACTION_REPORT, row.facts)
        locked(session, Decision, row.decision_id)  # two actions that end at once see each other
        stored = locked(session, ActionItem, action_id)
        if (stored.state, stored.note) == (data.state, data.note):
            return  # the same form twice is one report
        if stored.version != data.version:
            raise ChangedMeanwhile
        if data.state in OVER and not data.note.strip():
            raise ActionWordsMissing
        stored.state = check_move(ACTION_MOVES, stored.state, data.state)
        stored.note = data.note
        stored.version += 1
        stored.changed_at = clock.now()
        record(session, actor, "actions.reported", ("action", stored.id, stored.facts), {"state": data.state.value})
        if data.state is ActionState.DONE:
            _finish(session, actor, stored)


def _finish(session: Session, actor: Actor, done: ActionItem) -> None:
    """Move the contributions of the decision to done, once nothing of it goes on and it still stands."""
    session.flush()
    goes_on = select(ActionItem.id).where(
        ActionItem.decision_id == done.decision_id, ActionItem.state.in_(GOES_ON), ActionItem.id != done.id
    )
    if session.scalar(goes_on.limit(1)) is not None:
        return
    about = select(Decision.feedback_id).where(
        or_(Decision.id == done.decision_id, Decision.part_of_id == done.decision_id), ~is_replaced()
    )
    rows = session.scalars(
        select(Feedback)
        .where(Feedback.id.in_(about), Feedback.state == State.PUBLISHED, Feedback.handling == Handling.DECIDED)
        .order_by(Feedback.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    for feedback in rows:
        move_handling(session, actor, feedback, (Handling.DONE, done.note))
        record(session, actor, "feedback.handled", ("feedback", feedback.id, feedback.facts), {"handling": "done"})


def measure_action(session: Session, actor: Actor, action_id: int, data: MeasureInput) -> ActionMeasure:
    """Store a measured value. The same form sent again is one.

    :raises NotFound: absent, or none of the actor's business
    :raises Forbidden: its owner does, the entity's sponsor or the central team
    :raises IndicatorMissing: there is nothing to measure
    :raises AnswersMissing: a percentage does not say of how many
    :raises MeasuredLater: the day is still to come
    :raises FormUsed: the same form was sent before with another value
    """
    with transaction(session):
        row = action_by_id(session, actor, action_id)
        require(actor, Action.ACTION_REPORT, row.facts)
        stored = locked(session, ActionItem, action_id)
        if not stored.indicator:
            raise IndicatorMissing
        if stored.unit == PERCENT and data.answers is None:
            raise AnswersMissing
        if data.measured_on > clock.today(actor.time_zone):
            raise MeasuredLater
        sent = select(ActionMeasure).where(ActionMeasure.submission_key == data.submission_key)
        before = session.scalars(sent).one_or_none() if data.submission_key else None
        if before is not None:
            if (before.action_id, before.value) != (action_id, data.value):
                raise FormUsed
            return before
        made = ActionMeasure(
            action_id=action_id,
            value=data.value,
            measured_on=data.measured_on,
            answers=data.answers,
            source=data.source,
            submission_key=data.submission_key,
        )
        session.add(made)
        session.flush()
        record(session, actor, "actions.measured", ("action", stored.id, stored.facts))
    return made
