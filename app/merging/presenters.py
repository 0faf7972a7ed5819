"""Possible duplicates, ready to print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.core import idents
from app.core.wording import clip
from app.feedback.presenters.labels import author_label, handling_labels, kind_labels, language_in_sentence
from app.feedback.types import Handling, Kind
from app.i18n import formats
from app.merging.queries import DuplicateRow, MergeSubject
from app.merging.types import Kept
from app.web.parts import Passage, passage_of
from app.web.support import supported_by

BODY_SHOWN_CHARS = 300


@dataclass(frozen=True, slots=True)
class DuplicateLine:
    """One of them: what it says, and why it is proposed."""

    public_id: str
    url: str
    kind: Kind
    kind_label: str
    title: Passage
    body: Passage
    author: str
    details: tuple[str, ...]
    why: str
    shared: tuple[Passage, ...]


def kept_labels() -> tuple[tuple[Kept, str], ...]:
    """Return the words of each choice."""
    return ((Kept.THIS, _("The one on this page")), (Kept.OTHER, _("The other one")))


def duplicate_lines(rows: Iterable[DuplicateRow], subject: MergeSubject, locale: str) -> list[DuplicateLine]:
    """Return possible duplicates, the most alike first."""
    kinds, handlings = kind_labels(), handling_labels()
    return [
        DuplicateLine(
            public_id=idents.encode(row.id),
            url=url_for("feedback.feedback", feedback_id=row.id),
            kind=row.kind,
            kind_label=kinds[row.kind],
            title=passage_of(row.title, row.language),
            body=passage_of(clip(row.body, BODY_SHOWN_CHARS)[0], row.language),
            author=author_label(row.identity, row.author_name, row.entity_name or ""),
            details=tuple(
                words
                for words in (
                    handlings[row.handling] if row.handling is not Handling.NEW else "",
                    _("Answered") if row.is_answered else "",
                    supported_by(locale, row.me_too_count),
                )
                if words
            ),
            why=_why(row, locale),
            shared=tuple(passage_of(word, subject.language) for word in row.shared),
        )
        for row in rows
    ]


def _why(row: DuplicateRow, locale: str) -> str:
    """Say why it is proposed."""
    if not row.shared:
        return _(
            "In another language (%(language)s), and close in meaning.",
            language=language_in_sentence(locale, row.language),
        )
    return ngettext(
        "%(count)s\N{NO-BREAK SPACE}word in common:",
        "%(count)s\N{NO-BREAK SPACE}words in common:",
        len(row.shared),
        count=formats.number(locale, len(row.shared)),
    )
