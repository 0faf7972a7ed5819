"""Private conversations, ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.asking.queries import MessageRow, ThreadRow, ThreadView
from app.asking.types import Side, ThreadKind, ThreadState
from app.core.wording import clip
from app.i18n import formats
from app.texts.queries import ReadText
from app.web.parts import Passage, Row, passage_of, read_passage

BEGINNING_CHARS = 90


@dataclass(frozen=True, slots=True)
class MessageLine:
    """One message."""

    by: str
    passage: Passage
    when: str
    when_iso: str
    is_mine: bool


def thread_state_labels() -> dict[ThreadState, str]:
    """Return the words of each state."""
    return {
        ThreadState.OPEN: _("Waiting for an answer"),
        ThreadState.ANSWERED: _("Answered"),
        ThreadState.CLOSED: _("Closed"),
    }


def thread_rows(rows: Iterable[ThreadRow], texts: Mapping[int, ReadText], locale: str, now: datetime) -> list[Row]:
    """Return conversations as rows of a list."""
    labels = thread_state_labels()
    return [
        Row(
            title=passage_of(clip(row.begins, BEGINNING_CHARS)[0], row.language),
            url=url_for("asking.thread", thread_id=row.id),
            details=_details(row, texts),
            status=labels[row.state],
            tone="good" if row.state is ThreadState.ANSWERED else "",
            when=_when(row.kind, row.moved_at, locale, now),
            when_iso=row.moved_at.date().isoformat(),
        )
        for row in rows
    ]


def _details(row: ThreadRow, texts: Mapping[int, ReadText]) -> tuple[Passage, ...]:
    about = passage_of(row.about, row.about_language or "") if row.about else None
    campaign = texts.get(row.campaign_text_id)
    asker = Passage(row.asker_name, dir="auto") if row.asker_name and not row.is_mine else None
    shown = (Passage(kind_sentence(row)), asker, about, read_passage(campaign) if campaign else None)
    return tuple(part for part in shown if part is not None)


def kind_sentence(row: ThreadRow) -> str:
    """Say who asks whom."""
    if row.kind is ThreadKind.QUESTION:
        return _("A question to the community managers")
    return _("A question to the author") if row.is_mine else _("A question of the team to you")


def message_lines(view: ThreadView, locale: str, now: datetime) -> list[MessageLine]:
    """Return what was written, the first first."""
    return [
        MessageLine(
            by=_by(view, row),
            passage=passage_of(row.body, row.language),
            when=_when(view.row.kind, row.written_at, locale, now),
            when_iso=row.written_at.date().isoformat(),
            is_mine=row.side is view.side,
        )
        for row in view.messages
    ]


def _by(view: ThreadView, row: MessageRow) -> str:
    """Return who wrote: of a follow-up the two sides, never a name."""
    if view.row.kind is ThreadKind.FOLLOW_UP:
        return _("The author") if row.side is Side.ASKED else _("The team")
    return row.author_name or _("An account that was deleted")


def _when(kind: ThreadKind, at: datetime, locale: str, now: datetime) -> str:
    """Of a follow-up, the day alone."""
    return formats.day(locale, at.date()) if kind is ThreadKind.FOLLOW_UP else formats.ago(locale, at, now)
