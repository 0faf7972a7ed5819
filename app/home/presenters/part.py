"""What a group changed, and the reader's part in it: for the reader alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.core.wording import clip
from app.feedback.presenters.labels import handling_labels, verdict_labels
from app.feedback.types import Handling
from app.home.queries import DecidedItem
from app.web.parts import Passage, passage_of

REASON_SHOWN_CHARS = 300


@dataclass(frozen=True, slots=True)
class OutcomeLine:
    """What became of one contribution."""

    url: str
    title: Passage
    handling: Handling
    handling_label: str
    verdict_label: str
    reason: Passage
    my_part: str  # "": none


@dataclass(frozen=True, slots=True)
class PartPage:
    """Everything the page prints: what the reader had a part in, and the rest."""

    mine: tuple[OutcomeLine, ...]
    others: tuple[OutcomeLine, ...]


def part_page(rows: Iterable[DecidedItem]) -> PartPage:
    """Return what the campaign changed, the reader's part apart."""
    handlings, verdicts = handling_labels(), verdict_labels()
    lines = [
        (
            row,
            OutcomeLine(
                url=url_for("feedback.feedback", feedback_id=row.feedback_id),
                title=passage_of(row.title, row.language),
                handling=row.handling,
                handling_label=handlings[row.handling],
                verdict_label=verdicts[row.verdict] if row.verdict else "",
                reason=passage_of(clip(row.reason, REASON_SHOWN_CHARS)[0], row.reason_language or ""),
                my_part=_part_of(row),
            ),
        )
        for row in rows
    ]
    return PartPage(
        mine=tuple(line for row, line in lines if row.has_my_part),
        others=tuple(line for row, line in lines if not row.has_my_part),
    )


def _part_of(row: DecidedItem) -> str:
    if row.is_mine:
        return _("You contributed this.")
    if row.is_supported and row.is_commented:
        return _("You saw the same, and commented on it.")
    if row.is_supported:
        return _("You saw the same.")
    return _("You commented on it.") if row.is_commented else ""
