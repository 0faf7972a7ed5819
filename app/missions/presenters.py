"""Missions as pages print them: a line of a list of things to do, and a page."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from app.campaigns.presenters import PageReader, local_day, phase_last_day
from app.campaigns.queries import CampaignRow, EditionRow
from app.campaigns.types import EditionStatus, PhaseKind, has_ended
from app.i18n import formats
from app.i18n.locale import direction_of
from app.missions.queries import MissionRow
from app.missions.types import Availability
from app.texts.queries import EMPTY, ReadText
from app.web.parts import Passage, Row, read_passage


@dataclass(frozen=True, slots=True)
class MissionDates:
    """When a mission can be done, in days of the entity, both included; ``None``: not known yet."""

    availability: Availability
    first: date | None
    last: date | None


@dataclass(frozen=True, slots=True)
class MissionTodo:
    """One mission in a list of things to do."""

    number: int
    title: str
    lang: str
    dir: str
    url: str
    meta: tuple[str, ...]
    action_label: str  # "" when there is nothing to press
    chip_label: str
    is_done: bool
    is_over: bool
    is_next: bool  # the one to begin with: its button stands out
    start_label: str  # of a button that stands elsewhere


@dataclass(frozen=True, slots=True)
class MissionPage:
    """One mission, ready to print."""

    number: int
    title: Passage
    body: Passage
    steps: tuple[Passage, ...]
    minutes_label: str
    dates_label: str
    fallback_label: str
    is_done: bool
    is_open: bool

    @classmethod
    def of(
        cls, row: MissionRow, texts: Mapping[int, ReadText], edition: EditionRow | None, view: PageReader
    ) -> MissionPage:
        """Return the page of a mission, as the people of that edition see it."""
        when = mission_dates(row, edition, view.now)
        body = texts.get(row.body_text_id, EMPTY)
        return cls(
            number=row.number,
            title=read_passage(texts.get(row.title_text_id, EMPTY)),
            body=read_passage(body),
            steps=tuple(read_passage(texts.get(step.title_text_id, EMPTY)) for step in row.steps),
            minutes_label=minutes_label(view.locale, row.minutes),
            dates_label=dates_label(view.locale, when),
            fallback_label=fallback_label(view.locale, body),
            is_done=row.is_done,
            is_open=when.availability is Availability.OPEN,
        )


def mission_dates(row: MissionRow, edition: EditionRow | None, now: datetime) -> MissionDates:
    """Return when a mission can be done in an edition: its own dates, within those of the test."""
    test = edition.phase(PhaseKind.TEST) if edition else None
    first = row.opens_on or (local_day(test.starts_at, edition) if edition and test else None)
    last = row.closes_on or (phase_last_day(test, edition) if edition and test else None)
    if edition is None and first is not None and first <= now.date():
        first = None  # it opened elsewhere; there is no day to wait for
    stage = _availability(edition, now, (first, last))
    if row.recalled_on is not None and stage is not Availability.OVER:
        return MissionDates(Availability.RECALLED, row.recalled_on, last)
    return MissionDates(stage, first, last)


def _availability(edition: EditionRow | None, now: datetime, days: tuple[date | None, date | None]) -> Availability:
    if edition is None:
        return Availability.SOON
    if edition.status is EditionStatus.CLOSED:
        return Availability.OVER
    today = local_day(now, edition)
    first, last = days
    test = edition.phase(PhaseKind.TEST)
    if (last is not None and last < today) or (test is not None and has_ended(test.ends_at, now)):
        return Availability.OVER
    if not edition.facts.accepts_feedback or (first is not None and today < first):
        return Availability.SOON
    return Availability.OPEN


@dataclass(frozen=True, slots=True)
class TodoContext:
    """Where a list of missions stands: the campaign, the edition whose dates count, who reads."""

    slug: str
    edition: EditionRow | None
    view: PageReader
    takes_part: bool  # the reader may do the missions

    @classmethod
    def of(cls, campaign: CampaignRow, view: PageReader, *, takes_part: bool) -> TodoContext:
        """Return the reader's own edition, or the first one in sight for who only looks after the campaign."""
        first = campaign.editions[0] if campaign.editions else None
        return cls(campaign.slug, campaign.edition or first, view, takes_part)


