"""What is owed, ready to print: one row each, with its day, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.types import IdentityLevel
from app.core import clock
from app.feedback.presenters.labels import kind_labels, promise_label
from app.feedback.queries.owed import COUNT_MAX, OwedCounts, OwedFilters, OwedRow, Promise
from app.feedback.queries.worklist import WorkEntity
from app.i18n import formats
from app.texts.queries import ReadText
from app.web.parts import Filter, Passage, Row, filter_of, passage_of, read_passage
from app.web.support import supported_by


@dataclass(frozen=True, slots=True)
class OwedReader:
    """Who reads the list, and when."""

    locale: str
    time_zone: str
    now: datetime
    has_several_entities: bool  # in this list: with one alone, no row says which


@dataclass(frozen=True, slots=True)
class OwedLine:
    """One contribution to which something is owed; ``action_url`` leads to where it is given, "": its own page."""

    row: Row
    action_url: str = ""
    action_label: str = ""


def lines_of_answers(rows: Iterable[OwedRow], missions: Mapping[int, ReadText], reading: OwedReader) -> list[OwedLine]:
    """Return what has no answer yet, with its promised day; the answer is written on its page."""
    today = clock.today(reading.time_zone)
    lines = []
    for row in rows:
        is_late = row.due_on is not None and row.due_on < today
        status = promise_label(reading.locale, row.due_on, is_late=is_late)
        lines.append(OwedLine(replace(_row(row, missions, reading), status=status, tone="late" if is_late else "")))
    return lines


def lines_of_decisions(
    rows: Iterable[OwedRow], missions: Mapping[int, ReadText], reading: OwedReader
) -> list[OwedLine]:
    """Return what awaits a decision, for which no day is promised: since when it is there, and where to decide."""
    lines = []
    for row in rows:
        sent_on = row.created_at.date()
        when = (
            formats.short_day(reading.locale, sent_on)
            if row.identity is IdentityLevel.UNTRACEABLE
            else formats.ago(reading.locale, row.created_at, reading.now)
        )
        line = replace(_row(row, missions, reading), when=when, when_iso=sent_on.isoformat())
        lines.append(OwedLine(line, url_for("decisions.record", feedback_id=row.id), _("Decide")))
    return lines


def _row(row: OwedRow, missions: Mapping[int, ReadText], reading: OwedReader) -> Row:
    mission = missions.get(row.mission_text_id) if row.mission_text_id is not None else None
    return Row(
        title=passage_of(row.title, row.language),
        url=url_for("feedback.feedback", feedback_id=row.id),
        kind=row.kind,
        details=(
            Passage(kind_labels()[row.kind]),
            *([Passage(row.entity_name)] if row.entity_name and reading.has_several_entities else []),
            *([Passage(supported_by(reading.locale, row.me_too_count))] if row.me_too_count else []),
            *([read_passage(mission)] if mission else []),
        ),
    )


def answers_sentence(counts: OwedCounts, locale: str) -> str:
    """Say how many answers are late, and how many are due; nothing where there is none."""
    overdue = overdue_label(counts.overdue, locale) if counts.overdue else ""
    due = due_label(counts.in_time, locale) if counts.in_time else ""
    return " · ".join(filter(None, (overdue, due)))


def overdue_label(count: int, locale: str) -> str:
    """Return a number of answers whose day is over."""
    return ngettext(
        "%(count)s\u00a0answer is late",
        "%(count)s\u00a0answers are late",
        count,
        count=shown(count, locale),
    )


def due_label(count: int, locale: str) -> str:
    """Return a number of answers whose day is still to come."""
    return ngettext(
        "%(count)s\u00a0answer is due",
        "%(count)s\u00a0answers are due",
        count,
        count=shown(count, locale),
    )


def decisions_label(count: int, locale: str) -> str:
    """Return a number of contributions that wait for a decision."""
    return ngettext(
        "%(count)s\u00a0contribution is waiting for a decision",
        "%(count)s\u00a0contributions are waiting for a decision",
        count,
        count=shown(count, locale),
    )


def shown(count: int, locale: str) -> str:
    """Return a number; one where counting stopped says so."""
    return formats.number(locale, count) if count <= COUNT_MAX else f"{formats.number(locale, COUNT_MAX)}+"


def answer_choices(entities: Sequence[WorkEntity], filters: OwedFilters) -> tuple[Filter, ...]:
    """Return the filters of the answers."""
    promises = ((Promise.OVERDUE.value, _("Late")), (Promise.IN_TIME.value, _("Still in time")))
    by_day = filter_of("promise", _("Promised day"), promises, filters.promise or "", everything=_("Any day"))
    return (*entity_choices(entities, filters.entity), by_day)


def entity_choices(entities: Sequence[WorkEntity], chosen: str) -> tuple[Filter, ...]:
    """Return the filter by entity, where there are several."""
    if len(entities) <= 1:
        return ()
    names = ((entity.code, entity.name) for entity in entities)
    return (filter_of("entity", _("Entity"), names, chosen, everything=_("All my entities")),)
