"""The form that translates a part of a questionnaire: a sub-form for each text."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import Form, FormField, HiddenField

from app.core import idents
from app.questionnaires.forms.build import RowsField
from app.questionnaires.service import TranslatedText, mark_of
from app.questionnaires.types import INTRO_MAX_CHARS
from app.texts.queries import TextState
from app.web.forms import BaseForm, TextField

MAX_TEXTS = 400  # of the longest page: ten questions with all that they may have


class TranslatedTextForm(Form):
    """One text in another language, and what stood there when the form was filled."""

    text_id = HiddenField()
    seen = HiddenField()
    words = TextField(_l("Text"), INTRO_MAX_CHARS, required=False)


class TranslationsForm(BaseForm):
    """The texts of one page."""

    texts = RowsField(FormField(TranslatedTextForm), max_entries=MAX_TEXTS)

    @classmethod
    def of(cls, states: Sequence[tuple[TextState, TextState]], *, sent: bool = True) -> TranslationsForm:
        """Return the form filled with the translations: (source, translation) of each text."""
        data = [
            {
                "text_id": idents.encode(source.text_id),
                "seen": mark_of(source.value, translated.value),
                "words": translated.value,
            }
            for source, translated in states
        ]
        given: dict[str, Any] = {} if sent else {"formdata": None}
        return cls(data={"texts": data}, **given)

    def to_input(self) -> list[TranslatedText]:
        """Return what the use case takes; what names no text is left out."""
        given = []
        for row in self.texts:
            try:
                text_id = idents.decode(row.text_id.data or "")
            except ValueError:
                continue
            given.append(TranslatedText(text_id, row.words.data or "", row.seen.data or ""))
        return given

    def show_stored(self, stored: TranslationsForm) -> None:
        """Keep what was typed, and show what is stored now beside each text that differs."""
        there: Mapping[str, Any] = {row.text_id.data: row for row in stored.texts}
        for row in self.texts:
            now = there.get(row.text_id.data)
            if now is not None and now.seen.data != row.seen.data:
                row.form.words.stored = now.words.data
                row.form.seen.data = now.seen.data
