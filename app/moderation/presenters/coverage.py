"""Who can moderate which language, ready to print."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from app.feedback.presenters.labels import language_label
from app.i18n.formats import listed
from app.moderation.queries import CoverageRow


def coverage_cells(rows: Iterable[CoverageRow], locale: str) -> list[tuple[str, ...]]:
    """Return a line for each entity and language."""
    return [
        (
            row.entity_name,
            language_label(locale, row.language),
            listed(locale, row.readers) if row.readers else _nobody(row),
            _("Something is waiting") if row.waits else _("Nothing is waiting"),
        )
        for row in rows
    ]


def _nobody(row: CoverageRow) -> str:
    """Say that there is a gap, and who reads what comes in until it is closed."""
    return _("No ambassador; the community manager reads it") if row.is_open else _("Nobody")


def gaps_sentence(rows: Iterable[CoverageRow]) -> str:
    """Say in one sentence whether there is a gap."""
    if any(row.is_gap for row in rows):
        return _("Some languages have no ambassador this week.")
    return _("Every language has an ambassador this week.")
