"""Base of every form: CSRF, the status of its page, text as people type it. The only module that knows Flask-WTF."""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator
from datetime import date, datetime
from http import HTTPStatus
from typing import Any, Protocol

from flask import Flask, flash, request
from flask_babel import get_locale
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from flask_wtf.csrf import CSRFError, CSRFProtect, generate_csrf
from wtforms import (
    DateTimeLocalField,
    Field,
    FieldList,
    HiddenField,
    SelectFieldBase,
    StringField,
    TextAreaField,
)
from wtforms import SelectChoice as Choice  # type: ignore[attr-defined]  # the stubs are a release behind
from wtforms.form import BaseForm as LibraryForm
from wtforms.validators import Optional, StopValidation, ValidationError
from wtforms.widgets import HiddenInput, TextArea

from app.core.errors import AgreementOwed, ChangedMeanwhile, DomainError, FormUsed, NotFound, Unauthenticated
from app.core.wording import find_override, find_unreadable, has_pasted_marks, normalise, words_before
from app.i18n import formats
from app.web.context import current_locale

__all__ = [
    "BaseForm",
    "CSRFError",
    "IdempotentForm",
    "LineField",
    "PreviewedForm",
    "TextField",
    "VersionField",
    "VersionedForm",
    "choices",
    "draft_done",
    "generate_csrf",
    "init_app",
    "moment_field",
    "readable",
    "sentence_of",
    "version_in",
]

VERSION_DIGITS = 10
MOMENT_FORMATS = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S"]  # browsers add seconds when they are not nought
ONE_LINE_CHARS = 100  # what may be longer does not fit a field of one line
RESUMED = "_resumed"  # the text comes back after signing in: shown again, not sent


def init_app(app: Flask) -> None:
    """Ask for a token at every POST, form or not."""
    app.config["WTF_CSRF_TIME_LIMIT"] = None  # as long as the session: nobody loses what took an hour to write
    app.config["WTF_CSRF_SSL_STRICT"] = False  # the origin is checked in web/headers.py, for plain http too
    app.config["WTF_I18N_ENABLED"] = False  # it would read its catalogue anew in each request; see BaseForm.Meta
    CSRFProtect(app)


def accept_one_click(app: Flask, endpoints: Iterable[str]) -> None:
    """Ask for no token at these endpoints, once they are registered: their address carries a seal of its own."""
    guard: Any = app.extensions["csrf"]
    for endpoint in endpoints:
        guard.exempt(app.view_functions[endpoint])


def sentence_of(error: DomainError) -> str:
    """Return what a refusal says, in the request's language."""
    return _(error.message) % error.params


class _LibraryWords(Protocol):
    """Where the library looks up its sentences."""

    def gettext(self, sentence: str, /) -> str:
        """Return a sentence."""

    def ngettext(self, one: str, many: str, n: int, /) -> str:
        """Return a sentence by a number."""


class _PlainWords:
    """The library's sentences, but for those that speak of coercion."""

    CHOICES = ("Invalid Choice", "Invalid choice", "Not a valid choice", "'%(value)s'")  # how they begin

    def __init__(self, library: _LibraryWords) -> None:
        self._library = library

    def gettext(self, sentence: str) -> str:
        """Return what is wrong with a field."""
        if sentence.startswith(self.CHOICES):
            return _("This choice is not offered here. Please choose again.")
        return self._library.gettext(sentence)

    def ngettext(self, one: str, many: str, n: int) -> str:
        """Return what is wrong with a field, by a number."""
        return self.gettext(one) if one.startswith(self.CHOICES) else self._library.ngettext(one, many, n)


