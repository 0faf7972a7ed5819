"""Reports of barriers, ready to print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.barriers.queries import BarrierRow, ContactRow
from app.barriers.types import Aid, BarrierState
from app.core.wording import clip
from app.i18n import formats
from app.web.parts import Passage, Row, passage_of

TITLE_CHARS = 90


def aid_labels() -> dict[Aid, str]:
    """Return the aids in words; the last leaves it unsaid."""
    return {
        Aid.SCREEN_READER: _("A screen reader"),
        Aid.KEYBOARD: _("The keyboard only"),
        Aid.ZOOM: _("Zoom or large text"),
        Aid.VOICE: _("Voice control"),
        Aid.OTHER: _("Another aid"),
        Aid.UNSAID: _("None, or I prefer not to say"),
    }


def barrier_state_labels() -> dict[BarrierState, str]:
    """Return the states of a report in words."""
    return {
        BarrierState.RECEIVED: _("Received"),
        BarrierState.IN_PROGRESS: _("Being worked on"),
        BarrierState.SOLVED: _("Solved"),
    }


@dataclass(frozen=True, slots=True)
class BarrierPage:
    """One report, as its page shows it."""

    status: str
    is_solved: bool
    body: Passage
    facts: tuple[tuple[str, str], ...]  # label and value
    answer: Passage | None
    when: str
    when_iso: str


def barrier_rows(rows: Iterable[BarrierRow], locale: str, now: datetime, *, received: bool) -> list[Row]:
    """Return reports as rows of a list; whoever receives them sees from where they come."""
    labels = barrier_state_labels()
    return [
        Row(
            title=passage_of(clip(row.body, TITLE_CHARS)[0], row.language),
            url=url_for("barriers.barrier", report_id=row.id),
            details=tuple(Passage(words, dir=way) for words, way in _details(row, received=received) if words),
            status=labels[row.state],
            tone="good" if row.state is BarrierState.SOLVED else "",
            when=formats.ago(locale, row.created_at, now),
            when_iso=row.created_at.isoformat(),
        )
        for row in rows
    ]


def _details(row: BarrierRow, *, received: bool) -> tuple[tuple[str, str], ...]:
    return (row.page, "ltr"), (row.entity_name if received else "", "auto")


def barrier_view(row: BarrierRow, locale: str, now: datetime) -> BarrierPage:
    """Return one report as its page shows it."""
    aids = aid_labels()
    facts = [(_("Page"), row.page), (_("Aid used"), aids[row.aid] if row.aid is not Aid.UNSAID else "")]
    if not row.is_mine:
        facts += [(_("Entity"), row.entity_name), (_("Reported by"), row.reporter_name or _("Name not shown"))]
    return BarrierPage(
        status=barrier_state_labels()[row.state],
        is_solved=row.state is BarrierState.SOLVED,
        body=passage_of(row.body, row.language),
        facts=tuple((label, value) for label, value in facts if value),
        answer=passage_of(row.answer, row.answer_language) if row.answer else None,
        when=formats.ago(locale, row.created_at, now),
        when_iso=row.created_at.isoformat(),
    )


def contact_rows(rows: Iterable[ContactRow]) -> list[Row]:
    """Return entities with their contacts, one line each."""
    return [
        Row(
            Passage(row.name, dir="auto"),
            url="",
            details=(Passage(row.contact_name, dir="auto") if row.contact_name else Passage(_("The administrators")),),
        )
        for row in rows
    ]
