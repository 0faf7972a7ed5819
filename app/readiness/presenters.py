"""The list of an edition, ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from flask import url_for

from app.campaigns.presenters.prepare import exception_sentence, status_label
from app.campaigns.queries import CampaignRow, EditionRow, Lateness
from app.campaigns.types import EditionStatus
from app.i18n import formats
from app.i18n.words import catalogue, ngettext
from app.i18n.words import gettext as _
from app.policy.actor import Actor
from app.policy.check import can
from app.policy.rules import Action
from app.readiness.queries import ApprovalRow
from app.readiness.queries.checks import late_answers
from app.readiness.types import (
    CheckFinding,
    CheckWords,
    Colour,
    InCountry,
    InLanguage,
    MendLink,
    OnDay,
    Readiness,
    Term,
    WordsValue,
)
from app.web.parts import Passage, Row

TONES: Mapping[Colour, str] = {Colour.RED: "late", Colour.ORANGE: "watch", Colour.GREEN: "good"}


@dataclass(frozen=True, slots=True)
class EditionCard:
    """One entity's edition: what is missing, what is worth a look, what is ready, and what the reader may do."""

    code: str
    name: str
    status_label: str
    status_tone: str
    edition_url: str  # "": not the reader's to change
    kit_url: str  # "": not the reader's to announce, or nothing is left to announce
    missing: tuple[Row, ...]
    watched: tuple[Row, ...]
    ready: tuple[Row, ...]
    ready_label: str
    exception: str
    exception_reason: str
    is_draft: bool
    can_open: bool
    can_except: bool
    can_approve: bool
    can_revoke: bool
    approvals: tuple[Row, ...]  # given and taken back, oldest first


@dataclass(frozen=True, slots=True)
class ReadinessReader:
    """Who reads the list, and in which language."""

    actor: Actor
    locale: str


def edition_card(
    campaign: CampaignRow,
    edition: EditionRow,
    readiness: Readiness,
    approvals: Sequence[ApprovalRow],
    reader: ReadinessReader,
) -> EditionCard:
    """Return an edition in preparation, with its list."""
    actor, locale = reader.actor, reader.locale
    lateness: Lateness = readiness.values.get(late_answers.NAME, Lateness())
    given = lateness.exception if lateness.late else None
    is_approved = bool(approvals) and approvals[-1].revoked_at is None
    approves = can(actor, Action.EDITION_APPROVE, edition.facts)
    label, tone = readiness_label(readiness)
    may_write = can(actor, Action.EDITION_WRITE, edition.facts)
    ready, watched, missing = (
        finding_rows(readiness.of(colour), locale, may_mend=may_write)
        for colour in (Colour.GREEN, Colour.ORANGE, Colour.RED)
    )
    return EditionCard(
        code=edition.entity_code,
        name=edition.entity_name,
        status_label=label,
        status_tone=tone,
        edition_url=_edition_url(campaign, edition) if may_write else "",
        kit_url=_kit_url(campaign, edition, actor),
        missing=missing,
        watched=watched,
        ready=ready,
        ready_label=ngettext("%(num)s\u00a0thing is ready", "%(num)s\u00a0things are ready", len(ready)),
        exception=exception_sentence(given, locale) if given else "",
        exception_reason=given.reason if given else "",
        is_draft=True,
        can_open=readiness.is_ready and can(actor, Action.CAMPAIGN_OPEN, edition.facts),
        can_except=lateness.holds_back and can(actor, Action.EXCEPTION_GIVE, edition.facts),
        can_approve=approves and not is_approved,
        can_revoke=approves and is_approved,
        approvals=approval_rows(approvals, locale),
    )


def opened_card(
    campaign: CampaignRow, edition: EditionRow, approvals: Sequence[ApprovalRow], reader: ReadinessReader
) -> EditionCard:
    """Return an edition that has opened: nothing is missing any more."""
    may_write = can(reader.actor, Action.EDITION_WRITE, edition.facts)
    return EditionCard(
        code=edition.entity_code,
        name=edition.entity_name,
        status_label=status_label(edition),
        status_tone="good" if edition.status is EditionStatus.OPEN else "plain",
        edition_url=_edition_url(campaign, edition) if may_write else "",
        kit_url=_kit_url(campaign, edition, reader.actor),
        missing=(),
        watched=(),
        ready=(),
        ready_label="",
        exception="",
        exception_reason="",
        is_draft=False,
        can_open=False,
        can_except=False,
        can_approve=False,
        can_revoke=False,
        approvals=approval_rows(approvals, reader.locale),
    )


