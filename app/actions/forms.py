"""What is sent to plan an action, to say how it stands and what was measured."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from flask_babel import lazy_pgettext
from werkzeug.datastructures import MultiDict
from wtforms import DateField, IntegerField, RadioField
from wtforms.validators import InputRequired, NumberRange, Optional

from app.accounts.forms import AddressField
from app.actions.queries import ActionFilters, ActionRow
from app.actions.service import NOTE_MAX_CHARS, TITLE_MAX_CHARS, ActionInput, MeasureInput, ProgressInput
from app.actions.types import ACTION_MOVES, ActionState
from app.core import idents
from app.i18n import formats
from app.web.context import current_locale
from app.web.forms import IdempotentForm, LineField, TextField, VersionedForm
from app.web.number_field import NumberField
from app.web.translated_form import FreeTranslatedForm, name_in, with_fields

INDICATOR_MAX_CHARS, UNIT_MAX_CHARS, REFERENCE_MAX_CHARS, SOURCE_MAX_CHARS = 200, 40, 500, 200
BIGGEST = 1e12
_number = NumberRange(-BIGGEST, BIGGEST, _l("Enter a number."))


class ActionForm(FreeTranslatedForm, VersionedForm, IdempotentForm):
    """What is done, by whom, until when, and what will tell that it helped. ``action_form`` adds the languages."""

    WORDS = ("title", "indicator", "unit")

    title = LineField(_l("What will be done"), TITLE_MAX_CHARS)
    owner = AddressField(
        _l("E-mail address of the owner"), description=_l("A colleague of the entity. They are told, and reminded.")
    )
    due_on = DateField(_l("Due on"), [InputRequired(_l("Please enter a date."))])
    reference = LineField(
        _l("Address in your backlog"),
        REFERENCE_MAX_CHARS,
        required=False,
        description=_l("It begins with https:// and is shown as a link; nothing is read from it."),
    )
    indicator = LineField(
        _l("What will tell that it helped"),
        INDICATOR_MAX_CHARS,
        required=False,
        description=_l("One figure, for example: calls to the help desk each week."),
    )
    unit = LineField(_l("Unit"), UNIT_MAX_CHARS, required=False, description=_l("For example: calls, minutes or %."))
    baseline = NumberField(_l("Value before"), [Optional(), _number])
    target = NumberField(_l("Target"), [Optional(), _number])

    def to_input(self) -> ActionInput:
        """Return what the use cases take."""
        assert self.due_on.data is not None
        return ActionInput(
            title=self.title.data or "",
            owner=self.owner.data or "",
            due_on=self.due_on.data,
            reference=self.reference.data or "",
            indicator=self.indicator.data or "",
            unit=self.unit.data or "",
            baseline=self.baseline.data,
            target=self.target.data,
            titles=self.words("title"),
            indicators=self.words("indicator"),
            units=self.words("unit"),
            version=self.written_against,
            submission_key=self.submission_key,
        )


def action_form(
    locales: Iterable[str],
    stored: tuple[ActionRow, Mapping[tuple[int, str], str]] | None = None,
    *,
    sent: bool = True,
) -> ActionForm:
    """Return the form with fields for the other languages, filled with an action and its translations, if there is one.

    ``sent`` tells that a browser may be sending this very form.
    """
    offered = tuple(locale for locale in locales if stored is None or locale != stored[0].language)
    fields: dict[str, Any] = {"LOCALES": offered}
    for locale in offered:
        said = {"language": formats.language_in_words(current_locale(), locale)}
        for name, label, limit in (
            ("title", _l("What will be done, in %(language)s", **said), TITLE_MAX_CHARS),
            ("indicator", _l("What will tell that it helped, in %(language)s", **said), INDICATOR_MAX_CHARS),
            ("unit", _l("Unit, in %(language)s", **said), UNIT_MAX_CHARS),
        ):
            fields[name_in(name, locale)] = LineField(label, limit, required=False)
    return with_fields(ActionForm, fields, _stored(*stored, offered) if stored else None, sent=sent)


def _stored(row: ActionRow, words: Mapping[tuple[int, str], str], locales: Sequence[str]) -> dict[str, Any]:
    names = ("title", "due_on", "reference", "indicator", "unit", "baseline", "target")
    data = {name: getattr(row, name) for name in names} | {"owner": row.owner_email, "version": str(row.version)}
    texts = {"title": row.title_text_id, "indicator": row.indicator_text_id, "unit": row.unit_text_id}
    for locale in locales:
        data |= {name_in(name, locale): words.get((text_id or 0, locale), "") for name, text_id in texts.items()}
    return data


class ProgressForm(VersionedForm):
    """Where an action stands."""

    state = RadioField(_l("Where it stands"), [InputRequired(_l("Please choose one."))])
    note = TextField(
        _l("In a few words"),
        NOTE_MAX_CHARS,
        required=False,
        description=_l("Testers read it. Say what was done, or why it is dropped."),
        render_kw={"rows": 3},
    )

    def __init__(self, row: ActionRow, labels: Mapping[ActionState, str], **options: Any) -> None:
        data = {"state": row.state.value, "note": row.note, "version": str(row.version)}
        super().__init__(data=data, **options)
        offered = [state for state in ActionState if state in ACTION_MOVES[row.state]]
        self.state.choices = [(state.value, labels[state]) for state in offered]

    def to_input(self) -> ProgressInput:
        """Return what the use case takes."""
        return ProgressInput(ActionState(self.state.data), self.note.data or "", self.written_against)


class MeasureForm(IdempotentForm):
    """A measured value."""

    value = NumberField(_l("Measured value"), [InputRequired(_l("Enter a number.")), _number])
    measured_on = DateField(_l("Measured on"), [InputRequired(_l("Please enter a date."))])
    answers = IntegerField(
        _l("Number of answers or cases"), [Optional(), NumberRange(1, 10**9, _l("Enter a whole number."))]
    )
    source = LineField(
        lazy_pgettext("measured value", "Source"),
        SOURCE_MAX_CHARS,
        description=_l("Where the value comes from, so that others can check it."),
    )

    def to_input(self) -> MeasureInput:
        """Return what the use case takes."""
        assert self.value.data is not None
        assert self.measured_on.data is not None
        return MeasureInput(
            self.value.data, self.measured_on.data, self.source.data or "", self.answers.data, self.submission_key
        )


def action_filters(args: MultiDict[str, str], codes: Iterable[str]) -> ActionFilters:
    """Return what an address asks of the list; what is not there is not asked."""
    entity, state, decision = (args.get(name, "") for name in ("entity", "state", "decision"))
    try:
        about = idents.decode(decision) if decision else None
    except ValueError:
        about = None
    return ActionFilters(
        entity=entity if entity in set(codes) else "",
        state=ActionState(state) if state in set(ActionState) else None,
        is_late=state == LATE,
        decision=about,
    )


LATE = "late"

__all__ = ["LATE", "ActionForm", "MeasureForm", "ProgressForm", "action_filters", "action_form"]
