"""All that a report says, read once: every format prints this, so that a figure is the same everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from sqlalchemy.orm import Session

from app.actions.queries import PublicAction, public_actions
from app.campaigns.queries import CampaignFigures, CampaignRow, EditionRow, campaign_by_slug, figures_of
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import NotFound
from app.dashboards.queries.campaign import CampaignDashboard, CountedMission, CountedTheme, campaign_dashboard
from app.dashboards.types import DashboardFilters
from app.decisions.queries import DecidedFilters, ListedDecision, decided_page, decisions_by_id
from app.feedback.queries.times import TimedStage, TimeTaken
from app.figures.registry import PEOPLE
from app.figures.shown import Figures
from app.figures.weeks import monday_of
from app.policy.actor import Actor
from app.policy.check import can, require_sight
from app.policy.facts import Facts
from app.policy.masking import threshold_of
from app.policy.rules import Action
from app.questionnaires.queries.change import changes_since
from app.questionnaires.queries.summary import QuestionSummary, WaveSummary, campaign_waves, wave_summary
from app.questionnaires.types import Moment
from app.questions.intervals import Interval
from app.results.queries import QuoteRow, ResultsVersionRow, quotable, results_versions
from app.results.types import ResultsContent
from app.texts.queries import ReadText, texts_of

DECISIONS_MAX = 500


@dataclass(frozen=True, slots=True)
class ReportPlace:
    """Of what a report is, and in which language: a campaign, or one entity in it (its code; "": the whole)."""

    slug: str
    entity_code: str
    locale: str


@dataclass(frozen=True, slots=True)
class EntityPart:
    """An entity's part in the campaign."""

    name: str
    figures: Figures


@dataclass(frozen=True, slots=True)
class ReportedWave:
    """What all answers to a questionnaire say, and how those who answered twice moved."""

    found: WaveSummary
    since: tuple[Moment, Mapping[int, Interval]] | None


@dataclass(frozen=True, slots=True)
class ReportedResults:
    """The page of results that readers see: its last published version."""

    version: ResultsVersionRow | None = None  # None: nothing is published yet
    decisions: Mapping[int, ListedDecision] = field(default_factory=dict)  # that stand on it
    quotes: tuple[QuoteRow, ...] = ()  # in its order: those whose authors still agree

    @property
    def content(self) -> ResultsContent:
        """What stands on the page; nothing where none is published."""
        return self.version.content if self.version else ResultsContent()


@dataclass(frozen=True, slots=True)
class ReportContent:
    """What a campaign, or an entity in it, brought, as the asker may read it on the day it was read."""

    place: ReportPlace
    day: date
    entity_name: str  # "": the whole campaign
    title: ReadText
    pitch: ReadText
    source_locale: str
    threshold: int  # people behind a figure
    threshold_words: int  # people behind words
    promise_days: int  # working days
    figures: Figures
    nameless: Figures  # of the whole: contributions that do not show their entity
    entities: tuple[EntityPart, ...]  # of the whole, by name
    kinds: Mapping[str, int]
    weeks: tuple[tuple[date, int], ...]  # from the first one to this one, oldest first
    languages: tuple[tuple[str, int], ...]  # the most written first
    themes: tuple[CountedTheme, ...]  # the most given first
    missions: tuple[CountedMission, ...]  # in their order
    times: Mapping[TimedStage, TimeTaken]  # in working days; a stage with too few people is left out
    waves: tuple[ReportedWave, ...]
    decisions: tuple[ListedDecision, ...]  # that stand, the last one first
    has_more_decisions: bool
    actions: tuple[PublicAction, ...]
    results: ReportedResults
    texts: Mapping[int, ReadText]


def report_facts(found: CampaignRow, entity_id: int | None) -> Facts:
    """Return what the permission table may know of a report that is asked for."""
    return Facts(campaign_id=found.id, entity_id=entity_id)


def report_editions(actor: Actor, found: CampaignRow) -> tuple[EditionRow, ...]:
    """Return the editions of which the actor may ask for a report: those that have opened. It reads nothing."""
    return tuple(
        edition
        for edition in found.editions
        if edition.status is not EditionStatus.DRAFT
        and can(actor, Action.REPORT_ASK, report_facts(found, edition.entity_id))
    )


