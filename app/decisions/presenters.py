"""Decisions ready to print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from zoneinfo import ZoneInfo

from flask_babel import gettext as _

from app.core.wording import clip
from app.decisions.queries import DecidedOn, DecisionRow
from app.decisions.service import DecisionInput
from app.feedback.presenters.progress import ProgressEntry, decision_entry
from app.feedback.types import Verdict
from app.i18n import formats
from app.policy.actor import Actor
from app.web.parts import Passage, passage_of

BODY_SHOWN_CHARS = 1200


def verdict_descriptions() -> dict[Verdict, str]:
    """Return what each verdict means, as the sponsor chooses it."""
    return {
        Verdict.GO: _("We will do it."),
        Verdict.NO_GO: _("We will not do it."),
        Verdict.LATER: _("Not now: the reason says what must happen first."),
        Verdict.NOT_OURS: _("Somebody else decides: the reason says who was informed."),
    }


def decision_entries(rows: Iterable[DecisionRow], actor: Actor, locale: str) -> list[ProgressEntry]:
    """Return decisions, the one that stands first."""
    zone = ZoneInfo(actor.time_zone)
    entries = []
    for place, row in enumerate(rows):
        day = row.at.astimezone(zone).date()
        entry = decision_entry(row.verdict, passage_of(row.reason, row.language), row.by_name, is_replaced=place > 0)
        entries.append(replace(entry, when=formats.day(locale, day), when_iso=day.isoformat()))
    return entries


def decision_preview(data: DecisionInput) -> list[ProgressEntry]:
    """Return a decision that is only looked at, as readers will see it."""
    return [decision_entry(data.verdict, passage_of(data.reason, ""))]


def decided_passages(subject: DecidedOn) -> tuple[Passage, Passage]:
    """Return the contribution's title and the beginning of its text."""
    body, _is_clipped = clip(subject.body, BODY_SHOWN_CHARS)
    return passage_of(subject.title, subject.language), passage_of(body, subject.language)
