"""Undo what a moderator decided: on one contribution within seconds, on several together within a day."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.service import TrustInput, take_back_trust
from app.core import clock
from app.core.errors import Forbidden, NotFound
from app.db.session import transaction
from app.feedback.models import Feedback
from app.feedback.queries.figures import CONTRIBUTIONS
from app.feedback.queries.locked import feedback_for_update, several_for_update
from app.feedback.service.undo import put_back_locked
from app.feedback.service.versions import Standing
from app.feedback.types import Handling, State
from app.figures.counting import counting_changes
from app.journal.record import record_each
from app.moderation.errors import CannotBeUndone
from app.moderation.events import CaseUndone
from app.moderation.models import DecisionUndo, ModerationDecision
from app.moderation.service.decide import UNDO_WITHIN
from app.moderation.service.reports import reopen_reports
from app.moderation.service.second_look import forget_second_looks
from app.moderation.types import Outcome
from app.outbox.publish import publish_each, take_back_each
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action

UNDO_BATCH_WITHIN = timedelta(days=1)  # several together; whoever was told of the decision is told of this too
UNDO_KEPT = UNDO_BATCH_WITHIN + timedelta(hours=1)
Locked = tuple[Feedback, Facts]


@dataclass(frozen=True, slots=True)
class BatchUndone:
    """How many decisions of a batch are undone, and how many stay: something happened since."""

    undone: int
    left: int


@dataclass(frozen=True, slots=True)
class _Undoing:
    """A decision that is being undone, with its contribution, which is locked."""

    undo: DecisionUndo
    decision: ModerationDecision
    feedback: Feedback
    facts: Facts
    was_told: bool  # the author knows of the decision already


def undo_decision(session: Session, actor: Actor, decision_id: int) -> Feedback:
    """Let the contribution stand where it stood before one's own decision, within seconds of it.

    The author, who would have been told, is told nothing. The same form sent twice undoes once.

    :raises CannotBeUndone: it is too late, or something happened to the contribution since
    """
    now = clock.now()
    with transaction(session):
        undo = session.get(DecisionUndo, decision_id)
        if undo is None:
            raise NotFound
        locked = _decided(session, actor, undo)
        session.refresh(undo)  # as it is under the lock
        _require_may_undo(actor, undo, locked)
        chosen = [undo] if not undo.is_done and _is_as_decided(undo, locked[0], now, UNDO_WITHIN) else []
        untold = [each for each in _that_can_be(session, chosen, {undo.feedback_id: locked}) if not each.was_told]
        if not undo.is_done and not untold:
            raise CannotBeUndone
        _undo_each(session, actor, untold)
    return locked[0]


def undo_decisions(session: Session, actor: Actor, batch_id: int) -> BatchUndone:
    """Undo what the actor decided at once within the last day, as far as each can be undone.

    What was edited, answered, merged or taken further since stays as it is. Authors who know of the decision already
    are told that it was taken back.

    :raises NotFound: the actor decided nothing under that number
    :raises CannotBeUndone: none of them can be undone any more
    """
    require(actor, Action.QUEUE_VIEW, NOTHING)
    now = clock.now()  # undoing many takes a while too
    with transaction(session):
        mine = select(DecisionUndo).where(DecisionUndo.batch_id == batch_id, DecisionUndo.by_id == actor.person_id)
        ids = [each.feedback_id for each in session.scalars(mine)]
        if not ids:
            raise NotFound
        locked = several_for_update(session, actor, ids)
        may_undo = []
        for undo in session.scalars(mine.execution_options(populate_existing=True)):  # as it is under the locks
            try:
                _require_may_undo(actor, undo, locked[undo.feedback_id])
            except (KeyError, Forbidden, NotFound):
                continue
            may_undo.append(undo)
        merged = _with_merged(session, ids)
        chosen = [
            undo
            for undo in may_undo
            if not undo.is_done
            and undo.feedback_id not in merged
            and _is_as_decided(undo, locked[undo.feedback_id][0], now, UNDO_BATCH_WITHIN)
        ]
        _undo_each(session, actor, _that_can_be(session, chosen, locked))
        undone = sum(undo.is_done for undo in may_undo)  # with those of the same click before
        if not undone:
            raise CannotBeUndone
    return BatchUndone(undone, len(ids) - undone)


def forget_undos(session: Session, actor: Actor) -> None:
    """Forget what can no longer be undone. Run every hour."""
    require(actor, Action.MODERATION_UNDO, NOTHING)
    with transaction(session):
        session.execute(delete(DecisionUndo).where(DecisionUndo.at < clock.now() - UNDO_KEPT))


def _decided(session: Session, actor: Actor, undo: DecisionUndo) -> Locked:
    """Return the contribution that was decided on, locked.

    :raises CannotBeUndone: its author has withdrawn it since; to whom did not decide, it is not found
    """
    try:
        return feedback_for_update(session, actor, undo.feedback_id)
    except NotFound as error:
        if undo.by_id == actor.person_id:
            raise CannotBeUndone from error
        raise


def _require_may_undo(actor: Actor, undo: DecisionUndo, locked: Locked) -> None:
    require(actor, Action.MODERATION_UNDO, replace(locked[1], decider_id=undo.by_id))


def _undo_each(session: Session, actor: Actor, going: Sequence[_Undoing]) -> None:
    """Undo decisions. As many statements for one as for many, questions apart."""
    entries = []
    with counting_changes(session, CONTRIBUTIONS, *(each.feedback.id for each in going)):
        for each in going:
            question = each.decision.reason if each.decision.outcome is Outcome.SENT_BACK else ""
            put_back_locked(session, actor, (each.feedback, each.facts), _standing_of(each.undo), question)
            _take_back_trust(session, actor, each)
            details = {
                "outcome": each.decision.outcome.value,
                "version": each.feedback.version,
                "stands": each.feedback.stage.name.lower(),
            }
            entries.append((("feedback", each.feedback.id, each.facts), details))
            each.undo.is_done = True
        record_each(session, actor, "moderation.undone", entries)
        reopen_reports(session, [each.decision.id for each in going])
        forget_second_looks(session, [each.decision.id for each in going])
        publish_each(session, [CaseUndone(feedback_id=each.feedback.id) for each in going if each.was_told])
        for each in going:
            session.delete(each.decision)


def _is_as_decided(undo: DecisionUndo, feedback: Feedback, now: datetime, within: timedelta) -> bool:
    """Tell whether it is not too late, and nothing happened to the contribution since."""
    is_answered = feedback.answered_at is not None and feedback.answered_at > undo.at  # its author is told of that
    is_on_its_way = feedback.handling is not Handling.NEW and undo.state is not State.PUBLISHED
    is_same = feedback.version == undo.version and not feedback.is_merged
    return now <= undo.at + within and is_same and not is_answered and not is_on_its_way


def _with_merged(session: Session, feedback_ids: Collection[int]) -> set[int]:
    """Return those that others were merged into: they would disappear with it."""
    found = select(Feedback.shown_in_id).where(Feedback.shown_in_id.in_(feedback_ids)).distinct()
    return {number for number in session.scalars(found) if number is not None}


def _that_can_be(session: Session, undos: Sequence[DecisionUndo], locked: Mapping[int, Locked]) -> list[_Undoing]:
    """Take back the events that tell authors; return the decisions, with whether the author was told before that."""
    taken = take_back_each(session, [undo.message_id for undo in undos if undo.message_id is not None])
    if not undos:
        return []
    found = select(ModerationDecision).where(ModerationDecision.id.in_([undo.id for undo in undos]))
    decisions = {decision.id: decision for decision in session.scalars(found)}
    return [
        _Undoing(
            undo,
            decisions[undo.id],
            *locked[undo.feedback_id],
            was_told=undo.message_id is not None and undo.message_id not in taken,
        )
        for undo in undos
    ]


def _take_back_trust(session: Session, actor: Actor, undoing: _Undoing) -> None:
    """Trust the author no more, unless another decision does."""
    author_id, decision = undoing.feedback.author_id, undoing.decision
    if author_id is not None and decision.outcome is Outcome.PUBLISHED_AND_TRUSTED:
        trust = TrustInput(author_id, decision.id, decision.trusts_in_entity)
        take_back_trust(session, actor, trust, undoing.facts)


def _standing_of(undo: DecisionUndo) -> Standing:
    return Standing(**{each.name: getattr(undo, each.name) for each in fields(Standing)})
