"""Colleagues add comments and me-toos."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from sqlalchemy import Integer, Select, bindparam, delete, select, update
from sqlalchemy.orm import Session

from app.campaigns.models import Edition, takes_in
from app.campaigns.types import IdentityLevel
from app.core import clock
from app.core.errors import NotFound
from app.db.insert import insert_for
from app.db.session import transaction
from app.enrolment.service import mark_active
from app.feedback.errors import OwnContribution
from app.feedback.events import FeedbackCommented
from app.feedback.models import Comment, Feedback, MeToo
from app.feedback.queries.figures import REACTIONS
from app.feedback.queries.locked import feedback_for_update
from app.feedback.service.called import call_for_comment
from app.feedback.service.merged import lock_family
from app.feedback.service.sent import refuse_second_comment
from app.feedback.types import CommentRole, CommentState
from app.figures.counting import counting_changes
from app.house_rules.queries import held_word
from app.language.detect import detect
from app.language.stems import stems
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.rules import Action

COMMENT_MAX_CHARS = 2000


@dataclass(frozen=True, slots=True)
class CommentInput:
    """What somebody adds, to the contribution or to one of its comments."""

    body: str
    submission_key: str
    parent_id: int | None = None


def comment_on_feedback(session: Session, actor: Actor, feedback_id: int, data: CommentInput) -> Comment:
    """Add a comment, or a reply to one; with a listed word it waits for a moderator, and nobody is told of it yet.

    The author of a confidential contribution appears as such in the conversation too: the page shows
    them as "the author", never by name.

    :raises AlreadySent, FormUsed, SentBefore: it was sent before
    """
    with transaction(session):
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        require(actor, Action.FEEDBACK_JOIN_IN, facts)
        if data.parent_id is not None:
            _check_parent(session, feedback, data.parent_id)
        origin_id = _hidden_author_of(session, actor, feedback)
        language = detect(data.body, (actor.language,))
        held = held_word(session, actor, (feedback.entity_id, feedback.campaign_id), data.body, language)
        comment = Comment(
            feedback_id=feedback.id,
            body=data.body,
            language=language,
            state=CommentState.WAITING if held else CommentState.PUBLISHED,
            held_word=held,
            author_id=actor.person_id,
            parent_id=data.parent_id,
            submission_key=data.submission_key,
            origin_id=origin_id,
            stems=stems(data.body, language),
        )
        refuse_second_comment(session, comment)  # the contribution is locked: two clicks cannot both come here first
        session.add(comment)
        session.flush()
        if held:
            call_for_comment(session, actor, (feedback, facts))
        else:
            with counting_changes(session, REACTIONS, feedback.id):
                feedback.comment_count += 1
            publish(session, FeedbackCommented(feedback_id=feedback.id, comment_id=comment.id, by_id=actor.person_id))
        _mark_active(session, actor, feedback)
    return comment


def _hidden_author_of(session: Session, actor: Actor, feedback: Feedback) -> int | None:
    """Return which of the duplicates shown in it the actor wrote without showing their name: it stays hidden here."""
    if not feedback.merged_count:
        return None
    own = select(Feedback.id).where(
        Feedback.shown_in_id == feedback.id,
        Feedback.author_id == actor.person_id,
        Feedback.identity == IdentityLevel.CONFIDENTIAL,
    )
    return session.scalar(own.order_by(Feedback.id).limit(1))


def _mark_active(session: Session, actor: Actor, feedback: Feedback) -> None:
    """Note that a tester takes part, in the edition of their own entity: the contribution may be another's."""
    if feedback.campaign_id not in actor.enrolled_in:
        return
    edition_id = session.scalar(
        _edition_of_people(), {"campaign_id": feedback.campaign_id, "entity_id": actor.entity_id}
    )
    if edition_id is not None:
        mark_active(session, actor, edition_id)


@cache
def _edition_of_people() -> Select[int]:
    """Return the statement that finds where an entity's people take part. Built once: it runs with every "me too"."""
    return select(Edition.id).where(
        Edition.campaign_id == bindparam("campaign_id", type_=Integer),
        takes_in(bindparam("entity_id", type_=Integer)),
    )


def _check_parent(session: Session, feedback: Feedback, parent_id: int) -> None:
    """A reply belongs under a comment of the same contribution, never under a moderator's question."""
    found = session.scalar(
        select(Comment.id).where(
            Comment.id == parent_id, Comment.feedback_id == feedback.id, Comment.role == CommentRole.COMMENT
        )
    )
    if found is None:
        raise NotFound


def say_me_too(session: Session, actor: Actor, feedback_id: int) -> int:
    """Say "me too"; return how many do now. Nothing happens when it was said: the row's key decides."""
    with transaction(session):
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        require(actor, Action.FEEDBACK_JOIN_IN, facts)
        if feedback.author_id == actor.person_id:
            raise OwnContribution
        insert = insert_for(session.get_bind().dialect.name)
        row = {"feedback_id": feedback.id, "person_id": actor.person_id, "said_on": clock.today()}
        said = session.execute(insert(MeToo).values(row).on_conflict_do_nothing().returning(MeToo.person_id)).first()
        if said is not None:
            with counting_changes(session, REACTIONS, feedback.id):
                feedback.me_too_count += 1
            _mark_active(session, actor, feedback)
    return feedback.me_too_count


def unsay_me_too(session: Session, actor: Actor, feedback_id: int) -> int:
    """Take a "me too" back; return how many are left. Nothing happens when there was none.

    What was said to a duplicate that is shown here is taken back with it.

    :raises OwnContribution: the actor wrote such a duplicate
    :raises ChangedMeanwhile: it was merged, or taken out of a merge, at the same moment
    """
    with transaction(session):
        lock_family(session, [feedback_id])  # before its own lock: all are locked in the order of their numbers
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        require(actor, Action.FEEDBACK_JOIN_IN, facts)
        if feedback.merged_count:
            _unsay_to_duplicates(session, actor, feedback)
        gone = session.execute(
            delete(MeToo)
            .where(MeToo.feedback_id == feedback.id, MeToo.person_id == actor.person_id)
            .returning(MeToo.person_id)
        ).first()
        if gone is not None:
            with counting_changes(session, REACTIONS, feedback.id):
                feedback.me_too_count -= 1
    return feedback.me_too_count


def _unsay_to_duplicates(session: Session, actor: Actor, feedback: Feedback) -> None:
    """Take back what the actor said to the duplicates; nobody changes these while the one that shows them is locked."""
    shown = Feedback.shown_in_id == feedback.id
    if session.scalar(select(Feedback.id).where(shown, Feedback.author_id == actor.person_id).limit(1)) is not None:
        raise OwnContribution
    inside = select(Feedback.id).where(shown)
    gone = session.scalars(
        delete(MeToo)
        .where(MeToo.person_id == actor.person_id, MeToo.feedback_id.in_(inside))
        .returning(MeToo.feedback_id)
        .execution_options(synchronize_session=False)
    ).all()
    session.execute(
        update(Feedback)
        .where(Feedback.id.in_(gone))
        .values(me_too_count=Feedback.me_too_count - 1)
        .execution_options(synchronize_session=False)
    )
