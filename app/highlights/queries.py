"""Reads of what is shown with an agreement."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, Select, and_, exists, func, literal_column, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Person
from app.campaigns.models import Campaign, Edition
from app.campaigns.types import IdentityLevel
from app.core.errors import NotFound
from app.core.pages import Page, join_key, read_key, read_number
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.feedback.queries.names import author_name_shown
from app.feedback.queries.places import facts_of
from app.feedback.queries.shown import has_author
from app.feedback.types import Agreement, Kind, ShowingKind, State
from app.highlights.models import Adoption, AskedShowing
from app.highlights.types import Stance
from app.policy.actor import Actor, Role
from app.policy.check import can, require, require_sight
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.policy.scopes import campaign_sight

PAGE_SIZE = 20
BODY_SHOWN_CHARS = 600
OPTIONS_MAX = 500
PUBLISHED: ColumnElement[str] = literal_column(f"'{State.PUBLISHED}'")


@dataclass(frozen=True, slots=True)
class NuggetFilters:
    """What the reader asks of the board; empty means everything."""

    entity_id: int | None = None
    campaign_id: int | None = None
    language: str = ""
    after: str = ""  # key of the page before


class NuggetRow(NamedTuple):
    """One nugget, as everybody in the group may read it; the author's name only where everybody may read it."""

    id: int
    feedback_id: int  # where it is read: itself, or what it was merged into
    kind: Kind
    title: str
    body: str
    language: str
    identity: IdentityLevel
    author_name: str | None
    is_imported: bool
    entity_id: int | None
    entity_name: str | None  # None: readers may not know where it comes from
    campaign_title_id: int
    may_open: bool  # the reader sees its campaign


class NuggetOption(NamedTuple):
    """What the board can be narrowed to."""

    entity_code: str | None
    entity_id: int | None
    entity_name: str | None
    campaign_slug: str
    campaign_id: int
    campaign_title_id: int
    language: str


class AdoptionRow(NamedTuple):
    """What a sponsor says becomes of a nugget in their entity."""

    showing_id: int
    entity_name: str
    stance: Stance
    reason: str
    language: str
    by_name: str | None
    at: datetime


@dataclass(frozen=True, slots=True)
class AskedRow:
    """What was asked of an author, for the team."""

    id: int
    kind: ShowingKind
    consent: Agreement
    words: str
    language: str
    asked_by: str | None
    asked_on: date


@dataclass(frozen=True, slots=True)
class AskSubject:
    """The contribution to highlight or to thank for, and what was asked already."""

    id: int
    title: str
    body: str
    language: str
    can_be_asked: bool
    asked: tuple[AskedRow, ...]


_elsewhere = aliased(Feedback)  # what a contribution was merged into


def is_shown(session: Session, showing: AskedShowing, feedback: Feedback) -> bool:
    """Tell whether a nugget stands on the board: agreed, and read by everybody, by itself or where it was merged."""
    can_withdraw = feedback.author_id is not None or feedback.reference_hash is not None
    if showing.kind is not ShowingKind.NUGGET or showing.consent is not Agreement.AGREED or not can_withdraw:
        return False
    if feedback.state is State.PUBLISHED:
        return True
    if feedback.shown_in_id is None:
        return False
    return session.scalar(select(Feedback.state).where(Feedback.id == feedback.shown_in_id)) is State.PUBLISHED


def nuggets_page(session: Session, actor: Actor, filters: NuggetFilters) -> Page[NuggetRow]:
    """Return a page of the board, the newest first. One statement."""
    require(actor, Action.NUGGETS_VIEW, NOTHING)
    wanted: list[tuple[Any, Any]] = [
        (Feedback.shown_entity_id, filters.entity_id),
        (Feedback.campaign_id, filters.campaign_id),
        (Feedback.language, filters.language),
    ]
    statement = _nuggets(actor).where(*(column == value for column, value in wanted if value))
    place = read_key(filters.after, read_number, read_number)
    if place is not None:
        day, number = date.fromordinal(min(max(place[0], 1), date.max.toordinal())), place[1]
        statement = statement.where(
            or_(AskedShowing.asked_on < day, and_(AskedShowing.asked_on == day, AskedShowing.id < number))
        )  # fmt: skip
    rows = session.execute(
        statement.order_by(AskedShowing.asked_on.desc(), AskedShowing.id.desc()).limit(PAGE_SIZE + 1)
    ).all()  # fmt: skip
    page = [NuggetRow(*columns) for _day, *columns in rows[:PAGE_SIZE]]
    more = len(rows) > PAGE_SIZE
    return Page(page, join_key(rows[PAGE_SIZE - 1][0].toordinal(), page[-1].id) if more else "")


def nugget_by_id(session: Session, actor: Actor, showing_id: int) -> NuggetRow:
    """Return one nugget. One statement.

    :raises NotFound: absent, or not shown
    """
    require(actor, Action.NUGGETS_VIEW, NOTHING)
    row = session.execute(_nuggets(actor).where(AskedShowing.id == showing_id)).first()
    if row is None:
        raise NotFound
    return NuggetRow(*row[1:])


