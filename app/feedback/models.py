"""Feedback tables."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import (
    CheckConstraint,
    ColumnElement,
    ForeignKey,
    ForeignKeyConstraint,
    Index,
    LargeBinary,
    String,
    Text,
    UniqueConstraint,
    false,
    func,
    text,
)
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, mapped_column

from app.campaigns.models import Edition
from app.campaigns.types import IdentityLevel
from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk, str_enum
from app.db.fulltext import add_fulltext
from app.feedback.lifecycle import LifeStage, stage_of
from app.feedback.types import STORED_BODY_MAX_CHARS, CommentRole, CommentState, Handling, Kind, State
from app.language.phrases import PHRASE_MAX_CHARS
from app.policy.facts import Facts


class Feedback(Base, kw_only=True):
    """One contribution."""

    __tablename__ = "feedback"
    __table_args__ = (
        CheckConstraint("rating IS NULL OR rating BETWEEN 1 AND 5", name="rating_in_range"),
        CheckConstraint("(author_id IS NULL) = (identity = 'untraceable')", name="author_unless_untraceable"),
        CheckConstraint(f"length(body) BETWEEN 1 AND {STORED_BODY_MAX_CHARS}", name="body_length"),
        CheckConstraint(
            "handling NOT IN ('decided', 'done', 'not_kept') OR length(handling_reason) > 0",
            name="reason_where_decided",
        ),
        CheckConstraint("pending_version IS NULL OR state = 'published'", name="change_of_a_published_one"),
        CheckConstraint("(merged_into_id IS NULL) = (shown_in_id IS NULL)", name="merged_and_shown_elsewhere"),
        CheckConstraint("merged_into_id IS NULL OR state = 'hidden'", name="merged_is_read_elsewhere"),
        UniqueConstraint("campaign_id", "source_key"),
        # The feed: published contributions of a campaign, newest first, most me-too first, or those without an answer,
        # the first promised first.
        Index("ix_feedback_feed", "campaign_id", "state", "created_at", "id"),
        # The search across campaigns, newest first.
        Index(
            "ix_feedback_newest", "created_at", "id",
            sqlite_where=text("state = 'published'"), postgresql_where=text("state = 'published'"),
        ),
        Index("ix_feedback_me_too", "campaign_id", "state", "me_too_count", "id"),
        Index(
            "ix_feedback_unanswered", "campaign_id", "due_on", "id",
            sqlite_where=text("state = 'published' AND answered_at IS NULL"),
            postgresql_where=text("state = 'published' AND answered_at IS NULL"),
        ),
        # The queue: what a moderator of an entity has to read, oldest first.
        Index(
            "ix_feedback_queue", "entity_id", "waiting_since", "id",
            sqlite_where=text("waiting_since IS NOT NULL"), postgresql_where=text("waiting_since IS NOT NULL"),
        ),
        # Sent back to their authors, the oldest first.
        Index(
            "ix_feedback_sent_back", "entity_id", "created_at", "id",
            sqlite_where=text("state = 'sent_back'"), postgresql_where=text("state = 'sent_back'"),
        ),
        # What is owed: in an entity, an answer, the first promised first; on the cards that show an entity, or none,
        # a decision, the oldest first.
        Index(
            "ix_feedback_owed", "entity_id", "due_on", "id",
            sqlite_where=text("state = 'published' AND answered_at IS NULL"),
            postgresql_where=text("state = 'published' AND answered_at IS NULL"),
        ),
        Index(
            "ix_feedback_selected", "shown_entity_id", "created_at", "id",
            sqlite_where=text("state = 'published' AND handling = 'selected'"),
            postgresql_where=text("state = 'published' AND handling = 'selected'"),
        ),
        Index("ix_feedback_author", "author_id", "edition_id"),
        # What somebody sent within a day: the same words are not stored twice.
        Index("ix_feedback_sent", "author_id", "created_at"),
        # How many people write a language in an entity.
        Index("ix_feedback_writers", "edition_id", "language", "author_id"),
    )  # fmt: skip

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="RESTRICT"))
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="RESTRICT"))
    entity_id: Mapped[int] = mapped_column(ForeignKey("entities.id", ondelete="RESTRICT"))
    kind: Mapped[Kind] = mapped_column(str_enum(Kind))
    title: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(16))  # BCP 47; "und" when unknown
    identity: Mapped[IdentityLevel] = mapped_column(str_enum(IdentityLevel))
    state: Mapped[State] = mapped_column(str_enum(State))
    author_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id", ondelete="RESTRICT"), default=None)
    mission_id: Mapped[int | None] = mapped_column(
        ForeignKey("missions.id", ondelete="RESTRICT"), index=True, default=None
    )
    # The entity as readers may know it: entity_id, or None (feedback/service/shown_entity.py).
    shown_entity_id: Mapped[int | None] = mapped_column(index=True, default=None)
    step_id: Mapped[int | None] = mapped_column(
        ForeignKey("mission_steps.id", ondelete="SET NULL"), index=True, default=None
    )
    rating: Mapped[int | None] = mapped_column(default=None)  # stars, 1 to 5
    handling: Mapped[Handling] = mapped_column(str_enum(Handling), default=Handling.NEW)
    handling_reason: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)  # midnight of the day when untraceable
    waiting_since: Mapped[datetime | None] = mapped_column(default=None)  # in the queue: since when
    pending_version: Mapped[int | None] = mapped_column(default=None)  # the revision that readers do not see yet
    pending_language: Mapped[str | None] = mapped_column(String(16), default=None)  # its language
    published_at: Mapped[datetime | None] = mapped_column(default=None)
    revised_at: Mapped[datetime | None] = mapped_column(default=None)
    due_on: Mapped[date | None] = mapped_column(default=None)  # the promise: last day for an answer
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    is_answered_in_time: Mapped[bool] = mapped_column(default=False)
    me_too_count: Mapped[int] = mapped_column(default=0)
    comment_count: Mapped[int] = mapped_column(default=0)
    image_count: Mapped[int] = mapped_column(default=0)
    imported_votes: Mapped[int] = mapped_column(default=0)
    # The listed word for which it waits, or waited last (app/house_rules): moderators read it, nobody else.
    held_word: Mapped[str] = mapped_column(String(PHRASE_MAX_CHARS), default="", server_default="")
    is_on_behalf: Mapped[bool] = mapped_column(default=False, server_default=false())  # a colleague wrote it down
    version: Mapped[int] = mapped_column(default=1)  # moved by whatever changes its words or state
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)  # sent once, stored once
    reference_hash: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)  # untraceable: way back
    source_key: Mapped[str | None] = mapped_column(String(80), default=None)  # import: the item's id
    # Merged as a duplicate (feedback/service/merged.py): into which one, and where readers find both; that one may have
    # been merged itself.
    merged_into_id: Mapped[int | None] = mapped_column(BigId, index=True, default=None)
    shown_in_id: Mapped[int | None] = mapped_column(BigId, index=True, default=None)
    merged_at: Mapped[datetime | None] = mapped_column(default=None)
    merged_count: Mapped[int] = mapped_column(default=0, server_default=text("0"))  # how many are shown in this one
    # Its author asks for a second look, while it waits: not by this moderator, who hid it.
    first_decider_id: Mapped[int | None] = mapped_column(BigId, default=None)
    stems: Mapped[str] = mapped_column(Text, default="", deferred=True)  # folded stems of title and body, for search

    @hybrid_property
    def language_moderated(self) -> str:
        """The language a moderator has to read: of the change that waits, if there is one."""
        return self.pending_language or self.language

    @language_moderated.inplace.expression
    @classmethod
    def _language_moderated(cls) -> ColumnElement[str]:
        return func.coalesce(cls.pending_language, cls.language)

    @property
    def hides_entity(self) -> bool:
        """Whether readers see it, here or where it was merged, and may not know where it comes from."""
        return self.is_read and self.shown_entity_id is None

    @property
    def is_merged(self) -> bool:
        """Whether it is read as a part of another contribution."""
        return self.merged_into_id is not None

    @property
    def is_read(self) -> bool:
        """Whether readers see its words, here or where it was merged."""
        return self.state is State.PUBLISHED or self.is_merged

    @property
    def stage(self) -> LifeStage:
        """Where it stands in its life (``feedback/lifecycle.py``)."""
        if self.is_merged:
            return LifeStage.MERGED
        return stage_of(self.state, waits=self.waiting_since is not None, has_change=self.pending_version is not None)

    @property
    def facts(self) -> Facts:
        """What the permission table may know, but for what the edition decides (``feedback.queries`` adds it)."""
        return Facts(
            entity_id=self.entity_id,
            campaign_id=self.campaign_id,
            edition_id=self.edition_id,
            author_id=self.author_id,
            feedback_id=self.id,
            language=self.language_moderated,
            is_published=self.state is State.PUBLISHED,
            is_withdrawn=self.state is State.WITHDRAWN,
            is_confidential=self.identity is IdentityLevel.CONFIDENTIAL and self.author_id is not None,
            first_decider_id=self.first_decider_id,
        )

    def facts_at(self, edition: Edition, instant: datetime) -> Facts:
        """All that rules may know: the contribution's own facts, and what its edition allows at an instant."""
        here = edition.facts_at(instant)
        return replace(self.facts, accepts_feedback=here.accepts_feedback, is_live=here.is_live)


