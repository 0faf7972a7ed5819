"""What a translator sends."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FileField, HiddenField

from app.core.errors import ChangedMeanwhile
from app.questionnaires.service import mark_of
from app.translating.errors import FileOfOtherLanguages, XliffNotRead
from app.translating.file_format import BYTES_MAX, FileUnit, Languages, read_xliff
from app.translating.queries import BenchText
from app.translating.service import BenchInput
from app.translating.types import LONG_KINDS, MAX_CHARS, FileRefused, TextKind
from app.web.forms import BaseForm, LineField, TextField, sentence_of


class BenchForm(BaseForm):
    """One text in one language."""

    seen = HiddenField()
    words = TextField(_l("Translation"), MAX_CHARS[TextKind.CAMPAIGN_DESCRIPTION], render_kw={"rows": 12})

    def to_input(self, *, is_draft: bool) -> BenchInput:
        """Return what the use case takes."""
        return BenchInput(self.words.data or "", self.seen.data or "", is_draft=is_draft)

    def refuse_beside(self, refusal: ChangedMeanwhile, stored: BenchText) -> None:
        """Keep what was typed, and show under it what is stored now; saving again overwrites that."""
        self.refusal, self.form_errors = refusal, [sentence_of(refusal)]
        self.seen.data = mark_of(stored.source, stored.words)
        field: Any = self.words
        if field.data != stored.words:
            field.stored = stored.words


class TranslatedFileForm(BaseForm):
    """A file that came back from translators."""

    file = FileField(_l("A translated file, as XLIFF"), render_kw={"accept": ".xlf,.xliff"})

    def to_units(self, languages: Languages) -> list[FileUnit]:
        """Return what the file holds.

        :raises XliffNotRead, FileOfOtherLanguages: no file was chosen, or it is none of these
        """
        stored = self.file.data
        content = stored.read(BYTES_MAX + 1) if hasattr(stored, "read") else b""
        try:
            return read_xliff(content, languages)
        except FileRefused as error:
            refusal = FileOfOtherLanguages if error.is_foreign else XliffNotRead
            raise refusal from error


def bench_form(text: BenchText) -> BenchForm:
    """Return the form of a text: of one line or of several, as long as its kind may be."""
    limit = MAX_CHARS[text.kind]
    field = _words_field(limit) if text.kind in LONG_KINDS else LineField(_l("Translation"), limit)
    made: BenchForm = type("BenchForm", (BenchForm,), {"words": field})(
        data={"words": text.words, "seen": mark_of(text.source, text.words)}
    )
    return made


def _words_field(limit: int) -> TextField:
    return TextField(_l("Translation"), limit, render_kw={"rows": 12})
