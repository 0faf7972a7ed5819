"""What the pages of accounts show, ready to print."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from flask import current_app, url_for
from flask_babel import gettext as _

from app.accounts.queries import LastChange, MandateRow, PersonRow, SessionRow
from app.accounts.types import MandateStatus
from app.i18n.formats import ago, day, language_name, moment
from app.policy.actor import Actor
from app.policy.check import can
from app.policy.rules import Action
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


def link_path(token: str) -> str:
    """Return the path of a mail link, also where there is no request; its host comes from the settings only."""
    return str(current_app.url_map.bind("localhost").build("accounts.link", {"token": token}))


def saved_last(change: LastChange | None, locale: str, time_zone: str) -> str:
    """Say who saved a thing last, and when; nothing where nobody is known."""
    if change is None:
        return ""
    return _("%(name)s saved it last: %(when)s.", name=change.name, when=moment(locale, change.at, time_zone))


@dataclass(frozen=True, slots=True)
class SessionItem:
    """One browser in which the person is signed in."""

    device: str
    since: str
    seen: str
    is_current: bool
    end_url: str


def session_items(rows: Sequence[SessionRow], current_id: int, locale: str, now: datetime) -> tuple[SessionItem, ...]:
    """Return the sessions, this browser's first."""
    ordered = sorted(rows, key=lambda row: row.id != current_id)
    return tuple(
        SessionItem(
            device=row.device or _("Unknown browser"),
            since=_("Signed in %(when)s", when=ago(locale, row.created_at, now)),
            seen=_("Last used %(when)s", when=ago(locale, row.seen_at, now)),
            is_current=row.id == current_id,
            end_url=url_for("accounts.end_one_session", session_id=row.id),
        )
        for row in ordered
    )


@dataclass(frozen=True, slots=True)
class MandateItem:
    """One mandate of the list; ``end_url`` is empty when it has ended, or is not the reader's to end."""

    id: int
    person: str
    person_entity: str
    role: str
    place: str
    campaign: str
    languages: str
    period: str
    given_by: str
    chip: str
    tone: str  # past, now or next
    reason: str
    end_url: str
    end_label: str
    end_question: str
    confirm_url: str
    refuse_url: str


def mandate_items(rows: Sequence[MandateRow], actor: Actor, locale: str, today: date) -> tuple[MandateItem, ...]:
    """Return the mandates, ready to print."""
    return tuple(_mandate_item(row, actor, locale, today) for row in rows)


def _mandate_item(row: MandateRow, actor: Actor, locale: str, today: date) -> MandateItem:
    chip, tone = _status_chip(row, today)
    may_end = tone != "past" and can(actor, Action.MANDATE_END, row.facts)
    is_proposed = row.status is MandateStatus.PROPOSED
    may_confirm = is_proposed and can(actor, Action.MANDATE_CONFIRM, row.facts)
    role = str(ROLE_LABELS[row.role])
    names = {"name": row.person_name, "role": role}
    return MandateItem(
        id=row.id,
        person=row.person_name,
        person_entity=row.person_entity,
        role=role,
        place=row.entity_name or _("The group"),
        campaign=row.campaign_title or _("Every campaign"),
        languages=", ".join(language_name(locale, code) for code in row.languages),
        period=_period(row, locale),
        given_by=_given_by(row),
        chip=chip,
        tone=tone,
        reason=row.reason or "",
        end_url=url_for("accounts.end_one_mandate", mandate_id=row.id) if may_end else "",
        end_label=_("Withdraw the proposal") if is_proposed else _("End this mandate"),
        end_question=_("Withdraw the proposal of %(name)s as %(role)s?", **names)
        if is_proposed
        else _("End the mandate of %(name)s as %(role)s?", **names),
        confirm_url=url_for("accounts.confirm_one_mandate", mandate_id=row.id) if may_confirm else "",
        refuse_url=url_for("accounts.refuse_one_mandate", mandate_id=row.id) if may_confirm else "",
    )


def _status_chip(row: MandateRow, today: date) -> tuple[str, str]:
    """Return where a mandate stands, in words, and its tone."""
    unheld = {
        MandateStatus.PROPOSED: (_("A second colleague must agree"), "next"),
        MandateStatus.REFUSED: (_("Not agreed to"), "past"),
        MandateStatus.CANCELLED: (_("Withdrawn before it began"), "past"),
    }
    if row.status in unheld:
        return unheld[row.status]
    if row.status is MandateStatus.ENDED or (row.ends_on is not None and row.ends_on < today):
        return _("Ended"), "past"
    return (_("To come"), "next") if row.starts_on > today else (_("In force"), "now")


def _given_by(row: MandateRow) -> str:
    names = {"name": row.given_by, "second": row.decided_by}
    if row.status is MandateStatus.PROPOSED:
        return str(_("Proposed by %(name)s", **names))
    if row.status is MandateStatus.REFUSED:
        return str(_("Proposed by %(name)s; %(second)s did not agree", **names))
    if row.decided_by:
        return str(_("Proposed by %(name)s, agreed by %(second)s", **names))
    return str(_("Granted by %(name)s", **names) if row.given_by else _("Granted during installation"))


def _period(row: MandateRow, locale: str) -> str:
    if row.ends_on is None:
        return _("From %(first)s, with no end date", first=day(locale, row.starts_on))
    return _("From %(first)s to %(last)s", first=day(locale, row.starts_on), last=day(locale, row.ends_on))


@dataclass(frozen=True, slots=True)
class PersonItem:
    """One account of the administrators' list; the address of the one act that is possible."""

    id: int
    name: str
    email: str
    entity: str
    is_active: bool
    is_own: bool
    act_url: str


def person_items(rows: Sequence[PersonRow], actor: Actor) -> tuple[PersonItem, ...]:
    """Return the accounts, ready to print."""
    return tuple(
        PersonItem(
            id=row.id,
            name=row.name,
            email=row.email,
            entity=row.entity_name,
            is_active=row.is_active,
            is_own=row.id == actor.person_id,
            act_url=url_for("accounts.disable" if row.is_active else "accounts.enable", person_id=row.id),
        )
        for row in rows
    )
