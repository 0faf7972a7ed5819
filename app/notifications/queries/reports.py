"""Reports of readers as notices speak of them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.wording import clip
from app.feedback.models import Comment, Feedback
from app.moderation.models import CommentHiding, ContentReport
from app.moderation.types import ReportOutcome
from app.notifications.types import SeenSubject, WrittenWords
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action

TITLE_CHARS = 90


@dataclass(frozen=True, slots=True)
class SeenReport(SeenSubject):
    """What somebody reported, and what became of it; never its words, which others may have hidden since."""

    feedback_id: int
    is_comment: bool
    outcome: ReportOutcome | None


@dataclass(frozen=True, slots=True)
class SeenComment(SeenSubject):
    """A comment that was hidden, for who wrote it; its title is how it begins."""

    feedback_id: int
    reason: WrittenWords | None


def reporter_of_content(session: Session, actor: Actor, report_id: int) -> frozenset[int]:
    """Return who reported it. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    return frozenset(session.scalars(select(ContentReport.reporter_id).where(ContentReport.id == report_id)))


def seen_reports(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, SeenReport]:
    """Return, of these reports, the actor's own. One statement."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    rows = session.execute(
        select(
            ContentReport.id, ContentReport.feedback_id, ContentReport.comment_id.is_not(None), ContentReport.outcome,
            Feedback.campaign_id,
        )
        .join(Feedback, Feedback.id == ContentReport.feedback_id)
        .where(ContentReport.id.in_(ids), ContentReport.reporter_id == actor.person_id)
    )  # fmt: skip
    return {row[0]: SeenReport(WrittenWords(""), *row[1:4], campaign_id=row.campaign_id) for row in rows}


def writer_of_comment(session: Session, actor: Actor, comment_id: int) -> frozenset[int]:
    """Return who wrote a comment, if anybody knows. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    who = select(Comment.author_id).where(Comment.id == comment_id, Comment.author_id.is_not(None))
    return frozenset(each for each in session.scalars(who) if each is not None)


def seen_comments(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, SeenComment]:
    """Return, of these comments, the actor's own, with why they are hidden. One statement."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    rows = session.execute(
        select(
            Comment.id,
            Comment.feedback_id,
            Comment.body,
            Comment.language,
            CommentHiding.reason,
            CommentHiding.language,
            Feedback.campaign_id,
        )
        .join(Feedback, Feedback.id == Comment.feedback_id)
        .outerjoin(CommentHiding, CommentHiding.comment_id == Comment.id)
        .where(Comment.id.in_(ids), Comment.author_id == actor.person_id)
    )
    return {
        row[0]: SeenComment(
            WrittenWords(clip(row.body, TITLE_CHARS)[0], row[3]),
            row.feedback_id,
            WrittenWords(row.reason, row[5]) if row.reason else None,
            campaign_id=row.campaign_id,
        )
        for row in rows
    }
