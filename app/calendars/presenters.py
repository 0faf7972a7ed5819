"""A calendar as its page prints it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from flask import url_for
from flask_babel import gettext as _

from app.calendars.queries import DAY_ADDED, CalendarChange, CalendarRow
from app.core.public_holidays import holiday_names
from app.i18n import formats
from app.web.parts import Passage, passage_of


@dataclass(frozen=True, slots=True)
class DayLine:
    """One day on which nobody works; no name when it is no public holiday."""

    label: str
    iso: str
    name: Passage | None
    remove_url: str


@dataclass(frozen=True, slots=True)
class CalendarPage:
    """The calendar of an entity, in words."""

    entity_name: str
    week: str
    hours: str
    days: tuple[DayLine, ...]
    changes: tuple[str, ...]


def calendar_page(row: CalendarRow, changes: Iterable[CalendarChange], locale: str, time_zone: str) -> CalendarPage:
    """Return what the page prints."""
    names, language = holiday_names(row.country, row.part, {day.year for day in row.holidays}, (locale, *row.locales))
    return CalendarPage(
        entity_name=row.name,
        week=formats.week_days(locale, row.days),
        hours=_(
            "%(starts)s to %(ends)s, in the time zone of %(zone)s",
            starts=formats.hour(locale, row.starts),
            ends=formats.hour(locale, row.ends),
            zone=formats.zone_name(locale, row.time_zone),
        ),
        days=tuple(_day_line(row, day, names.get(day), language, locale) for day in row.holidays),
        changes=tuple(_change_line(one, locale, time_zone) for one in changes),
    )


def _day_line(row: CalendarRow, day: date, name: str | None, language: str, locale: str) -> DayLine:
    return DayLine(
        label=formats.full_day(locale, day),
        iso=day.isoformat(),
        name=passage_of(name, language) if name else None,
        remove_url=url_for("calendars.remove_day", code=row.code),
    )


def _change_line(change: CalendarChange, locale: str, time_zone: str) -> str:
    name, when = change.name or _("An account that was deleted"), formats.moment(locale, change.at, time_zone)
    if change.day is None:
        return _("%(name)s changed the working week: %(when)s.", name=name, when=when)
    day = formats.day(locale, change.day)
    if change.action == DAY_ADDED:
        return _("%(name)s added %(day)s: %(when)s.", name=name, day=day, when=when)
    return _("%(name)s removed %(day)s: %(when)s.", name=name, day=day, when=when)
