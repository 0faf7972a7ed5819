"""Campaign tables."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    SQLColumnExpression,
    String,
    Table,
    Text,
    UniqueConstraint,
    and_,
    exists,
    or_,
)
from sqlalchemy.orm import Mapped, aliased, mapped_column, relationship

from app.campaigns.types import (
    PROMISE_MAX_DAYS,
    SLUG_MAX_CHARS,
    VARIANT_MAX_CHARS,
    CampaignPromise,
    CampaignPurpose,
    EditionStatus,
    IdentityLevel,
    ModerationTiming,
    PhaseKind,
    PhaseTurn,
    is_running,
)
from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, Pk, RandomPk, str_enum
from app.entities.models import Entity
from app.policy.actor import Role
from app.policy.facts import Facts
from app.policy.masking import FLOOR

campaign_products = Table(
    "campaign_products",
    Base.metadata,
    Column("campaign_id", ForeignKey("campaigns.id", ondelete="CASCADE"), primary_key=True),
    Column("product_id", ForeignKey("products.id", ondelete="RESTRICT"), primary_key=True, index=True),
    Column("position", Integer, nullable=False, server_default="0"),
)

edition_entities = Table(
    "edition_entities",
    Base.metadata,
    Column("edition_id", ForeignKey("editions.id", ondelete="CASCADE"), primary_key=True),
    Column("entity_id", ForeignKey("entities.id", ondelete="RESTRICT"), primary_key=True, index=True),
)  # entities whose employees take part in another's edition


class Campaign(Base, kw_only=True):
    """The shared question, with its contract and its promise."""

    __tablename__ = "campaigns"
    __table_args__ = (
        CheckConstraint(f"min_group >= {FLOOR} AND min_group_verbatim >= {FLOOR}", name="groups_large_enough"),
        CheckConstraint(f"answer_within_days BETWEEN 1 AND {PROMISE_MAX_DAYS}", name="promise_in_range"),
    )

    id: Mapped[Pk] = mapped_column(init=False)
    slug: Mapped[str] = mapped_column(String(SLUG_MAX_CHARS), unique=True)
    source_locale: Mapped[str] = mapped_column(String(16))
    title_text_id: Mapped[int] = mapped_column(BigId, ForeignKey("texts.id", ondelete="RESTRICT"), index=True)
    pitch_text_id: Mapped[int] = mapped_column(BigId, ForeignKey("texts.id", ondelete="RESTRICT"), index=True)
    description_text_id: Mapped[int] = mapped_column(BigId, ForeignKey("texts.id", ondelete="RESTRICT"), index=True)
    identity_levels: Mapped[list[str]] = mapped_column(default_factory=lambda: [level.value for level in IdentityLevel])
    min_group: Mapped[int] = mapped_column(default=5)  # people behind a figure
    min_group_verbatim: Mapped[int] = mapped_column(default=10)  # people behind quoted words
    answer_within_days: Mapped[int] = mapped_column(default=5)  # working days of the contribution's entity
    decide_by: Mapped[date | None] = mapped_column(default=None)
    moderation_timing: Mapped[ModerationTiming] = mapped_column(
        str_enum(ModerationTiming), default=ModerationTiming.FIRST, server_default=ModerationTiming.FIRST.value
    )
    purpose: Mapped[CampaignPurpose] = mapped_column(
        str_enum(CampaignPurpose), default=CampaignPurpose.CAMPAIGN, server_default=CampaignPurpose.CAMPAIGN.value
    )
    # Languages it is written in beside those of its entities.
    more_locales: Mapped[list[str]] = mapped_column(default_factory=list, server_default="[]")
    frozen_at: Mapped[datetime | None] = mapped_column(
        default=None
    )  # first contribution: the contract no longer changes
    created_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True, default=None
    )
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)
    version: Mapped[int] = mapped_column(default=1, server_default="1")

    @property
    def facts(self) -> Facts:
        """What the permission table may know about this campaign."""
        return Facts(campaign_id=self.id)

    @property
    def promise(self) -> CampaignPromise:
        """What those who take part were told."""
        return CampaignPromise(
            self.answer_within_days,
            self.decide_by,
            frozenset(IdentityLevel(level) for level in self.identity_levels),
            self.min_group,
            self.min_group_verbatim,
        )


class PromiseChange(Base, kw_only=True):
    """A change of what a campaign promises, after people had joined it. Never changed itself."""

    __tablename__ = "promise_changes"
    __table_args__ = (CheckConstraint("NOT is_weaker OR length(reason) > 0", name="weaker_with_reason"),)

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"), index=True)
    before: Mapped[dict[str, Any]]
    after: Mapped[dict[str, Any]]
    is_weaker: Mapped[bool]
    reason: Mapped[str] = mapped_column(Text, default="")
    role: Mapped[Role | None] = mapped_column(str_enum(Role), default=None)  # of who changed it; None: the system
    at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class OpeningException(Base, kw_only=True):
    """An entity may open editions up to a day although answers are late there. Never changed; it ends by itself."""

    __tablename__ = "opening_exceptions"
    __table_args__ = (CheckConstraint("length(reason) > 0", name="with_a_reason"),)

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    entity_id: Mapped[int] = mapped_column(ForeignKey("entities.id", ondelete="CASCADE"), index=True)
    until: Mapped[date]  # included, on the entity's calendar
    reason: Mapped[str] = mapped_column(Text)
    given_by_id: Mapped[int | None] = mapped_column(BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True)
    given_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    submission_key: Mapped[str | None] = mapped_column(String(64), unique=True, default=None)  # sent once, stored once


class Edition(Base, kw_only=True):
    """How one entity takes part in a campaign."""

    __tablename__ = "editions"
    __table_args__ = (UniqueConstraint("campaign_id", "entity_id"),)

    id: Mapped[Pk] = mapped_column(init=False)
    campaign_id: Mapped[int] = mapped_column(ForeignKey("campaigns.id", ondelete="CASCADE"))
    entity_id: Mapped[int] = mapped_column(ForeignKey("entities.id", ondelete="RESTRICT"), index=True)
    status: Mapped[EditionStatus] = mapped_column(str_enum(EditionStatus), default=EditionStatus.DRAFT)
    opened_at: Mapped[datetime | None] = mapped_column(default=None)
    closed_at: Mapped[datetime | None] = mapped_column(default=None)
    version: Mapped[int] = mapped_column(default=1, server_default="1")  # of its dates

    campaign: Mapped[Campaign] = relationship(lazy="raise", init=False)
    entity: Mapped[Entity] = relationship(lazy="raise", init=False)
    phases: Mapped[list[Phase]] = relationship(lazy="raise", init=False, order_by="Phase.starts_at")

    @property
    def facts(self) -> Facts:
        """What the permission table may know about this edition, whatever the time."""
        return Facts(campaign_id=self.campaign_id, entity_id=self.entity_id, edition_id=self.id)

    def facts_at(self, instant: datetime) -> Facts:
        """What the permission table may know about this edition at an instant; its phases must be loaded."""
        spans = [(phase.kind, phase.starts_at, phase.ends_at) for phase in self.phases]
        return facts_in_time(self.facts, self.status, spans, instant)


class EditionLocal(Base, kw_only=True):
    """What an entity adds to a campaign, for its own people. The shared part is the campaign's."""

    __tablename__ = "edition_locals"

    edition_id: Mapped[int] = mapped_column(
        ForeignKey("editions.id", ondelete="CASCADE"), primary_key=True, autoincrement=False
    )
    text_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("texts.id", ondelete="RESTRICT"), unique=True, default=None
    )
    variant: Mapped[str] = mapped_column(String(VARIANT_MAX_CHARS), default="")  # of the product that is tested there
    contact_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True, default=None
    )
    version: Mapped[int] = mapped_column(default=1)  # of all of it, in whichever language


