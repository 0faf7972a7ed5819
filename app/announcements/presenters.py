"""Announcements as pages print them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from app.announcements.queries import AnnouncementRow, AudienceRow
from app.announcements.types import Addressees, Showing
from app.core import idents
from app.i18n import formats
from app.policy.actor import Actor
from app.policy.check import can
from app.policy.rules import Action
from app.texts.queries import EMPTY, ReadText
from app.web.parts import Passage, read_passage


@dataclass(frozen=True, slots=True)
class AnnouncementLine:
    """One announcement, ready to print."""

    public_id: str
    title: Passage
    paragraphs: tuple[str, ...]
    body: Passage
    audience: Passage
    when: str
    is_pinned: bool
    status: str  # "" while it shows
    edit_url: str  # "" when the reader may not change it


def announcement_lines(
    rows: Iterable[AnnouncementRow], texts: Mapping[int, ReadText], actor: Actor, locale: str
) -> tuple[AnnouncementLine, ...]:
    """Return announcements as the actor reads them."""
    return tuple(_line(row, texts, actor, locale) for row in rows)


def audience_labels(rows: Iterable[AudienceRow], texts: Mapping[int, ReadText]) -> dict[Addressees, str]:
    """Return whom the actor may write to, in words."""
    return {row.audience: audience_label(row.entity_name, _title(row.campaign_title_id, texts)) for row in rows}


def audience_label(entity_name: str, campaign: str) -> str:
    """Say whom an announcement is for."""
    if not entity_name:
        return _("Everybody in the group")
    if not campaign:
        return _("Everybody at %(entity)s", entity=entity_name)
    return _("%(entity)s: who takes part in “%(campaign)s”", entity=entity_name, campaign=campaign)


def _line(row: AnnouncementRow, texts: Mapping[int, ReadText], actor: Actor, locale: str) -> AnnouncementLine:
    zone = row.time_zone or actor.time_zone
    labels = {
        Showing.CURRENT: "",
        Showing.SCHEDULED: pgettext("announcement", "Planned"),
        Showing.OVER: pgettext("announcement", "Ended"),
    }
    body = read_passage(texts.get(row.body_text_id, EMPTY))
    writes = can(actor, Action.ANNOUNCEMENT_WRITE, row.facts)
    return AnnouncementLine(
        public_id=idents.encode(row.id),
        title=read_passage(texts.get(row.title_text_id, EMPTY)),
        paragraphs=tuple(part for part in body.body.split("\n") if part.strip()),
        body=body,
        audience=Passage(audience_label(row.entity_name, _title(row.campaign_title_id, texts)), dir="auto"),
        when=formats.moment(locale, row.shows_from, zone),
        is_pinned=row.is_pinned,
        status=labels[row.showing],
        edit_url=url_for("announcements.edit", announcement_id=row.id) if writes else "",
    )


def _title(text_id: int | None, texts: Mapping[int, ReadText]) -> str:
    return texts.get(text_id, EMPTY).value if text_id is not None else ""
