"""Nothing is sent twice, by a second click, the button Back or a try after a broken connection."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import FormUsed
from app.feedback.errors import AlreadySent, SentBefore
from app.feedback.models import Comment, Feedback
from app.feedback.types import CommentState, State
from app.policy.actor import Actor

REMEMBERED = timedelta(days=1)  # the same words later are a new contribution


def refuse_second_feedback(session: Session, actor: Actor, new: Feedback) -> None:
    """Refuse a contribution that was sent before. Call it inside the transaction, the author's place locked.

    Of an untraceable one nothing tells who sent it but this browser's own cookie (``Actor.references``): the same
    words are recognised among the contributions it names.

    :raises AlreadySent: the same form, with the same words
    :raises FormUsed: the same form, with other words
    :raises SentBefore: another form, with the same words of the same person for the same mission
    """
    mine = Feedback.id.in_(actor.references) if new.author_id is None else Feedback.author_id == new.author_id
    same_words = and_(
        mine,
        Feedback.identity == new.identity if new.author_id is None else Feedback.author_id.is_not(None),
        Feedback.title == new.title,
        Feedback.body == new.body,
        Feedback.state != State.WITHDRAWN,
        Feedback.created_at > new.created_at - REMEMBERED,
    )
    found = session.execute(
        select(Feedback.id, Feedback.submission_key, Feedback.mission_id, Feedback.title, Feedback.body).where(
            or_(Feedback.submission_key == new.submission_key, same_words)
        )
    ).all()
    of_form = [row for row in found if row.submission_key == new.submission_key]
    for row in of_form:
        raise AlreadySent if (row.title, row.body) == (new.title, new.body) else FormUsed
    for row in found:
        if row.mission_id == new.mission_id:  # asked here: SQLite would read all contributions of the mission
            raise SentBefore(sent_id=row.id)


def refuse_second_comment(session: Session, new: Comment) -> None:
    """Refuse a comment that was sent before. Call it with the contribution locked.

    :raises AlreadySent: the same form, with the same words
    :raises FormUsed: the same form, with other words
    :raises SentBefore: another form, with the same words of the same person in the same place
    """
    _refuse_used_form(session, new)
    _refuse_same_words(session, new, Comment.created_at > clock.now() - REMEMBERED)


def refuse_second_reply(session: Session, new: Comment, *, is_asked: bool) -> None:
    """Refuse an answer to a moderator that was sent before. Call it with the contribution locked.

    While no question is open (``is_asked``), the words of an earlier answer are that answer; it may have no author.

    :raises AlreadySent, FormUsed, SentBefore: as for a comment
    """
    _refuse_used_form(session, new)
    if not is_asked:
        _refuse_same_words(session, new)


def _refuse_used_form(session: Session, new: Comment) -> None:
    of_form = session.execute(
        select(Comment.id, Comment.body).where(Comment.submission_key == new.submission_key)
    ).first()
    if of_form is not None:
        raise AlreadySent(of_form.id) if of_form.body == new.body else FormUsed


def _refuse_same_words(session: Session, new: Comment, *more: ColumnElement[bool]) -> None:
    sent_id = session.scalar(
        select(Comment.id).where(
            Comment.feedback_id == new.feedback_id,
            Comment.role == new.role,
            Comment.author_id.is_not_distinct_from(new.author_id),
            Comment.parent_id.is_not_distinct_from(new.parent_id),
            Comment.body == new.body,
            Comment.state.in_([CommentState.PUBLISHED, CommentState.WAITING]),
            *more,
        )
    )
    if sent_id is not None:
        raise SentBefore(sent_id=sent_id)
