"""The gate, ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from app.gate.queries import GateRow, ItemRow
from app.gate.types import GATE_WORDS, GateItem, ItemStanding
from app.i18n import formats
from app.i18n.words import gettext as _
from app.i18n.words import ngettext
from app.policy.actor import Actor, Role
from app.policy.check import can
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.web.parts import ChoiceLink, Passage, Row


@dataclass(frozen=True, slots=True)
class GateLine:
    """One item, with what the reader may do about it."""

    name: str  # as in addresses
    title: str
    needed: str
    row: Row
    can_tick: bool
    can_untick: bool
    mend: ChoiceLink | None  # where the reader puts somebody in place, when they may


@dataclass(frozen=True, slots=True)
class GateReader:
    """In which language and time zone the gate is read, and whether its reader may tick."""

    locale: str
    time_zone: str
    may_tick: bool
    actor: Actor
    entity_id: int


ROLE_OF: Mapping[GateItem, Role] = {
    GateItem.SPONSOR: Role.SPONSOR,
    GateItem.COMMUNITY_MANAGER: Role.COMMUNITY_MANAGER,
    GateItem.COVER: Role.COMMUNITY_MANAGER,
    GateItem.AMBASSADORS: Role.AMBASSADOR,
    GateItem.LANGUAGES: Role.AMBASSADOR,
    GateItem.REPRESENTATIVES: Role.REPRESENTATIVE,
    GateItem.DPO: Role.DPO,
}


def gate_lines(gate: GateRow, reader: GateReader) -> list[GateLine]:
    """Return the items in the order of the work."""
    return [
        GateLine(
            name=one.item.value,
            title=_(GATE_WORDS[one.item].title),
            needed=_(GATE_WORDS[one.item].needed),
            row=item_row(one, reader),
            can_tick=reader.may_tick and one.standing is not ItemStanding.WHOLE and one.can_tick,
            can_untick=reader.may_tick and one.tick is not None,
            mend=None if one.standing is ItemStanding.WHOLE or one.can_tick else mend_link(one.item, reader),
        )
        for one in gate.items
    ]


def mend_link(item: GateItem, reader: GateReader) -> ChoiceLink | None:
    """Return where the reader puts somebody in place for an item, when they may."""
    if item is GateItem.ACCESSIBILITY:
        may_name = can(reader.actor, Action.ENTITY_MANAGE, NOTHING)
        return ChoiceLink(_("Name a contact"), url_for("barriers.contacts")) if may_name else None
    if not _grants(item, reader):
        return None
    url = url_for("accounts.new_mandate", role=ROLE_OF[item].value, entity=reader.entity_id)
    return ChoiceLink(_("Grant a mandate"), url)


def _grants(item: GateItem, reader: GateReader) -> bool:
    facts = Facts(entity_id=reader.entity_id, role_asked=ROLE_OF[item].value)
    return can(reader.actor, Action.MANDATES_VIEW, NOTHING) and can(reader.actor, Action.MANDATE_GIVE, facts)


def item_row(one: ItemRow, reader: GateReader) -> Row:
    """Return an item as one line: who covers it, who ticked it and when, and how it stands."""
    words = GATE_WORDS[one.item]
    details = [Passage(formats.listed(reader.locale, one.names))] if one.names else [Passage(_("Nobody"))]
    if one.standing is ItemStanding.OPEN:
        details.append(Passage(_(words.needed)))
        if reader.may_tick and not one.can_tick and one.item in ROLE_OF and not _grants(one.item, reader):
            details.append(Passage(_("An administrator grants this role.")))
    if one.gone:
        gone = formats.listed(reader.locale, one.gone)
        details.append(Passage(_("No longer in place: %(names)s", names=gone)))
    elif one.standing is ItemStanding.BROKEN:
        details.append(Passage(_("What it rested on has changed since.")))
    if one.tick is not None:
        day = formats.day(reader.locale, one.tick.at.date())
        by = one.tick.by
        ticked = _("Ticked by %(name)s on %(day)s", name=by, day=day) if by else _("Ticked on %(day)s", day=day)
        details.append(Passage(ticked))
    label, tone = _standing_labels()[one.standing]
    return Row(Passage(_(words.title)), url="", details=tuple(details), status=label, tone=tone)


def _standing_labels() -> dict[ItemStanding, tuple[str, str]]:
    return {
        ItemStanding.OPEN: (_("Not ticked"), "plain"),
        ItemStanding.WHOLE: (_("In place"), "good"),
        ItemStanding.BROKEN: (_("No longer complete"), "late"),
    }


def gate_sentence(gate: GateRow) -> str:
    """Say how far the gate is."""
    left = len(gate.open_items)
    if not left:
        return _("The launch gate is complete: editions can open here.")
    return ngettext(
        "%(num)s\u00a0item of the launch gate is not complete: no edition can open here.",
        "%(num)s\u00a0items of the launch gate are not complete: no edition can open here.",
        left,
    )


def history_rows(history: Iterable[tuple[GateItem, datetime, str | None, str]], reader: GateReader) -> tuple[Row, ...]:
    """Return what was unticked and why, newest first."""
    return tuple(
        Row(
            Passage(_(GATE_WORDS[item].title)),
            url="",
            details=(Passage(reason, dir="auto"), *((Passage(name, dir="auto"),) if name else ())),
            when=formats.day(reader.locale, at.date()),
            when_iso=at.date().isoformat(),
        )
        for item, at, name, reason in history
    )