def _nuggets(actor: Actor) -> Select[*tuple[Any, ...]]:
    name = author_name_shown()
    may_open = exists().where(
        Edition.campaign_id == Feedback.campaign_id, campaign_sight(actor, Edition.entity_id, Edition.campaign_id)
    )
    return (
        select(
            AskedShowing.asked_on, AskedShowing.id, func.coalesce(Feedback.shown_in_id, Feedback.id), Feedback.kind,
            Feedback.title, func.substr(Feedback.body, 1, BODY_SHOWN_CHARS + 1), Feedback.language, Feedback.identity,
            name, Feedback.source_key.is_not(None), Entity.id, Entity.name, Campaign.title_text_id, may_open,
        )
        .select_from(AskedShowing)
        .join(Feedback, Feedback.id == AskedShowing.feedback_id)
        .join(Campaign, Campaign.id == Feedback.campaign_id)
        .outerjoin(_elsewhere, _elsewhere.id == Feedback.shown_in_id)
        .outerjoin(Entity, Entity.id == Feedback.shown_entity_id)
        .outerjoin(Person, Person.id == Feedback.author_id)
        .where(*_on_board())
    )  # fmt: skip


def _on_board() -> tuple[ColumnElement[bool], ...]:
    return (
        AskedShowing.kind == ShowingKind.NUGGET,
        AskedShowing.consent == Agreement.AGREED,
        has_author(),
        or_(Feedback.state == PUBLISHED, _elsewhere.state == PUBLISHED),
    )


def nugget_options(session: Session, actor: Actor) -> list[NuggetOption]:
    """Return what the board holds: entities, campaigns and languages together. One statement."""
    require(actor, Action.NUGGETS_VIEW, NOTHING)
    rows = session.execute(
        select(
            Entity.code, Entity.id, Entity.name, Campaign.slug, Campaign.id, Campaign.title_text_id, Feedback.language
        )
        .select_from(AskedShowing)
        .join(Feedback, Feedback.id == AskedShowing.feedback_id)
        .join(Campaign, Campaign.id == Feedback.campaign_id)
        .outerjoin(_elsewhere, _elsewhere.id == Feedback.shown_in_id)
        .outerjoin(Entity, Entity.id == Feedback.shown_entity_id)
        .where(*_on_board())
        .distinct()
        .order_by(Entity.name, Campaign.id, Feedback.language)
        .limit(OPTIONS_MAX)
    )
    return [NuggetOption(*row) for row in rows]


def adoptions_of(session: Session, actor: Actor, showing_ids: Collection[int]) -> dict[int, list[AdoptionRow]]:
    """Return what sponsors say of nuggets, the newest first. One statement, none for no nugget."""
    require(actor, Action.NUGGETS_VIEW, NOTHING)
    found: dict[int, list[AdoptionRow]] = {}
    statement = (
        select(
            Adoption.showing_id,
            Entity.name,
            Adoption.stance,
            Adoption.reason,
            Adoption.language,
            Person.name,
            Adoption.at,
        )
        .join(Entity, Entity.id == Adoption.entity_id)
        .outerjoin(Person, Person.id == Adoption.by_id)
        .where(Adoption.showing_id.in_(list(showing_ids)))
        .order_by(Adoption.at.desc(), Adoption.id)
    )
    for row in session.execute(statement) if showing_ids else ():
        found.setdefault(row.showing_id, []).append(AdoptionRow(*row))
    return found


def adopting_entities(session: Session, actor: Actor) -> dict[int, str]:
    """Return the entities whose sponsor the actor is. One statement, none for who sponsors none."""
    ids = {grant.entity_id or actor.entity_id for grant in actor.grants if grant.role is Role.SPONSOR}
    held = [each for each in ids if each is not None and can(actor, Action.NUGGET_ADOPT, Facts(entity_id=each))]
    if not held:
        return {}
    rows = session.execute(select(Entity.id, Entity.name).where(Entity.id.in_(held)).order_by(Entity.name))
    return {row.id: row.name for row in rows}


def ask_subject(session: Session, actor: Actor, feedback_id: int) -> AskSubject:
    """Return a contribution that the actor may ask to show, with what was asked already. Three statements.

    :raises NotFound: absent, or out of sight; :raises Forbidden: the actor does not ask there
    """
    feedback = session.get(Feedback, feedback_id)
    if feedback is None:
        raise NotFound
    facts = facts_of(session, feedback)
    require_sight(actor, Action.FEEDBACK_VIEW, facts)
    require(actor, Action.SHOWING_ASK, facts)
    rows = session.execute(
        select(
            AskedShowing.id,
            AskedShowing.kind,
            AskedShowing.consent,
            AskedShowing.words,
            AskedShowing.language,
            Person.name,
            AskedShowing.asked_on,
        )
        .outerjoin(Person, Person.id == AskedShowing.asked_by_id)
        .where(AskedShowing.feedback_id == feedback_id)
        .order_by(AskedShowing.asked_on, AskedShowing.id)
    )
    return AskSubject(
        feedback.id,
        feedback.title,
        feedback.body,
        feedback.language,
        can_be_asked=feedback.author_id is not None or feedback.reference_hash is not None,
        asked=tuple(AskedRow(*row) for row in rows),
    )
