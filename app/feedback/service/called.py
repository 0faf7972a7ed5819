"""Others than its moderators bring a contribution into their queue: its author, or a reader."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.db.session import leave_no_log, transaction
from app.feedback.events import FeedbackResubmitted
from app.feedback.lifecycle import LIFECYCLE, Act, Step, Who, author_as, step_of
from app.feedback.models import Feedback
from app.feedback.queries.figures import CONTRIBUTIONS
from app.feedback.queries.locked import feedback_for_update
from app.feedback.service.versions import Versions
from app.figures.counting import counting_changes
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action


def call_second_moderator(session: Session, actor: Actor, feedback_id: int, first_decider_id: int | None) -> Feedback:
    """Let what was hidden wait for another moderator than the one who hid it.

    :raises NotPossibleNow: it is not hidden
    """
    with transaction(session):
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        require(actor, Action.SECOND_LOOK_ASK, facts)
        is_trusted = actor.is_trusted_in(feedback.entity_id, feedback.campaign_id)
        who = author_as(is_trusted=is_trusted, is_known=feedback.author_id is not None)
        _move(session, feedback, step_of(feedback.stage, who, Act.ASK_AGAIN))
        feedback.first_decider_id = first_decider_id
        is_nameless = feedback.author_id is None
        publish(session, FeedbackResubmitted(feedback_id=feedback.id, waits=True), day_only=is_nameless)
        if is_nameless:
            leave_no_log(session)
    return feedback


def call_moderators(session: Session, actor: Actor, feedback_id: int, reported: Facts) -> Feedback:
    """Let moderators look at what a reader reports, unless it waits for them already; readers go on reading it.

    ``reported``: the facts of what is reported: the contribution's, or those of one of its comments.
    """
    with transaction(session):
        feedback, _facts = feedback_for_update(session, actor, feedback_id)
        require(actor, Action.CONTENT_REPORT, reported)
        step = LIFECYCLE.get((feedback.stage, Who.READER, Act.REPORT))
        if step is not None:
            _move(session, feedback, step)
            publish(session, FeedbackResubmitted(feedback_id=feedback.id, waits=True))
    return feedback


def call_for_comment(session: Session, actor: Actor, locked: tuple[Feedback, Facts]) -> None:
    """Let moderators look at a contribution to which the actor wrote a comment that waits. It is locked."""
    feedback, facts = locked
    with transaction(session):
        require(actor, Action.FEEDBACK_JOIN_IN, facts)
        step = LIFECYCLE.get((feedback.stage, Who.READER, Act.REPORT))
        if step is not None:
            _move(session, feedback, step)
            publish(session, FeedbackResubmitted(feedback_id=feedback.id, waits=True))


def call_for_hidden_comment(session: Session, actor: Actor, feedback: Feedback, facts: Facts) -> None:
    """Let moderators look at a contribution again whose hidden comment the actor wrote. It is locked.

    ``facts``: of the comment.
    """
    with transaction(session):
        require(actor, Action.COMMENT_LOOK_ASK, facts)
        step = LIFECYCLE.get((feedback.stage, Who.READER, Act.REPORT))
        if step is not None:
            _move(session, feedback, step)
            publish(session, FeedbackResubmitted(feedback_id=feedback.id, waits=True))


def _move(session: Session, feedback: Feedback, step: Step) -> None:
    with counting_changes(session, CONTRIBUTIONS, feedback.id):
        Versions(session, feedback).move(step.to)