class Phase(Base, kw_only=True):
    """A dated part of an edition; the end is not included. A test may have none: it stays open until it is given one.

    Whether one is under way: ``is_running`` in ``types.py``; in SQL: ``not_ended``.
    """

    __tablename__ = "phases"
    __table_args__ = (
        UniqueConstraint("edition_id", "kind"),
        CheckConstraint("starts_at < ends_at", name="starts_before_end"),
        CheckConstraint("ends_at IS NOT NULL OR kind = 'test'", name="test_alone_stays_open"),
        Index("ix_phases_ends_at", "ends_at"),
    )

    id: Mapped[Pk] = mapped_column(init=False)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"))
    kind: Mapped[PhaseKind] = mapped_column(str_enum(PhaseKind))
    starts_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]


class PhaseMark(Base, kw_only=True):
    """A phase opened, closed or was about to end at a planned instant: done, and never again for that instant.

    It names the phase by its kind, not by its row: dates that are taken away and written anew do not repeat it.
    """

    __tablename__ = "phase_marks"
    __table_args__ = (UniqueConstraint("edition_id", "phase", "turn", "planned_at"),)

    id: Mapped[Pk] = mapped_column(init=False)
    edition_id: Mapped[int] = mapped_column(ForeignKey("editions.id", ondelete="CASCADE"))
    phase: Mapped[PhaseKind] = mapped_column(str_enum(PhaseKind))
    turn: Mapped[PhaseTurn] = mapped_column(str_enum(PhaseTurn))
    planned_at: Mapped[datetime]  # the start or the end of the phase, as planned
    is_told: Mapped[bool]  # an event was published; not of what was long past, or of a closed edition
    done_at: Mapped[datetime] = mapped_column(default_factory=clock.now)


Span = tuple[PhaseKind, datetime, datetime | None]  # a phase: kind, start, end (not included)


def not_ended(instant: datetime) -> ColumnElement[bool]:
    """Tell, in SQL, whether a phase is not over at an instant; one without a last day never is."""
    return or_(Phase.ends_at.is_(None), Phase.ends_at > instant)


def facts_in_time(place: Facts, status: EditionStatus, phases: Iterable[Span], instant: datetime) -> Facts:
    """Return what an edition's place, status and phases let the permission table know at an instant."""
    is_open = status is EditionStatus.OPEN
    now = {kind for kind, starts_at, ends_at in phases if is_running(starts_at, ends_at, instant)}
    return replace(
        place,
        accepts_feedback=is_open and PhaseKind.TEST in now,
        is_live=is_open,
        is_open_to_enrol=is_open and bool({PhaseKind.RECRUIT, PhaseKind.TEST} & now),
    )


def takes_in(entity_id: SQLColumnExpression[Any]) -> ColumnElement[bool]:
    """Tell whether an edition is the one of an entity's people: its own, else the one that welcomes them."""
    own = aliased(Edition)
    has_own = exists().where(own.campaign_id == Edition.campaign_id, own.entity_id == entity_id)
    welcomes = exists().where(edition_entities.c.edition_id == Edition.id, edition_entities.c.entity_id == entity_id)
    return or_(Edition.entity_id == entity_id, and_(welcomes, ~has_own))
