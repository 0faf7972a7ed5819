"""The log of moderation and the list of who is trusted, ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from flask import url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from app.core import idents
from app.i18n import formats
from app.moderation.queries import LogRow, TrustedRow
from app.moderation.types import IN_ENTITY
from app.tables.types import Cell, Column, ColumnKind, Table
from app.web.parts import Passage, Row, read_passage


@dataclass(frozen=True, slots=True)
class TrustedLine:
    """Somebody who is trusted, and where."""

    row: Row
    url: str  # of the contribution that earned it
    end_url: str


def log_columns() -> tuple[Column, ...]:
    """Return what the log says of each act."""
    return (
        Column(_("When"), ColumnKind.MOMENT, _("In the time zone of whoever downloads the file.")),
        Column(_("Moderator")),
        Column(_("Decision")),
        Column(_("Contribution"), note=_("Its number, which is the end of its address.")),
        Column(_("Author"), note=_("Only where everybody may know who wrote the contribution.")),
        Column(_("Entity")),
        Column(_("Campaign")),
        Column(_("Reason"), ColumnKind.LONG_TEXT, _("Empty where the decision was undone or needs no reason.")),
    )


def log_table(rows: Iterable[LogRow], time_zone: str) -> Table:
    """Return the log as it is taken away."""
    zone = ZoneInfo(time_zone)
    cells: list[tuple[Cell, ...]] = [(row.at.astimezone(zone).replace(tzinfo=None), *said) for row, said in _said(rows)]
    return Table(_("Moderation"), log_columns(), cells)


def log_cells(
    rows: Iterable[LogRow], locale: str, time_zone: str
) -> list[tuple[str | Passage | Mapping[str, str], ...]]:
    """Return a line for each act, as the page shows it; its contribution is a link where it can be opened."""
    return [
        (
            formats.moment(locale, row.at, time_zone),
            moderator,
            decision,
            {"label": number, "url": url_for("feedback.feedback", feedback_id=row.feedback_id)}
            if row.is_kept
            else number,
            *said,
            Passage(reason, dir="auto") if reason else "",
        )
        for row, (moderator, decision, number, *said, reason) in _said(rows)
    ]


def _said(rows: Iterable[LogRow]) -> Iterator[tuple[LogRow, tuple[str, ...]]]:
    """Yield each act with what is said of it beside its moment."""
    labels = {
        "moderation.published": _("Published"),
        "moderation.sent_back": pgettext("one contribution", "Sent back"),
        "moderation.hidden": _("Hidden"),
        "moderation.change_refused": _("Previous version kept"),
        "moderation.undone": _("Undone"),
    }
    for row in rows:
        moderator = row.moderator or _("Somebody who has left")
        number = idents.encode(row.feedback_id)
        yield row, (moderator, labels[row.action], number, row.author, row.entity, row.campaign.value, row.reason)


def trusted_lines(rows: Iterable[TrustedRow], locale: str) -> tuple[TrustedLine, ...]:
    """Return who is trusted, by name."""
    return tuple(
        TrustedLine(
            row=_trusted_row(row, locale),
            url=url_for("feedback.feedback", feedback_id=row.feedback_id),
            end_url=url_for(
                "moderation.end_trust", feedback_id=row.feedback_id, reach=None if row.campaign else IN_ENTITY
            ),
        )
        for row in rows
    )


def _trusted_row(row: TrustedRow, locale: str) -> Row:
    """Return somebody who is trusted as a line of the list: in one campaign, or in all of an entity."""
    everywhere = (Passage(_("%(entity)s, in every campaign", entity=row.entity)),)
    where = (Passage(row.entity), read_passage(row.campaign)) if row.campaign else everywhere
    since = _("Trusted since %(day)s", day=formats.day(locale, row.since.date()))
    return Row(Passage(row.name), "", details=where, when=since)
