"""Public holidays by country and part of it, as the library ``holidays`` knows them. Nothing is asked outside."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

import holidays

_GENERAL = {"en": "en_US", "pt": "pt_PT"}  # of the ways in which the library writes a language


def is_known_country(country: str) -> bool:
    """Tell whether public holidays are known for a country, ISO 3166 in capitals."""
    return country in holidays.list_supported_countries(include_aliases=False)


def parts_of(country: str) -> Mapping[str, str]:
    """Return the parts of a country that have holidays of their own: code, and name where there is one."""
    parts = holidays.list_supported_countries(include_aliases=False).get(country, [])
    names: dict[str, str] = {}
    for name, code in getattr(_class_of(country), "subdivisions_aliases", {}).items() if parts else ():
        if len(name) > len(names.get(code, code)):
            names[code] = name
    return {code: names.get(code, code) for code in parts}


def public_holidays(country: str, part: str, years: Iterable[int]) -> frozenset[date]:
    """Return the public holidays of some years; none for a country that is not known. ``part`` may be empty."""
    if not is_known_country(country):
        return frozenset()
    return frozenset(holidays.country_holidays(country, subdiv=part or None, years=list(years)))


def holiday_names(
    country: str, part: str, years: Iterable[int], locales: Iterable[str]
) -> tuple[Mapping[date, str], str]:
    """Return the names of public holidays, and the language they are in: the first of these that has them.

    Where none of them has, it is the country's own language.
    """
    if not is_known_country(country):
        return {}, ""
    found = _class_of(country)
    known = (_written(locale, found.supported_languages) for locale in locales)
    language = next((one for one in known if one), found.default_language)
    named = holidays.country_holidays(country, subdiv=part or None, years=list(years), language=language)
    names = {day: name.replace("'", "’") for day, name in named.items()}
    return names, (language or "").replace("_US", "").replace("_", "-")


def _written(locale: str, known: Collection[str]) -> str | None:
    """Return how the library writes a language that it knows for a country."""
    base = locale.partition("-")[0]
    ways = [one for one in known if one.partition("_")[0] == base]
    return _GENERAL[base] if _GENERAL.get(base) in ways else next(iter(ways), None)


def _class_of(country: str) -> type[holidays.HolidayBase]:
    return type(holidays.country_holidays(country))
