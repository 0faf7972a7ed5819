"""How a promise changed, in whole sentences: for who changes it, and on the campaign's page."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.presenters.head import PageReader
from app.campaigns.queries import PromiseChangeRow
from app.campaigns.types import LEVEL_NAMES, CampaignPromise, PromisePart, changed_parts, weakened_parts
from app.i18n import formats
from app.web.roles import ROLE_LABELS


@dataclass(frozen=True, slots=True)
class PromiseChangeLine:
    """One change of the promise, ready to print; ``reason`` is empty where it holds more than before."""

    when_label: str
    when_iso: str
    by: str
    sentences: tuple[str, ...]
    reason: str


def promise_change_lines(rows: Iterable[PromiseChangeRow], view: PageReader) -> tuple[PromiseChangeLine, ...]:
    """Return how the promise changed since people joined."""
    return tuple(
        PromiseChangeLine(
            formats.moment(view.locale, row.at, view.time_zone),
            row.at.isoformat(),
            str(ROLE_LABELS[row.role]) if row.role is not None else "",
            _sentences(row.before, row.after, changed_parts(row.before, row.after), view.locale),
            row.reason,
        )
        for row in rows
    )


def weakened_lines(before: CampaignPromise, after: CampaignPromise, locale: str) -> tuple[str, ...]:
    """Return what a promise would hold less, one sentence for each part."""
    return _sentences(before, after, weakened_parts(before, after), locale)


def _sentences(
    before: CampaignPromise, after: CampaignPromise, parts: Iterable[PromisePart], locale: str
) -> tuple[str, ...]:
    return tuple(_sentence(part, before, after, locale) for part in parts)


def _sentence(part: PromisePart, before: CampaignPromise, after: CampaignPromise, locale: str) -> str:
    if part is PromisePart.ANSWER_WITHIN_DAYS:
        return ngettext(
            "Answered within %(num)s\u00a0working day; before: %(before)s.",
            "Answered within %(num)s\u00a0working days; before: %(before)s.",
            after.answer_within_days,
            before=before.answer_within_days,
        )
    if part is PromisePart.DECIDE_BY:
        return _decided(before, after, locale)
    if part is PromisePart.IDENTITY_LEVELS:
        return _(
            "Identity levels: %(levels)s; before: %(before)s.",
            levels=_levels(after, locale),
            before=_levels(before, locale),
        )
    if part is PromisePart.MIN_GROUP:
        return ngettext(
            "Figures shown from %(num)s\u00a0person; before: %(before)s.",
            "Figures shown from %(num)s\u00a0people; before: %(before)s.",
            after.min_group,
            before=before.min_group,
        )
    return ngettext(
        "Quotations from groups of at least %(num)s\u00a0person; before: %(before)s.",
        "Quotations from groups of at least %(num)s\u00a0people; before: %(before)s.",
        after.min_group_verbatim,
        before=before.min_group_verbatim,
    )


def _decided(before: CampaignPromise, after: CampaignPromise, locale: str) -> str:
    if after.decide_by is None:
        return _(
            "No deadline for the decisions any more; before: %(before)s.",
            before=formats.day(locale, before.decide_by) if before.decide_by else "",
        )
    day = formats.day(locale, after.decide_by)
    if before.decide_by is None:
        return _("Decisions by %(day)s; before, there was no deadline.", day=day)
    return _("Decisions by %(day)s; before: %(before)s.", day=day, before=formats.day(locale, before.decide_by))


def _levels(promise: CampaignPromise, locale: str) -> str:
    """Name the identity levels, in their one order."""
    return formats.listed(locale, [_(name) for level, name in LEVEL_NAMES.items() if level in promise.identity_levels])
