"""Decisions ready to print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _

from app.core.wording import clip
from app.decisions.queries import DecidedOn, DecisionRow
from app.feedback.presenters.labels import verdict_labels
from app.feedback.types import Verdict
from app.i18n import formats
from app.web.parts import Passage, passage_of

BODY_SHOWN_CHARS = 1200


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """One decision of the list."""

    label: str
    reason: Passage
    by_name: str
    when_label: str
    when_iso: str


def verdict_descriptions() -> dict[Verdict, str]:
    """Return what each verdict means, as the sponsor chooses it."""
    return {
        Verdict.GO: _("We will do it."),
        Verdict.NO_GO: _("We will not do it."),
        Verdict.LATER: _("Not now: the reason says what must happen first."),
        Verdict.NOT_OURS: _("Somebody else decides: the reason says who was informed."),
    }


def decision_lines(rows: Iterable[DecisionRow], locale: str) -> list[DecisionLine]:
    """Return decisions, the one that stands first."""
    labels = verdict_labels()
    return [
        DecisionLine(
            label=labels[row.verdict],
            reason=passage_of(row.reason, row.language),
            by_name=row.by_name,
            when_label=formats.day(locale, row.at.date()),
            when_iso=row.at.isoformat(),
        )
        for row in rows
    ]


def decided_passages(subject: DecidedOn) -> tuple[Passage, Passage]:
    """Return the contribution's title and the beginning of its text."""
    body, _is_clipped = clip(subject.body, BODY_SHOWN_CHARS)
    return passage_of(subject.title, subject.language), passage_of(body, subject.language)
