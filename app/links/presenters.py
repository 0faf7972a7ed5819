"""Short links, ready to print: as a list, as a poster, as a QR code."""

from __future__ import annotations

import io
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache

import segno
from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from app.i18n import formats
from app.links.queries import LinkRow
from app.texts.queries import EMPTY, ReadText
from app.web.parts import Passage, Row, read_passage

QUIET_ZONE = 4  # modules around the code, as the standard asks


@dataclass(frozen=True, slots=True)
class LinkItem:
    """One link of the list; nothing can be done with one that ended."""

    row: Row
    poster_url: str
    revoke_url: str  # "": it no longer works


@dataclass(frozen=True, slots=True)
class Poster:
    """One sheet of paper."""

    campaign: Passage
    mission: Passage | None  # None: it leads to the page to join
    minutes_label: str
    until_label: str
    entity_name: str
    address: str  # as people type it
    qr_url: str
    works: bool


def link_items(rows: Iterable[LinkRow], texts: Mapping[int, ReadText], locale: str) -> list[LinkItem]:
    """Return links as rows of a list."""
    return [_item(row, texts, locale) for row in rows]


def _item(row: LinkRow, texts: Mapping[int, ReadText], locale: str) -> LinkItem:
    poster_url = url_for("links.poster", link_id=row.id)
    title = read_passage(texts.get(row.title_text_id or 0, EMPTY))
    status = _("In use")
    if not row.works:
        status = pgettext("QR code", "Withdrawn") if row.revoked_on is not None else _("Expired")
    return LinkItem(
        row=Row(
            title=title,
            url=poster_url,
            details=tuple(Passage(words, dir="auto") for words in (row.spot, row.code) if words),
            status=status,
            tone="good" if row.works else "",
            when=_("Until %(day)s", day=formats.day(locale, row.ends_on)),
            when_iso=row.ends_on.isoformat(),
        ),
        poster_url=poster_url,
        revoke_url=url_for("links.revoke", link_id=row.id) if row.works else "",
    )


def poster_of(row: LinkRow, texts: Mapping[int, ReadText], locale: str, base_url: str) -> Poster:
    """Return what a poster says."""
    label = _("Scan the code with your phone to join.")
    if row.mission_minutes is not None:
        label = ngettext(
            "About %(count)s\u00a0minute, on your phone",
            "About %(count)s\u00a0minutes, on your phone",
            row.mission_minutes,
            count=formats.number(locale, row.mission_minutes),
        )
    return Poster(
        campaign=read_passage(texts.get(row.campaign_title_id, EMPTY)),
        mission=read_passage(texts.get(row.title_text_id, EMPTY)) if row.title_text_id is not None else None,
        minutes_label=label,
        until_label=_("Until %(day)s", day=formats.day(locale, row.ends_on)),
        entity_name=row.entity_name,
        address=short_address(row.code, base_url).partition("://")[2],
        qr_url=url_for("links.qr", link_id=row.id),
        works=row.works,
    )


def short_address(code: str, base_url: str) -> str:
    """Return the whole address that a code stands for."""
    return f"{base_url}{url_for('links.follow', code=code)}"


@lru_cache(maxsize=200)
def qr_svg(address: str) -> bytes:
    """Return the QR code of an address as an SVG image, drawn with attributes only: no style, no script."""
    out = io.BytesIO()
    code = segno.make(address, error="m", micro=False)
    code.save(out, kind="svg", border=QUIET_ZONE, omitsize=True, svgns=True, xmldecl=False, light="#fff")
    return out.getvalue()
