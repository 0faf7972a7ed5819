"""Switches, ready to print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from app.entities.queries import EntityPlace
from app.i18n import formats
from app.switches.queries import ChangeRow, SwitchRow
from app.switches.types import NEVER, SWITCHES, Switch
from app.web.parts import ChoiceLink, Passage, Row, passage_of


@dataclass(frozen=True, slots=True)
class SwitchPage:
    """One function, as its page shows it."""

    title: str
    effect: str
    data: str
    status: str
    is_on: bool


def on_label() -> str:
    """Return how a function that is on is called."""
    return pgettext("switch", "On")


def off_label() -> str:
    """Return how a function that is off is called."""
    return pgettext("switch", "Off")


def switch_rows(rows: Iterable[SwitchRow], place: EntityPlace, locale: str, now: datetime) -> list[Row]:
    """Return the functions as rows of a list."""
    return [
        Row(
            title=Passage(_(SWITCHES[row.switch].title)),
            url=url_for("switches.switch", code=place.code, switch_name=row.switch.value),
            details=(Passage(_(SWITCHES[row.switch].effect)),),
            status=on_label() if row.is_on else off_label(),
            when=formats.ago(locale, row.changed_at, now) if row.changed_at else _("Never switched on"),
            when_iso=row.changed_at.isoformat() if row.changed_at else "",
        )
        for row in rows
    ]


def switch_page(switch: Switch, *, is_on: bool) -> SwitchPage:
    """Return one function as its page shows it."""
    words = SWITCHES[switch]
    return SwitchPage(_(words.title), _(words.effect), _(words.data), on_label() if is_on else off_label(), is_on)


def change_rows(rows: Iterable[ChangeRow], locale: str, time_zone: str) -> list[Row]:
    """Return a history, newest first."""
    return [
        Row(
            title=passage_of(row.reason, row.language),
            url="",
            details=(Passage(row.by or _("An account that was deleted"), dir="auto"),),
            status=_("Switched on") if row.is_on else _("Switched off"),
            when=formats.moment(locale, row.changed_at, time_zone),
            when_iso=row.changed_at.isoformat(),
        )
        for row in rows
    ]


def never_lines() -> list[str]:
    """Return what Pépite has no function for."""
    return [_(line) for line in NEVER]


def place_links(places: Iterable[EntityPlace], here: EntityPlace) -> list[ChoiceLink]:
    """Return links to the switches of the entities somebody may read."""
    return [
        ChoiceLink(place.name, url_for("switches.of_entity", code=place.code), place.id == here.id) for place in places
    ]
