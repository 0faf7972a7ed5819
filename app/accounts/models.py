"""Account tables."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import BindParameter, CheckConstraint, ColumnElement, ForeignKey, Index, String, Text, and_, or_
from sqlalchemy.orm import Mapped, mapped_column

from app.accounts.types import Function, MandateStatus, PersonStatus
from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk, str_enum
from app.policy.actor import Role
from app.policy.facts import Facts


class Person(Base, kw_only=True):
    """An employee with an account."""

    __tablename__ = "people"

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    email: Mapped[str] = mapped_column(String(254))
    email_key: Mapped[str] = mapped_column(String(254), unique=True)  # folded: look-alikes are one address
    name: Mapped[str] = mapped_column(String(120))
    entity_id: Mapped[int] = mapped_column(ForeignKey("entities.id", ondelete="RESTRICT"), index=True)
    password_hash: Mapped[str | None] = mapped_column(String(200), default=None, deferred=True)
    locale: Mapped[str | None] = mapped_column(String(16), default=None)  # None: the browser's, then the entity's
    time_zone: Mapped[str | None] = mapped_column(String(60), default=None)  # None: the entity's
    function: Mapped[Function | None] = mapped_column(str_enum(Function), default=None)  # None: not said
    settings_version: Mapped[int] = mapped_column(default=1, server_default="1")  # of the three above
    status: Mapped[PersonStatus] = mapped_column(str_enum(PersonStatus), default=PersonStatus.ACTIVE)
    trusted_at: Mapped[datetime | None] = mapped_column(default=None)  # not read any more: AuthorTrust says where
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    is_demo: Mapped[bool] = mapped_column(default=False)

    @property
    def facts(self) -> Facts:
        """What the permission table may know about this person."""
        return Facts(person_id=self.id, entity_id=self.entity_id)


class AuthorTrust(Base, kw_only=True):
    """A moderator's decision trusts an author: what they send there appears at once. One row for each decision."""

    __tablename__ = "author_trusts"
    __table_args__ = (Index("ix_author_trusts_place", "person_id", "entity_id", "campaign_id"),)

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="CASCADE"))
    entity_id: Mapped[int] = mapped_column(ForeignKey("entities.id", ondelete="CASCADE"), index=True)
    campaign_id: Mapped[int | None] = mapped_column(
        ForeignKey("campaigns.id", ondelete="CASCADE"), index=True
    )  # None: in every campaign of the entity
    # That gave it; None: given before decisions were noted here.
    decision_id: Mapped[int | None] = mapped_column(BigId, unique=True, default=None)
    at: Mapped[datetime] = mapped_column(default_factory=clock.now)


class SignInSession(Base, kw_only=True):
    """A browser that is signed in. Only the hash of its token is stored."""

    __tablename__ = "sign_in_sessions"

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True)
    device: Mapped[str] = mapped_column(String(60))  # browser and system, nothing finer
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    seen_at: Mapped[datetime] = mapped_column(default_factory=clock.now)  # moved every few minutes only
    expires_at: Mapped[datetime]
    by_link: Mapped[bool] = mapped_column(default=False)  # opened by a mail link: for a while, as good as a password

    @property
    def facts(self) -> Facts:
        """What the permission table may know about this session."""
        return Facts(person_id=self.person_id)


class SignInLink(Base, kw_only=True):
    """A mail link that signs in once. Only the hash of its token is stored."""

    __tablename__ = "sign_in_links"

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True)
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None] = mapped_column(default=None)


class Mandate(Base, kw_only=True):
    """A role held by a person, from a day to a day (both included), given by somebody else. It is never deleted."""

    __tablename__ = "mandates"
    __table_args__ = (
        CheckConstraint("ends_on IS NULL OR ends_on >= starts_on", name="ends_after_start"),
        CheckConstraint(
            "status IN ('ended', 'cancelled') OR given_by_id IS NULL OR given_by_id <> person_id", name="not_self_given"
        ),
        CheckConstraint(
            "decided_by_id IS NULL OR (decided_by_id <> person_id AND decided_by_id <> given_by_id)",
            name="second_person",
        ),
        CheckConstraint("status NOT IN ('proposed', 'refused') OR reason IS NOT NULL", name="proposed_with_reason"),
        # So the account of who agreed is not deleted either, as long as the role is held.
        CheckConstraint(
            "status <> 'given' OR reason IS NULL OR decided_by_id IS NOT NULL", name="agreed_by_second_person"
        ),
        CheckConstraint("cover_of_id IS NULL OR ends_on IS NOT NULL", name="cover_ends"),
    )

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    person_id: Mapped[int] = mapped_column(BigId, ForeignKey("people.id", ondelete="CASCADE"), index=True)
    role: Mapped[Role] = mapped_column(str_enum(Role))
    starts_on: Mapped[date]
    ends_on: Mapped[date | None] = mapped_column(default=None)
    entity_id: Mapped[int | None] = mapped_column(
        ForeignKey("entities.id", ondelete="CASCADE"), index=True, default=None
    )
    campaign_id: Mapped[int | None] = mapped_column(
        ForeignKey("campaigns.id", ondelete="CASCADE"), index=True, default=None
    )
    languages: Mapped[list[str]] = mapped_column(default_factory=list)  # that an ambassador reads
    given_by_id: Mapped[int | None] = mapped_column(
        BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True, default=None
    )
    status: Mapped[MandateStatus] = mapped_column(str_enum(MandateStatus), default=MandateStatus.GIVEN)
    reason: Mapped[str | None] = mapped_column(Text, default=None)  # why it is held beside a role that excludes it
    decided_by_id: Mapped[int | None] = mapped_column(  # the second colleague, who agreed or refused
        BigId, ForeignKey("people.id", ondelete="SET NULL"), index=True, default=None
    )
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    cover_of_id: Mapped[int | None] = mapped_column(  # the mandate whose holder is away in these days
        BigId, ForeignKey("mandates.id", ondelete="CASCADE"), index=True, default=None
    )
    created_at: Mapped[datetime] = mapped_column(default_factory=clock.now)

    @property
    def facts(self) -> Facts:
        """What the permission table may know about this mandate."""
        return Facts(
            entity_id=self.entity_id,
            campaign_id=self.campaign_id,
            person_id=self.person_id,
            role_asked=self.role.value,
            giver_id=self.given_by_id,
        )

    @classmethod
    def covers(cls, day: date | BindParameter[date]) -> ColumnElement[bool]:
        """Return the condition "the day is one of the mandate's"."""
        return and_(cls.starts_on <= day, or_(cls.ends_on.is_(None), cls.ends_on >= day))

    @classmethod
    def held_on(cls, day: date | BindParameter[date]) -> ColumnElement[bool]:
        """Return the condition "the person held the role on that day", if only for a part of it."""
        return and_(cls.status.in_([MandateStatus.GIVEN, MandateStatus.ENDED]), cls.covers(day))

    @classmethod
    def in_force_on(cls, day: date | BindParameter[date]) -> ColumnElement[bool]:
        """Return the condition "the mandate gives its rights on that day"."""
        return and_(cls.status == MandateStatus.GIVEN, cls.covers(day))
