"""The log of moderation and the list of who is trusted, ready to print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from app.core import idents
from app.i18n import formats
from app.moderation.queries import LogRow, TrustedRow
from app.moderation.types import IN_ENTITY
from app.web.parts import Passage, read_passage

LOG_HEADINGS = (
    _l("When"), _l("Moderator"), _l("Decision"), _l("Contribution"), _l("Author"), _l("Entity"), _l("Campaign"),
    _l("Reason"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class TrustedLine:
    """Somebody who is trusted, and where."""

    name: str
    where: str  # in which entity
    campaign: Passage | None  # None: in all its campaigns
    since: str
    url: str  # of the contribution that earned it
    end_url: str


def log_cells(rows: Iterable[LogRow], locale: str, time_zone: str) -> list[tuple[str, ...]]:
    """Return a line for each act."""
    labels = {
        "moderation.published": _("Published"),
        "moderation.sent_back": _("Sent back"),
        "moderation.hidden": _("Hidden"),
        "moderation.change_refused": _("Previous version kept"),
        "moderation.undone": _("Undone"),
    }
    return [
        (
            formats.moment(locale, row.at, time_zone),
            row.moderator or _("Somebody who has left"),
            labels[row.action],
            idents.encode(row.feedback_id),
            row.author,
            row.entity,
            row.campaign.value,
            row.reason,
        )
        for row in rows
    ]


def trusted_lines(rows: Iterable[TrustedRow], locale: str) -> tuple[TrustedLine, ...]:
    """Return who is trusted, by name."""
    return tuple(
        TrustedLine(
            name=row.name,
            where=row.entity if row.campaign else _("%(entity)s, in every campaign", entity=row.entity),
            campaign=read_passage(row.campaign) if row.campaign else None,
            since=_("Trusted since %(day)s", day=formats.day(locale, row.since.date())),
            url=url_for("feedback.feedback", feedback_id=row.feedback_id),
            end_url=url_for(
                "moderation.end_trust", feedback_id=row.feedback_id, reach=None if row.campaign else IN_ENTITY
            ),
        )
        for row in rows
    )