class FeedbackMeaning(Base, kw_only=True):
    """What the words of a contribution mean, as numbers (``language/alike.py``); deleted when they change or go."""

    __tablename__ = "feedback_meanings"

    feedback_id: Mapped[int] = mapped_column(BigId, ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True)
    vector: Mapped[bytes] = mapped_column(LargeBinary)


class NameOpening(Base, kw_only=True):
    """A moderator read the name of a confidential author. The author sees who, when and why."""

    __tablename__ = "name_openings"
    __table_args__ = (CheckConstraint("length(reason) > 0", name="reason_given"),)

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    feedback_id: Mapped[int] = mapped_column(BigId, ForeignKey("feedback.id", ondelete="CASCADE"), index=True)
    by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True)
    at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    reason: Mapped[str] = mapped_column(Text)


class FeedbackImage(Base, kw_only=True):
    """An image of a contribution, with the words that replace it for who cannot see it."""

    __tablename__ = "feedback_images"
    __table_args__ = (UniqueConstraint("feedback_id", "number"),)

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    feedback_id: Mapped[int] = mapped_column(BigId, ForeignKey("feedback.id", ondelete="CASCADE"))
    number: Mapped[int]  # 1 to 5
    file_id: Mapped[int] = mapped_column(BigId, ForeignKey("stored_files.id", ondelete="RESTRICT"), index=True)
    alt_text: Mapped[str] = mapped_column(String(300), default="")


