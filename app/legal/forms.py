"""Shape of what the browser sends about legal texts."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, HiddenField, RadioField

from app.charters.forms import AgreeForm
from app.i18n import formats
from app.legal.queries import LegalWork
from app.legal.service import LegalInput, PublishInput
from app.legal.types import BODY_MAX_CHARS
from app.texts.types import TextProgress
from app.web.context import current_locale
from app.web.forms import TextField, VersionedForm, choices
from app.web.translated_form import TranslatedForm, name_in, with_fields

_MEANING, _CORRECTION = "meaning", "correction"


class LegalConfirmForm(AgreeForm):
    """Which words were read, and a box to tick where an agreement is asked."""

    next = HiddenField()  # where the person was going


class LegalForm(TranslatedForm, VersionedForm):
    """A text, language by language. ``legal_form`` adds the fields."""

    WORDS = ("body",)

    def to_input(self) -> LegalInput:
        """Return what the use case takes."""
        confirmed = (locale for locale in self.LOCALES if (tick := self.tick(locale)) is not None and tick.data)
        return LegalInput(self.words("body"), tuple(confirmed), self.written_against)

    def tick(self, locale: str) -> Field | None:
        """Return the box that says that an outdated translation is still right."""
        return self._fields.get(name_in("right", locale))


def legal_form(work: LegalWork, *, sent: bool = True) -> LegalForm:
    """Return the form of a text in work; ``sent`` tells that a browser may be sending this very form."""
    fields: dict[str, Any] = {"LOCALES": work.locales}
    data: dict[str, Any] = {"version": str(work.saved)}
    for locale in work.locales:
        language = formats.language_in_words(current_locale(), locale)
        is_source = locale == work.locales[0]
        fields[name_in("body", locale)] = TextField(
            _l("Text, in %(language)s", language=language),
            BODY_MAX_CHARS,
            required=is_source,
            description=_l("You can use Markdown.") if is_source else "",
            render_kw={"rows": 14},
        )
        state = work.states.get(locale)
        data[name_in("body", locale)] = state.value if state else ""
        if state is not None and state.state is TextProgress.OUTDATED:
            fields[name_in("right", locale)] = BooleanField(_l("This translation is still right"))
    return with_fields(LegalForm, fields, data, sent=sent)


class LegalPublishForm(VersionedForm):
    """What the new words mean for those who read the former ones."""

    what_changes = RadioField(
        _l("What changes?"),
        choices=choices(
            [
                (_MEANING, _l("The meaning: everybody in the entity is asked to read it again.")),
                (_CORRECTION, _l("Only typing errors or translations: what people have read still holds.")),
            ]
        ),
    )

    @classmethod
    def of(cls, work: LegalWork) -> LegalPublishForm:
        """Return the form of what would be published now."""
        form = cls(data={"version": str(work.saved), "what_changes": _MEANING if work.changes_meaning else _CORRECTION})
        if not work.is_in_force:
            del form.what_changes
        return form

    def to_input(self) -> PublishInput:
        """Return what the use case takes."""
        is_correction = "what_changes" in self and self.what_changes.data == _CORRECTION
        return PublishInput(is_correction, self.written_against)
