"""Figures of an entity and of the group: what they cost follows days, not contributions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import ColumnElement, Row, func, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition
from app.campaigns.queries import ExceptionRow, exception_in_force
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import NotFound
from app.entities.models import Entity
from app.feedback.queries.owed import count_decisions_of
from app.feedback.queries.worklist import WorkEntity
from app.figures.models import FigureCount
from app.figures.shown import FigurePlace, Figures, figures_shown
from app.figures.types import UNKNOWN_ENTITY, FigureName
from app.figures.weeks import monday_of
from app.policy.actor import Actor
from app.policy.check import require_sight
from app.policy.facts import NOTHING, Facts
from app.policy.masking import threshold_of
from app.policy.rules import Action
from app.policy.scopes import figures_sight
from app.texts.queries import EMPTY, ReadText, texts_of

EDITIONS_MAX = 5_000  # hundreds of entities, each with its campaigns
WEEKS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Week:
    """How many contributions a week brought."""

    monday: date
    contributions: int


@dataclass(frozen=True, slots=True)
class CampaignLine:
    """A campaign in the entity: its title in the reader's language, and its figures."""

    slug: str
    title: ReadText
    figures: Figures
    decide_by: date | None


@dataclass(frozen=True, slots=True)
class EntityLine:
    """An entity in the group, and its figures."""

    code: str
    name: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class EntitySummary:
    """What the dashboard of an entity shows, of one campaign or of all."""

    code: str
    name: str
    figures: Figures
    weeks: tuple[Week, ...]  # the last ones, oldest first
    campaigns: tuple[CampaignLine, ...]
    decisions_owed: int  # by the reader, in all campaigns together; 0 in one; counting stops after COUNT_MAX
    exception: ExceptionRow | None = None  # the entity may open editions although answers are late


@dataclass(frozen=True, slots=True)
class GroupSummary:
    """What the dashboard of the group shows; entities by name, never by rank."""

    figures: Figures
    nameless: Figures  # contributions that do not show their entity
    weeks: tuple[Week, ...]  # the last ones, oldest first
    entities: tuple[EntityLine, ...]


def entity_summary(session: Session, actor: Actor, code: str, campaign: str = "") -> EntitySummary:
    """Return the figures of an entity, in the campaigns whose figures the actor may read; ``campaign``: in one alone.

    Six statements, seven for a sponsor.

    :raises NotFound: no such entity or campaign, or nothing of it is for the actor
    """
    entity = session.execute(select(Entity.id, Entity.name, Entity.default_locale).where(Entity.code == code)).first()
    if entity is None:
        raise NotFound
    here = (Edition.entity_id == entity.id) & figures_sight(actor, Edition.entity_id, Edition.campaign_id)
    editions = _editions(session, here)
    if not editions:
        require_sight(actor, Action.DASHBOARD_ENTITY, Facts(entity_id=entity.id))
    if campaign:
        editions = [edition for edition in editions if edition.slug == campaign]
        if not editions:
            raise NotFound
    thresholds = {edition.campaign_id: threshold_of(edition.min_group) for edition in editions}
    shown = figures_shown(session, thresholds, FigureCount.entity_id == entity.id)
    titles = texts_of(session, actor, (edition.title_text_id for edition in editions), entity.default_locale)
    return EntitySummary(
        code=code,
        name=entity.name,
        figures=Figures.sum(shown.values()),
        weeks=weeks_shown(session, actor, FigureCount.entity_id == entity.id, FigureCount.campaign_id.in_(thresholds)),
        campaigns=tuple(
            CampaignLine(
                edition.slug,
                titles.get(edition.title_text_id, EMPTY),
                shown.get(FigurePlace(edition.campaign_id, entity.id), Figures()),
                edition.decide_by,
            )
            for edition in editions
        ),
        decisions_owed=0 if campaign else count_decisions_of(session, actor, WorkEntity(entity.id, code, entity.name)),
        exception=None if campaign else exception_in_force(session, actor, entity.id),
    )


def group_summary(session: Session, actor: Actor) -> GroupSummary:
    """Return the figures of the group and of each entity. Three statements, whatever their number.

    :raises NotFound: the actor may not see the group's figures
    """
    require_sight(actor, Action.DASHBOARD_GROUP, NOTHING)
    editions = _editions(session, Edition.status != EditionStatus.DRAFT)
    thresholds = {edition.campaign_id: threshold_of(edition.min_group) for edition in editions}
    by_entity: dict[int, list[Figures]] = {UNKNOWN_ENTITY: []}
    for place, figures in figures_shown(session, thresholds).items():
        by_entity.setdefault(place.entity_id, []).append(figures)
    entities = {edition.entity_id: (edition.code, edition.name) for edition in editions}
    return GroupSummary(
        figures=Figures.sum(figures for several in by_entity.values() for figures in several),
        nameless=Figures.sum(by_entity[UNKNOWN_ENTITY]),
        weeks=weeks_shown(session, actor, FigureCount.campaign_id.in_(thresholds)),
        entities=tuple(
            EntityLine(code, name, Figures.sum(by_entity.get(entity_id, [])))
            for entity_id, (code, name) in sorted(entities.items(), key=lambda item: item[1][1].casefold())
        ),
    )


def _editions(
    session: Session, seen: ColumnElement[bool]
) -> Sequence[Row[int, int, str, int, int, date | None, str, str]]:
    """Return the editions figures are read of, newest campaign first."""
    return session.execute(
        select(
            Edition.campaign_id, Edition.entity_id, Campaign.slug, Campaign.title_text_id, Campaign.min_group,
            Campaign.decide_by, Entity.code, Entity.name,
        )
        .join(Campaign, Campaign.id == Edition.campaign_id)
        .join(Entity, Entity.id == Edition.entity_id)
        .where(seen)
        .order_by(Campaign.created_at.desc(), Edition.id)
        .limit(EDITIONS_MAX)
    ).all()  # fmt: skip


def weeks_shown(session: Session, actor: Actor, *conditions: ColumnElement[bool]) -> tuple[Week, ...]:
    """Return the last weeks, this one included, also those that brought nothing. One statement.

    The caller has asked whether the actor may open the contributions that the conditions name.
    """
    del actor
    this_week = monday_of(clock.today())
    mondays = [this_week - timedelta(weeks=ago) for ago in reversed(range(WEEKS_SHOWN))]
    counts = dict.fromkeys(mondays, 0)
    kept = (
        select(FigureCount.day, func.sum(FigureCount.count))
        .where(FigureCount.name == FigureName.CONTRIBUTIONS, FigureCount.day >= mondays[0], *conditions)
        .group_by(FigureCount.day)
    )
    for day, count in session.execute(kept):
        counts[monday_of(day)] += count
    return tuple(Week(monday, count) for monday, count in counts.items())
