"""What a question said before its wording was corrected."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.i18n import formats
from app.questionnaires.queries import FormerWords, QuestionRow
from app.questions.types import PartRole
from app.web.parts import Passage, passage_of


@dataclass(frozen=True, slots=True)
class FormerPart:
    """Words that were corrected: what they were, in which language, and until when."""

    label: str
    words: Passage


def former_parts(found: Iterable[FormerWords], locale: str) -> Sequence[FormerPart]:
    """Return the words that were corrected, ready to print."""
    return [
        FormerPart(
            _(
                "%(part)s, %(language)s, until %(day)s",
                part=_part(one),
                language=formats.language_in_words(locale, one.locale),
                day=formats.day(locale, one.corrected_on),
            ),
            passage_of(one.words, one.locale),
        )
        for one in found
    ]


def corrected_label(row: QuestionRow, locale: str) -> str:
    """Say when the wording of a question was corrected, ``""`` where it was not."""
    if row.corrected_on is None:
        return ""
    return str(_("The wording was corrected on %(day)s.", day=formats.day(locale, row.corrected_on)))


def _part(one: FormerWords) -> str:
    labels = {
        PartRole.OPTION: _("Option"),
        PartRole.ROW: _("Row"),
        PartRole.COLUMN: _("Column"),
        PartRole.END: _("End of the scale"),
    }
    if one.role is not None:
        return str(labels[one.role])
    return str(_("Question") if one.is_prompt else _("Explanation below it"))
