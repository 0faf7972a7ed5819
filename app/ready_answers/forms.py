"""The form that writes a ready answer, language by language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from app.i18n import formats
from app.ready_answers.queries import ReadyAnswerRow, ReadyAnswerTexts
from app.ready_answers.service import ReadyAnswerInput
from app.ready_answers.types import BODY_MAX_CHARS, TITLE_MAX_CHARS
from app.web.context import current_locale
from app.web.forms import IdempotentForm, LineField, TextField, VersionedForm, choices
from app.web.translated_form import TranslatedForm, name_in, with_fields


class ReadyAnswerForm(TranslatedForm, VersionedForm, IdempotentForm):
    """What every language shares. ``ready_answer_form`` adds the fields of the languages."""

    WORDS = ("body",)

    title = LineField(
        _l("Name of the ready answer"),
        TITLE_MAX_CHARS,
        description=_l("Only those who answer read it."),
    )
    campaign = SelectField(_l("Offered in"))

    def offer(self, campaigns: Mapping[int, str]) -> None:
        """Print the campaigns it can be for."""
        offered = [(str(number), title) for number, title in campaigns.items()]
        self.campaign.choices = choices([("", _("All campaigns of the entity")), *offered])

    def to_input(self) -> ReadyAnswerInput:
        """Return what the use cases take."""
        return ReadyAnswerInput(
            title=self.title.data or "",
            body=self.words("body"),
            source_locale=self.source,
            campaign_id=int(self.campaign.data) if self.campaign.data else None,
            submission_key=self.submission_key,
            version=self.written_against,
            is_correction=self.corrects,
        )


def ready_answer_form(
    locales: Sequence[str],
    campaigns: Mapping[int, str],
    stored: tuple[ReadyAnswerRow, ReadyAnswerTexts] | None = None,
    *,
    sent: bool = True,
) -> ReadyAnswerForm:
    """Return the form in those languages, filled with what is there.

    ``sent`` tells that a browser may be sending this very form.
    """
    fields: dict[str, Any] = {"LOCALES": tuple(locales)}
    for locale in locales:
        language = formats.language_in_words(current_locale(), locale)
        fields[name_in("body", locale)] = TextField(
            _l("Answer, in %(language)s", language=language),
            BODY_MAX_CHARS,
            required=locale == locales[0],
            render_kw={"rows": 6},
        )
    form = with_fields(ReadyAnswerForm, fields, _stored(*stored) if stored else None, sent=sent)
    form.offer(campaigns)
    return form


def _stored(row: ReadyAnswerRow, texts: ReadyAnswerTexts) -> dict[str, Any]:
    words = {name_in("body", locale): state.value for locale, state in texts.states.items()}
    campaign = "" if row.campaign_id is None else str(row.campaign_id)
    return {"title": row.title, "campaign": campaign, "version": str(row.version), **words}
