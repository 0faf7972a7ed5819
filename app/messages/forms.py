"""The form of a message: its words in each language of the entity, and when it leaves."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import DateTimeLocalField, StringField
from wtforms.validators import Optional

from app.i18n import formats
from app.messages.service import MemberMessageInput
from app.messages.types import Model
from app.web.context import current_locale
from app.web.forms import IdempotentForm, LineField, PreviewedForm, TextField
from app.web.translated_form import TranslatedForm, name_in, with_fields

SUBJECT_MAX_CHARS = 120
BODY_MAX_CHARS = 4000
MINUTES = ["%Y-%m-%dT%H:%M", "%Y-%m-%d %H:%M"]  # as browsers send it, and as people type it
_MOMENT: dict[str, Any] = {"format": MINUTES}  # several formats; the library's types know one


class MemberMessageForm(TranslatedForm, PreviewedForm, IdempotentForm):
    """What every language shares. ``message_form`` adds the fields of the languages."""

    WORDS = ("subject", "body")

    trial = StringField()
    send_at = DateTimeLocalField(
        _l("Day and hour"),
        [Optional()],
        description=_l("In the time zone of the entity. If the field is empty, the message is sent at once."),
        **_MOMENT,
    )
    is_trial = False

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
            subject=self.words("subject"),
            body=self.words("body"),
            send_at=self.send_at.data,
            submission_key=self.submission_key,
        )


def message_form(words: Mapping[str, tuple[str, str]]) -> MemberMessageForm:
    """Return the form in some languages, the entity's own first, filled with a model's subject and body in each."""
    fields: dict[str, Any] = {"LOCALES": tuple(words)}
    data: dict[str, str] = {}
    for position, (locale, (subject, body)) in enumerate(words.items()):
        language = formats.language_in_words(current_locale(), locale)
        fields[name_in("subject", locale)] = LineField(
            _l("Subject, in %(language)s", language=language), SUBJECT_MAX_CHARS, required=position == 0
        )
        fields[name_in("body", locale)] = TextField(
            _l("Message, in %(language)s", language=language),
            BODY_MAX_CHARS,
            required=position == 0,
            render_kw={"rows": 8},
        )
        data |= {name_in("subject", locale): subject, name_in("body", locale): body}
    return with_fields(MemberMessageForm, fields, data)
