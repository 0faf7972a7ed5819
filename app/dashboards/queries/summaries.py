"""Figures of an entity and of the group, from the daily figures: what they cost follows weeks, not contributions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Select, func, literal, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import NotFound
from app.dashboards.queries.ledger import Bar, Counts, Joined, Ledger, Place, Tally
from app.entities.models import Entity
from app.feedback.types import Kind
from app.figures.models import DailyFigure, DailyPeople, PeopleFigure
from app.figures.record import Cell
from app.figures.weeks import last_day, week_number, week_of
from app.policy.actor import Actor
from app.policy.check import require_sight
from app.policy.facts import NOTHING, Facts
from app.policy.masking import FLOOR, Figure, add_figures
from app.policy.rules import Action
from app.policy.scopes import figures_sight
from app.texts.queries import EMPTY, ReadText, texts_of

EDITIONS_MAX = 5_000  # hundreds of entities, each with its campaigns


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A campaign in the entity: its title in the reader's language, and its figures."""

    slug: str
    title: ReadText
    tally: Tally


@dataclass(frozen=True, slots=True)
class EntityLine:
    """An entity in the group, and its figures."""

    code: str
    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class EntitySummary:
    """What the dashboard of an entity shows; every figure may be shown."""

    code: str
    name: str
    through: date  # last day that figures can hold: a Sunday, or today
    threshold: int  # people; the strictest of the campaigns
    answer_within_days: int | None  # working days; None when campaigns promise different ones
    tally: Tally
    bars: tuple[Bar, ...]
    kinds: tuple[Figure, ...]
    unsplit: int  # contributions shown, but not by kind
    campaigns: tuple[CampaignLine, ...]


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """What the dashboard of the group shows; entities by name, never by rank."""

    through: date
    threshold: int
    tally: Tally
    entities: tuple[EntityLine, ...]


def entity_summary(session: Session, actor: Actor, code: str) -> EntitySummary:
    """Return what may be shown of an entity: of its campaigns that the actor may see. Six statements.

    :raises NotFound: no such entity, or nothing of it is for the actor
    """
    entity = session.execute(select(Entity.id, Entity.name, Entity.time_zone).where(Entity.code == code)).first()
    if entity is None:
        raise NotFound
    seen = (Edition.entity_id == entity.id) & figures_sight(actor, Edition.entity_id, Edition.campaign_id)
    places = _places(session, seen)
    if not places:
        require_sight(actor, Action.DASHBOARD_ENTITY, Facts(entity_id=entity.id))
    ledgers = _ledgers(session, places, clock.today(entity.time_zone))
    tally = Tally.sum(ledger.tally for ledger in ledgers)
    kinds = add_figures(split for ledger in ledgers for split in ledger.kinds)
    titles = texts_of(session, actor, (p.title_text_id for p in places), places[0].default_locale if places else "")
    promises = {place.answer_within_days for place in places}
    return EntitySummary(
        code=code,
        name=entity.name,
        through=_through(ledgers),
        threshold=_strictest(places),
        answer_within_days=promises.pop() if len(promises) == 1 else None,
        tally=tally,
        bars=_joined_bars(bar for ledger in ledgers for bar in ledger.bars),
        kinds=tuple(Figure(kind.value, kinds[kind.value]) for kind in Kind if kind.value in kinds),
        unsplit=(tally.contributions or 0) - sum(value or 0 for value in kinds.values()),
        campaigns=tuple(
            CampaignLine(ledger.place.slug, titles.get(ledger.place.title_text_id, EMPTY), ledger.tally)
            for ledger in ledgers
        ),
    )


def group_summary(session: Session, actor: Actor) -> GroupSummary:
    """Return what may be shown of the group and of each entity. Four statements, whatever their number.

    :raises NotFound: the actor may not see the group's figures
    """
    require_sight(actor, Action.DASHBOARD_GROUP, NOTHING)
    places = _places(session, Edition.status != EditionStatus.DRAFT)
    by_entity: dict[tuple[str, str], list[Tally]] = {}
    ledgers = _ledgers(session, places, clock.today(), by_kind=False)
    for ledger in ledgers:
        by_entity.setdefault((ledger.place.entity_code, ledger.place.entity_name), []).append(ledger.tally)
    return GroupSummary(
        through=_through(ledgers),
        threshold=_strictest(places),
        tally=Tally.sum(tally for tallies in by_entity.values() for tally in tallies),
        entities=tuple(
            EntityLine(code, name, Tally.sum(tallies))
            for (code, name), tallies in sorted(by_entity.items(), key=lambda item: item[0][1].casefold())
        ),
    )