class Comment(Base, kw_only=True):
    """What somebody adds to a contribution, or replies to a comment."""

    __tablename__ = "comments"
    __table_args__ = (
        CheckConstraint(f"length(body) BETWEEN 1 AND {STORED_BODY_MAX_CHARS}", name="body_length"),
        UniqueConstraint("feedback_id", "source_key"),
        Index("ix_comments_feedback_id", "feedback_id", "created_at"),
    )

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    feedback_id: Mapped[int] = mapped_column(BigId, ForeignKey("feedback.id", ondelete="CASCADE"))
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(16))
    role: Mapped[CommentRole] = mapped_column(str_enum(CommentRole), default=CommentRole.COMMENT)
    state: Mapped[CommentState] = mapped_column(str_enum(CommentState), default=CommentState.PUBLISHED)
    # The listed word for which it waits, or waited.
    held_word: Mapped[str] = mapped_column(String(PHRASE_MAX_CHARS), default="", server_default="")
    author_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="RESTRICT"), index=True, default=None
    )  # None: imported, or the author of an untraceable contribution
    # Written to a contribution that was merged into this one since, or by its author who hides their name: who that is
    # decides under which name the comment stands.
    origin_id: Mapped[int | None] = mapped_column(BigId, index=True, default=None)
    parent_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("comments.id", ondelete="SET NULL"), index=True, default=None
    )
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)
    source_key: Mapped[str | None] = mapped_column(String(80), default=None)
    # What it is found by; nothing for what only its author and the moderators read.
    stems: Mapped[str] = mapped_column(Text, default="", server_default="", deferred=True)


class MeToo(Base, kw_only=True):
    """A colleague met the same. Once per person: the key decides."""

    __tablename__ = "me_toos"

    feedback_id: Mapped[int] = mapped_column(BigId, ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    said_on: Mapped[date]
    via_id: Mapped[int | None] = mapped_column(BigId, default=None)  # said to this one, which was merged here


class OfficialAnswer(Base, kw_only=True):
    """The answer of the team to a contribution; a new version replaces the words."""

    __tablename__ = "official_answers"

    feedback_id: Mapped[int] = mapped_column(BigId, ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(16))
    author_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="RESTRICT"), index=True)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    version: Mapped[int] = mapped_column(default=1)
    via_id: Mapped[int | None] = mapped_column(BigId, default=None)  # given to this one, which was merged here
    stems: Mapped[str] = mapped_column(Text, default="", server_default="", deferred=True)  # what it is found by


class FeedbackRevision(Base, kw_only=True):
    """Another version of a contribution: what it said before, or what its author wants it to say."""

    __tablename__ = "feedback_revisions"

    feedback_id: Mapped[int] = mapped_column(BigId, ForeignKey("feedback.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[Kind] = mapped_column(str_enum(Kind))
    title: Mapped[str] = mapped_column(String(300))
    body: Mapped[str] = mapped_column(Text)
    language: Mapped[str] = mapped_column(String(16))
    step_id: Mapped[int | None] = mapped_column(
        ForeignKey("mission_steps.id", ondelete="SET NULL"), index=True, default=None
    )
    rating: Mapped[int | None] = mapped_column(default=None)
    is_refused: Mapped[bool] = mapped_column(default=False)  # a change that no reader ever saw
    is_withheld: Mapped[bool] = mapped_column(
        default=False
    )  # its author keeps it from readers; of one that waits: the former
    kept_at: Mapped[datetime] = mapped_column(default_factory=clock.now)  # when it was replaced, or proposed


class RevisionImage(Base, kw_only=True):
    """An image of another version of a contribution."""

    __tablename__ = "revision_images"
    __table_args__ = (
        ForeignKeyConstraint(
            ["feedback_id", "version"], ["feedback_revisions.feedback_id", "feedback_revisions.version"],
            ondelete="CASCADE",
        ),
    )  # fmt: skip

    feedback_id: Mapped[int] = mapped_column(BigId, primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)  # 1 to 5
    file_id: Mapped[int] = mapped_column(BigId, ForeignKey("stored_files.id", ondelete="RESTRICT"), index=True)
    alt_text: Mapped[str] = mapped_column(String(300), default="")


add_fulltext(Feedback.__table__)
add_fulltext(Comment.__table__)
add_fulltext(OfficialAnswer.__table__, "feedback_id")
