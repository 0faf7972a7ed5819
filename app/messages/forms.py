"""The form of a message: its words in each language of the entity, and when it leaves."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, Field, StringField
from wtforms.validators import Optional

from app.i18n import formats
from app.i18n.locale import direction_of
from app.messages.service import MemberMessageInput
from app.messages.types import Model
from app.web.context import current_locale
from app.web.forms import IdempotentForm, LineField, PreviewedForm, TextField

SUBJECT_MAX_CHARS = 120
BODY_MAX_CHARS = 4000
MINUTES = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]  # as browsers send it, and as people type it
_MOMENT: dict[str, Any] = {"format": MINUTES}  # several formats; the library's types know one


@dataclass(frozen=True, slots=True)
class MessageSection:
    """The fields of one language."""

    locale: str
    name: str  # of the language, in the reader's
    direction: str
    is_source: bool
    subject: Field
    body: Field

    @property
    def has_errors(self) -> bool:
        """Whether something here was refused."""
        return bool(self.subject.errors or self.body.errors)


class MemberMessageForm(PreviewedForm, IdempotentForm):
    """What every language shares. ``message_form`` adds the fields of the languages."""

    LOCALES: tuple[str, ...] = ()  # the entity's own first

    trial = StringField()
    send_at = DateTimeLocalField(
        _l("Day and hour"),
        [Optional()],
        description=_l("In the time of the entity. If the field is empty, the message leaves at once."),
        **_MOMENT,
    )
    is_trial = False

    @property
    def is_read_first(self) -> bool:
        """Whether the words are shown or mailed to their writer, and not sent."""
        return self.is_previewed or self.is_trial

    def validate_on_submit(self, extra_validators: object = None) -> bool:
        """Send nothing when only a trial is asked for."""
        is_right = super().validate_on_submit(extra_validators)
        self.is_trial = is_right and bool(self.trial.data)
        self.is_previewed = self.is_previewed or self.is_trial  # the page then shows the words too
        return is_right and not self.is_trial

    def to_input(self, model: Model) -> MemberMessageInput:
        """Return what the use cases take."""
        return MemberMessageInput(
            model=model,
            subject=self._words("subject"),
            body=self._words("body"),
            send_at=self.send_at.data,
            submission_key=self.submission_key,
        )

    def sections(self) -> tuple[MessageSection, ...]:
        """Return the fields language by language."""
        return tuple(
            MessageSection(
                locale,
                formats.language_name(current_locale(), locale),
                direction_of(locale),
                locale == self.LOCALES[0],
                self._fields[_name("subject", locale)],
                self._fields[_name("body", locale)],
            )
            for locale in self.LOCALES
        )

    def _words(self, what: str) -> dict[str, str]:
        return {locale: self._fields[_name(what, locale)].data or "" for locale in self.LOCALES}


def message_form(words: Mapping[str, tuple[str, str]]) -> MemberMessageForm:
    """Return the form in some languages, the entity's own first, filled with a model's subject and body in each."""
    fields: dict[str, Any] = {"LOCALES": tuple(words)}
    data: dict[str, str] = {}
    for position, (locale, (subject, body)) in enumerate(words.items()):
        language = formats.language_in_words(current_locale(), locale)
        fields[_name("subject", locale)] = LineField(
            _l("Subject, in %(language)s", language=language), SUBJECT_MAX_CHARS, required=position == 0
        )
        fields[_name("body", locale)] = TextField(
            _l("Message, in %(language)s", language=language),
            BODY_MAX_CHARS,
            required=position == 0,
            render_kw={"rows": 8},
        )
        data |= {_name("subject", locale): subject, _name("body", locale): body}
    kind: type[MemberMessageForm] = type("MemberMessageForm", (MemberMessageForm,), fields)
    return kind(data=data)


def _name(what: str, locale: str) -> str:
    return f"{what}_{locale.replace('-', '_')}"
