"""Decide on what waits: publish, publish and trust, send back with a question, hide with a reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session
from sqlalchemy.orm.attributes import flag_modified

from app.accounts.service import TrustInput, trust_author
from app.core.errors import ChangedMeanwhile, Forbidden, NotFound, NotPossibleNow
from app.core.languages import UNDETERMINED
from app.db.session import transaction
from app.feedback.lifecycle import Act, LifeStage, Step, Who, WhoIsTold, step_of
from app.feedback.models import Feedback
from app.feedback.queries.figures import CONTRIBUTIONS
from app.feedback.queries.locked import feedback_for_update, several_for_update
from app.feedback.queries.writers import counting_writers_once
from app.feedback.service.handle import Judgement, moderate_locked
from app.feedback.service.versions import Standing, Versions
from app.figures.counting import counting_changes
from app.journal.record import record_each
from app.language.detect import detect
from app.moderation.errors import (
    AlreadyDecided,
    CannotTrust,
    CommentStillWaits,
    HidingReasonMissing,
    QuestionMissing,
)
from app.moderation.events import CaseChangeRefused, CaseHidden, CasePublished, CaseSentBack
from app.moderation.models import CaseClaim, DecisionUndo, ModerationDecision
from app.moderation.queries import last_decision, with_waiting_comments
from app.moderation.service.reports import settle_reports
from app.moderation.service.second_look import note_second_looks
from app.moderation.types import Outcome
from app.outbox.publish import publish_each
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action

REASON_MAX_CHARS = 2000  # also of a question
UNDO_SECONDS = 10  # as the page offers it
UNDO_WITHIN = timedelta(seconds=UNDO_SECONDS + 5)  # as it is taken, the way there and back included


@dataclass(frozen=True, slots=True)
class Move:
    """What a moderator decides, on the version they read."""

    feedback_id: int
    version: int
    outcome: Outcome
    words: str = ""
    batch_id: int | None = None  # decided together with others
    in_entity: bool = False  # trusted in the whole entity, not in the campaign alone


def publish_case(session: Session, actor: Actor, feedback_id: int, version: int) -> ModerationDecision:
    """Let everybody read the contribution.

    :raises AlreadyDecided: another moderator was first; the same decision sent twice is one
    :raises CommentStillWaits: a comment to it waits for a moderator
    :raises ChangedWhileRead: its author changed it since it was read
    """
    return decide(session, actor, Move(feedback_id, version, Outcome.PUBLISHED))


def publish_and_trust_case(
    session: Session, actor: Actor, feedback_id: int, version: int, *, in_entity: bool = False
) -> ModerationDecision:
    """Let everybody read the contribution, and at once the author's next ones: there, or in the whole entity.

    :raises CannotTrust: nobody knows the author
    :raises Forbidden: the actor moderates a campaign of the entity only
    :raises AlreadyDecided: another moderator was first
    """
    return decide(session, actor, Move(feedback_id, version, Outcome.PUBLISHED_AND_TRUSTED, in_entity=in_entity))


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


_NOT_ALWAYS_CHANGED = ("shown_entity_id", "due_on", "published_at")  # by a decision


@dataclass(frozen=True, slots=True)
class Taken:
    """A decision, with what it takes to record and to undo it."""

    decision: ModerationDecision
    feedback: Feedback
    facts: Facts
    move: Move
    step: Step
    stood: LifeStage
    standing: Standing


def decide(session: Session, actor: Actor, move: Move) -> ModerationDecision:
    """Take the decision under the contribution's lock: whoever comes second sees what the first decided."""
    with transaction(session):
        locked = feedback_for_update(session, actor, move.feedback_id)
        with counting_changes(session, CONTRIBUTIONS, move.feedback_id):
            waiting = with_waiting_comments(session, actor, [move.feedback_id])
            taken = _take(session, actor, locked, move, waiting)
            if isinstance(taken, Taken):
                _write(session, actor, [taken])
                return taken.decision
    return taken


def decide_each(session: Session, actor: Actor, moves: Sequence[Move]) -> int:
    """Take one decision on each of several contributions; return how many. Nobody is trusted here.

    All are locked first, in one order, and what is written is written together. What changed since it was read, was
    decided by somebody else, or is not for the actor is left as it is.
    """
    with transaction(session):
        locked = several_for_update(session, actor, [move.feedback_id for move in moves])
        decided, written = 0, list[Taken]()
        waiting = with_waiting_comments(session, actor, locked)
        campaigns = {feedback.campaign_id for feedback, _facts in locked.values()}
        with counting_changes(session, CONTRIBUTIONS, *locked), counting_writers_once(session, actor, campaigns):
            with session.no_autoflush:  # else what is asked between two writes the first by itself
                for move in moves:
                    if move.feedback_id not in locked:
                        continue
                    try:
                        taken = _take(session, actor, locked[move.feedback_id], move, waiting)
                    except (AlreadyDecided, ChangedMeanwhile, CommentStillWaits, NotPossibleNow, Forbidden, NotFound):
                        continue  # each of them is raised before anything is written
                    decided += 1
                    if isinstance(taken, Taken):
                        written.append(taken)
            for each in written:  # rows that set the same columns are written in one go
                for column in _NOT_ALWAYS_CHANGED:
                    flag_modified(each.feedback, column)
            _write(session, actor, written)
    return decided


