"""Who read the reader's own name, as pages print it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.feedback.queries.names import NameOpeningRow
from app.i18n import formats


@dataclass(frozen=True, slots=True)
class NameOpeningLine:
    """A moderator read the author's name: a sentence with who and when, the reason, and on which contribution.

    ``url`` is empty when the author took it back.
    """

    sentence: str
    reason: str
    title: str
    url: str


def name_opening_lines(rows: Sequence[NameOpeningRow], locale: str, time_zone: str) -> tuple[NameOpeningLine, ...]:
    """Return who read the reader's own name, ready to print."""
    return tuple(
        NameOpeningLine(
            _who_read(row, formats.moment(locale, row.at, time_zone)),
            row.reason,
            row.title,
            "" if row.is_withdrawn else url_for("feedback.feedback", feedback_id=row.feedback_id),
        )
        for row in rows
    )


def _who_read(row: NameOpeningRow, when: str) -> str:
    """Say who read the name; an account that no longer exists has no name to show."""
    if not row.by_name:
        return _("A moderator read your name on %(when)s. The reason:", when=when)
    return _("%(name)s read your name on %(when)s. The reason:", name=row.by_name, when=when)
