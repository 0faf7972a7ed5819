"""Decide on what waits: publish, publish and trust, send back with a question, hide with a reason."""

from __future__ import annotations

from dataclasses import asdict, dataclass, fields, replace
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.accounts.service import distrust_author, trust_author
from app.core import clock
from app.core.errors import NotFound
from app.core.languages import UNDETERMINED
from app.db.session import transaction
from app.feedback.lifecycle import Act, Step, Who, WhoIsTold, step_of
from app.feedback.models import Feedback
from app.feedback.queries.locked import feedback_for_update
from app.feedback.service.handle import hide_feedback, publish_feedback, refuse_change, send_back_feedback
from app.feedback.service.undo import put_back_feedback
from app.feedback.service.versions import Standing, Versions
from app.journal.record import record
from app.language.detect import detect
from app.moderation.errors import (
    AlreadyDecided,
    CannotBeUndone,
    CannotTrust,
    HidingReasonMissing,
    QuestionMissing,
)
from app.moderation.events import CaseChangeRefused, CaseHidden, CasePublished, CaseSentBack
from app.moderation.models import DecisionUndo, ModerationDecision
from app.moderation.queries import last_decision, other_that_trusts
from app.moderation.service.reports import reopen_reports, settle_reports
from app.moderation.service.second_look import forget_second_look, note_second_look
from app.moderation.types import Outcome
from app.outbox.publish import publish, take_back
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action

REASON_MAX_CHARS = 2000  # also of a question
UNDO_SECONDS = 10  # as the page offers it
UNDO_WITHIN = timedelta(seconds=UNDO_SECONDS + 5)  # as it is taken, the way there and back included
UNDO_KEPT = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Move:
    """What a moderator decides, on the version they read."""

    feedback_id: int
    version: int
    outcome: Outcome
    words: str = ""
    batch_id: int | None = None  # decided together with others


def publish_case(session: Session, actor: Actor, feedback_id: int, version: int) -> ModerationDecision:
    """Let everybody read the contribution.

    :raises AlreadyDecided: another moderator was first; the same decision sent twice is one
    :raises ChangedWhileRead: its author changed it since it was read
    """
    return decide(session, actor, Move(feedback_id, version, Outcome.PUBLISHED))


def publish_and_trust_case(session: Session, actor: Actor, feedback_id: int, version: int) -> ModerationDecision:
    """Let everybody read the contribution, and its author's next ones at once.

    :raises CannotTrust: nobody knows the author
    :raises AlreadyDecided: another moderator was first
    """
    return decide(session, actor, Move(feedback_id, version, Outcome.PUBLISHED_AND_TRUSTED))


def send_back_case(session: Session, actor: Actor, feedback_id: int, version: int, question: str) -> ModerationDecision:
    """Give the contribution back to its author with a question; it waits again once they reply.

    :raises QuestionMissing: there is no question
    :raises AlreadyDecided: another moderator was first
    """
    if not question.strip():
        raise QuestionMissing
    return decide(session, actor, Move(feedback_id, version, Outcome.SENT_BACK, question))


def hide_case(session: Session, actor: Actor, feedback_id: int, version: int, reason: str) -> ModerationDecision:
    """Show the contribution to nobody else, and tell its author why.

    :raises HidingReasonMissing: there is no reason
    :raises AlreadyDecided: another moderator was first
    """
    if not reason.strip():
        raise HidingReasonMissing
    return decide(session, actor, Move(feedback_id, version, Outcome.HIDDEN, reason))


def refuse_case_change(
    session: Session, actor: Actor, feedback_id: int, version: int, reason: str
) -> ModerationDecision:
    """Let readers go on with the former version of the contribution, and tell its author why.

    :raises HidingReasonMissing: there is no reason
    :raises AlreadyDecided: another moderator was first
    """
    if not reason.strip():
        raise HidingReasonMissing
    return decide(session, actor, Move(feedback_id, version, Outcome.CHANGE_REFUSED, reason))


def decide(session: Session, actor: Actor, move: Move) -> ModerationDecision:
    """Take the decision under the contribution's lock: whoever comes second sees what the first decided."""
    with transaction(session):
        feedback, facts = feedback_for_update(session, actor, move.feedback_id)
        require(actor, Action.FEEDBACK_MODERATE, facts)
        taken = _taken(session, actor, feedback, move)
        if taken is not None:
            return taken
        stood, standing = feedback.stage, Versions(session, feedback).standing
        has_given_trust = move.outcome is Outcome.PUBLISHED_AND_TRUSTED and _trust(session, actor, feedback, facts)
        step = _carry_out(session, actor, feedback, move)
        decision = ModerationDecision(
            feedback_id=feedback.id,
            outcome=move.outcome,
            by_id=actor.person_id,
            reason=move.words,
            language=detect(move.words, (actor.language,)) if move.words else UNDETERMINED,
        )
        session.add(decision)
        settle_reports(session, feedback.id, decision.id, move.outcome, UNDO_WITHIN)
        note_second_look(session, feedback.id, decision.id, move.outcome)
        details = {"outcome": move.outcome.value, "version": feedback.version, "stood": stood.name.lower()}
        event = _EVENTS[move.outcome](feedback_id=feedback.id, by_id=actor.person_id)
        record(session, actor, event.NAME, ("feedback", feedback.id, facts), details)
        is_told = step.told is WhoIsTold.AUTHOR
        message_id = publish(session, event, after=UNDO_WITHIN) if is_told else None  # not before it is certain
        undo = DecisionUndo(
            id=decision.id,
            feedback_id=feedback.id,
            by_id=actor.person_id,
            at=decision.at,
            version=feedback.version,
            has_given_trust=has_given_trust,
            message_id=message_id,
            batch_id=move.batch_id,
            **asdict(standing),
        )
        session.add(undo)
    return decision