def _take(
    session: Session, actor: Actor, locked: tuple[Feedback, Facts], move: Move, waiting: frozenset[int]
) -> Taken | ModerationDecision:
    """Move the contribution, or return the decision that the same form led to before.

    ``waiting``: to which contributions a comment waits.
    """
    feedback, facts = locked
    require(actor, Action.FEEDBACK_MODERATE, facts)
    before = _taken_before(session, actor, feedback, move)
    if before is not None:
        return before
    if move.outcome in _PUBLISHING and feedback.id in waiting:
        raise CommentStillWaits
    stood, standing = feedback.stage, Versions(session, feedback).standing
    question = move.words if move.outcome is Outcome.SENT_BACK else ""
    decision = ModerationDecision(
        feedback_id=feedback.id,
        outcome=move.outcome,
        by_id=actor.person_id,
        reason=move.words,
        language=detect(move.words, (actor.language,)) if move.words else UNDETERMINED,
        trusts_in_entity=move.in_entity,
    )
    if move.outcome is Outcome.PUBLISHED_AND_TRUSTED:
        _trust(session, actor, locked, decision)
    step = moderate_locked(session, actor, locked, Judgement(_ACTS[move.outcome], move.version, question))
    return Taken(decision, feedback, facts, move, step, stood, standing)


def _write(session: Session, actor: Actor, taken: Sequence[Taken]) -> None:
    """Write decisions with all that goes with them; as many statements for one as for many."""
    if not taken:
        return
    outcome = taken[0].move.outcome  # of them all
    decided = {each.feedback.id: each.decision.id for each in taken}
    session.add_all(each.decision for each in taken)
    session.execute(delete(CaseClaim).where(CaseClaim.feedback_id.in_(decided)))
    settle_reports(session, decided, outcome, UNDO_WITHIN)
    note_second_looks(session, decided, outcome)
    entries = [
        (
            ("feedback", each.feedback.id, each.facts),
            {"outcome": outcome.value, "version": each.feedback.version, "stood": each.stood.name.lower()},
        )
        for each in taken
    ]
    record_each(session, actor, _EVENTS[outcome].NAME, entries)
    told = [each.decision for each in taken if each.step.told is WhoIsTold.AUTHOR]
    events = [_EVENTS[outcome](feedback_id=each.feedback_id, by_id=actor.person_id) for each in told]
    numbers = publish_each(session, events, after=UNDO_WITHIN)  # not before it is certain
    messages = {each.id: number for each, number in zip(told, numbers, strict=True)}
    session.add_all(
        DecisionUndo(
            id=each.decision.id,
            feedback_id=each.feedback.id,
            by_id=actor.person_id,
            at=each.decision.at,
            version=each.feedback.version,
            message_id=messages.get(each.decision.id),
            batch_id=each.move.batch_id,
            **asdict(each.standing),
        )
        for each in taken
    )


_PUBLISHING = frozenset({Outcome.PUBLISHED, Outcome.PUBLISHED_AND_TRUSTED})
_ACTS = {
    Outcome.PUBLISHED: Act.PUBLISH,
    Outcome.PUBLISHED_AND_TRUSTED: Act.PUBLISH,
    Outcome.SENT_BACK: Act.SEND_BACK,
    Outcome.HIDDEN: Act.HIDE,
    Outcome.CHANGE_REFUSED: Act.REFUSE_CHANGE,
}
_EVENTS = {
    Outcome.PUBLISHED: CasePublished,
    Outcome.PUBLISHED_AND_TRUSTED: CasePublished,
    Outcome.SENT_BACK: CaseSentBack,
    Outcome.HIDDEN: CaseHidden,
    Outcome.CHANGE_REFUSED: CaseChangeRefused,
}


def _taken_before(session: Session, actor: Actor, feedback: Feedback, move: Move) -> ModerationDecision | None:
    """Return the actor's own decision when the same form comes twice; ``None`` when none was taken on this version.

    :raises AlreadyDecided: it is somebody else's, or another one
    """
    if feedback.version == move.version or feedback.waiting_since is not None:
        return None
    last = last_decision(session, actor, feedback.id)
    if last is None:
        return None
    decision = last.decision
    said = (decision.by_id, decision.outcome, decision.reason, decision.trusts_in_entity)
    if said == (actor.person_id, move.outcome, move.words, move.in_entity):
        return decision
    raise AlreadyDecided(name=last.by_name or "Pépite", at=decision.at)


def _trust(session: Session, actor: Actor, locked: tuple[Feedback, Facts], decision: ModerationDecision) -> None:
    """Trust the author by this decision."""
    feedback, facts = locked
    if feedback.author_id is None:
        raise CannotTrust
    step_of(feedback.stage, Who.MODERATOR, Act.PUBLISH_AND_TRUST)
    trust_author(session, actor, TrustInput(feedback.author_id, decision.id, decision.trusts_in_entity), facts)
