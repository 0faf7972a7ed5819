"""Says answers in the reader's language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from flask_babel import gettext as _

from app.i18n import formats
from app.questions.types import AnswerRefused
from app.texts.queries import EMPTY, ReadText


@dataclass(frozen=True, slots=True)
class ReaderWording:
    """Implements ``app.questions.kinds.kind.Wording`` with the texts of a page."""

    locale: str
    texts: Mapping[int, ReadText]
    part_text_ids: Mapping[int, int]  # part id → text id

    def part(self, part_id: int) -> str:
        """Return the words of a part that its builder wrote."""
        return self.texts.get(self.part_text_ids.get(part_id, 0), EMPTY).value

    def number(self, value: float) -> str:
        """Write a number."""
        return formats.decimal(self.locale, value)

    def pair(self, first: str, second: str) -> str:
        """Put a name and what was chosen for it on one line."""
        return str(_("%(label)s: %(value)s", label=first, value=second))

    def day(self, value: date) -> str:
        """Write a date."""
        return formats.day(self.locale, value)

    def sentence(self, message: str) -> str:
        """Translate a msgid."""
        return str(_(message))


def refusal_sentence(refusal: AnswerRefused) -> str:
    """Return why an answer is not taken, in the request's language."""
    return str(_(refusal.sentence)) % refusal.params
