"""The house rules, ready to print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.entities.queries import EntityPlace
from app.house_rules.queries import RulesRow
from app.i18n import formats
from app.policy.actor import Actor
from app.policy.check import can
from app.policy.facts import Facts
from app.policy.rules import Action
from app.web.parts import ChoiceLink, lang_and_dir


@dataclass(frozen=True, slots=True)
class OwnRules:
    """What an entity adds to the rules, one sentence a line."""

    entity_name: str
    lines: tuple[str, ...]
    lang: str
    dir: str
    note: str  # in which language it is, where that is not the reader's
    changed_label: str


def own_rules(rows: Iterable[RulesRow], locale: str) -> tuple[OwnRules, ...]:
    """Return what these entities add, by name."""
    return tuple(
        OwnRules(
            row.entity_name,
            tuple(line for line in row.text.value.splitlines() if line.strip()),
            *lang_and_dir(row.text.locale),
            note=_("Not translated into your language yet.") if row.text.is_fallback else "",
            changed_label=_("Last changed on %(day)s.", day=formats.day(locale, row.changed_at.date())),
        )
        for row in rows
        if row.text.value
    )


def settings_to_write_url(actor: Actor, entities: Iterable[tuple[int, str]]) -> str:
    """Return the address of the settings that the actor writes in these entities (number and code), "" for nobody else.

    Of several entities, where they are all listed.
    """
    codes = [code for number, code in entities if can(actor, Action.HOUSE_RULES_WRITE, Facts(entity_id=number))]
    if len(codes) == 1:
        return url_for("house_rules.of_entity", code=codes[0])
    return url_for("moderation.rules", _anchor="settings-of") if codes else ""


def settings_links(places: Iterable[EntityPlace]) -> list[ChoiceLink]:
    """Return links to the moderation settings of entities."""
    return [
        ChoiceLink(place.name, url_for("house_rules.of_entity", code=place.code), is_current=False) for place in places
    ]
