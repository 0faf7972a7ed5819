"""Duplicates that are read as a part of a contribution, ready to print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from flask import url_for

from app.campaigns.types import IdentityLevel
from app.core import idents
from app.feedback.presenters.labels import author_label, kind_labels
from app.feedback.queries.merged import MergedRow
from app.feedback.types import Kind
from app.i18n import formats
from app.web.parts import Passage, passage_of


@dataclass(frozen=True, slots=True)
class MergedLine:
    """One of them. ``own_url`` leads to its own page, for its author and the moderators."""

    public_id: str
    kind: Kind
    kind_label: str
    title: Passage
    body: Passage
    author: str
    when: str
    own_url: str
    undo_url: str  # "": the reader does not take them apart


def merged_lines(rows: Iterable[MergedRow], locale: str, now: datetime) -> tuple[MergedLine, ...]:
    """Return duplicates in the order in which they were merged; each author is shown as before."""
    kinds = kind_labels()
    return tuple(
        MergedLine(
            public_id=idents.encode(row.id),
            kind=row.kind,
            kind_label=kinds[row.kind],
            title=passage_of(row.title, row.language),
            body=passage_of(row.body, row.language),
            author=author_label(row.identity, row.author_name, row.entity_name or "", is_imported=row.is_imported),
            when=formats.day(locale, row.created_at.date())
            if row.identity is IdentityLevel.UNTRACEABLE
            else formats.ago(locale, row.created_at, now),
            own_url=url_for("feedback.feedback", feedback_id=row.id, stay=1) if row.may_open else "",
            undo_url=url_for("merging.undo", feedback_id=row.id) if row.may_undo else "",
        )
        for row in rows
    )
