"""Aims ready to print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from flask_babel import pgettext

from app.aims.queries import AimRow
from app.web.parts import Row, passage_of


@dataclass(frozen=True, slots=True)
class AimLine:
    """One aim, and where it is ended; ``end_url`` is empty for who may not."""

    row: Row
    end_url: str


def aim_lines(rows: Iterable[AimRow], code: str, *, writes: bool) -> list[AimLine]:
    """Return the aims of an entity; each leads to what campaigns contributed to it."""
    return [_line(row, code, writes=writes) for row in rows]


def _line(row: AimRow, code: str, *, writes: bool) -> AimLine:
    return AimLine(
        Row(
            title=passage_of(row.words, row.language),
            url=url_for("results.aim", code=code, aim_id=row.id),
            status=pgettext("aim", "Ended") if row.has_ended else "",
        ),
        url_for("aims.end", code=code, aim_id=row.id) if writes and not row.has_ended else "",
    )
