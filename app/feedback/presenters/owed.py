"""What is owed, ready to print: one card each, with its day, and what to do about it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.types import IdentityLevel
from app.core import clock
from app.feedback.presenters.labels import kind_labels, language_label, promise_label
from app.feedback.queries.owed import COUNT_MAX, OwedCounts, OwedFilters, OwedRow, Promise
from app.feedback.queries.worklist import WorkEntity
from app.feedback.types import Kind
from app.i18n import formats
from app.texts.queries import ReadText
from app.web.parts import Filter, filter_of, tongue_of


@dataclass(frozen=True, slots=True)
class OwedReader:
    """Who reads the list, and when."""

    locale: str
    time_zone: str
    now: datetime


@dataclass(frozen=True, slots=True)
class OwedCard:
    """One contribution to which something is owed; every field is printed as it is."""

    url: str
    kind: Kind
    kind_label: str
    promise_label: str
    is_late: bool
    title: str
    lang: str
    dir: str
    language_name: str
    entity_name: str
    mission: ReadText | None
    me_too_label: str
    when_label: str
    when_iso: str
    action_url: str
    action_label: str


def answer_cards(rows: Iterable[OwedRow], missions: Mapping[int, ReadText], reading: OwedReader) -> list[OwedCard]:
    """Return what has no answer yet; its button leads to where the answer is written."""
    return [
        _card(
            row,
            missions,
            reading,
            due_on=row.due_on,
            action=(url_for("feedback.feedback", feedback_id=row.id, _anchor="answer-for-the-team"), _("Answer")),
        )
        for row in rows
    ]


def decision_cards(rows: Iterable[OwedRow], missions: Mapping[int, ReadText], reading: OwedReader) -> list[OwedCard]:
    """Return what awaits a decision, for which no day is promised; its button leads to where it is recorded."""
    return [
        _card(
            row,
            missions,
            reading,
            due_on=None,
            action=(url_for("decisions.record", feedback_id=row.id), _("Record a decision")),
        )
        for row in rows
    ]


def _card(
    row: OwedRow,
    missions: Mapping[int, ReadText],
    reading: OwedReader,
    *,
    due_on: date | None,
    action: tuple[str, str],
) -> OwedCard:
    locale = reading.locale
    is_late = due_on is not None and due_on < clock.today(reading.time_zone)
    lang, direction = tongue_of(row.language)
    is_untraceable = row.identity is IdentityLevel.UNTRACEABLE
    return OwedCard(
        url=url_for("feedback.feedback", feedback_id=row.id),
        kind=row.kind,
        kind_label=kind_labels()[row.kind],
        promise_label=promise_label(locale, due_on, is_late=is_late),
        is_late=is_late,
        title=row.title,
        lang=lang,
        dir=direction,
        language_name=language_label(locale, row.language),
        entity_name=row.entity_name,
        mission=missions.get(row.mission_text_id) if row.mission_text_id is not None else None,
        me_too_label=_("Me too · %(count)s", count=formats.number(locale, row.me_too_count)),
        when_label=formats.short_day(locale, row.created_at.date())
        if is_untraceable
        else formats.ago(locale, row.created_at, reading.now),
        when_iso=row.created_at.date().isoformat(),
        action_url=action[0],
        action_label=action[1],
    )


def answers_sentence(counts: OwedCounts, locale: str) -> str:
    """Say how many answers are overdue and how many are due; nothing where there is none."""
    overdue = overdue_label(counts.overdue, locale) if counts.overdue else ""
    due = due_label(counts.in_time, locale) if counts.in_time else ""
    return " · ".join(filter(None, (overdue, due)))


def overdue_label(count: int, locale: str) -> str:
    """Return a number of answers whose day is over."""
    return ngettext("%(count)s answer is overdue", "%(count)s answers are overdue", count, count=shown(count, locale))


def due_label(count: int, locale: str) -> str:
    """Return a number of answers whose day is still to come."""
    return ngettext("%(count)s answer is due", "%(count)s answers are due", count, count=shown(count, locale))


def decisions_label(count: int, locale: str) -> str:
    """Return a number of contributions that await a decision."""
    return ngettext(
        "%(count)s contribution awaits a decision",
        "%(count)s contributions await a decision",
        count,
        count=shown(count, locale),
    )


def shown(count: int, locale: str) -> str:
    """Return a number; one where counting stopped says so."""
    return formats.number(locale, count) if count <= COUNT_MAX else f"{formats.number(locale, COUNT_MAX)}+"


def answer_choices(entities: Sequence[WorkEntity], filters: OwedFilters) -> tuple[Filter, ...]:
    """Return the filters of the answers."""
    promises = ((Promise.OVERDUE.value, _("Overdue")), (Promise.IN_TIME.value, _("Still in time")))
    by_day = filter_of("promise", _("Promised day"), promises, filters.promise or "", everything=_("Any day"))
    return (*entity_choices(entities, filters.entity), by_day)


def entity_choices(entities: Sequence[WorkEntity], chosen: str) -> tuple[Filter, ...]:
    """Return the filter by entity, where there are several."""
    if len(entities) <= 1:
        return ()
    names = ((entity.code, entity.name) for entity in entities)
    return (filter_of("entity", _("Entity"), names, chosen, everything=_("All my entities")),)
