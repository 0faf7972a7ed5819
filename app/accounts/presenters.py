"""What the pages of accounts show, ready to print."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from app.accounts.queries import HeldRole, LastChange, MandateRow, PersonRow, SessionRow
from app.accounts.types import MandateStatus
from app.entities.queries import EntityRow
from app.i18n.formats import ago, day, language_in_words, listed, moment
from app.policy.actor import Actor, Role
from app.policy.check import can
from app.policy.rules import Action
from app.web.parts import ChoiceLink, Filter, Passage, Row, filter_of
from app.web.roles import ROLE_LABELS

# First match wins: Edge and Opera also call themselves Chrome, Chrome calls itself Safari.
_BROWSERS = (
    ("Edge", r"Edg(e|A|iOS)?/"), ("Opera", r"OPR/|Opera"), ("Samsung Internet", r"SamsungBrowser/"),
    ("Firefox", r"Firefox/|FxiOS/"), ("Chrome", r"Chrome/|CriOS/|Chromium/"), ("Safari", r"Safari/"),
)  # fmt: skip
_SYSTEMS = (
    ("Windows", r"Windows"), ("iPhone", r"iPhone"), ("iPad", r"iPad"), ("Android", r"Android"),
    ("macOS", r"Macintosh|Mac OS X"), ("ChromeOS", r"CrOS"), ("Linux", r"Linux"),
)  # fmt: skip


def device_of(user_agent: str) -> str:
    """Return browser and system, nothing finer: ``Firefox, Windows``; empty when neither is known."""
    return ", ".join(name for name in (_first(_BROWSERS, user_agent), _first(_SYSTEMS, user_agent)) if name)


def _first(among: Sequence[tuple[str, str]], user_agent: str) -> str:
    return next((name for name, pattern in among if re.search(pattern, user_agent)), "")


def saved_last(change: LastChange | None, locale: str, time_zone: str) -> str:
    """Say who saved a thing last, and when; nothing where nobody is known."""
    if change is None:
        return ""
    return _("%(name)s saved it last: %(when)s.", name=change.name, when=moment(locale, change.at, time_zone))


@dataclass(frozen=True, slots=True)
class SessionItem:
    """One browser in which the person is signed in."""

    row: Row
    is_current: bool
    end_url: str


def session_items(rows: Sequence[SessionRow], current_id: int, locale: str, now: datetime) -> tuple[SessionItem, ...]:
    """Return the sessions, this browser's first."""
    ordered = sorted(rows, key=lambda row: row.id != current_id)
    return tuple(
        SessionItem(
            row=Row(
                Passage(row.device or str(_("Unknown browser"))),
                url="",
                details=(
                    Passage(str(_("Signed in %(when)s", when=ago(locale, row.created_at, now)))),
                    Passage(str(_("Last used %(when)s", when=ago(locale, row.seen_at, now)))),
                ),
                status=str(_("This browser")) if row.id == current_id else "",
            ),
            is_current=row.id == current_id,
            end_url=url_for("accounts.end_one_session", session_id=row.id),
        )
        for row in ordered
    )


@dataclass(frozen=True, slots=True)
class MandateItem:
    """One mandate of the list; ``end_url`` is empty when it has ended, or is not the reader's to end."""

    id: int
    row: Row
    end_url: str
    end_label: str
    end_question: str
    confirm_url: str
    refuse_url: str


def mandate_items(rows: Sequence[MandateRow], actor: Actor, locale: str, today: date) -> tuple[MandateItem, ...]:
    """Return the mandates, ready to print."""
    return tuple(_mandate_item(row, actor, locale, today) for row in rows)


def _mandate_item(row: MandateRow, actor: Actor, locale: str, today: date) -> MandateItem:
    is_proposed = row.status is MandateStatus.PROPOSED
    is_held = row.status is MandateStatus.GIVEN and not _is_over(row, today)
    may_end = (is_held or is_proposed) and can(actor, Action.MANDATE_END, row.facts)
    may_confirm = is_proposed and can(actor, Action.MANDATE_CONFIRM, row.facts)
    names = {"name": row.person_name, "role": str(ROLE_LABELS[row.role])}
    return MandateItem(
        id=row.id,
        row=Row(
            Passage(row.person_name, dir="auto"),
            url="",
            details=tuple(Passage(words) for words in _mandate_words(row, locale) if words),
            status=_mandate_status(row, today),
            when=str(_("Until %(day)s", day=day(locale, row.ends_on))) if row.ends_on else "",
            when_iso=row.ends_on.isoformat() if row.ends_on else "",
        ),
        end_url=url_for("accounts.end_one_mandate", mandate_id=row.id) if may_end else "",
        end_label=_("Withdraw the proposal") if is_proposed else _("End this mandate"),
        end_question=_("Withdraw the proposal of %(name)s as %(role)s?", **names)
        if is_proposed
        else _("End the mandate of %(name)s as %(role)s?", **names),
        confirm_url=url_for("accounts.confirm_one_mandate", mandate_id=row.id) if may_confirm else "",
        refuse_url=url_for("accounts.refuse_one_mandate", mandate_id=row.id) if may_confirm else "",
    )


