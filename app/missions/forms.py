"""The form that writes a mission: its frame once, its words in each language."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, Field, HiddenField, IntegerField, SelectField
from wtforms.validators import InputRequired, NumberRange, Optional

from app.core.errors import DomainError
from app.i18n import formats
from app.missions.queries import MissionRow, MissionTexts
from app.missions.service import MAX_STEPS, MissionInput, StepInput
from app.missions.types import BODY_MAX_CHARS, REASON_MAX_CHARS, STEP_MAX_CHARS, TITLE_MAX_CHARS
from app.texts.types import TextProgress
from app.web.context import current_locale
from app.web.forms import BaseForm, IdempotentForm, LineField, TextField, VersionedForm, choices
from app.web.translated_form import TranslatedForm, name_in, with_fields

MAX_MINUTES = 240
STEP_NUMBERS = range(1, MAX_STEPS + 1)
BLANK_ROWS = 2  # steps that may be added before more are asked for


@dataclass(frozen=True, slots=True)
class MissionFrame:
    """What the form of a mission follows: the campaign's languages, its own first, and the products it tests."""

    locales: Sequence[str]
    products: Sequence[tuple[str, str]] = ()  # id and name


class MissionForm(TranslatedForm, VersionedForm, IdempotentForm):
    """What every language shares. ``mission_form`` adds the fields of the languages."""

    WORDS = ("title", "body", *(f"step_{number}" for number in STEP_NUMBERS))

    minutes = IntegerField(
        _l("Expected duration (minutes)"),
        [
            InputRequired(_l("Please fill in this field.")),
            NumberRange(1, MAX_MINUTES, _l("Enter a number of minutes from 1 to 240.")),
        ],
        description=_l("From 1 to 240."),
        render_kw={"min": 1, "max": MAX_MINUTES, "inputmode": "numeric"},
    )
    opens_on = DateField(_l("First day"), [Optional()], description=_l("Left empty, the mission opens with the test."))
    product = SelectField(
        _l("Product tried in it"),
        [Optional()],
        description=_l("Missions with the same questionnaire are compared product by product."),
    )
    closes_on = DateField(_l("Last day"), [Optional()], description=_l("Left empty, the mission closes with the test."))

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Refuse a translation of a step that is not written yet."""
        is_right = bool(super().validate(extra_validators))
        for number in STEP_NUMBERS:
            words = self.words(f"step_{number}")
            if any(words.values()) and not words[self.source] and not self.step_id_at(number):
                field = self._fields[name_in(f"step_{number}", self.source)]
                field.errors = [*field.errors, _("First enter this step in the language of the campaign.")]
                is_right = False
        return is_right

    def place_sentence(self, error: DomainError, sentence: str) -> None:
        """Show a refusal that concerns a step beside that step."""
        if error.field != "steps":
            super().place_sentence(error, sentence)
            return
        number = min(int(str(error.params.get("number", MAX_STEPS))), MAX_STEPS)
        field = self._fields[name_in(f"step_{number}", self.source)]
        field.errors = [*field.errors, sentence]

    def show_beside(self, stored: VersionedForm, saved_last: str = "") -> None:
        """Show what somebody saved meanwhile; the steps they added are taken over into lines that are free."""
        named = set(_step_ids(self).values())
        added = [number for number, step_id in _step_ids(stored).items() if step_id not in named]
        free = [number for number in STEP_NUMBERS if not any(self.words(f"step_{number}").values())]
        free = [number for number in free if self.step_id_at(number) is None]
        for place, number in zip(free, added, strict=False):
            self[f"step_{place}_id"].data = stored[f"step_{number}_id"].data
            for locale in self.LOCALES:
                self[name_in(f"step_{place}", locale)].data = stored[name_in(f"step_{number}", locale)].data
        super().show_beside(stored, saved_last)

    def counterpart(self, field: Field, stored: VersionedForm) -> Field | None:
        """Return the field of the stored form that is about the same thing: a step is the same wherever it stands."""
        for number in STEP_NUMBERS:
            for locale in self.LOCALES:
                if field.short_name == name_in(f"step_{number}", locale):
                    return self._step_there(number, locale, stored)
        return super().counterpart(field, stored)

    def _step_there(self, number: int, locale: str, stored: VersionedForm) -> Field | None:
        step_id = self.step_id_at(number)
        place = next((each for each, there in _step_ids(stored).items() if there == step_id), None)
        return stored[name_in(f"step_{place}", locale)] if place else None

    def to_input(self) -> MissionInput:
        """Return what the use cases take. A stored step emptied in the campaign's language goes."""
        steps = []
        for number in STEP_NUMBERS:
            words, step_id = self.words(f"step_{number}"), self.step_id_at(number)
            if words[self.source]:
                steps.append(StepInput(words, step_id))
            elif step_id is not None:
                steps.append(StepInput({}, step_id))
        return MissionInput(
            minutes=self.minutes.data or 0,
            title=self.words("title"),
            body=self.words("body"),
            steps=tuple(steps),
            opens_on=self.opens_on.data,
            closes_on=self.closes_on.data,
            product_id=int(self.product.data) if self.product.data else None,
            submission_key=self.submission_key,
            version=self.written_against,
            is_correction=self.corrects,
        )

    @property
    def steps_shown(self) -> int:
        """How many steps are asked for: those that are written, and a few more."""
        filled = [number for number in STEP_NUMBERS if any(self.words(f"step_{number}").values())]
        return min(max(filled, default=0) + BLANK_ROWS, MAX_STEPS)

    def step_id_at(self, number: int) -> int | None:
        """Return the id of the stored step in a line, if it holds one."""
        raw = self._fields[f"step_{number}_id"].data or ""
        return int(raw) if raw.isdecimal() and raw.isascii() else None


