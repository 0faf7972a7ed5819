"""The team answers, moves the handling state, and moderates."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import ChangedMeanwhile
from app.db.session import transaction
from app.entities.models import Entity
from app.feedback.errors import ChangedWhileRead, HandlingReasonMissing
from app.feedback.events import FeedbackAnswered, FeedbackHandled
from app.feedback.lifecycle import Act, Shown, Step, Who, step_of
from app.feedback.models import Comment, Feedback, OfficialAnswer
from app.feedback.queries.figures import CONTRIBUTIONS
from app.feedback.queries.locked import feedback_for_update
from app.feedback.service.versions import Versions
from app.feedback.types import DECIDED_STATES, CommentRole, Handling
from app.figures.counting import counting_changes
from app.journal.record import record
from app.language.detect import detect
from app.language.stems import stems
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action

ANSWER_MAX_CHARS = 4000


@dataclass(frozen=True, slots=True)
class HandlingInput:
    """Where a contribution goes next, and the version that was read; where it ends, a reason."""

    handling: Handling
    version: int
    reason: str = ""


@dataclass(frozen=True, slots=True)
class AnswerInput:
    """The official answer; ``version`` is that of the answer shown while writing (0: none yet).

    ``handling``: what becomes of the contribution in the same act; ``None``: what it is.
    """

    body: str
    version: int = 0
    handling: HandlingInput | None = None


def answer_feedback(session: Session, actor: Actor, feedback_id: int, data: AnswerInput) -> OfficialAnswer:
    """Write the official answer, or replace its words; the first one keeps the promise or not.

    What becomes of the contribution can be said in the same act: readers are told once.

    :raises ChangedMeanwhile: a colleague answered first, or it is no longer what the manager read
    :raises HandlingReasonMissing: it comes to an end, and there is no reason
    """
    language = detect(data.body, (actor.language,))
    with transaction(session):
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        require(actor, Action.FEEDBACK_ANSWER, facts)
        answer = session.get(OfficialAnswer, feedback.id, populate_existing=True)
        is_new = answer is None or (answer.body, answer.author_id) != (data.body, actor.person_id)
        if data.handling is not None:
            require(actor, Action.FEEDBACK_HANDLE, facts)
            _handle(session, actor, (feedback, facts), data.handling, with_answer=is_new)
        if answer is not None and not is_new:
            return answer  # the same form twice is one answer
        if (answer.version if answer else 0) != data.version:
            raise ChangedMeanwhile
        answer = _write(session, feedback, answer, _Words(data.body, language, actor.person_id))
        record(session, actor, "feedback.answered", ("feedback", feedback.id, facts), {"version": answer.version})
        publish(session, FeedbackAnswered(feedback_id=feedback.id, version=answer.version, by_id=actor.person_id))
    return answer


@dataclass(frozen=True, slots=True)
class _Words:
    """What an answer says, in which language, and who says it."""

    body: str
    language: str
    author_id: int


def _write(session: Session, feedback: Feedback, answer: OfficialAnswer | None, words: _Words) -> OfficialAnswer:
    """Store the first answer, or put the new words in the place of the last ones."""
    found_by = stems(words.body, words.language)
    if answer is not None:
        answer.body, answer.language, answer.author_id = words.body, words.language, words.author_id
        answer.stems = found_by
        answer.version += 1
        answer.via_id = None  # written for this one from now on
        return answer
    answer = OfficialAnswer(
        feedback_id=feedback.id, body=words.body, language=words.language, author_id=words.author_id, stems=found_by
    )
    session.add(answer)
    zone = "UTC" if feedback.hides_entity else session.get_one(Entity, feedback.entity_id).time_zone
    today = clock.today(zone)  # the entity's own day, unless that would tell which one it is
    with counting_changes(session, CONTRIBUTIONS, feedback.id):
        feedback.answered_at = answer.created_at
        feedback.is_answered_in_time = feedback.due_on is not None and today <= feedback.due_on
    return answer


def handle_feedback(session: Session, actor: Actor, feedback_id: int, data: HandlingInput) -> Feedback:
    """Move the handling state; author, commenters and me-toos are told. What it says already is not said again.

    Decided, done and not kept have a reason: the one that is given, else the one there is already.

    :raises HandlingReasonMissing: there is none
    :raises ChangedMeanwhile: it is no longer what the manager read
    """
    with transaction(session):
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        require(actor, Action.FEEDBACK_HANDLE, facts)
        _handle(session, actor, (feedback, facts), data)
    return feedback


def _handle(
    session: Session, actor: Actor, locked: tuple[Feedback, Facts], data: HandlingInput, *, with_answer: bool = False
) -> None:
    feedback, facts = locked
    reason = data.reason
    if data.handling in DECIDED_STATES and not reason:
        reason = _known_reason(feedback, data.handling)
    if (feedback.handling, feedback.handling_reason) == (data.handling, reason):
        return  # the same form twice is one choice
    if feedback.version != data.version:
        raise ChangedMeanwhile
    move_handling(session, actor, feedback, (data.handling, reason), with_answer=with_answer)
    record(session, actor, "feedback.handled", ("feedback", feedback.id, facts), {"handling": data.handling})


def _known_reason(feedback: Feedback, handling: Handling) -> str:
    """Return why a contribution comes to an end, when that was said before, by the sponsor's decision for example.

    :raises HandlingReasonMissing: nobody has said it, or it was said of the other end
    """
    was_kept, is_kept = feedback.handling is not Handling.NOT_KEPT, handling is not Handling.NOT_KEPT
    if feedback.handling not in DECIDED_STATES or was_kept != is_kept:
        raise HandlingReasonMissing
    return feedback.handling_reason


def move_handling(
    session: Session, actor: Actor, feedback: Feedback, to: tuple[Handling, str], *, with_answer: bool = False
) -> None:
    """Move the handling state, with its reason, of a locked contribution; the caller has asked the policy."""
    handling, reason = to
    if feedback.handling is handling and feedback.handling_reason == reason:
        return
    with counting_changes(session, CONTRIBUTIONS, feedback.id):
        feedback.handling, feedback.handling_reason = handling, reason
        feedback.version += 1
    publish(
        session,
        FeedbackHandled(
            feedback_id=feedback.id, handling=handling.value, by_id=actor.person_id, with_answer=with_answer
        ),
    )


def publish_feedback(session: Session, actor: Actor, feedback_id: int, version: int) -> Step:
    """Let everybody read the newest version of a contribution.

    :raises ChangedWhileRead: it is no longer what the moderator read
    """
    return _moderate(session, actor, (feedback_id, version), Act.PUBLISH)


def hide_feedback(session: Session, actor: Actor, feedback_id: int, version: int) -> Step:
    """Stop showing a contribution to others."""
    return _moderate(session, actor, (feedback_id, version), Act.HIDE)


def send_back_feedback(session: Session, actor: Actor, feedback_id: int, version: int, question: str) -> Step:
    """Give a contribution, or its change, back to its author with a question; only they and the moderators read it."""
    return _moderate(session, actor, (feedback_id, version), Act.SEND_BACK, question)


def refuse_change(session: Session, actor: Actor, feedback_id: int, version: int) -> Step:
    """Let readers go on with the former version."""
    return _moderate(session, actor, (feedback_id, version), Act.REFUSE_CHANGE)


def _moderate(session: Session, actor: Actor, seen: tuple[int, int], act: Act, question: str = "") -> Step:
    feedback_id, version = seen
    with transaction(session):
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        with counting_changes(session, CONTRIBUTIONS, feedback.id):
            return moderate_locked(session, actor, (feedback, facts), Judgement(act, version, question))


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a moderator does to a contribution, and the version they read."""

    act: Act
    version: int
    question: str = ""


def moderate_locked(session: Session, actor: Actor, locked: tuple[Feedback, Facts], verdict: Judgement) -> Step:
    """Move a contribution that is locked, for use cases on one or several, which keep the figures around it.

    :raises ChangedWhileRead: it is no longer what the moderator read
    """
    feedback, facts = locked
    require(actor, Action.FEEDBACK_MODERATE, facts)
    if feedback.version != verdict.version:
        raise ChangedWhileRead
    step = step_of(feedback.stage, Who.MODERATOR, verdict.act)
    if step.shown is Shown.NEW:
        Versions(session, feedback).accept_proposal()
    Versions(session, feedback).move(step.to)
    if verdict.question:
        session.add(_question(feedback, actor, verdict.question))
    return step


def _question(feedback: Feedback, actor: Actor, question: str) -> Comment:
    return Comment(
        feedback_id=feedback.id,
        body=question,
        language=detect(question, (actor.language,)),
        role=CommentRole.QUESTION,
        author_id=actor.person_id,
    )