def read_report(session: Session, actor: Actor, place: ReportPlace) -> ReportContent:
    """Return what a report holds. Twenty-one statements, one for quotations, thirteen for each questionnaire asked.

    :raises NotFound: no such campaign or entity, or the actor may not have a report of it
    """
    reader = replace(actor, locale=place.locale)
    found = campaign_by_slug(session, reader, place.slug)
    edition = next((one for one in report_editions(reader, found) if one.entity_code == place.entity_code), None)
    if place.entity_code and edition is None:
        raise NotFound
    require_sight(reader, Action.REPORT_ASK, report_facts(found, edition.entity_id if edition else None))
    board = campaign_dashboard(session, reader, place.slug, DashboardFilters(entity=place.entity_code))
    waves = _waves(session, reader, place)
    filters = DecidedFilters(campaign=found.slug, entity=place.entity_code)
    decided = decided_page(session, reader, filters, limit=DECISIONS_MAX)
    results = _results(session, reader, found)
    counted = figures_of(session, reader, [found])[found.id]
    text_ids = (
        *found.text_ids,
        *(text_id for wave in waves for text_id in wave.found.text_ids),
        *(row.reason_text_id for row in (*decided.rows, *results.decisions.values())),
    )
    texts = texts_of(session, reader, text_ids, found.default_locale)
    empty = ReadText("", place.locale, is_fallback=False)
    return ReportContent(
        place=place,
        day=clock.today(),
        entity_name=edition.entity_name if edition else "",
        title=texts.get(found.title_text_id, empty),
        pitch=texts.get(found.pitch_text_id, empty),
        source_locale=found.source_locale,
        threshold=threshold_of(found.min_group),
        threshold_words=threshold_of(max(found.min_group, found.min_group_verbatim)),
        promise_days=found.answer_within_days,
        figures=_figures(board),
        nameless=counted.nameless if edition is None else Figures(),
        entities=() if edition else _entities(found, counted),
        kinds=board.cards.figures.kinds,
        weeks=_weeks_of(board),
        languages=tuple(board.languages.items()),
        themes=board.themes,
        missions=board.missions,
        times=board.times or {},
        waves=waves,
        decisions=tuple(decided.rows),
        has_more_decisions=bool(decided.next_key),
        actions=tuple(public_actions(session, reader, [row.id for row in decided.rows])),
        results=results,
        texts=texts,
    )


def _results(session: Session, actor: Actor, found: CampaignRow) -> ReportedResults:
    versions = results_versions(session, actor, found)
    if not versions:
        return ReportedResults()
    page = versions[0].content
    agreed = quotable(session, actor, found, page.quotes) if page.quotes else {}
    return ReportedResults(
        version=versions[0],
        decisions=decisions_by_id(session, actor, [entry.decision_id for entry in page.entries]),
        quotes=tuple(agreed[number] for number in page.quotes if number in agreed),
    )


def _entities(found: CampaignRow, counted: CampaignFigures) -> tuple[EntityPart, ...]:
    """Return the figures of each entity whose edition has opened."""
    opened = [edition for edition in found.editions if edition.status is not EditionStatus.DRAFT]
    return tuple(
        EntityPart(edition.entity_name, counted.entities.get(edition.entity_id, Figures())) for edition in opened
    )


def _figures(board: CampaignDashboard) -> Figures:
    """Return what is counted on cards, and people as they may be told."""
    people = board.people.numbers if board.people else {}
    numbers = {name: people.get(name) for name in PEOPLE}
    return Figures({**board.cards.figures.numbers, **numbers}, board.cards.figures.kinds)


def _weeks_of(board: CampaignDashboard) -> tuple[tuple[date, int], ...]:
    """Return how many contributions each week brought, from the first one to this one, also those without any."""
    counts = {monday: count for monday, count in board.cards.weeks.items() if count}
    if not counts:
        return ()
    last = max(monday_of(clock.today()), *counts)
    mondays = (date.fromordinal(number) for number in range(min(counts).toordinal(), last.toordinal() + 1, 7))
    return tuple((monday, counts.get(monday, 0)) for monday in mondays)


def _waves(session: Session, actor: Actor, place: ReportPlace) -> tuple[ReportedWave, ...]:
    """Return the questionnaires whose answers the actor may read together, without the images among them."""
    try:
        listed = campaign_waves(session, actor, place.slug)
    except NotFound:  # none of them is for the actor
        return ()
    summaries = [wave_summary(session, actor, place.slug, wave.id, place.entity_code) for wave in listed]
    return tuple(ReportedWave(_without_images(each), changes_since(session, actor, each)) for each in summaries)


def _without_images(found: WaveSummary) -> WaveSummary:
    def words_only(each: QuestionSummary) -> QuestionSummary:
        return replace(each, words=tuple(one for one in each.words if one.file_id is None))

    return replace(found, questions=tuple(words_only(each) for each in found.questions))