class RecallForm(BaseForm):
    """Why a mission is recalled."""

    reason = TextField(
        _l("Reason"),
        REASON_MAX_CHARS,
        description=_l("Everybody who takes part reads it, in the words and the language you write."),
        render_kw={"rows": 3},
    )


def _step_ids(form: VersionedForm) -> dict[int, int]:
    """Return the ids of the stored steps by the line they stand in."""
    ids = {number: form.step_id_at(number) for number in STEP_NUMBERS} if isinstance(form, MissionForm) else {}
    return {number: step_id for number, step_id in ids.items() if step_id is not None}


def mission_form(
    frame: MissionFrame, row: MissionRow | None = None, texts: MissionTexts | None = None, *, sent: bool = True
) -> MissionForm:
    """Return the form in a campaign's languages, filled with a mission's words when there is one.

    ``sent`` tells that a browser may be sending this very form.
    """
    stored = _stored(row, texts) if row and texts else None
    form = with_fields(MissionForm, _fields(frame.locales), stored, sent=sent)
    form.product.choices = choices([("", _("All, or none in particular")), *frame.products])
    return form


def _fields(locales: Sequence[str]) -> dict[str, Any]:
    fields: dict[str, Any] = {"LOCALES": tuple(locales)}
    for number in STEP_NUMBERS:
        fields[f"step_{number}_id"] = HiddenField()
    for locale in locales:
        is_source = locale == locales[0]
        language = formats.language_in_words(current_locale(), locale)
        fields[name_in("title", locale)] = LineField(
            _l("Title, in %(language)s", language=language), TITLE_MAX_CHARS, required=is_source
        )
        fields[name_in("body", locale)] = TextField(
            _l("What to do, in %(language)s", language=language),
            BODY_MAX_CHARS,
            required=is_source,
            render_kw={"rows": 8},
        )
        for number in STEP_NUMBERS:
            label = _l("Step %(number)s, in %(language)s", number=number, language=language)
            fields[name_in(f"step_{number}", locale)] = LineField(label, STEP_MAX_CHARS, required=False)
    return fields


def _stored(row: MissionRow, texts: MissionTexts) -> dict[str, Any]:
    data: dict[str, Any] = {"minutes": row.minutes, "opens_on": row.opens_on, "closes_on": row.closes_on}
    data["product"] = str(row.product_id or "")
    data["version"] = row.version
    for locale in texts.locales:
        data[name_in("title", locale)] = texts.title[locale].value
        data[name_in("body", locale)] = texts.body[locale].value
    for number, (step_id, states) in enumerate(texts.steps[:MAX_STEPS], start=1):
        data[f"step_{number}_id"] = str(step_id)
        for locale, state in states.items():
            data[name_in(f"step_{number}", locale)] = state.value
    return data


def chip_labels(texts: MissionTexts | None) -> dict[str, str]:
    """Say of each translation, by language, how far it is."""
    return {locale: _chip_label(texts, locale) for locale in texts.locales} if texts else {}


def _chip_label(texts: MissionTexts, locale: str) -> str:
    """Say how far a translation is, in one word or two."""
    every: list[Mapping[str, Any]] = [texts.title, texts.body, *(states for _step, states in texts.steps)]
    states = {text[locale].state for text in every}
    if states == {TextProgress.MISSING}:
        return str(_("Not translated yet"))
    if TextProgress.MISSING in states:
        return str(_("Partly translated"))
    if TextProgress.DRAFT in states:
        return str(_("Draft"))
    if TextProgress.OUTDATED in states:
        return str(_("Out of date"))
    return str(_("Translated"))