class BaseForm(FlaskForm):
    """A form that knows its page's status, and puts a rule's refusal beside its field."""

    refusal: DomainError | None = None  # what a rule refused, once ``accept`` was called

    class Meta(FlaskForm.Meta):
        """The library's own sentences in the request's language; WTForms keeps a catalogue once it was read."""

        csrf = False  # the token is asked for at every POST, form or not: a second look would find nothing more

        def get_translations(self, form: LibraryForm) -> _LibraryWords:
            """Say in plain words, for every list, that a value is none of its choices."""
            return _PlainWords(super().get_translations(form))

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, meta={"locales": [str(get_locale())]}, **options)

    @property
    def http_status(self) -> HTTPStatus:
        """That of the rule's refusal; else 422 when the form was sent and is wrong, 200 when it is only shown."""
        if self.refusal is not None:
            return HTTPStatus(self.refusal.status)
        is_wrong = self.is_submitted() and not self.is_resumed
        return HTTPStatus.UNPROCESSABLE_ENTITY if is_wrong else HTTPStatus.OK

    @property
    def is_resumed(self) -> bool:
        """Whether the fields come back after a session expired: to be read again, not stored."""
        return RESUMED in request.form

    def validate_on_submit(self, extra_validators: object = None) -> bool:
        """Tell whether the form was sent, on purpose, and is right."""
        if any(field.was_cleaned for field in self.typed_fields()):
            flash(_("Invisible characters have been removed from your text. They often come from pasted text."), "info")
        return not self.is_resumed and bool(super().validate_on_submit(extra_validators))

    def typed_fields(self) -> Iterator[_WordsField]:
        """Yield the fields people type words into, also those of a list."""
        for field in self:
            for each in field if isinstance(field, FieldList) else (field,):
                if isinstance(each, _WordsField):
                    yield each

    def accept(self, error: DomainError) -> None:
        """Show a rule's refusal beside the field it names, else above the form; the page takes its status.

        :raises NotFound, Unauthenticated: there is no page left to show the form on
        :raises AgreementOwed: another page comes first, and brings the words back
        """
        if isinstance(error, NotFound | Unauthenticated | AgreementOwed):
            raise error
        self.refusal = error
        self.place_sentence(error, sentence_of(error))

    def place_sentence(self, error: DomainError, sentence: str) -> None:
        """Add the sentence to the errors of the field that the refusal names, or of the form."""
        if error.field in self._fields:
            field = self._fields[error.field]
            field.errors = [*field.errors, sentence]
        else:
            self.form_errors = [*self.form_errors, sentence]


def draft_done() -> None:
    """Let the browser forget the draft of the form that has just been saved: one whose draft is kept under its path."""
    flash(request.path, "draft_done")


def new_form_key() -> str:
    """Return a key for one sending of one form."""
    return secrets.token_urlsafe(24)


