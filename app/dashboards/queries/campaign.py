"""Figures of one campaign, or of one entity in it (an edition), narrowed by filters."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignRow, ProductOfCampaign, campaign_by_slug, products_of
from app.core import clock, idents
from app.dashboards.types import DashboardFilters
from app.feedback.queries.counted import counted_cards
from app.feedback.queries.feed import FeedFilters
from app.feedback.queries.themes import ThemeOption, themes_of
from app.feedback.queries.times import TimedStage, TimeTaken, stage_times
from app.feedback.types import Kind
from app.figures.cards import CardCounts, kept_cards
from app.figures.models import FigureCount
from app.figures.registry import PEOPLE
from app.figures.shown import Figures, figures_shown
from app.figures.types import FigureName
from app.figures.weeks import last_sunday
from app.missions.queries import MissionRow, missions_of
from app.policy.actor import Actor
from app.policy.check import require_sight
from app.policy.facts import Facts
from app.policy.masking import threshold_of
from app.policy.rules import Action
from app.texts.queries import EMPTY, ReadText, texts_of


@dataclass(frozen=True, slots=True)
class EntityName:
    """An entity that takes part."""

    code: str
    name: str


@dataclass(frozen=True, slots=True)
class CountedStep:
    """A step of a mission, and its contributions by kind; a kind without one is left out."""

    number: int
    title: ReadText
    kinds: Mapping[Kind, int]


@dataclass(frozen=True, slots=True)
class CountedMission:
    """A mission, its contributions, and its steps in their order."""

    number: int
    title: ReadText
    contributions: int
    steps: tuple[CountedStep, ...]


@dataclass(frozen=True, slots=True)
class CountedTheme:
    """A theme, and the contributions that have it."""

    public_id: str
    name: ReadText
    contributions: int


@dataclass(frozen=True, slots=True)
class FiguresBeside:
    """The same figures of another entity or of another period: side by side, never ranked."""

    filters: DashboardFilters
    entity: EntityName | None
    cards: CardCounts
    people: Figures | None  # as of the dashboard


@dataclass(frozen=True, slots=True)
class CampaignDashboard:
    """What the dashboard of a campaign says, of all of it or narrowed by filters, before anybody writes words."""

    id: int
    slug: str
    title: ReadText
    as_of: date  # cards are counted as they are now
    settled_on: date  # people and times are those of this Sunday
    filters: DashboardFilters  # those that exist in this campaign; the others are ignored
    entities: tuple[EntityName, ...]  # by name
    answer_within_days: int  # working days: the promise
    theme_names: Mapping[str, ReadText]  # by public number: all there are
    entity: EntityName | None  # the one the figures are of: an edition
    cards: CardCounts
    languages: Mapping[str, int]  # contributions by language, the most frequent first
    missions: tuple[CountedMission, ...]  # in their order
    themes: tuple[CountedTheme, ...]  # the most frequent first; a contribution may have several
    people: Figures | None  # masked; None: with these filters their parts would tell of a few
    times: Mapping[TimedStage, TimeTaken] | None  # likewise; a stage with too few people is left out
    products: tuple[ProductOfCampaign, ...] = ()  # that it tests, in its order
    products_tried: tuple[ProductOfCampaign, ...] = ()  # those that missions try
    beside: FiguresBeside | None = None


@dataclass(frozen=True, slots=True)
class _Nameable:
    """What the filters of an address may name."""

    campaign: CampaignRow
    missions: Sequence[MissionRow]
    themes: Mapping[str, ThemeOption]
    entities: Mapping[str, int]

    @property
    def tried(self) -> frozenset[int]:
        """The products that missions try."""
        return frozenset(row.product_id for row in self.missions if row.product_id is not None)

    def existing(self, asked: DashboardFilters) -> DashboardFilters:
        """Return the filters without what does not exist here."""
        mission = next((row for row in self.missions if row.number == asked.mission), None)
        has_step = mission is not None and any(step.number == asked.step for step in mission.steps)
        is_beside = asked.beside in self.entities and asked.beside != asked.entity and asked.entity in self.entities
        is_before = asked.beside_before and asked.weeks_before is not None and not is_beside
        is_free = asked.is_of_period and not is_beside and not is_before  # one thing stands at the side
        return replace(
            asked,
            entity=asked.entity if asked.entity in self.entities else "",
            mission=asked.mission if mission else 0,
            step=asked.step if has_step else 0,
            theme=asked.theme if asked.theme in self.themes else "",
            product=asked.product if asked.product in self.tried else 0,
            beside=asked.beside if is_beside else "",
            beside_before=is_before,
            beside_since=asked.beside_since if is_free else None,
            beside_until=asked.beside_until if is_free else None,
        )

    def of_feed(self, filters: DashboardFilters) -> FeedFilters:
        """Return the filters of the feed that show the same cards."""
        mission = next((row for row in self.missions if row.number == filters.mission), None)
        steps = {step.number: step.id for step in mission.steps} if mission else {}
        return FeedFilters(
            kind=filters.kind,
            mission_id=mission.id if mission else None,
            step_id=steps.get(filters.step),
            entity_id=self.entities.get(filters.entity),
            language=filters.language,
            since=filters.since,
            until=filters.until,
            theme_id=self.themes[filters.theme].id if filters.theme else None,
            product_id=filters.product or None,
        )


def dashboard_facts(campaign: CampaignRow) -> Facts:
    """Return what the permission table may know of a campaign's dashboard."""
    entities = frozenset(edition.entity_id for edition in campaign.editions)
    return Facts(campaign_id=campaign.id, entity_id=campaign.facts.entity_id, campaign_entities=entities)