def mission_todos(rows: Sequence[MissionRow], texts: Mapping[int, ReadText], place: TodoContext) -> list[MissionTodo]:
    """Return missions in their order; the first that is open and not done is the next. ``texts`` by text id."""
    dates = {row.id: mission_dates(row, place.edition, place.view.now) for row in rows}
    to_do = (row.id for row in rows if not row.is_done and dates[row.id].availability is Availability.OPEN)
    following = next(to_do, None) if place.takes_part else None
    titles = {row.id: texts.get(row.title_text_id, EMPTY) for row in rows}
    return [
        MissionTodo(
            number=row.number,
            title=titles[row.id].value,
            lang=titles[row.id].locale,
            dir=direction_of(titles[row.id].locale),
            url=url_for("missions.mission", slug=place.slug, number=row.number),
            meta=tuple(_meta(row, dates[row.id], place.view)),
            action_label=_action_label(row) if place.takes_part and _is_to_do(row, dates[row.id]) else "",
            chip_label=_chip(row, dates[row.id]),
            is_done=row.is_done,
            is_over=dates[row.id].availability in {Availability.OVER, Availability.RECALLED},
            is_next=row.id == following,
            start_label=start_label(row),
        )
        for row in rows
    ]


def start_label(row: MissionRow) -> str:
    """Say on a button what it does: begin a mission, or go on with it."""
    if row.is_begun:
        return str(_("Continue mission %(number)s", number=row.number))
    return str(_("Start mission %(number)s", number=row.number))


def _action_label(row: MissionRow) -> str:
    return str(_("Continue") if row.is_begun else _("Start"))


def mission_row(item: MissionTodo, slug: str) -> Row:
    """Return a mission as one line that leads to where it is written."""
    return Row(
        title=Passage(f"{item.number}. {item.title}", item.lang, item.dir),
        url=url_for("missions.edit", slug=slug, number=item.number),
        details=tuple(Passage(words) for words in item.meta),
        status=item.chip_label,
    )


def _is_to_do(row: MissionRow, when: MissionDates) -> bool:
    return when.availability is Availability.OPEN and not row.is_done


def _meta(row: MissionRow, when: MissionDates, view: PageReader) -> Iterable[str]:
    dates = dates_label(view.locale, when)
    if dates and not row.is_done:
        yield dates
    yield minutes_label(view.locale, row.minutes)
    if row.steps:
        yield ngettext("%(num)d\u00a0step", "%(num)d\u00a0steps", len(row.steps))


def _chip(row: MissionRow, when: MissionDates) -> str:
    if row.is_done:
        return pgettext("mission", "Done")
    if when.availability is Availability.SOON:
        return str(_("Soon"))
    if when.availability is Availability.RECALLED:
        return str(_("Recalled"))
    return str(_("Finished")) if when.availability is Availability.OVER else ""


def dates_label(locale: str, when: MissionDates) -> str:
    """Return when a mission can be done, in a few words; empty when nobody knows yet."""
    if when.availability is Availability.SOON:
        return str(_("Opens on %(day)s", day=formats.day(locale, when.first))) if when.first else ""
    if when.availability is Availability.RECALLED and when.first:
        return str(_("Recalled on %(day)s: please do not go on with it", day=formats.day(locale, when.first)))
    if when.last is None:
        return ""
    if when.availability is Availability.OVER:
        return str(_("Ended on %(day)s", day=formats.day(locale, when.last)))
    return str(_("Until %(day)s", day=formats.day(locale, when.last)))


def effort_label(locale: str, missions: Sequence[MissionRow]) -> str:
    """Say how long everything takes; empty when there is nothing to do yet."""
    if not missions:
        return ""
    minutes = sum(mission.minutes for mission in missions)
    return str(
        ngettext(
            "%(count)s\u00a0minute in all, when it suits you.",
            "%(count)s\u00a0minutes in all, in one go or in several.",
            minutes,
            count=formats.number(locale, minutes),
        )
    )


def minutes_label(locale: str, minutes: int) -> str:
    """Return how long it should take."""
    return str(
        ngettext(
            "About %(count)s\u00a0minute",
            "About %(count)s\u00a0minutes",
            minutes,
            count=formats.number(locale, minutes),
        )
    )


def fallback_label(locale: str, read: ReadText) -> str:
    """Say which language a text is in when it is not the reader's; empty when it is."""
    if not read.is_fallback:
        return ""
    language = formats.language_in_words(locale, read.locale)
    return str(_("Not available in your language yet. Shown in %(language)s.", language=language))
