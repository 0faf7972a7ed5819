"""Moderation tables."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, false, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.core.languages import UNDETERMINED
from app.db.base import Base, BigId, RandomPk, str_enum
from app.feedback.types import State
from app.moderation.types import NoteAudience, Outcome, ReportOutcome, ReportReason


class ModerationDecision(Base, kw_only=True):
    """One decision on one contribution. It never changes; one that is undone at once is no more."""

    __tablename__ = "moderation_decisions"
    __table_args__ = (
        CheckConstraint(
            "outcome NOT IN ('sent_back', 'hidden', 'change_refused') OR length(reason) > 0", name="reason_where_due"
        ),
    )

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    feedback_id: Mapped[int] = mapped_column(BigId, ForeignKey("feedback.id", ondelete="CASCADE"), index=True)
    outcome: Mapped[Outcome] = mapped_column(str_enum(Outcome))
    by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True)
    reason: Mapped[str] = mapped_column(Text, default="")  # the question, or why it is hidden; the author reads it
    language: Mapped[str] = mapped_column(String(16), default=UNDETERMINED)  # of the reason
    at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    trusts_in_entity: Mapped[bool] = mapped_column(default=False, server_default=false())  # not in the campaign alone


class DecisionUndo(Base, kw_only=True):
    """All it takes to undo a decision; forgotten by the hour, once it cannot be undone any more."""

    __tablename__ = "moderation_undos"

    id: Mapped[int] = mapped_column(BigId, primary_key=True, autoincrement=False)  # of the decision
    feedback_id: Mapped[int] = mapped_column(BigId, ForeignKey("feedback.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True)
    at: Mapped[datetime]
    version: Mapped[int]  # of the contribution once decided: another one, and something happened since
    is_done: Mapped[bool] = mapped_column(default=False)
    message_id: Mapped[int | None] = mapped_column(BigId)  # of the event that tells the author, later
    # Where the contribution stood (feedback/service/versions.py: Standing).
    state: Mapped[State] = mapped_column(str_enum(State))
    waiting_since: Mapped[datetime | None]
    pending_version: Mapped[int | None]
    proposed_at: Mapped[datetime | None]
    published_at: Mapped[datetime | None]
    revised_at: Mapped[datetime | None]
    shown_entity_id: Mapped[int | None]
    due_on: Mapped[date | None]
    first_decider_id: Mapped[int | None] = mapped_column(BigId)
    # Decided together with others; undone together too.
    batch_id: Mapped[int | None] = mapped_column(BigId, index=True, default=None)
    has_given_trust: Mapped[bool] = mapped_column(default=False)  # not read any more: AuthorTrust knows the decision


class ContentReport(Base, kw_only=True):
    """A reader reported a contribution, or one of its comments. Who it was, no page says."""

    __tablename__ = "content_reports"
    __table_args__ = (
        Index(
            "uq_content_reports_contribution", "feedback_id", "reporter_id", unique=True,
            sqlite_where=text("comment_id IS NULL"), postgresql_where=text("comment_id IS NULL"),
        ),
        Index(
            "uq_content_reports_comment", "comment_id", "reporter_id", unique=True,
            sqlite_where=text("comment_id IS NOT NULL"), postgresql_where=text("comment_id IS NOT NULL"),
        ),
        Index("ix_content_reports_reporter_id", "reporter_id", "at"),
    )  # fmt: skip

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    feedback_id: Mapped[int] = mapped_column(BigId, ForeignKey("feedback.id", ondelete="CASCADE"), index=True)
    comment_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("comments.id", ondelete="CASCADE"), default=None
    )  # None: the contribution itself
    reporter_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="CASCADE"))
    reason: Mapped[ReportReason] = mapped_column(str_enum(ReportReason))
    words: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(16), default=UNDETERMINED)  # of the words
    at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    outcome: Mapped[ReportOutcome | None] = mapped_column(str_enum(ReportOutcome), default=None)
    decision_id: Mapped[int | None] = mapped_column(BigId, index=True, default=None)  # what settled it, if a decision
    message_id: Mapped[int | None] = mapped_column(BigId, default=None)  # of the event that tells the reporter, later


class CommentHiding(Base, kw_only=True):
    """A moderator hid a comment; its author reads why, and can ask once that another one look at it.

    Gone once the comment is shown again.
    """

    __tablename__ = "comment_hidings"
    __table_args__ = (CheckConstraint("length(reason) > 0", name="reason_given"),)

    comment_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("comments.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True)
    reason: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    look_asked_on: Mapped[date | None] = mapped_column(default=None)  # the comment waits, until it was taken


class SecondLook(Base, kw_only=True):
    """The author of a contribution that was hidden asked, once, that another moderator look at it."""

    __tablename__ = "second_looks"

    feedback_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    asked_on: Mapped[date]  # a day: of who cannot be traced, nothing finer is kept
    outcome: Mapped[Outcome | None] = mapped_column(str_enum(Outcome), default=None)
    decision_id: Mapped[int | None] = mapped_column(BigId, default=None)  # of the second look


class CaseClaim(Base, kw_only=True):
    """A moderator looks at a case until then, at the latest. It hinders nobody."""

    __tablename__ = "case_claims"

    feedback_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    by_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True)
    until: Mapped[datetime]


class CaseAssignment(Base, kw_only=True):
    """A moderator is asked to deal with a case."""

    __tablename__ = "case_assignments"

    feedback_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    assignee_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True)
    due_on: Mapped[date | None] = mapped_column(default=None)
    at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class CaseNote(Base, kw_only=True):
    """What the team tells itself about a contribution. Its author never reads it."""

    __tablename__ = "case_notes"
    __table_args__ = (
        CheckConstraint("length(body) > 0", name="something_said"),
        Index("ix_case_notes_audience", "audience", "at"),
    )

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    feedback_id: Mapped[int] = mapped_column(BigId, ForeignKey("feedback.id", ondelete="CASCADE"), index=True)
    author_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True)
    audience: Mapped[NoteAudience] = mapped_column(str_enum(NoteAudience))
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(16))
    at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    is_done: Mapped[bool] = mapped_column(default=False)  # the central team has dealt with it


class CaseLabel(Base, kw_only=True):
    """A short word by which moderators of an entity find a contribution again."""

    __tablename__ = "case_labels"
    __table_args__ = (
        CheckConstraint("length(name) > 0", name="something_said"),
        Index("ix_case_labels_entity_id", "entity_id", "name"),
    )

    feedback_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    name: Mapped[str] = mapped_column(String(30), primary_key=True)
    entity_id: Mapped[int] = mapped_column(ForeignKey("entities.id", ondelete="CASCADE"))
