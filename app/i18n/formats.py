"""How dates, numbers and durations look in the reader's language. Nothing else formats them.

Every function takes the locale code first, so that a page formats fifty dates without asking fifty
times which language it is in; results are cached, as a list shows the same days again and again.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from functools import lru_cache
from math import isfinite
from zoneinfo import ZoneInfo, available_timezones

from babel import Locale, dates, lists, numbers
from babel.core import get_global

from app.i18n.locale import babel_locale, direction_of

# How a sentence names a day ({1}) with its hour ({0}). CLDR has these patterns; Babel has only those of a table, with a
# comma, which a language that is not here gets.
AT_TIME = {
    "ar": "{1}، الساعة\u00a0{0}",
    "de": "{1} um\u00a0{0}\u00a0Uhr",
    "en": "{1} at\u00a0{0}",
    "es": "{1} a las\u00a0{0}",
    "fr": "{1} à\u00a0{0}",
    "it": "{1} alle\u00a0{0}",
    "nl": "{1} om\u00a0{0}",
    "pl": "{1} o\u00a0{0}",
    "pt": "{1} às\u00a0{0}",
}
# Dates of the English interface are British, as its words are: 12 November 2026, not November 12, 2026.
DATES_OF = {"en": "en-GB"}
NOWHERE = {"001", "ZZ"}  # territories of time zones that are offsets
ORDINAL = {"de"}  # languages in which the number of a day has a point; no pattern of CLDR is for the number alone
# A day without its year where CLDR's own pattern has only digits: 14 de dez., as the dates with a year beside it.
SHORT_DAY = {"pt": "d 'de' MMM"}
ONE_O_CLOCK = re.compile(r"a las(?=\s1:)")  # which is singular in Spanish: a la 1:30
SOUNDS_LIKE_I = re.compile(r"h?[ií](?![aeouáéóú])", re.IGNORECASE)  # Spanish says e before it, not y: francés e inglés
UNGROUPED = {"es", "it", "pl", "pt"}  # languages that keep four digits together: 1962, but 12 345
FIVE_DIGITS = 10_000
FIRST_OF_MONTH = re.compile(r"(?<!\d)1(?=[\s\N{EN DASH}]|$)")  # which French writes 1er
# CLDR writes the days of an Italian span with two digits, 04 ott, and a day alone with one.
LEADING_ZERO = re.compile(r"(?<!\d)0(?=\d)")
PARTS = re.compile(r"(?<=[\w.,]) (?=\w)")  # the spaces of a date, but those around the dash of a span


@lru_cache(maxsize=4096)
def number(code: str, value: int) -> str:
    """Return a whole number with the language's grouping."""
    return _decimal(code, value)


def decimal(code: str, value: float) -> str:
    """Return a number with what it has after the point, up to three digits."""
    return _decimal(code, value)


def plain_decimal(code: str, value: float) -> str:
    """Return a number as somebody would type it: all its digits, none of them grouped."""
    return str(numbers.format_decimal(value, format="0.##########", locale=babel_locale(code)))


def read_decimal(code: str, text: str) -> float | None:
    """Return the number somebody typed, by the habits of the language first, else with either decimal sign."""
    typed = "".join(text.split()).replace("\u2212", "-")
    try:
        found = float(numbers.parse_decimal(typed, locale=babel_locale(code), strict=True))
    except ValueError:
        try:
            found = float(typed.replace(",", ".").replace("\u066b", "."))
        except ValueError:
            return None
    return found if isfinite(found) else None


@lru_cache(maxsize=1024)
def money(code: str, cents: int, currency: str) -> str:
    """Return an amount, given in hundredths, with its currency."""
    locale, amount = babel_locale(code), cents / 100
    shown = numbers.format_currency(amount, currency, locale=locale, group_separator=_is_grouped(code, amount))
    return str(shown).replace(" ", "\u00a0")


@lru_cache(maxsize=1024)
def country(code: str, territory: str) -> str:
    """Return the name of a country, given by its two letters."""
    return str(babel_locale(code).territories.get(territory, territory))


