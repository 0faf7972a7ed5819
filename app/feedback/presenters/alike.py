"""What may say the same in another language, ready to print for who moderates."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.core import idents
from app.feedback.presenters.labels import handling_labels, kind_labels, language_label
from app.feedback.queries.alike import AlikeRow
from app.feedback.types import Handling, Kind
from app.web.parts import Passage, passage_of
from app.web.support import supported_by


@dataclass(frozen=True, slots=True)
class AlikeLine:
    """One of them: what it is, where it stands, and where it can be merged."""

    url: str
    kind: Kind
    title: Passage
    details: tuple[str, ...]  # its language first
    merge_url: str  # "": not the reader's to merge


def alike_lines(rows: Iterable[AlikeRow], feedback_id: int, locale: str) -> tuple[AlikeLine, ...]:
    """Return the lines; ``feedback_id``: what they are like."""
    kinds, handlings = kind_labels(), handling_labels()
    return tuple(
        AlikeLine(
            url=url_for("feedback.feedback", feedback_id=row.id),
            kind=row.kind,
            title=passage_of(row.title, row.language),
            details=tuple(
                words
                for words in (
                    language_label(locale, row.language),
                    kinds[row.kind],
                    handlings[row.handling] if row.handling is not Handling.NEW else "",
                    _("Answered") if row.is_answered else "",
                    supported_by(locale, row.me_too_count),
                )
                if words
            ),
            merge_url=url_for("merging.merge", feedback_id=feedback_id, other=idents.encode(row.id))
            if row.is_mergeable
            else "",
        )
        for row in rows
    )
