"""Safeguards, ready to print: for who confirms them, and for who writes and approves them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from app.core.idents import encode
from app.core.languages import base_language
from app.i18n import formats
from app.policy.actor import Actor, Role
from app.policy.check import can
from app.policy.rules import Action
from app.products.forms import channel_labels
from app.products.presenters import cost_label
from app.safeguards.queries import OwedSheet, SheetPlaceRow, SheetRow, SheetsWork, SheetWords
from app.safeguards.types import SheetStanding, SheetState
from app.web.parts import lang_and_dir
from app.web.roles import ROLE_LABELS


@dataclass(frozen=True, slots=True)
class RuleLists:
    """What testers may and may not do, in one language."""

    may: tuple[str, ...]
    may_not: tuple[str, ...]
    lang: str
    dir: str
    language_name: str
    fallback_label: str = ""


@dataclass(frozen=True, slots=True)
class AttestCard:
    """A competitor's product with the rules of the reader's country."""

    name: str
    facts: tuple[tuple[str, str], ...]
    link: str
    rules: RuleLists | None  # ``None``: none are in force
    approval_label: str
    is_attested: bool


@dataclass(frozen=True, slots=True)
class AttestPage:
    """All that a tester confirms before a mission."""

    cards: tuple[AttestCard, ...]
    sheets: str  # what the form sends back: which versions were read
    missing: str  # the product without rules in force; ""
    is_done: bool

    @classmethod
    def of(cls, sheets: Iterable[OwedSheet], words: Mapping[int, SheetWords], locale: str) -> AttestPage:
        """Return the page."""
        found = tuple(sheets)
        return cls(
            tuple(_attest_card(sheet, words, locale) for sheet in found),
            ".".join(encode(sheet.sheet_id) for sheet in found if sheet.sheet_id is not None),
            next((sheet.product_name for sheet in found if sheet.sheet_id is None), ""),
            is_done=all(sheet.is_attested for sheet in found),
        )


@dataclass(frozen=True, slots=True)
class SheetCard:
    """One version of a sheet."""

    ident: str
    title: str
    state_label: str
    tone: str
    facts: tuple[tuple[str, str], ...]
    rules: tuple[RuleLists, ...]
    approve_url: str  # "" where the reader does not approve it
    withdraw_url: str
    is_own: bool  # the reader wrote it, and waits for somebody else's approval
    is_in_force: bool


def standing_labels() -> dict[SheetStanding, str]:
    """Return what a product has in a country, in words."""
    return {
        SheetStanding.IN_FORCE: _("In force"),
        SheetStanding.ENDS_SOON: _("Ends soon"),
        SheetStanding.EXPIRED: _("Expired"),
        SheetStanding.WAITING: _("Waiting for approval"),
        SheetStanding.MISSING: _("Missing"),
    }


def place_lines(rows: Iterable[SheetPlaceRow], locale: str) -> list[tuple[object, ...]]:
    """Return the list of products and countries, a line each."""
    labels = standing_labels()
    return [
        (
            {"label": row.name, "url": sheet_url(row.code, row.country)},
            formats.country(locale, row.country),
            labels[row.standing],
            formats.day(locale, row.valid_until) if row.valid_until else "–",
            _("Yes") if row.is_needed else _("No"),
        )
        for row in rows
    ]


def sheet_url(code: str, country: str) -> str:
    """Return the address of a product's sheet in a country."""
    return url_for("safeguards.sheet", product_code=code, country=country.lower())


def sheet_cards(work: SheetsWork, actor: Actor, locale: str) -> tuple[SheetCard, ...]:
    """Return every version, the newest first."""
    told = next((row.id for row in work.versions if row.state is not SheetState.DRAFT), None)
    return tuple(_sheet_card(work, row, actor, locale, is_told=row.id == told) for row in work.versions)