@lru_cache(maxsize=4096)
def rounded(code: str, value: float) -> str:
    """Return a number with one digit after the point at most."""
    return _decimal(code, round(value, 1), "#,##0.#")


@lru_cache(maxsize=4096)
def signed(code: str, value: float) -> str:
    """Return a difference with its sign and one digit after the point at most: +0.6."""
    pattern = "+#,##0.#;-#,##0.#" if round(value, 1) else "0"
    return _decimal(code, round(value, 1), pattern)


def _decimal(code: str, value: float, pattern: str | None = None) -> str:
    """Write a number by this pattern, or by the language's own."""
    shown = numbers.format_decimal(
        value, format=pattern, locale=babel_locale(code), group_separator=_is_grouped(code, value)
    )
    return _sign_first(code, shown)


def _is_grouped(code: str, value: float) -> bool:
    """Whether the language parts the thousands of this number."""
    return abs(value) >= FIVE_DIGITS or babel_locale(code).language not in UNGROUPED


def _sign_first(code: str, shown: str) -> str:
    """Keep a sign before its number where words run from right to left: alone, it would stand at the other end."""
    return f"\N{LEFT-TO-RIGHT MARK}{shown}" if shown[0] in "+-" and direction_of(code) == "rtl" else shown


def percent(code: str, value: float) -> str:
    """Return a percentage given in points (0 to 100), with what it has after the point, up to three digits."""
    share = Decimal(str(round(value, 3))) / 100
    shown = numbers.format_percent(share, locale=babel_locale(code), decimal_quantization=False)
    return _sign_first(code, shown)


@lru_cache(maxsize=4096)
def day(code: str, value: date) -> str:
    """Return a day with its year, on one line: 12 November 2026."""
    return _on_one_line(code, dates.format_date(value, "long", locale=_date_locale(code)))


@lru_cache(maxsize=4096)
def short_day(code: str, value: date) -> str:
    """Return a day without its year, on one line: 12 Nov."""
    locale = _date_locale(code)
    if pattern := SHORT_DAY.get(locale.language):
        return _on_one_line(code, dates.format_date(value, pattern, locale=locale))
    return _on_one_line(code, dates.format_skeleton("MMMd", value, locale=locale))


@lru_cache(maxsize=4096)
def full_day(code: str, value: date) -> str:
    """Return a day with the day of the week: Thursday, 12 November 2026."""
    return _ordinal(code, dates.format_date(value, "full", locale=_date_locale(code)))


@lru_cache(maxsize=64)
def week_day(code: str, number: int) -> str:
    """Return the name of a day of the week, capitalised as a label; 1 is Monday."""
    return _capital(_day_name(code, number))


def week_days(code: str, numbers: Sequence[int]) -> str:
    """Return days of the week as one enumeration, with one capital: Lundi, mardi et jeudi."""
    return _capital(listed(code, [_day_name(code, number) for number in numbers]))


def _day_name(code: str, number: int) -> str:
    return str(dates.get_day_names("wide", "stand-alone", _date_locale(code))[number - 1])


def _capital(words: str) -> str:
    return words[:1].upper() + words[1:]


def hour(code: str, value: time) -> str:
    """Return an hour of the day: 18:00."""
    return dates.format_skeleton("Hm", datetime.combine(date.min, value), locale=_date_locale(code))


@lru_cache(maxsize=512)
def month(code: str, value: date) -> str:
    """Return the month of a day, in short, as a date writes it: Nov."""
    return dates.format_date(value, "MMM", locale=_date_locale(code))


@lru_cache(maxsize=64)
def day_of_month(code: str, value: date) -> str:
    """Return the number of a day as a date writes it: 12, in German with a point."""
    locale = _date_locale(code)
    return _ordinal(code, dates.format_date(value, "d." if locale.language in ORDINAL else "d", locale=locale))


@lru_cache(maxsize=4096)
def moment(code: str, value: datetime, time_zone: str) -> str:
    """Return an instant as the reader's clock shows it, with the time zone's city: 28 Nov at 18:00 (Lisbon)."""
    shown = wall_moment(code, value.astimezone(ZoneInfo(time_zone)))
    return f"{shown} ({zone_name(code, time_zone)})"


