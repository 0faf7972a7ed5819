"""Tables of review sessions."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk, str_enum
from app.feedback.types import Verdict
from app.reviews.types import PairChoice, ReviewKind, ReviewState, TieRule


class Review(Base, kw_only=True):
    """A review session: what is asked of its assessors, until when, and where it stands."""

    __tablename__ = "reviews"
    __table_args__ = (
        CheckConstraint("(closed_at IS NULL) = (state <> 'closed')", name="closed_at_when_closed"),
        Index("ix_reviews_due", "state", "due_on"),
    )

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    # Without an entity, the central team's.
    entity_id: Mapped[int | None] = mapped_column(ForeignKey("entities.id", ondelete="CASCADE"), index=True)
    chair_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True)
    title: Mapped[str] = mapped_column(String(140))
    kind: Mapped[ReviewKind] = mapped_column(str_enum(ReviewKind))
    tie_rule: Mapped[TieRule] = mapped_column(str_enum(TieRule))
    due_on: Mapped[date]  # the last day for marks
    seed: Mapped[int] = mapped_column(BigId, default_factory=new_id)  # of the pairs
    state: Mapped[ReviewState] = mapped_column(str_enum(ReviewState), default=ReviewState.PREPARING)
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    # Closed before all were in, by this person.
    closed_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True, default=None
    )
    version: Mapped[int] = mapped_column(default=1)
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)  # sent once, stored once


class ReviewCampaign(Base, kw_only=True):
    """A campaign whose contributions a review session may take."""

    __tablename__ = "review_campaigns"

    review_id: Mapped[int] = mapped_column(BigId, ForeignKey("reviews.id", ondelete="CASCADE"), primary_key=True)
    campaign_id: Mapped[int] = mapped_column(
        ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True, index=True
    )


class ReviewItem(Base, kw_only=True):
    """A subject of the shortlist; it stays when its contribution is deleted."""

    __tablename__ = "review_items"
    __table_args__ = (UniqueConstraint("review_id", "feedback_id"), UniqueConstraint("review_id", "number"))

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    review_id: Mapped[int] = mapped_column(BigId, ForeignKey("reviews.id", ondelete="CASCADE"))
    feedback_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("feedback.id", ondelete="SET NULL"), index=True)
    number: Mapped[int]
    proposal: Mapped[Verdict | None] = mapped_column(str_enum(Verdict), default=None)  # the chair's, once it is closed


class ReviewCriterion(Base, kw_only=True):
    """A column of the grid."""

    __tablename__ = "review_criteria"
    __table_args__ = (
        UniqueConstraint("review_id", "number"),
        CheckConstraint("weight BETWEEN 0 AND 100", name="weight_in_range"),
    )

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    review_id: Mapped[int] = mapped_column(BigId, ForeignKey("reviews.id", ondelete="CASCADE"))
    number: Mapped[int]
    name: Mapped[str] = mapped_column(String(80))
    weight: Mapped[int]


class ReviewAssessor(Base, kw_only=True):
    """Somebody who is asked for marks."""

    __tablename__ = "review_assessors"
    __table_args__ = (UniqueConstraint("review_id", "number"),)

    review_id: Mapped[int] = mapped_column(BigId, ForeignKey("reviews.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    number: Mapped[int]  # which pairs are theirs
    invited_at: Mapped[datetime | None] = mapped_column(default=None)
    handed_in_at: Mapped[datetime | None] = mapped_column(default=None)


class ReviewOpinion(Base, kw_only=True):
    """What one assessor says of one subject beside the marks."""

    __tablename__ = "review_opinions"

    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("review_items.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    has_conflict: Mapped[bool] = mapped_column(default=False)
    note: Mapped[str] = mapped_column(Text, default="")
    version: Mapped[int] = mapped_column(default=1)


class ReviewMark(Base, kw_only=True):
    """One mark, as it was given last; each change moves its version."""

    __tablename__ = "review_marks"
    __table_args__ = (CheckConstraint("value BETWEEN 1 AND 5", name="value_in_range"),)

    item_id: Mapped[int] = mapped_column(BigId, ForeignKey("review_items.id", ondelete="CASCADE"), primary_key=True)
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    criterion_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("review_criteria.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    value: Mapped[int]
    version: Mapped[int] = mapped_column(default=1)


class ReviewComparison(Base, kw_only=True):
    """Which of two subjects one assessor puts first."""

    __tablename__ = "review_comparisons"

    first_id: Mapped[int] = mapped_column(BigId, ForeignKey("review_items.id", ondelete="CASCADE"), primary_key=True)
    second_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("review_items.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    person_id: Mapped[int] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="CASCADE"), primary_key=True, index=True
    )
    choice: Mapped[PairChoice] = mapped_column(str_enum(PairChoice))
