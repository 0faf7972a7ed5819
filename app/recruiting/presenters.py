"""Pages of recruiting, ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.i18n import formats
from app.links.presenters import short_address
from app.links.queries import LinkRow
from app.recruiting.queries import RecruitedEdition
from app.texts.queries import EMPTY, ReadText
from app.web.parts import Passage, Row, read_passage


@dataclass(frozen=True, slots=True)
class PersonalLink:
    """The link that somebody passes on."""

    address: str
    until_label: str
    qr_url: str
    poster_url: str
    revoke_url: str


def recruited_rows(editions: Iterable[RecruitedEdition], texts: Mapping[int, ReadText]) -> list[Row]:
    """Return the editions to recruit for, as rows of a list."""
    return [
        Row(
            title=read_passage(texts.get(one.title_text_id, EMPTY)),
            url=url_for("recruiting.edition", slug=one.slug, code=one.entity_code),
            details=(Passage(one.entity_name, dir="auto"),),
        )
        for one in editions
    ]


def personal_link(rows: Iterable[LinkRow], locale: str, base_url: str) -> PersonalLink | None:
    """Return the link that works, if there is one."""
    row = next((one for one in rows if one.works), None)
    if row is None:
        return None
    return PersonalLink(
        address=short_address(row.code, base_url),
        until_label=_("It works until %(day)s.", day=formats.day(locale, row.ends_on)),
        qr_url=url_for("links.qr", link_id=row.id),
        poster_url=url_for("links.poster", link_id=row.id),
        revoke_url=url_for("links.revoke", link_id=row.id),
    )


def joined_label(came: int | None, threshold: int, locale: str) -> str:
    """Return how many people came by somebody's links, as it may be told."""
    if came is None:
        return _(
            "How many people joined with your links is shown from %(count)s\u00a0people on, once as many others "
            "take part.",
            count=formats.number(locale, threshold),
        )
    return ngettext(
        "At least %(count)s\u00a0person joined with your links, as of last Sunday.",
        "At least %(count)s\u00a0people joined with your links, as of last Sunday.",
        came,
        count=formats.number(locale, came),
    )
