"""All that a report says, read once: every format prints this, so that a figure is the same everywhere."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from app.actions.queries import PublicAction, public_actions
from app.campaigns.queries import CampaignRow, EditionRow, campaign_by_slug, figures_of
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import NotFound
from app.decisions.queries import DecidedFilters, ListedDecision, decided_page, decisions_by_id
from app.feedback.models import Feedback
from app.feedback.types import State
from app.figures.models import FigureCount
from app.figures.shown import Figures
from app.figures.types import FigureName
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
from app.results.queries import ResultsVersionRow, results_versions
from app.texts.queries import ReadText, texts_of
from app.themes.models import Theme, ThemeGiven

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
    themes: tuple[tuple[int, int], ...]  # text of the name, contributions; the most given first
    waves: tuple[ReportedWave, ...]
    decisions: tuple[ListedDecision, ...]  # that stand, the last one first
    has_more_decisions: bool
    actions: tuple[PublicAction, ...]
    results: ResultsVersionRow | None  # the last version that was published
    results_decisions: Mapping[int, ListedDecision]
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
    """Return what a report holds. Fifteen statements, and nine for each questionnaire asked.

    :raises NotFound: no such campaign or entity, or the actor may not have a report of it
    """
    reader = replace(actor, locale=place.locale)
    found = campaign_by_slug(session, reader, place.slug)
    edition = next((one for one in report_editions(reader, found) if one.entity_code == place.entity_code), None)
    if place.entity_code and edition is None:
        raise NotFound
    entity_id = edition.entity_id if edition else None
    require_sight(reader, Action.REPORT_ASK, report_facts(found, entity_id))
    counted = figures_of(session, reader, [found])[found.id]
    own = counted.entities.get(entity_id, Figures()) if entity_id is not None else counted.whole
    cards = _cards(found.id, entity_id)
    waves = _waves(session, reader, place)
    decided = decided_page(
        session, reader, DecidedFilters(campaign=found.slug, entity=place.entity_code), limit=DECISIONS_MAX
    )
    versions = results_versions(session, reader, found)
    published = versions[0] if versions else None
    entries = published.content.entries if published else ()
    on_page = decisions_by_id(session, reader, [one.decision_id for one in entries])
    themes = _themes(session, cards)
    text_ids = (
        *found.text_ids,
        *(text_id for text_id, _count in themes),
        *(text_id for wave in waves for text_id in wave.found.text_ids),
        *(row.reason_text_id for row in (*decided.rows, *on_page.values())),
    )
    texts = texts_of(session, reader, text_ids, found.default_locale)
    opened = [one for one in found.editions if one.status is not EditionStatus.DRAFT]
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
        figures=own,
        nameless=counted.nameless if edition is None else Figures(),
        entities=() if edition else tuple(
            EntityPart(one.entity_name, counted.entities.get(one.entity_id, Figures())) for one in opened
        ),
        kinds=own.kinds,
        weeks=_by_week(session, found.id, entity_id),
        languages=_by_language(session, cards),
        themes=themes,
        waves=waves,
        decisions=tuple(decided.rows),
        has_more_decisions=bool(decided.next_key),
        actions=tuple(public_actions(session, reader, [row.id for row in decided.rows])),
        results=published,
        results_decisions=on_page,
        texts=texts,
    )  # fmt: skip


def _cards(campaign_id: int, entity_id: int | None) -> list[ColumnElement[bool]]:
    """Return the condition of the contributions that readers can open there, as figures count them."""
    place = [] if entity_id is None else [Feedback.shown_entity_id == entity_id]
    return [Feedback.campaign_id == campaign_id, Feedback.state == State.PUBLISHED, *place]


def _by_language(session: Session, cards: list[ColumnElement[bool]]) -> tuple[tuple[str, int], ...]:
    """Return how many contributions are in each language. One statement."""
    rows = session.execute(select(Feedback.language, func.count()).where(*cards).group_by(Feedback.language))
    return tuple(sorted(((code, count) for code, count in rows), key=lambda row: (-row[1], row[0])))


def _themes(session: Session, cards: list[ColumnElement[bool]]) -> tuple[tuple[int, int], ...]:
    """Return how many contributions have each theme, by the text of its name. One statement."""
    rows = session.execute(
        select(Theme.name_text_id, func.count())
        .join(ThemeGiven, ThemeGiven.theme_id == Theme.id)
        .join(Feedback, Feedback.id == ThemeGiven.feedback_id)
        .where(*cards)
        .group_by(Theme.id, Theme.name_text_id)
    )
    return tuple(sorted(((text_id, count) for text_id, count in rows), key=lambda row: (-row[1], row[0])))


def _by_week(session: Session, campaign_id: int, entity_id: int | None) -> tuple[tuple[date, int], ...]:
    """Return how many contributions each week brought, also those that brought none. One statement."""
    place = [] if entity_id is None else [FigureCount.entity_id == entity_id]
    rows = session.execute(
        select(FigureCount.day, func.sum(FigureCount.count))
        .where(FigureCount.campaign_id == campaign_id, FigureCount.name == FigureName.CONTRIBUTIONS, *place)
        .group_by(FigureCount.day)
    )
    counts: dict[date, int] = {}
    for day, count in rows:
        counts[monday_of(day)] = counts.get(monday_of(day), 0) + count
    filled = [monday for monday, count in counts.items() if count]
    if not filled:
        return ()
    last = max(monday_of(clock.today()), *filled)
    mondays = [date.fromordinal(number) for number in range(min(filled).toordinal(), last.toordinal() + 1, 7)]
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
