"""The dates of a campaign as a calendar file, which every calendar program reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from urllib.parse import urlsplit

from flask_babel import gettext as _
from icalendar import STATUS, TRANSP, Calendar, Event

from app.campaigns.presenters import PageReader, phase_last_day, phase_summary
from app.campaigns.queries import CampaignRow, EditionRow
from app.campaigns.types import PhaseKind
from app.core.working_time import add_working_days
from app.texts.queries import EMPTY, ReadText

PRODUCT = "-//Pepite//Campaign dates//EN"
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class DatedItem:
    """One entry of the calendar: a span of instants, or of whole days; the end is not included."""

    key: str  # the same each time the file is read: a calendar program replaces what it has under it
    label: str
    start: datetime | date
    end: datetime | date | None  # None: only the start is known


def campaign_calendar(
    campaign: CampaignRow, edition: EditionRow, texts: Mapping[int, ReadText], view: PageReader, address: str
) -> bytes:
    """Return the phases of an edition and the days of its promise. ``address``: of the campaign's page."""
    title = texts.get(campaign.title_text_id, EMPTY).value
    calendar = Calendar.new(prodid=PRODUCT, name=title, language=view.locale)
    for item in _items(campaign, edition):
        entry = Event.new(
            uid=f"{item.key}.{edition.id}.{campaign.slug}@{urlsplit(address).netloc}",
            summary=f"{title} · {item.label}",
            start=item.start,
            end=item.end,
            stamp=view.now,
            sequence=edition.version,
            # A phase of three weeks does not make anybody busy.
            transparency=TRANSP.TRANSPARENT,
            status=STATUS.CONFIRMED if edition.is_open else STATUS.TENTATIVE,
            location=edition.entity_name,
            url=address,
        )
        calendar.add_component(entry)
    return bytes(calendar.to_ical())


def _items(campaign: CampaignRow, edition: EditionRow) -> Iterator[DatedItem]:
    for phase in edition.phases:
        yield DatedItem(phase.kind, phase_summary(phase.kind, phase.ends_at), phase.starts_at, phase.ends_at)
    test = edition.phase(PhaseKind.TEST)
    last = phase_last_day(test, edition) if test else None
    if last is not None:
        due = add_working_days(last, campaign.answer_within_days, edition.working_days, edition.holidays)
        yield DatedItem("answers", _("Last day for answers"), due, due + DAY)
    if campaign.decide_by is not None:
        yield DatedItem("decisions", _("Last day for decisions"), campaign.decide_by, campaign.decide_by + DAY)