def campaign_dashboard(session: Session, actor: Actor, slug: str, asked: DashboardFilters) -> CampaignDashboard:
    """Return the figures of a campaign. Eleven statements at most, whatever the rows.

    Cards are counted as the filters narrow them. People and times are told for the campaign and for each entity, never
    for less: between two filters a few could be told by subtraction (docs/decisions/008).

    :raises NotFound: no such campaign, or its figures are not for the actor
    """
    campaign = campaign_by_slug(session, actor, slug)
    require_sight(actor, Action.DASHBOARD_CAMPAIGN, dashboard_facts(campaign))
    known = _Nameable(
        campaign,
        missions_of(session, actor, campaign.id),
        {idents.encode(theme.id): theme for theme in themes_of(session, actor, campaign.facts)},
        {edition.entity_code: edition.entity_id for edition in campaign.editions},
    )
    filters = known.existing(asked)
    cards = _cards(session, actor, known, filters)
    entity_id = known.entities.get(filters.entity)
    people = _people(session, campaign) if filters.is_of_whole else None
    names = {row.entity_code: EntityName(row.entity_code, row.entity_name) for row in campaign.editions}
    beside, other = None, filters.at_side
    if other is not None:
        there = _people_of(people, known.entities.get(other.entity))
        beside = FiguresBeside(other, names.get(other.entity), _cards(session, actor, known, other), there)
    titles = [campaign.title_text_id, *(theme.name_text_id for theme in known.themes.values())]
    titles += [text_id for mission in known.missions for text_id in mission.text_ids]
    texts = texts_of(session, actor, titles, campaign.default_locale)
    languages = cards.by(FigureName.LANGUAGES)
    products = products_of(session, actor, campaign.id)
    threshold = threshold_of(campaign.min_group)
    return CampaignDashboard(
        id=campaign.id,
        slug=slug,
        title=texts.get(campaign.title_text_id, EMPTY),
        as_of=clock.today(),
        settled_on=last_sunday(clock.today()),
        filters=filters,
        entities=tuple(names.values()),
        answer_within_days=campaign.answer_within_days,
        theme_names={each: texts.get(theme.name_text_id, EMPTY) for each, theme in known.themes.items()},
        entity=names.get(filters.entity),
        cards=cards,
        languages=dict(sorted(languages.items(), key=lambda each: (-each[1], each[0]))),
        missions=_missions(cards, known.missions, texts),
        themes=_themes(cards, known.themes, texts),
        people=_people_of(people, entity_id),
        times=stage_times(session, actor, campaign.facts, threshold, entity_id) if filters.is_of_whole else None,
        products=products,
        products_tried=tuple(product for product in products if product.id in known.tried),
        beside=beside,
    )


def _cards(session: Session, actor: Actor, known: _Nameable, filters: DashboardFilters) -> CardCounts:
    """Return what is counted on the cards: from what is kept, where that knows them. One statement."""
    if not filters.is_of_whole:
        return counted_cards(session, actor, known.campaign.facts, known.of_feed(filters))
    conditions = [FigureCount.campaign_id == known.campaign.id]
    if filters.entity:
        conditions.append(FigureCount.entity_id == known.entities[filters.entity])
    return kept_cards(session, *conditions)


def _people(session: Session, campaign: CampaignRow) -> Mapping[int, Figures]:
    """Return the figures of people by entity, as everybody who sees the campaign reads them. One statement."""
    thresholds = {campaign.id: threshold_of(campaign.min_group)}
    shown = figures_shown(session, thresholds, FigureCount.name.in_([name.value for name in PEOPLE]))
    return {place.entity_id: figures for place, figures in shown.items()}


def _people_of(people: Mapping[int, Figures] | None, entity_id: int | None) -> Figures | None:
    if people is None:
        return None
    return Figures.sum(people.values()) if entity_id is None else people.get(entity_id, Figures())


def _missions(
    cards: CardCounts, rows: Sequence[MissionRow], texts: Mapping[int, ReadText]
) -> tuple[CountedMission, ...]:
    kinds: dict[int, dict[Kind, int]] = {}
    for value, count in cards.by(FigureName.STEPS).items():
        step_id, kind = value.split(" ")
        kinds.setdefault(int(step_id), {})[Kind(kind)] = count
    of_missions = cards.by(FigureName.MISSIONS)
    return tuple(
        CountedMission(
            row.number,
            texts.get(row.title_text_id, EMPTY),
            of_missions.get(str(row.id), 0),
            tuple(
                CountedStep(step.number, texts.get(step.title_text_id, EMPTY), kinds.get(step.id, {}))
                for step in row.steps
            ),
        )
        for row in rows
    )


def _themes(
    cards: CardCounts, themes: Mapping[str, ThemeOption], texts: Mapping[int, ReadText]
) -> tuple[CountedTheme, ...]:
    counts = cards.by(FigureName.THEMES)
    lines = (
        CountedTheme(public_id, texts.get(theme.name_text_id, EMPTY), counts[str(theme.id)])
        for public_id, theme in themes.items()
        if str(theme.id) in counts
    )
    return tuple(sorted(lines, key=lambda line: (-line.contributions, line.name.value.casefold())))
