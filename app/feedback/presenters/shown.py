"""What is shown of a contribution with its author's agreement, ready to print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.core import idents
from app.feedback.queries.shown import ShowingRow
from app.feedback.types import Agreement, ShowingKind
from app.web.parts import Passage, passage_of


@dataclass(frozen=True, slots=True)
class AskedLine:
    """What the team asks of the author, and what they may answer."""

    public_id: str
    sentence: str
    status: str
    words: Passage | None
    by: str
    yes_url: str  # "": agreed already
    no_url: str  # "": nothing to refuse
    is_agreed: bool


@dataclass(frozen=True, slots=True)
class ThanksLine:
    """Words of thanks that everybody may read."""

    words: Passage
    by: str


@dataclass(frozen=True, slots=True)
class ShownLines:
    """What the page of a contribution prints: to its author what was asked, to all what they agreed to."""

    asked: tuple[AskedLine, ...]
    thanks: tuple[ThanksLine, ...]
    chips: tuple[str, ...]


def shown_lines(rows: Iterable[ShowingRow], *, is_author: bool) -> ShownLines:
    """Return what to print of those rows for one reader."""
    found = list(rows)
    agreed = [row for row in found if row.consent is Agreement.AGREED]
    chips = shown_labels()
    return ShownLines(
        asked=tuple(map(_asked, found)) if is_author else (),
        thanks=tuple(
            ThanksLine(passage_of(row.words, row.language), row.asked_by or _("The team"))
            for row in agreed
            if row.kind is ShowingKind.THANKS
        ),
        chips=tuple(chips[row.kind] for row in agreed if row.kind in chips),
    )


def shown_labels() -> dict[ShowingKind, str]:
    """Return what a contribution is called that is shown so."""
    return {ShowingKind.HIGHLIGHT: _("Highlighted"), ShowingKind.NUGGET: _("Nugget")}


def _asked(row: ShowingRow) -> AskedLine:
    asks = {
        ShowingKind.HIGHLIGHT: _(
            "The team would like to highlight your contribution on the page of its campaign, and may quote it on the "
            "page of results and in reports."
        ),
        ShowingKind.NUGGET: _(
            "The team would like to show your contribution to every entity of the group, also to colleagues who do not "
            "take part in the campaign."
        ),
        ShowingKind.THANKS: _("The team thanks you. May everybody who reads your contribution read these words too?"),
    }
    stands = {
        Agreement.ASKED: _("Nothing is shown until you agree."),
        Agreement.AGREED: _("You have agreed. You can change this at any time."),
        Agreement.REFUSED: _("You have refused. Nothing is shown."),
        Agreement.WITHDRAWN: _("You have withdrawn your agreement. Nothing is shown any more."),
    }
    is_agreed = row.consent is Agreement.AGREED
    return AskedLine(
        public_id=idents.encode(row.id),
        sentence=asks[row.kind],
        status=stands.get(row.consent, ""),
        words=passage_of(row.words, row.language) if row.words else None,
        by=row.asked_by or _("The team"),
        yes_url="" if is_agreed else url_for("highlights.agree", showing_id=row.id),
        no_url=url_for("highlights.refuse", showing_id=row.id) if is_agreed or row.consent is Agreement.ASKED else "",
        is_agreed=is_agreed,
    )
