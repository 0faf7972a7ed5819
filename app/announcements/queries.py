"""Reads of announcements: what a person reads, and what they may write."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, literal, or_, select
from sqlalchemy.orm import Session

from app.announcements.models import Announcement
from app.announcements.types import Addressees, Showing, showing_at
from app.campaigns.models import Campaign, Edition, takes_in
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import NotFound
from app.entities.models import Entity
from app.policy.actor import Actor, Role
from app.policy.check import can, require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.policy.scopes import grants_condition
from app.texts.models import AuthoredText
from app.texts.queries import TextState, text_states

SHOWN_MAX = 200
WRITERS = frozenset({Role.COMMUNITY_MANAGER, Role.CENTRAL_TEAM})


@dataclass(frozen=True, slots=True)
class AnnouncementRow:
    """One announcement without its words; names are empty where it is for everybody."""

    id: int
    audience: Addressees
    campaign_id: int | None
    campaign_title_id: int | None
    entity_name: str
    time_zone: str
    title_text_id: int
    body_text_id: int
    shows_from: datetime
    shows_until: datetime | None
    is_pinned: bool
    version: int
    showing: Showing

    @property
    def facts(self) -> Facts:
        """What the permission table may know about it."""
        return Facts(
            entity_id=self.audience.entity_id, campaign_id=self.campaign_id, edition_id=self.audience.edition_id
        )

    @property
    def text_ids(self) -> tuple[int, ...]:
        """Its texts, and the title of its campaign."""
        own = (self.title_text_id, self.body_text_id)
        return own if self.campaign_title_id is None else (*own, self.campaign_title_id)


@dataclass(frozen=True, slots=True)
class AudienceRow:
    """Somebody an actor may write to."""

    audience: Addressees
    entity_name: str
    campaign_title_id: int | None
    facts: Facts
    time_zone: str


def announcements_list(session: Session, actor: Actor) -> tuple[AnnouncementRow, ...]:
    """Return what shows for the actor, pinned first, then the newest; to who writes, also what is over or to come.

    One statement.
    """
    require(actor, Action.ANNOUNCEMENT_READ, NOTHING)
    return _rows(session, or_(_current() & _for(actor), _writable(actor)))


def current_announcements(
    session: Session, actor: Actor, count: int, campaign_id: int | None = None
) -> tuple[AnnouncementRow, ...]:
    """Return what shows for the actor now, of everything or of one campaign alone. One statement."""
    require(actor, Action.ANNOUNCEMENT_READ, NOTHING)
    there = [] if campaign_id is None else [Edition.campaign_id == campaign_id]
    return _rows(session, _current(), _for(actor), *there)[:count]


def announcements_seen(session: Session, actor: Actor, ids: Sequence[int]) -> tuple[AnnouncementRow, ...]:
    """Return, of these announcements, those that show for the actor now. One statement."""
    require(actor, Action.ANNOUNCEMENT_READ, NOTHING)
    return _rows(session, Announcement.id.in_(ids), _current(), _for(actor))


def writable_announcement(session: Session, actor: Actor, announcement_id: int) -> AnnouncementRow:
    """Return one that the actor may change. One statement.

    :raises NotFound: there is none, or none that the actor reads
    :raises Forbidden: the actor reads it, and may not change it
    """
    found = _rows(session, Announcement.id == announcement_id, or_(_current() & _for(actor), _writable(actor)))
    if not found:
        raise NotFound
    require(actor, Action.ANNOUNCEMENT_WRITE, found[0].facts)
    return found[0]


def announcement_texts(
    session: Session, actor: Actor, row: AnnouncementRow, locales: Sequence[str]
) -> tuple[str, Mapping[int, Mapping[str, TextState]]]:
    """Return the language it was written in first, and its words by text and language. Three statements.

    :raises Forbidden: only who may change it works on its words
    """
    require(actor, Action.ANNOUNCEMENT_WRITE, row.facts)
    states: dict[int, dict[str, TextState]] = {}
    for state in text_states(session, actor, [row.title_text_id, row.body_text_id], locales):
        states.setdefault(state.text_id, {})[state.locale] = state
    source = session.scalars(select(AuthoredText.source_locale).where(AuthoredText.id == row.title_text_id)).one()
    return source, states


def audiences_of(session: Session, actor: Actor) -> tuple[AudienceRow, ...]:
    """Return whom the actor may write to: everybody, entities, then editions that are open. Two statements."""
    require(actor, Action.ANNOUNCEMENT_READ, NOTHING)
    entities = session.execute(select(Entity.id, Entity.name, Entity.time_zone).order_by(Entity.name, Entity.id))
    editions = session.execute(
        select(
            Edition.id, Edition.entity_id, Edition.campaign_id, Entity.name, Entity.time_zone, Campaign.title_text_id
        )
        .join(Entity, Entity.id == Edition.entity_id)
        .join(Campaign, Campaign.id == Edition.campaign_id)
        .where(Edition.status == EditionStatus.OPEN)
        .order_by(Entity.name, Edition.id)
    )
    offered = [
        AudienceRow(Addressees(), "", None, NOTHING, actor.time_zone),
        *(
            AudienceRow(Addressees(number), name, None, Facts(entity_id=number), zone)
            for number, name, zone in entities
        ),
        *(
            AudienceRow(Addressees(entity_id, number), name, title_id, Facts(entity_id, campaign_id, number), zone)
            for number, entity_id, campaign_id, name, zone, title_id in editions
        ),
    ]
    return tuple(row for row in offered if can(actor, Action.ANNOUNCEMENT_WRITE, row.facts))


def _current() -> ColumnElement[bool]:
    now = clock.now()
    return and_(Announcement.shows_from <= now, or_(Announcement.shows_until.is_(None), Announcement.shows_until > now))


def _for(actor: Actor) -> ColumnElement[bool]:
    """Return what is for the actor: for everybody, for their entity, or for an edition that takes them in."""
    mine = (
        exists()
        .where(
            Edition.id == Announcement.edition_id,
            Edition.status != EditionStatus.DRAFT,
            takes_in(literal(actor.entity_id)),
        )
        .correlate(Announcement)
    )
    return or_(
        Announcement.entity_id.is_(None),
        and_(Announcement.edition_id.is_(None), Announcement.entity_id == actor.entity_id),
        mine,
    )


def _writable(actor: Actor) -> ColumnElement[bool]:
    grants = [grant for grant in actor.grants if grant.role in WRITERS]
    return grants_condition(grants, Announcement.entity_id, Edition.campaign_id)


def _rows(session: Session, *conditions: ColumnElement[bool]) -> tuple[AnnouncementRow, ...]:
    statement: Select[*tuple[Any, ...]] = (
        select(
            Announcement.id, Announcement.entity_id, Announcement.edition_id, Edition.campaign_id,
            Campaign.title_text_id, Entity.name, Entity.time_zone, Announcement.title_text_id,
            Announcement.body_text_id, Announcement.shows_from, Announcement.shows_until, Announcement.is_pinned,
            Announcement.version,
        )
        .select_from(Announcement)
        .outerjoin(Entity, Entity.id == Announcement.entity_id)
        .outerjoin(Edition, Edition.id == Announcement.edition_id)
        .outerjoin(Campaign, Campaign.id == Edition.campaign_id)
        .where(*conditions)
        .order_by(Announcement.is_pinned.desc(), Announcement.shows_from.desc(), Announcement.id)
        .limit(SHOWN_MAX)
    )  # fmt: skip
    now = clock.now()
    return tuple(
        AnnouncementRow(
            number, Addressees(entity_id, edition_id), campaign_id, campaign_title, name or "", zone or "", title, body,
            starts, until, pinned, version, showing_at(now, starts, until),
        )
        for (
            number, entity_id, edition_id, campaign_id, campaign_title, name, zone, title, body, starts, until, pinned,
            version,
        ) in session.execute(statement)
    )  # fmt: skip