class IdempotentForm(BaseForm):
    """A form that creates something: its key makes a double click, or a retry, one thing."""

    key = HiddenField(default=new_form_key)

    def __init__(self, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        if not self.key.data:  # sent by hand: never the key of somebody else's form
            self.key.data = new_form_key()

    def accept(self, error: DomainError) -> None:
        """Show a refusal; after one of its key, used with other words, the form can be sent as a new one."""
        super().accept(error)
        if isinstance(error, FormUsed):
            self.key.data = new_form_key()

    @property
    def submission_key(self) -> str:
        """The key as it is stored: its hash, 64 characters."""
        return hashlib.sha256((self.key.data or "").encode()).hexdigest()


class PreviewedForm(BaseForm):
    """A form whose words can be read as others will, before they are published; its second button asks for that."""

    preview = StringField()
    is_previewed = False

    @property
    def http_status(self) -> HTTPStatus:
        """A form that is only looked at is not wrong."""
        return HTTPStatus.OK if self.is_previewed else super().http_status

    def validate_on_submit(self, extra_validators: object = None) -> bool:
        """Publish nothing when only a preview is asked for."""
        is_right = super().validate_on_submit(extra_validators)
        self.is_previewed = is_right and bool(self.preview.data)
        return is_right and not self.is_previewed


class VersionField(HiddenField):
    """The version of what a form was filled from; a form that carries none was filled from nothing that is stored."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take what was sent, be it nothing."""
        self.data = str(valuelist[0]) if valuelist else ""


def version_in(field: VersionField) -> int:
    """Return the version that a field holds; what is no number is 0, which no stored thing has."""
    text = str(field.data or "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < VERSION_DIGITS else 0


class VersionedForm(BaseForm):
    """A form that changes what is there: it carries the version it was filled from, and overwrites no other."""

    version = VersionField(default="0")

    @property
    def written_against(self) -> int:
        """The version that the form was filled from."""
        return version_in(self.version)

    def show_beside(self, stored: VersionedForm, saved_last: str = "") -> None:
        """Keep what was typed, and give each field that differs what is stored now; saving again overwrites that.

        ``stored`` is the same form, filled from what is there; ``saved_last`` a sentence that says who saved it.
        """
        self.refusal = ChangedMeanwhile()
        self.version.data = stored.version.data
        self.form_errors = [
            _(
                "Somebody saved this while you were writing: your changes are not saved yet. Under each field "
                "that differs, you see what is saved now. Take from it what is right, then save again."
            ),
            *([saved_last] if saved_last else []),
        ]
        fields: Iterable[Any] = self
        for field in fields:
            there = self.counterpart(field, stored)
            if there is not None and not isinstance(there.widget, HiddenInput) and _as_read(there) != _as_read(field):
                field.stored = _as_read(there)

    def counterpart(self, field: Field, stored: VersionedForm) -> Field | None:
        """Return the field of the stored form that is about the same thing."""
        found: Field | None = stored._fields.get(field.short_name)
        return None if field.short_name == "is_correction" else found  # of this very change, stored nowhere


def _as_read(field: Field) -> str:
    """Return what a field holds as people read it: chosen labels, dates in words."""
    if isinstance(field, SelectFieldBase):
        options: Iterable[Any] = field.iter_choices()  # the stubs are a release behind
        return ", ".join(str(choice.label) for choice in options if choice.selected) or _("Nothing")
    if isinstance(field.data, datetime):
        return formats.wall_moment(str(get_locale()), field.data)
    if isinstance(field.data, date):
        return formats.day(str(get_locale()), field.data)
    return str(field.data or "") or _("Nothing")


def moment_field(label: str, description: str = "") -> DateTimeLocalField:
    """Return a field for a day and an hour on somebody's clock, which may stay empty."""
    options: dict[str, Any] = {"format": MOMENT_FORMATS}  # several formats; the library's types know one
    return DateTimeLocalField(label, [Optional()], description=description, **options)


def choices(pairs: Iterable[tuple[object, object]]) -> list[Any]:
    """Return the choices of a list, radio buttons or tick boxes: value and label of each."""
    return [Choice(value, label) for value, label in pairs]


def readable(_form: object, field: Field) -> None:
    """Refuse characters nobody can read, and marks that reverse the text after them; say where they stand."""
    text = field.data or ""
    place = find_unreadable(text)
    if place is not None:
        words = words_before(text, place)
        if not words:
            raise StopValidation(_("This text begins with a character that cannot be shown. Please remove it."))
        raise StopValidation(
            _("After “%(words)s” there is a character that cannot be shown. Please remove it.", words=words)
        )
    place = find_override(text)
    if place is not None:
        words = words_before(text, place)
        if not words:
            raise StopValidation(
                _("This text begins with an invisible character that reverses the text. Please remove it.")
            )
        raise StopValidation(
            _(
                "After “%(words)s” there is an invisible character that reverses the text. Please remove it.",
                words=words,
            )
        )


class Limit:
    """At most so many characters, counted as they are stored; the browser shows the limit before sending."""

    def __init__(self, maximum: int) -> None:
        self.maximum = maximum
        self.field_flags = {"maxlength": maximum}

    def __call__(self, _form: object, field: Field) -> None:
        """Refuse a longer text, saying by how much."""
        length = len(field.data or "")
        if length > self.maximum:
            raise ValidationError(
                _(
                    "This text has %(length)s\u00a0characters; %(maximum)s\u00a0is the limit.",
                    length=formats.number(current_locale(), length),
                    maximum=formats.number(current_locale(), self.maximum),
                )
            )


class Filled:
    """Something must be left once the blanks around are gone: a line of blanks is no answer."""

    def __init__(self, message: object) -> None:
        self.message = message
        self.field_flags = {"required": True}

    def __call__(self, _form: object, field: Field) -> None:
        """Refuse nothing, and what looks like it."""
        if not field.data:
            field.errors = []
            raise StopValidation(str(self.message))


class _WordsField(StringField):
    """Words people type, with their limit; how they are normalised is the field's own business."""

    was_cleaned = False  # invisible characters came with what was typed, and are gone

    def __init__(
        self, label: str, limit: int, *extra: Callable[..., None], required: bool = True, **options: Any
    ) -> None:
        needed = [Filled(_l("Please fill in this field."))] if required else []
        rules = [readable, *needed, Limit(limit), *extra]
        super().__init__(label, rules, **options)


class LineField(_WordsField):
    """One line of text, normalised; one that may be long is written in a field that grows with it."""

    def __init__(
        self, label: str, limit: int, *extra: Callable[..., None], required: bool = True, **options: Any
    ) -> None:
        if limit > ONE_LINE_CHARS:
            options.setdefault("widget", TextArea())
        super().__init__(label, limit, *extra, required=required, **options)

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Normalise: composed letters, blanks folded into one."""
        super().process_formdata(valuelist)
        self.was_cleaned = has_pasted_marks(self.data or "")
        self.data = " ".join(normalise(self.data or "").split())


class TextField(_WordsField, TextAreaField):
    """Several lines of text, normalised."""

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Normalise: composed letters, Unix line ends."""
        super().process_formdata(valuelist)
        self.was_cleaned = has_pasted_marks(self.data or "")
        self.data = normalise(self.data or "")