def _sheet_card(work: SheetsWork, row: SheetRow, actor: Actor, locale: str, *, is_told: bool) -> SheetCard:
    label, tone = _state_label(row, locale, is_told=is_told)
    may_approve = can(actor, Action.SAFEGUARD_APPROVE, row.facts)
    may_withdraw = can(actor, Action.SAFEGUARD_WITHDRAW, row.facts)
    is_open = row.state is SheetState.DRAFT or (row.state is SheetState.APPROVED and is_told)
    is_approved = row.state is SheetState.APPROVED and is_told
    return SheetCard(
        ident=encode(row.id),
        title=_("Version %(number)s", number=formats.number(locale, row.number)),
        state_label=label,
        tone=tone,
        facts=_sheet_facts(row, locale),
        rules=tuple(
            _lists(row.words[code], locale) for code in dict.fromkeys((*work.locales, *row.words)) if code in row.words
        ),
        approve_url=url_for("safeguards.approve", sheet_id=row.id) if may_approve and is_open else "",
        withdraw_url=url_for("safeguards.withdraw", sheet_id=row.id) if may_withdraw and is_approved else "",
        is_own=row.state is SheetState.DRAFT and may_withdraw and not may_approve,
        is_in_force=is_approved,
    )


def _state_label(row: SheetRow, locale: str, *, is_told: bool) -> tuple[str, str]:
    if row.state is SheetState.DRAFT:
        return _("Waiting for approval"), "late"
    if row.state is SheetState.WITHDRAWN:
        return _("Withdrawn"), "late"
    if not is_told or row.valid_until is None:
        return _("Replaced"), ""
    return _("Approved until %(day)s", day=formats.day(locale, row.valid_until)), "good"


def _sheet_facts(row: SheetRow, locale: str) -> tuple[tuple[str, str], ...]:
    facts = [(_("Written by"), row.written_by)] if row.written_by else []
    facts.append((_("Written on"), formats.day(locale, row.written_on)))
    if row.approved_on is not None:
        facts.append((_("Approved by"), row.approved_by or "–"))
        facts.append((_("As"), _role(row.approved_role)))
        facts.append((_("Approved on"), formats.day(locale, row.approved_on)))
    if row.valid_until is not None:
        facts.append((_("Approved until"), formats.day(locale, row.valid_until)))
    if row.withdrawn_on is not None:
        facts.append((_("Withdrawn on"), formats.day(locale, row.withdrawn_on)))
    return tuple(facts)


def _attest_card(sheet: OwedSheet, words: Mapping[int, SheetWords], locale: str) -> AttestCard:
    facts = [(_("Channel"), channel_labels()[sheet.channel])]
    if cost := cost_label(locale, sheet.cost):
        facts.append((_("Cost"), cost))
    found = words.get(sheet.sheet_id) if sheet.sheet_id is not None else None
    return AttestCard(
        name=sheet.product_name,
        facts=tuple(facts),
        link=sheet.link,
        rules=_lists(found, locale) if found else None,
        approval_label=_approval(sheet, locale),
        is_attested=sheet.is_attested,
    )


def _approval(sheet: OwedSheet, locale: str) -> str:
    if sheet.approved_on is None or sheet.valid_until is None:
        return ""
    return str(
        _(
            "Version %(number)s, approved on %(day)s (%(role)s), until %(until)s.",
            number=formats.number(locale, sheet.number),
            day=formats.day(locale, sheet.approved_on),
            role=_role(sheet.approved_role),
            until=formats.day(locale, sheet.valid_until),
        )
    )


def _role(role: Role | None) -> str:
    return str(ROLE_LABELS[role]) if role is not None else pgettext("software", "The application")


def _lists(words: SheetWords, locale: str) -> RuleLists:
    lang, direction = lang_and_dir(words.locale)
    is_own = base_language(words.locale) == base_language(locale)
    in_words = formats.language_in_words(locale, words.locale)
    return RuleLists(
        _lines(words.may),
        _lines(words.may_not),
        lang,
        direction,
        formats.language_name(locale, words.locale),
        "" if is_own else str(_("Shown in %(language)s", language=in_words)),
    )


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())