def wall_moment(code: str, value: datetime) -> str:
    """Return a local hour as it is written there, also one that no clock shows: 29 Mar at 02:30."""
    locale = _date_locale(code)
    # CLDR has no such skeleton: a day and an hour are put together by the language's own pattern.
    both = AT_TIME.get(locale.language) or str(dates.get_datetime_format("medium", locale=locale))
    hour = dates.format_skeleton("Hm", value.replace(tzinfo=None), locale=locale)
    shown = both.replace("'", "").replace("{0}", hour).replace("{1}", short_day(code, value.date()))
    return ONE_O_CLOCK.sub("a la", shown)


@lru_cache(maxsize=512)
def zone_name(code: str, time_zone: str) -> str:
    """Return the city people know a time zone by."""
    return dates.get_timezone_location(time_zone, locale=babel_locale(code), return_city=True)


@lru_cache(maxsize=16)
def time_zones(code: str) -> tuple[tuple[str, str], ...]:
    """Return the time zones that are places, in the order of their cities: Lisbon (Portugal)."""
    locale, known, named = babel_locale(code), available_timezones(), []
    for zone, territory in get_global("zone_territories").items():
        if territory not in NOWHERE and zone in known:
            city = locale.time_zones.get(zone, {}).get("city") or zone.rpartition("/")[2].replace("_", " ")
            named.append((zone, f"{city} ({locale.territories.get(territory, territory)})"))
    return tuple(sorted(named, key=lambda each: unicodedata.normalize("NFD", each[1]).casefold()))


def ago(code: str, value: datetime, now: datetime) -> str:
    """Return how long ago an instant was: 2 days ago. Under a minute counts as now, for the cache's sake."""
    seconds = max(0, int((now - value).total_seconds()))
    return _ago(code, _rounded(seconds))


def _date_locale(code: str) -> Locale:
    """Return the locale that writes the dates of a language."""
    return babel_locale(DATES_OF.get(code, code))


def _rounded(seconds: int) -> int:
    """Round down to what will be printed, so that a page of recent things formats a few values only."""
    for unit in (86_400, 3_600, 60):
        if seconds >= unit:
            return seconds // unit * unit
    return 0


@lru_cache(maxsize=4096)
def _ago(code: str, seconds: int) -> str:
    return dates.format_timedelta(timedelta(seconds=-max(seconds, 1)), add_direction=True, locale=babel_locale(code))


def days_range(code: str, first: date, last: date) -> str:
    """Return a span of days, which may part between the two only: 3 to 10 Nov. Of one day, that day."""
    if first == last:
        return short_day(code, first)
    span = dates.format_interval(first, last, "MMMd", locale=_date_locale(code))
    return _on_one_line(code, LEADING_ZERO.sub("", span))


def _on_one_line(code: str, day: str) -> str:
    """Keep the number of a day beside its month and year."""
    return PARTS.sub("\u00a0", _ordinal(code, day))


def _ordinal(code: str, day: str) -> str:
    """Write the first of a month as French does."""
    return FIRST_OF_MONTH.sub("1er", day) if babel_locale(code).language == "fr" else day


def listed(code: str, items: Sequence[str]) -> str:
    """Return items as one enumeration: a, b and c."""
    locale = babel_locale(code)
    shown = lists.format_list(items, locale=locale)
    if locale.language == "es" and len(items) > 1 and SOUNDS_LIKE_I.match(items[-1]):
        return f"{shown.removesuffix(f' y {items[-1]}')} e {items[-1]}"
    return shown


@lru_cache(maxsize=512)
def language_name(code: str, language: str) -> str:
    """Return a language's name in the reader's language, capitalised as a label."""
    return _capital(language_in_words(code, language))


@lru_cache(maxsize=512)
def language_in_words(code: str, language: str) -> str:
    """Return a language's name as it stands inside a sentence: ``anglais`` in French, ``Englisch`` in German."""
    try:
        return babel_locale(language).get_display_name(babel_locale(code)) or language
    except ValueError:
        return language
