"""Reads of messages, and of how many of those who joined have started."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.types import PersonStatus
from app.campaigns.models import Campaign, Edition
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import NotFound
from app.enrolment.models import Enrolment
from app.enrolment.types import EnrolmentStatus
from app.entities.models import Entity
from app.figures.models import FigureCount
from app.figures.shown import FigurePlace, Figures, figures_shown
from app.figures.types import FigureName
from app.figures.weeks import last_sunday, monday_of
from app.messages.models import MemberMessage
from app.messages.types import MessageAudience, MessageState, Model
from app.policy.actor import MODERATING_ROLES, Actor
from app.policy.check import require, require_sight
from app.policy.facts import NOTHING, Facts
from app.policy.masking import blocks_until, threshold_of
from app.policy.rules import Action
from app.policy.scopes import grants_condition

MESSAGES_MAX = 200
EDITIONS_MAX = 200


@dataclass(frozen=True, slots=True)
class WritingPlace:
    """An open edition to whose members somebody may write."""

    edition_id: int
    campaign_id: int
    entity_id: int
    slug: str
    title_text_id: int
    entity_code: str
    entity_name: str
    time_zone: str
    default_locale: str
    locales: tuple[str, ...]
    min_group: int
    status: EditionStatus

    @property
    def facts(self) -> Facts:
        """What the permission table may know about it."""
        return Facts(entity_id=self.entity_id, campaign_id=self.campaign_id, edition_id=self.edition_id)

    @property
    def languages(self) -> tuple[str, ...]:
        """The languages of the entity, its own first."""
        return (self.default_locale, *(locale for locale in self.locales if locale != self.default_locale))


@dataclass(frozen=True, slots=True)
class MemberMessageRow:
    """One message, as those who write there see it; nobody sees to how many people it went."""

    id: int
    edition_id: int
    model: Model
    audience: MessageAudience
    state: MessageState
    subject_text_id: int
    body_text_id: int
    send_at: datetime
    sender: str | None
    slug: str
    title_text_id: int
    campaign_id: int
    entity_id: int
    entity_name: str
    entity_code: str
    time_zone: str
    default_locale: str
    locales: list[str]

    @property
    def facts(self) -> Facts:
        """What the permission table may know about it."""
        return Facts(entity_id=self.entity_id, campaign_id=self.campaign_id, edition_id=self.edition_id)


@dataclass(frozen=True, slots=True)
class StartedCount:
    """How many joined and how many of them have started, as they may be shown; ``None``: too few people."""

    joined: int | None
    started: int | None

    @property
    def not_started(self) -> int | None:
        """The difference of what is shown, which tells no more than its parts; never under one step."""
        return None if self.joined is None else self.joined - (self.started or 0)


@dataclass(frozen=True, slots=True)
class NotStarted:
    """The names of those who had not started at the end of a week; ``None`` while too few people have started."""

    until: date | None
    names: tuple[str, ...]


def _places() -> Select[*tuple[Any, ...]]:
    columns: Select[*tuple[Any, ...]] = (
        select(
            Edition.id, Campaign.id, Entity.id, Campaign.slug, Campaign.title_text_id, Entity.code, Entity.name,
            Entity.time_zone, Entity.default_locale, Entity.locales, Campaign.min_group, Edition.status,
        )
        .join(Campaign, Campaign.id == Edition.campaign_id)
        .join(Entity, Entity.id == Edition.entity_id)
    )  # fmt: skip
    return columns


def writing_places(session: Session, actor: Actor) -> list[WritingPlace]:
    """Return the open editions to whose members the actor may write. One statement.

    :raises Forbidden: they write nowhere
    """
    require(actor, Action.MESSAGES_VIEW, NOTHING)
    mine = [grant for grant in actor.grants if grant.role in MODERATING_ROLES]
    rows = session.execute(
        _places()
        .where(Edition.status == EditionStatus.OPEN, grants_condition(mine, Edition.entity_id, Edition.campaign_id))
        .order_by(Campaign.slug, Entity.name)
        .limit(EDITIONS_MAX)
    )
    return [_place(tuple(row)) for row in rows]


def writing_place(session: Session, actor: Actor, slug: str, code: str) -> WritingPlace:
    """Return an edition to whose members the actor may write. One statement.

    :raises NotFound: there is none, or the actor does not write there
    """
    found = session.execute(_places().where(Campaign.slug == slug, Entity.code == code)).first()
    if found is None:
        raise NotFound
    place = _place(tuple(found))
    require_sight(actor, Action.MESSAGE_SEND, place.facts)
    return place


def _place(row: tuple[Any, ...]) -> WritingPlace:
    first, locales, last = row[:9], tuple(row[9]), row[10:]
    return WritingPlace(*(*first, locales, *last))


def _messages() -> Select[*tuple[Any, ...]]:
    columns: Select[*tuple[Any, ...]] = (
        select(
            MemberMessage.id, MemberMessage.edition_id, MemberMessage.model, MemberMessage.audience,
            MemberMessage.state, MemberMessage.subject_text_id, MemberMessage.body_text_id, MemberMessage.send_at,
            Person.name, Campaign.slug, Campaign.title_text_id, Campaign.id, Entity.id, Entity.name, Entity.code,
            Entity.time_zone, Entity.default_locale, Entity.locales,
        )
        .join(Edition, Edition.id == MemberMessage.edition_id)
        .join(Campaign, Campaign.id == Edition.campaign_id)
        .join(Entity, Entity.id == Edition.entity_id)
        .outerjoin(Person, Person.id == MemberMessage.sender_id)
    )  # fmt: skip
    return columns


def messages_written(session: Session, actor: Actor) -> list[MemberMessageRow]:
    """Return the messages of the editions where the actor writes, the latest first. One statement.

    :raises Forbidden: they write nowhere
    """
    require(actor, Action.MESSAGES_VIEW, NOTHING)
    mine = [grant for grant in actor.grants if grant.role in MODERATING_ROLES]
    rows = session.execute(
        _messages()
        .where(grants_condition(mine, Edition.entity_id, Edition.campaign_id))
        .order_by(MemberMessage.send_at.desc(), MemberMessage.id)
        .limit(MESSAGES_MAX)
    )
    return [MemberMessageRow(*row) for row in rows]


def message_by_id(session: Session, actor: Actor, message_id: int) -> MemberMessageRow:
    """Return one message. One statement.

    :raises NotFound: there is none, or the actor does not write there
    """
    found = session.execute(_messages().where(MemberMessage.id == message_id)).first()
    if found is None:
        raise NotFound
    row = MemberMessageRow(*found)
    require_sight(actor, Action.MESSAGE_SEND, row.facts)
    return row


def started_count(session: Session, actor: Actor, place: WritingPlace) -> StartedCount:
    """Return how many joined and started, as every page shows it. One statement.

    :raises NotFound: the actor does not write there
    """
    require_sight(actor, Action.MESSAGE_SEND, place.facts)
    here = FigureCount.entity_id == place.entity_id
    shown = figures_shown(session, {place.campaign_id: threshold_of(place.min_group)}, here)
    figures = shown.get(FigurePlace(place.campaign_id, place.entity_id), Figures())
    return StartedCount(figures.of_people(FigureName.JOINED), figures.of_people(FigureName.ACTIVE))


def names_not_started(session: Session, actor: Actor, place: WritingPlace) -> NotStarted:
    """Return who had not started, up to the last week in which a whole group of people had. One statement.

    The list moves by a whole group or not at all: nobody leaves it at the hour of their first contribution, and
    somebody who left the campaign stays in it until then.

    :raises NotFound: the actor does not write there
    """
    require_sight(actor, Action.MESSAGE_SEND, place.facts)
    took_part = or_(Enrolment.status == EnrolmentStatus.ACCEPTED, Enrolment.left_on.is_not(None))
    rows = session.execute(
        select(Person.name, Enrolment.enrolled_on, Enrolment.active_since, Enrolment.left_on)
        .join(Person, Person.id == Enrolment.person_id)
        .where(Enrolment.edition_id == place.edition_id, took_part, Person.status == PersonStatus.ACTIVE)
        .order_by(Person.name, Person.id)
    ).all()
    over = last_sunday(clock.today())
    weeks = Counter(monday_of(row.active_since) for row in rows if row.active_since and row.active_since <= over)
    week = blocks_until({place.edition_id: weeks}, threshold_of(place.min_group)).get(place.edition_id)
    if week is None:
        return NotStarted(None, ())
    until = week + timedelta(days=6)
    names = (
        row.name
        for row in rows
        if row.enrolled_on <= until
        and (row.active_since is None or row.active_since > until)
        and (row.left_on is None or row.left_on > until)
    )
    return NotStarted(until, tuple(names))
