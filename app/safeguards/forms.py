"""Shape of what the browser sends about safeguards."""

from __future__ import annotations

from datetime import date
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, HiddenField
from wtforms.validators import InputRequired

from app.core.errors import DomainError
from app.core.idents import decode
from app.i18n import formats
from app.safeguards.errors import HalfTranslated
from app.safeguards.queries import SheetRow, SheetsWork
from app.safeguards.service import SheetInput
from app.safeguards.types import LINES_MAX_CHARS
from app.web.context import current_locale
from app.web.forms import BaseForm, TextField, VersionedForm
from app.web.translated_form import TranslatedForm, name_in, with_fields

_SHEETS_MAX = 50


class SheetForm(TranslatedForm, VersionedForm):
    """What testers may and may not do, language by language. ``sheet_form`` adds the fields."""

    WORDS = ("may", "may_not")

    def to_input(self) -> SheetInput:
        """Return what the use case takes."""
        return SheetInput(self.words("may"), self.words("may_not"), self.written_against)

    def place_sentence(self, error: DomainError, sentence: str) -> None:
        """Show what is missing in a language beside its own field."""
        if isinstance(error, HalfTranslated):
            locale = str(error.params["language"])
            empty = next(what for what in self.WORDS if not self.words(what)[locale].strip())
            field = self._fields[name_in(empty, locale)]
            field.errors = [*field.errors, sentence]
            return
        super().place_sentence(error, sentence)


def sheet_form(work: SheetsWork, *, sent: bool = True) -> SheetForm:
    """Return the form of a sheet, filled from its newest version; ``sent``: a browser may be sending this very form."""
    newest = work.newest
    fields: dict[str, Any] = {"LOCALES": work.locales}
    data: dict[str, Any] = {"version": str(newest.saved if newest else 0)}
    for locale in work.locales:
        language = formats.language_in_words(current_locale(), locale)
        options: dict[str, Any] = {"required": locale == work.locales[0], "render_kw": {"rows": 6}}
        hint = _l("One sentence a line.")
        fields[name_in("may", locale)] = TextField(
            _l("What testers may do, in %(language)s", language=language), LINES_MAX_CHARS, description=hint, **options
        )
        fields[name_in("may_not", locale)] = TextField(
            _l("What testers may not do, in %(language)s", language=language),
            LINES_MAX_CHARS,
            description=hint,
            **options,
        )
        words = newest.words.get(locale) if newest else None
        data[name_in("may", locale)] = words.may if words else ""
        data[name_in("may_not", locale)] = words.may_not if words else ""
    return with_fields(SheetForm, fields, data, sent=sent)


class ApproveForm(VersionedForm):
    """Up to which day a version is approved."""

    until = DateField(
        _l("Approved until"),
        [InputRequired(_l("Please choose a day."))],
        description=_l("The last day on which missions can be started. At most one year ahead."),
    )

    @classmethod
    def of(cls, row: SheetRow, *, sent: bool) -> ApproveForm:
        """Return the form of a version; ``sent`` tells that the browser is sending this very form."""
        given: dict[str, Any] = {} if sent else {"formdata": None}
        return cls(data={"version": str(row.saved), "until": row.valid_until}, **given)

    @property
    def last_day(self) -> date:
        """The day that was chosen."""
        return self.until.data or date.min


class AttestForm(BaseForm):
    """A box to tick below the rules, and which versions were read."""

    sheets = HiddenField()
    agrees = BooleanField(
        _l("I have read what I may and may not do, and I will keep to it."), false_values=(False, "false", "", "0")
    )

    @property
    def sheet_ids(self) -> tuple[int, ...]:
        """The numbers of the versions that were read; what is no number is none."""
        found = []
        for text in (self.sheets.data or "").split(".")[:_SHEETS_MAX]:
            try:
                found.append(decode(text))
            except ValueError:
                continue
        return tuple(found)
