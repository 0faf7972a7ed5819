"""What was written for colleagues, ready to print."""

from __future__ import annotations

from collections.abc import Iterable

from flask import url_for
from flask_babel import gettext as _

from app.i18n import formats
from app.on_behalf.queries import OnBehalfRow
from app.web.parts import Passage, Row, passage_of


def waiting_rows(rows: Iterable[OnBehalfRow], locale: str) -> list[Row]:
    """Return what an ambassador wrote down and waits, with the colleague it waits for."""
    return [_row(row, _("Waiting for %(name)s", name=row.name), "", locale) for row in rows]


def to_confirm_rows(rows: Iterable[OnBehalfRow], locale: str) -> list[Row]:
    """Return what waits for its reader, with the colleague who wrote it down."""
    return [
        _row(
            row,
            _("Written down by %(name)s", name=row.name),
            url_for("on_behalf.confirm", on_behalf_id=row.id),
            locale,
        )
        for row in rows
    ]


def _row(row: OnBehalfRow, sentence: str, url: str, locale: str) -> Row:
    return Row(
        title=passage_of(row.title, row.language),
        url=url,
        details=(Passage(sentence, dir="auto"),),
        when=_("Until %(day)s", day=formats.day(locale, row.expires_on)),
        when_iso=row.expires_on.isoformat(),
    )
