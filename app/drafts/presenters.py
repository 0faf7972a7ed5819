"""Drafts as pages print them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.core import idents
from app.drafts.queries import DraftLine, SavedDraft
from app.drafts.types import DraftAddress, DraftForm
from app.i18n import formats
from app.texts.queries import EMPTY, ReadText
from app.web.parts import Passage, Row, read_passage


@dataclass(frozen=True, slots=True)
class DraftKeeper:
    """What the form and its script need to save a draft."""

    form: str
    subject: str
    saved_label: str  # when the words in the form were saved; "" while nothing is

    @classmethod
    def of(cls, address: DraftAddress, saved: SavedDraft | None, locale: str, time_zone: str) -> DraftKeeper:
        """Return it for a form that is shown filled from ``saved``."""
        label = _saved_label(saved.saved_at, locale, time_zone) if saved else ""
        return cls(address.form, idents.encode(address.subject_id), label)


@dataclass(frozen=True, slots=True)
class DraftRow:
    """One of one's own drafts in the list."""

    row: Row
    form: str
    subject: str


def draft_rows(
    lines: Sequence[DraftLine], texts: Mapping[int, ReadText], locale: str, time_zone: str
) -> tuple[DraftRow, ...]:
    """Return the reader's drafts, ready to print; ``texts`` by text id."""
    return tuple(
        DraftRow(
            Row(
                title=Passage(_first_words(line.fields) or str(_("Nothing written yet")), dir="auto"),
                url=_way_back(line),
                details=(
                    read_passage(texts.get(line.mission_title_id or line.campaign_title_id, EMPTY)),
                    Passage(_saved_label(line.saved_at, locale, time_zone)),
                ),
                status=str(_("Change") if line.address.form is DraftForm.REVISION else _("Contribution")),
            ),
            line.address.form,
            idents.encode(line.address.subject_id),
        )
        for line in lines
    )


def _first_words(fields: Mapping[str, str]) -> str:
    """Return the title, else the beginning of the text."""
    return " ".join(fields.get("title", "").split()) or " ".join(fields.get("body", "").split())[:80]


def _way_back(line: DraftLine) -> str:
    if line.address.form is DraftForm.REVISION:
        return url_for("feedback.edit", feedback_id=line.address.subject_id)
    if line.mission_number is None:  # the mission is gone
        return url_for("home.campaign", slug=line.slug)
    return url_for("feedback.submit", slug=line.slug, number=line.mission_number)


def _saved_label(saved_at: datetime, locale: str, time_zone: str) -> str:
    return str(_("Saved on %(moment)s", moment=formats.moment(locale, saved_at, time_zone)))