def _places(session: Session, seen: ColumnElement[bool]) -> list[Place]:
    """Return the editions figures are read of, newest campaign first."""
    statement = (
        select(
            Edition.id, Edition.campaign_id, Campaign.slug, Campaign.title_text_id, Campaign.min_group,
            Campaign.answer_within_days, Entity.code, Entity.name, Entity.default_locale, Entity.working_days,
            Entity.holidays,
        )
        .join(Campaign, Campaign.id == Edition.campaign_id)
        .join(Entity, Entity.id == Edition.entity_id)
        .where(seen)
        .order_by(Campaign.created_at.desc(), Edition.id)
        .limit(EDITIONS_MAX)
    )  # fmt: skip
    return [Place(*row) for row in session.execute(statement)]


def _ledgers(session: Session, places: Sequence[Place], today: date, *, by_kind: bool = True) -> list[Ledger]:
    """Read the figures of editions by week. Three statements, whatever their number."""
    this_week = week_of(clock.today())
    ledgers = {place.edition_id: Ledger(place, this_week, today) for place in places}
    for edition_id, week, kind, *counts in session.execute(_counts_of(ledgers, by_kind=by_kind)):
        ledgers[edition_id].weeks.setdefault(week, {})[kind] = Counts(*counts)
    people = select(
        PeopleFigure.edition_id, PeopleFigure.kind, PeopleFigure.weeks, PeopleFigure.first_week,
        PeopleFigure.people_count,
    ).where(PeopleFigure.edition_id.in_(ledgers), PeopleFigure.weeks > 0)  # fmt: skip
    for edition_id, kind, weeks, first, count in session.execute(
        people if by_kind else people.where(PeopleFigure.kind == "")
    ):
        ledgers[edition_id].people[Cell(kind, weeks, first)] = count
    for edition_id, week, recruited, active in session.execute(_joined_of(ledgers)):
        ledgers[edition_id].joined[week] = Joined(recruited, active)
    return list(ledgers.values())


def _counts_of(editions: Iterable[int], *, by_kind: bool) -> Select[*tuple[Any, ...]]:
    week = week_number(DailyFigure.day)
    kind = DailyFigure.kind if by_kind else literal("")
    keys = [DailyFigure.edition_id, week] + ([DailyFigure.kind] if by_kind else [])
    counts = [
        func.sum(column)
        for column in (
            DailyFigure.contribution_count, DailyFigure.answered_count, DailyFigure.in_time_count,
            DailyFigure.decided_count, DailyFigure.done_count,
        )
    ]  # fmt: skip
    return (
        select(DailyFigure.edition_id, week, kind, *counts).where(DailyFigure.edition_id.in_(editions)).group_by(*keys)
    )


def _joined_of(editions: Iterable[int]) -> Select[*tuple[Any, ...]]:
    week = week_number(DailyPeople.day)
    return (
        select(DailyPeople.edition_id, week, func.sum(DailyPeople.recruited_count), func.sum(DailyPeople.active_count))
        .where(DailyPeople.edition_id.in_(editions))
        .group_by(DailyPeople.edition_id, week)
    )


def _through(ledgers: Iterable[Ledger]) -> date:
    """Return the last day that figures hold: last Sunday, or today where an edition is live."""
    today = clock.today()
    return today if any(ledger.is_live for ledger in ledgers) else last_day(week_of(today) - 1)


def _strictest(places: Iterable[Place]) -> int:
    return max((place.threshold for place in places), default=FLOOR)


def _joined_bars(bars: Iterable[Bar]) -> tuple[Bar, ...]:
    """Put together the bars of editions whose weeks overlap, so that each week is in one bar."""
    joined: list[Bar] = []
    for bar in sorted(bars, key=lambda bar: (bar.first, bar.last)):
        if joined and bar.first <= joined[-1].last:
            before = joined.pop()
            joined.append(Bar(before.first, max(before.last, bar.last), before.value + bar.value))
        else:
            joined.append(bar)
    return tuple(joined)