def _mandate_words(row: MandateRow, locale: str) -> tuple[str, ...]:
    """Return what a mandate is, since when, and by whom."""
    languages = listed(locale, [language_in_words(locale, code) for code in row.languages])
    return (
        str(ROLE_LABELS[row.role]),
        row.entity_name or str(_("The group")),
        row.campaign_title or "",
        languages[:1].upper() + languages[1:],
        str(_("From %(day)s", day=day(locale, row.starts_on))),
        _given_by(row),
        str(_("Reason: %(reason)s", reason=row.reason)) if row.reason else "",
    )


def mandate_filters(
    entities: Sequence[EntityRow], entity: str, role: Role | None, on: date | None
) -> tuple[Filter, Filter, Filter]:
    """Return what the list of mandates is narrowed by, beside a name."""
    return (
        filter_of(
            "entity", _("Entity"), [(row.code, row.name) for row in entities], entity, everything=_("All entities")
        ),
        filter_of("role", _("Role"), ROLE_LABELS.items(), role or "", everything=_("All roles")),
        Filter("day", _("In force on"), query=on.isoformat() if on else "", is_day=True),
    )


def _is_over(row: MandateRow, today: date) -> bool:
    return row.status is MandateStatus.ENDED or (row.ends_on is not None and row.ends_on < today)


def _mandate_status(row: MandateRow, today: date) -> str:
    """Return where a mandate stands, where it is not the usual: in force."""
    unheld = {
        MandateStatus.PROPOSED: _("A second colleague must agree"),
        MandateStatus.REFUSED: _("Not agreed to"),
        MandateStatus.CANCELLED: _("Withdrawn before it began"),
        MandateStatus.ENDED: _("Ended"),
    }
    if row.status in unheld:
        return str(unheld[row.status])
    if _is_over(row, today):
        return str(_("Ended"))
    return str(_("To come")) if row.starts_on > today else ""


def _given_by(row: MandateRow) -> str:
    names = {"name": row.given_by, "second": row.decided_by}
    if row.status is MandateStatus.PROPOSED:
        return str(_("Proposed by %(name)s", **names))
    if row.status is MandateStatus.REFUSED:
        return str(_("Proposed by %(name)s; %(second)s did not agree", **names))
    if row.decided_by:
        return str(_("Proposed by %(name)s, agreed by %(second)s", **names))
    return str(_("Granted by %(name)s", **names) if row.given_by else _("Granted during installation"))


@dataclass(frozen=True, slots=True)
class PersonItem:
    """One account of the administrators' list, and where to act on it: ``grant_url`` is empty where nobody may."""

    id: int
    row: Row
    is_active: bool
    is_own: bool
    act_url: str
    mandates_url: str
    function_url: str
    grant_url: str


def person_items(rows: Sequence[PersonRow], actor: Actor, locale: str) -> tuple[PersonItem, ...]:
    """Return the accounts, ready to print."""
    return tuple(_person_item(row, actor, locale) for row in rows)


def _person_item(row: PersonRow, actor: Actor, locale: str) -> PersonItem:
    is_own = row.id == actor.person_id
    words = (row.email, row.entity_name, *(_held_role(held, locale) for held in row.roles))
    return PersonItem(
        id=row.id,
        row=Row(
            Passage(row.name, dir="auto"),
            url="",
            details=tuple(Passage(one) for one in words),
            status="" if row.is_active else str(_("Disabled")),
        ),
        is_active=row.is_active,
        is_own=is_own,
        act_url=url_for("accounts.disable" if row.is_active else "accounts.enable", person_id=row.id),
        mandates_url=url_for("accounts.mandates", name=row.email),
        function_url=url_for("accounts.person_function", person_id=row.id),
        grant_url=url_for("accounts.new_mandate", email=row.email) if row.is_active and not is_own else "",
    )


def _held_role(held: HeldRole, locale: str) -> str:
    role = str(ROLE_LABELS[held.role])
    return str(_("%(role)s until %(day)s", role=role, day=day(locale, held.ends_on))) if held.ends_on else role


def sort_links(endpoint: str, label: str, other: tuple[str, str], kept: Mapping[str, Any]) -> tuple[ChoiceLink, ...]:
    """Return the two orders of a list: its usual one, and another, named by the value and the label of ``sort``."""
    value, other_label = other
    is_other = kept.get("sort") == value
    return (
        ChoiceLink(label, url_for(endpoint, **{**kept, "sort": None}), not is_other),
        ChoiceLink(other_label, url_for(endpoint, **{**kept, "sort": value}), is_other),
    )