def _edition_url(campaign: CampaignRow, edition: EditionRow) -> str:
    return url_for("campaigns.edition", slug=campaign.slug, code=edition.entity_code)


def _kit_url(campaign: CampaignRow, edition: EditionRow, actor: Actor) -> str:
    if edition.status is EditionStatus.CLOSED or not can(actor, Action.KIT_READ, edition.facts):
        return ""
    return url_for("recruiting.kit", slug=campaign.slug, code=edition.entity_code)


def approval_rows(approvals: Iterable[ApprovalRow], locale: str) -> tuple[Row, ...]:
    """Return who approved and who took that back, a line for each."""
    rows = []
    for each in approvals:
        rows.append(_approval_row(_("Approved by the sponsor"), each.by, each.at, locale))
        if each.revoked_at is not None:
            row = _approval_row(_("Approval taken back"), each.revoked_by, each.revoked_at, locale)
            rows.append(replace(row, details=(*row.details, Passage(each.reason, dir="auto")), tone="late"))
    return tuple(rows)


def _approval_row(title: str, name: str | None, at: datetime, locale: str) -> Row:
    details = (Passage(name, dir="auto"),) if name else ()
    day = at.date()
    return Row(Passage(title), url="", details=details, when=formats.day(locale, day), when_iso=day.isoformat())


def readiness_label(readiness: Readiness) -> tuple[str, str]:
    """Return how far an edition is, and the tone of that."""
    missing, watched = len(readiness.of(Colour.RED)), len(readiness.of(Colour.ORANGE))
    if missing:
        return ngettext("%(num)s\u00a0thing missing", "%(num)s\u00a0things missing", missing), TONES[Colour.RED]
    if watched:
        words = ngettext(
            "Ready to open, %(num)s\u00a0thing is worth a look",
            "Ready to open, %(num)s\u00a0things are worth a look",
            watched,
        )
        return words, TONES[Colour.ORANGE]
    return _("Ready to open"), TONES[Colour.GREEN]


def finding_rows(findings: Iterable[CheckFinding], locale: str, *, may_mend: bool) -> tuple[Row, ...]:
    """Return what was found, one line each, with the page that mends it when the reader may open it."""
    labels = {Colour.RED: _("Missing"), Colour.ORANGE: _("Worth a look"), Colour.GREEN: _("Ready")}
    return tuple(
        Row(
            Passage(sentence(each.words, locale)),
            url=address(each.link) if each.link and (may_mend or each.link.is_for_all) else "",
            details=(Passage(_(each.link.label)),)
            if each.link and each.colour is not Colour.GREEN and (may_mend or each.link.is_for_all)
            else (),
            status=labels[each.colour],
            tone=TONES[each.colour],
        )
        for each in findings
    )


def sentence(words: CheckWords, locale: str) -> str:
    """Return what a check says, in the reader's language."""
    values = {name: _value(value, locale) for name, value in words.values.items()}
    if words.many:
        return catalogue().ngettext(words.one, words.many, words.num) % {
            **values,
            "num": formats.number(locale, words.num),
        }
    return _(words.one, **values)


def address(link: MendLink) -> str:
    """Return where a finding is mended."""
    values: dict[str, Any] = {**link.values}
    return url_for(link.endpoint, _anchor=link.anchor or None, **values)


def _value(value: WordsValue, locale: str) -> str:
    match value:
        case InLanguage(code):
            return formats.language_in_words(locale, code)
        case InCountry(code):
            return formats.country(locale, code)
        case OnDay(day):
            return formats.day(locale, day)
        case Term(msgid):
            return _(msgid)
        case int():
            return formats.number(locale, value)
        case _:
            return value
