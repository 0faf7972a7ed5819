"""What a moderator decided on several contributions at once, ready to print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.i18n import formats
from app.moderation.queries.batches import BatchRow
from app.moderation.types import Outcome


@dataclass(frozen=True, slots=True)
class BatchLine:
    """One decision on several contributions."""

    what: str
    when: str
    undone: str  # how many of them are undone; "" for none
    undo_url: str  # "" when all of them are


def batch_lines(rows: Iterable[BatchRow], locale: str, time_zone: str) -> tuple[BatchLine, ...]:
    """Return the decisions on several contributions, the newest first."""
    return tuple(
        BatchLine(
            what=_what(row, formats.number(locale, row.decided)),
            when=formats.moment(locale, row.at, time_zone),
            undone=_("Undone: %(count)s", count=formats.number(locale, row.undone)) if row.undone else "",
            undo_url=url_for("moderation.undo_bulk", batch_id=row.id) if row.undone < row.decided else "",
        )
        for row in rows
    )


def _what(row: BatchRow, shown: str) -> str:
    """Say what was decided, and on how many contributions."""
    if row.outcome is Outcome.PUBLISHED:
        return ngettext(
            "%(shown)s\u00a0contribution published", "%(shown)s\u00a0contributions published", row.decided, shown=shown
        )
    if row.outcome is Outcome.SENT_BACK:
        return ngettext(
            "%(shown)s\u00a0contribution sent back", "%(shown)s\u00a0contributions sent back", row.decided, shown=shown
        )
    if row.outcome is Outcome.HIDDEN:
        return ngettext(
            "%(shown)s\u00a0contribution hidden", "%(shown)s\u00a0contributions hidden", row.decided, shown=shown
        )
    return ngettext(
        "A decision on %(shown)s\u00a0contribution",
        "A decision on %(shown)s\u00a0contributions",
        row.decided,
        shown=shown,
    )
