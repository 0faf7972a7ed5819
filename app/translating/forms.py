"""What a translator sends."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import FileField, HiddenField

from app.core.errors import ChangedMeanwhile
from app.i18n import formats
from app.texts.types import mark_of
from app.translating.errors import FileOfOtherLanguages, TranslationsNotRead
from app.translating.file_format import BYTES_MAX, FileUnit, Languages, read_spreadsheet, read_xliff
from app.translating.queries import SOURCE_OF, Bench, BenchText, TermRow
from app.translating.service import BenchInput, TermInput
from app.translating.types import AVOID_MAX_CHARS, NOTE_MAX_CHARS, TERM_MAX_CHARS, FileRefused
from app.web.context import current_locale
from app.web.forms import BaseForm, LineField, TextField, VersionedForm, sentence_of
from app.web.translated_form import TranslatedForm, name_in, with_fields
from config import LOCALES

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

        :raises TranslationsNotRead, FileOfOtherLanguages: no file was chosen, or it is none of these
        """
        stored = self.file.data
        content = stored.read(BYTES_MAX + 1) if hasattr(stored, "read") else b""
        try:
            return _units(content, bench.place.slug, bench.languages)
        except FileRefused as error:
            refusal = FileOfOtherLanguages if error.is_foreign else TranslationsNotRead
            raise refusal from error


def _units(content: bytes, name: str, languages: Languages) -> list[FileUnit]:
    if content.startswith(PACKED):
        return read_spreadsheet(name, content, languages)
    return read_xliff(content, languages)


class TermForm(TranslatedForm, VersionedForm):
    """A term of the glossary in each language. ``term_form`` adds the fields."""

    WORDS = ("term", "avoid")
    note = TextField(_l("Note for those who translate"), NOTE_MAX_CHARS, required=False, render_kw={"rows": 3})

    def to_input(self) -> TermInput:
        """Return what the use cases take."""
        return TermInput(self.words("term"), self.words("avoid"), self.note.data or "", self.written_against)


def term_form(row: TermRow | None = None, *, sent: bool = True) -> TermForm:
    """Return the form of a term, filled where there is one."""
    fields: dict[str, Any] = {"LOCALES": LOCALES}
    data: dict[str, Any] = {"version": str(row.version), "note": row.note} if row else {}
    for locale in LOCALES:
        language = formats.language_in_words(current_locale(), locale)
        fields[name_in("term", locale)] = LineField(
            _l("Term, in %(language)s", language=language), TERM_MAX_CHARS, required=locale == LOCALES[0]
        )
        fields[name_in("avoid", locale)] = LineField(
            _l("Words to avoid, in %(language)s", language=language),
            AVOID_MAX_CHARS,
            required=False,
            description=_l("Separate them with commas."),
        )
        if row:
            data[name_in("term", locale)] = row.words.get(locale, "")
            data[name_in("avoid", locale)] = row.avoid.get(locale, "")
    return with_fields(TermForm, fields, data, sent=sent)


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