_EVENTS = {
    Outcome.PUBLISHED: CasePublished,
    Outcome.PUBLISHED_AND_TRUSTED: CasePublished,
    Outcome.SENT_BACK: CaseSentBack,
    Outcome.HIDDEN: CaseHidden,
    Outcome.CHANGE_REFUSED: CaseChangeRefused,
}


def _taken(session: Session, actor: Actor, feedback: Feedback, move: Move) -> ModerationDecision | None:
    """Return the actor's own decision when the same form comes twice; ``None`` when none was taken on this version.

    :raises AlreadyDecided: it is somebody else's, or another one
    """
    if feedback.version == move.version or feedback.waiting_since is not None:
        return None
    last = last_decision(session, actor, feedback.id)
    if last is None:
        return None
    decision = last.decision
    if (decision.by_id, decision.outcome, decision.reason) == (actor.person_id, move.outcome, move.words):
        return decision
    raise AlreadyDecided(name=last.by_name or "Pépite", at=decision.at)


def _carry_out(session: Session, actor: Actor, feedback: Feedback, move: Move) -> Step:
    """Move the contribution; the feature that owns it keeps its figures, and refuses a version that is not its own."""
    if move.outcome is Outcome.SENT_BACK:
        return send_back_feedback(session, actor, feedback.id, move.version, move.words)
    if move.outcome is Outcome.HIDDEN:
        return hide_feedback(session, actor, feedback.id, move.version)
    if move.outcome is Outcome.CHANGE_REFUSED:
        return refuse_change(session, actor, feedback.id, move.version)
    return publish_feedback(session, actor, feedback.id, move.version)


def _trust(session: Session, actor: Actor, feedback: Feedback, facts: Facts) -> bool:
    """Trust the author; tell whether nobody did before."""
    if feedback.author_id is None:
        raise CannotTrust
    step_of(feedback.stage, Who.MODERATOR, Act.PUBLISH_AND_TRUST)
    return trust_author(session, actor, feedback.author_id, facts)


# --- undo ------------------------------------------------------------------------------------------


def undo_decision(session: Session, actor: Actor, decision_id: int) -> Feedback:
    """Let the contribution stand where it stood before one's own decision, within seconds of it.

    The author, who would have been told, is told nothing. The same form sent twice undoes once.

    :raises CannotBeUndone: it is too late, or something happened to the contribution since
    """
    with transaction(session):
        undo = session.get(DecisionUndo, decision_id)
        if undo is None:
            raise NotFound
        feedback, facts = _decided(session, actor, undo)
        session.refresh(undo)  # as it is under the lock
        require(actor, Action.MODERATION_UNDO, replace(facts, decider_id=undo.by_id))
        if undo.is_done:
            return feedback
        is_late = clock.now() > undo.at + UNDO_WITHIN
        is_answered = feedback.answered_at is not None and feedback.answered_at > undo.at  # its author is told of that
        if is_late or is_answered or feedback.version != undo.version or not _is_untold(session, undo):
            raise CannotBeUndone
        decision = session.get_one(ModerationDecision, decision_id)
        question = decision.reason if decision.outcome is Outcome.SENT_BACK else ""
        put_back_feedback(session, actor, feedback.id, _standing_of(undo), question)
        if undo.has_given_trust:
            _take_back_trust(session, actor, decision_id, feedback, facts)
        details = {
            "outcome": decision.outcome.value,
            "version": feedback.version,
            "stands": feedback.stage.name.lower(),
        }
        record(session, actor, "moderation.undone", ("feedback", feedback.id, facts), details)
        reopen_reports(session, decision_id)
        forget_second_look(session, feedback.id, decision_id)
        undo.is_done = True
        session.delete(decision)
    return feedback


def forget_undos(session: Session, actor: Actor) -> None:
    """Forget what can no longer be undone. Run every hour."""
    require(actor, Action.MODERATION_UNDO, NOTHING)
    with transaction(session):
        session.execute(delete(DecisionUndo).where(DecisionUndo.at < clock.now() - UNDO_KEPT))


def _decided(session: Session, actor: Actor, undo: DecisionUndo) -> tuple[Feedback, Facts]:
    """Return the contribution that was decided on, locked.

    :raises CannotBeUndone: its author has withdrawn it since; to whom did not decide, it is not found
    """
    try:
        return feedback_for_update(session, actor, undo.feedback_id)
    except NotFound as error:
        if undo.by_id == actor.person_id:
            raise CannotBeUndone from error
        raise


def _take_back_trust(session: Session, actor: Actor, decision_id: int, feedback: Feedback, facts: Facts) -> None:
    """Trust the author no more, unless another decision does: from now on, that one gives the trust."""
    if feedback.author_id is None:
        return
    other_id = other_that_trusts(session, actor, feedback.author_id, decision_id)
    if other_id is None:
        distrust_author(session, actor, feedback.author_id, facts)
        return
    other = session.get(DecisionUndo, other_id)
    if other is not None:
        other.has_given_trust = True


def _standing_of(undo: DecisionUndo) -> Standing:
    return Standing(**{each.name: getattr(undo, each.name) for each in fields(Standing)})


def _is_untold(session: Session, undo: DecisionUndo) -> bool:
    """Take back the event that tells the author; tell whether nobody was told yet."""
    return undo.message_id is None or take_back(session, undo.message_id)
