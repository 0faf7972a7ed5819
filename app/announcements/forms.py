"""The form that writes an announcement, language by language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField

from app.announcements.queries import AnnouncementRow
from app.announcements.service import AnnouncementInput
from app.announcements.types import BODY_MAX_CHARS, TITLE_MAX_CHARS, Addressees
from app.core.wall_time import to_wall
from app.i18n import formats
from app.texts.queries import TextState
from app.web.context import current_locale
from app.web.forms import IdempotentForm, LineField, TextField, VersionedForm, choices, moment_field
from app.web.translated_form import TranslatedForm, name_in, with_fields

NOBODY = Addressees(entity_id=0)  # what is not offered


class AnnouncementForm(TranslatedForm, VersionedForm, IdempotentForm):
    """What every language shares. ``announcement_form`` adds the fields of the languages."""

    _audiences: Mapping[str, Addressees] = {}
    _kept: Addressees | None = None

    audience = SelectField(_l("Who reads it"), validate_choice=False)
    starts = moment_field(
        _l("Shown from"), _l("In the time zone of the entity. If this is empty, it is shown at once.")
    )
    ends = moment_field(_l("Shown until"), _l("Left empty, it shows until somebody ends it."))
    is_pinned = BooleanField(_l("Pin it above the others"))

    def offer(self, audiences: Mapping[Addressees, str]) -> None:
        """Print whom it can be for."""
        self.audience.choices = choices((audience.key, label) for audience, label in audiences.items())
        self._audiences = {audience.key: audience for audience in audiences}

    def keep(self, audience: Addressees) -> None:
        """Ask nothing about whom it is for: it is written already."""
        del self.audience
        self._kept = audience

    def to_input(self) -> AnnouncementInput:
        """Return what the use cases take; an audience that is not offered is nobody."""
        return AnnouncementInput(
            audience=self._audience(),
            source_locale=self.source,
            title=self.words("title"),
            body=self.words("body"),
            starts=self.starts.data,
            ends=self.ends.data,
            is_pinned=bool(self.is_pinned.data),
            submission_key=self.submission_key,
            version=self.written_against,
            is_correction=self.corrects,
        )

    def _audience(self) -> Addressees:
        if self._kept is not None:
            return self._kept
        return self._audiences.get(self.audience.data or "", NOBODY)


def announcement_form(
    source: str, locales: Sequence[str], data: Mapping[str, Any] | None = None, *, sent: bool = True
) -> AnnouncementForm:
    """Return the form, ``source`` first; ``sent`` tells that a browser may be sending this very form."""
    ordered = (source, *(locale for locale in locales if locale != source))
    fields: dict[str, Any] = {"LOCALES": ordered}
    for locale in ordered:
        language = formats.language_in_words(current_locale(), locale)
        is_source = locale == source
        fields[name_in("title", locale)] = LineField(
            _l("Title, in %(language)s", language=language), TITLE_MAX_CHARS, required=is_source
        )
        fields[name_in("body", locale)] = TextField(
            _l("Text, in %(language)s", language=language), BODY_MAX_CHARS, required=is_source, render_kw={"rows": 5}
        )
    return with_fields(AnnouncementForm, fields, data, sent=sent)


def stored_data(row: AnnouncementRow, states: Mapping[int, Mapping[str, TextState]], time_zone: str) -> dict[str, Any]:
    """Return what the form shows of an announcement, on the clock where it is read."""
    data: dict[str, Any] = {
        "audience": row.audience.key,
        "starts": _wall(row.shows_from, time_zone),
        "ends": _wall(row.shows_until, time_zone) if row.shows_until else None,
        "is_pinned": row.is_pinned,
        "version": str(row.version),
    }
    for what, text_id in (("title", row.title_text_id), ("body", row.body_text_id)):
        for locale, state in states.get(text_id, {}).items():
            data[name_in(what, locale)] = state.value
    return data


def _wall(instant: datetime, time_zone: str) -> datetime:
    return to_wall(instant, time_zone).replace(second=0, microsecond=0)
