"""What a translator sends."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FileField, HiddenField

from app.core.errors import ChangedMeanwhile
from app.texts.types import mark_of
from app.translating.errors import FileNotRead, FileOfOtherLanguages
from app.translating.file_format import BYTES_MAX, FileUnit, Languages, read_spreadsheet, read_xliff
from app.translating.queries import SOURCE_OF, Bench, BenchText
from app.translating.service import BenchInput
from app.translating.types import FileRefused
from app.web.forms import BaseForm, LineField, TextField, sentence_of

PACKED = b"PK"  # how a spreadsheet begins


class BenchForm(BaseForm):
    """One text in one language; the field ``words`` is as long as the text may be."""

    seen = HiddenField()
    words: Any

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

    file = FileField(_l("A translated file, XLIFF or XLSX"), render_kw={"accept": ".xlf,.xliff,.xlsx"})

    def to_units(self, bench: Bench) -> list[FileUnit]:
        """Return what the file holds.

        :raises FileNotRead, FileOfOtherLanguages: no file was chosen, or it is none of these
        """
        stored = self.file.data
        content = stored.read(BYTES_MAX + 1) if hasattr(stored, "read") else b""
        try:
            return _units(content, bench.place.slug, bench.languages)
        except FileRefused as error:
            refusal = FileOfOtherLanguages if error.is_foreign else FileNotRead
            raise refusal from error


def _units(content: bytes, name: str, languages: Languages) -> list[FileUnit]:
    if content.startswith(PACKED):
        return read_spreadsheet(name, content, languages)
    return read_xliff(content, languages)


def bench_form(text: BenchText) -> BenchForm:
    """Return the form of a text: of one line or of several, as long as its kind may be."""
    source = SOURCE_OF[text.kind]
    label = _l("Translation")
    field = (
        TextField(label, source.max_chars, render_kw={"rows": 12})
        if source.is_long
        else LineField(label, source.max_chars)
    )
    made: BenchForm = type("BenchForm", (BenchForm,), {"words": field})(
        data={"words": text.words, "seen": mark_of(text.source, text.words)}
    )
    return made
