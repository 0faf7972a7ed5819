"""Reads of what was written for colleagues: for who wrote it, and for who is to confirm it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from app.accounts.models import Person
from app.campaigns.models import Campaign
from app.campaigns.types import IdentityLevel
from app.core import clock
from app.core.errors import NotFound
from app.feedback.types import Kind
from app.missions.models import Mission
from app.on_behalf.models import OnBehalf
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action

WAITING_SHOWN = 100


@dataclass(frozen=True, slots=True)
class OnBehalfRow:
    """Words that wait; ``name`` is the other side's: of who wrote them down, or of whom they wait for."""

    id: int
    title: str
    language: str
    name: str
    expires_on: date


@dataclass(frozen=True, slots=True)
class OnBehalfView:
    """All that its author-to-be reads of it."""

    id: int
    edition_id: int
    campaign_id: int
    slug: str
    mission_number: int
    mission_text_id: int
    levels: tuple[IdentityLevel, ...]
    kind: Kind
    title: str
    body: str
    language: str
    writer: str
    expires_on: date
    days: int  # working days of the promise
    min_group_verbatim: int
    step_id: int | None
    rating: int | None


def _own(actor: Actor) -> Facts:
    return Facts(person_id=actor.person_id)


def written_for_others(session: Session, actor: Actor, edition_id: int) -> Sequence[OnBehalfRow]:
    """Return what the actor wrote down in an edition and waits; what became of the rest nobody tells. One statement."""
    require(actor, Action.ON_BEHALF_CONFIRM, _own(actor))
    rows = session.execute(
        _waiting(OnBehalf.person_id).where(OnBehalf.writer_id == actor.person_id, OnBehalf.edition_id == edition_id)
    )
    return [OnBehalfRow(*tuple(row)) for row in rows]


def written_for_me(session: Session, actor: Actor) -> Sequence[OnBehalfRow]:
    """Return what waits for the actor to confirm or refuse, the next to be deleted first. One statement."""
    require(actor, Action.ON_BEHALF_CONFIRM, _own(actor))
    rows = session.execute(_waiting(OnBehalf.writer_id).where(OnBehalf.person_id == actor.person_id))
    return [OnBehalfRow(*tuple(row)) for row in rows]


def _waiting(other: InstrumentedAttribute[int]) -> Select[*tuple[Any, ...]]:
    columns: Select[*tuple[Any, ...]] = (
        select(OnBehalf.id, OnBehalf.title, OnBehalf.language, Person.name, OnBehalf.expires_on)
        .join(Person, Person.id == other)
        .where(OnBehalf.expires_on >= clock.today())
        .order_by(OnBehalf.expires_on, OnBehalf.id)
        .limit(WAITING_SHOWN)
    )
    return columns


def on_behalf_by_id(session: Session, actor: Actor, on_behalf_id: int) -> OnBehalfView:
    """Return what waits for the actor. One statement.

    :raises NotFound: it waits for somebody else, or no longer
    """
    require(actor, Action.ON_BEHALF_CONFIRM, _own(actor))
    statement: Select[*tuple[Any, ...]] = (
        select(
            OnBehalf.id, OnBehalf.edition_id, Campaign.id, Campaign.slug, Mission.number, Mission.title_text_id,
            Campaign.identity_levels, OnBehalf.kind, OnBehalf.title, OnBehalf.body, OnBehalf.language, Person.name,
            OnBehalf.expires_on, Campaign.answer_within_days, Campaign.min_group_verbatim, OnBehalf.step_id,
            OnBehalf.rating,
        )
        .join(Mission, Mission.id == OnBehalf.mission_id)
        .join(Campaign, Campaign.id == Mission.campaign_id)
        .join(Person, Person.id == OnBehalf.writer_id)
        .where(
            OnBehalf.id == on_behalf_id, OnBehalf.person_id == actor.person_id, OnBehalf.expires_on >= clock.today()
        )
    )  # fmt: skip
    row = session.execute(statement).one_or_none()
    if row is None:
        raise NotFound
    offered = tuple(IdentityLevel(level) for level in row.identity_levels if level != IdentityLevel.UNTRACEABLE)
    return OnBehalfView(*(*row[:6], offered, *row[7:]))
