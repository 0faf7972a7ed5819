"""Contributions that say nearly the same, ready to print beside the form."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.feedback.presenters.labels import handling_labels, kind_labels
from app.feedback.queries.similar import SimilarRow
from app.feedback.types import Handling, Kind
from app.web.parts import lang_and_dir
from app.web.support import support_label, supported_by


@dataclass(frozen=True, slots=True)
class SimilarLine:
    """One of them: what it is, where it stands, and the button that supports it."""

    url: str
    title: str
    lang: str
    dir: str
    kind: Kind
    kind_label: str
    status: str
    me_too_url: str  # "": there is nothing to press
    me_too_label: str
    note: str  # said where there is no button


def similar_heading(lines: Sequence[SimilarLine]) -> str:
    """Say how many there are, and what can be done; nothing where there is none."""
    if not lines:
        return ""
    return ngettext(
        "%(num)s\u00a0colleague’s contribution may say the same. Support it instead of writing it again:",
        "%(num)s\u00a0contributions of colleagues may say the same. Support one instead of writing it again:",
        len(lines),
    )


def similar_lines(
    rows: Sequence[SimilarRow], locale: str, person_id: int, may_join_in: Mapping[int | None, bool]
) -> tuple[SimilarLine, ...]:
    """Return the lines; ``may_join_in``: by edition, None for what hides its entity."""
    kinds, handlings = kind_labels(), handling_labels()
    lines = []
    for row in rows:
        is_own = row.author_id is not None and row.author_id == person_id
        may_press = not is_own and not row.has_me_too and may_join_in.get(row.edition_id, False)
        note = _("You wrote this.") if is_own else _("You support this already.") if row.has_me_too else ""
        status = _("Answered") if row.is_answered else ""
        lang, direction = lang_and_dir(row.language)
        lines.append(
            SimilarLine(
                url=url_for("feedback.feedback", feedback_id=row.id),
                title=row.title,
                lang=lang,
                dir=direction,
                kind=row.kind,
                kind_label=kinds[row.kind],
                status=handlings[row.handling] if row.handling is not Handling.NEW else status,
                me_too_url=url_for("feedback.me_too", feedback_id=row.id) if may_press else "",
                me_too_label=support_label(locale, row.me_too_count),
                note=note or ("" if may_press else supported_by(locale, row.me_too_count)),
            )
        )
    return tuple(lines)
