"""The forms that build a questionnaire: its head, and one question with a sub-form for each of its parts."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, cast

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, FieldList, Form, FormField, HiddenField, IntegerField
from wtforms.validators import InputRequired, NumberRange

from app.core import idents
from app.core.errors import DomainError
from app.questionnaires.errors import MeaningChanged, PartsOutOfRange
from app.questionnaires.forms.answer import number_in
from app.questionnaires.queries import QuestionnaireRow, QuestionRow
from app.questionnaires.service import PartInput, QuestionInput, QuestionnaireInput
from app.questionnaires.types import (
    HELP_MAX_CHARS,
    INTRO_MAX_CHARS,
    PART_MAX_CHARS,
    PART_NAMES,
    PROMPT_MAX_CHARS,
    TITLE_MAX_CHARS,
)
from app.questions.kinds import KINDS
from app.questions.kinds.kind import QuestionKind, Setting
from app.questions.types import Part, PartRole, Question
from app.texts.queries import ReadText
from app.web.forms import IdempotentForm, LineField, TextField, VersionedForm

BLANK_ROWS = 2  # parts that may be added before more are asked for
MORE_ROWS = 5
INDEX_DIGITS = 4
PREVIEW = "preview"  # the button that shows what was typed as people will see it


class QuestionnaireForm(VersionedForm, IdempotentForm):
    """Title and introduction, in the language of the campaign."""

    title = LineField(_l("Title"), TITLE_MAX_CHARS)
    intro = TextField(
        _l("Introduction"),
        INTRO_MAX_CHARS,
        required=False,
        description=_l("What the answers are for, and how long it takes. People read it before the first question."),
    )

    @classmethod
    def of(cls, row: QuestionnaireRow, texts: Mapping[int, ReadText], *, sent: bool = True) -> QuestionnaireForm:
        """Return the form of a questionnaire; ``texts`` in its own language, by text id."""
        given: dict[str, Any] = {} if sent else {"formdata": None}
        data = {
            "title": words_in(texts, row.title_text_id),
            "intro": words_in(texts, row.intro_text_id),
            "version": row.version,
        }
        return cls(data=data, **given)

    def to_input(self, source: str) -> QuestionnaireInput:
        """Return what the use cases take."""
        return QuestionnaireInput(
            {source: self.title.data or ""},
            {source: self.intro.data or ""},
            self.submission_key,
            self.written_against,
        )


class DuplicateForm(IdempotentForm):
    """The button that duplicates a question."""


class MoveForm(VersionedForm):
    """The buttons beside the questions: which one goes to which place."""

    to = HiddenField()

    @property
    def asked(self) -> tuple[int, int] | None:
        """The question and its new place; ``None`` of what no button sends."""
        name, _sign, place = (self.to.data or "").partition("-")
        if not (place.isascii() and place.isdecimal() and len(place) < INDEX_DIGITS):
            return None
        try:
            return idents.decode(name), int(place)
        except ValueError:
            return None


class RowsField(FieldList):  # type: ignore[type-arg]  # the stubs know it as generic, the library does not
    """A list of sub-forms, whatever numbers a browser writes into the names of its fields."""

    stored: str  # what somebody else saved there meanwhile

    def _extract_indices(self, prefix: str, formdata: Mapping[str, Any]) -> Iterator[int]:
        """Yield the numbers of the rows that were sent."""
        for name in formdata:
            if name.startswith(f"{prefix}-"):
                number = name[len(prefix) + 1 :].split("-", 1)[0]
                if number.isascii() and number.isdecimal() and len(number) < INDEX_DIGITS:
                    yield int(number)


class PartForm(Form):
    """One part of a question."""

    part_id = HiddenField()
    words = LineField(_l("Text"), PART_MAX_CHARS, required=False)
    is_exclusive = BooleanField(_l("Excludes the others"))
    takes_words = BooleanField(_l("With a line to write on"))

    @property
    def stored_id(self) -> int | None:
        """The id of the stored part, of one that is not new."""
        return number_in(self.part_id.data or "") or None


@dataclass(frozen=True, slots=True)
class PartsGroup:
    """The sub-forms of the parts with one role."""

    role: PartRole
    name: str
    field: RowsField
    minimum: int
    maximum: int

    @property
    def lines(self) -> Iterator[tuple[str, Any]]:
        """Yield each sub-form with its label."""
        for number, row in enumerate(self.field, start=1):
            yield _(PART_NAMES[self.role][1], number=number), row

    @property
    def has_flags(self) -> bool:
        """Whether its parts may exclude the others, or ask for words."""
        return self.role is PartRole.OPTION

    @property
    def is_fixed(self) -> bool:
        """Whether there are always so many."""
        return self.minimum == self.maximum


class QuestionForm(VersionedForm, IdempotentForm):
    """What every question has. ``question_form`` adds the settings and the parts that its kind declares."""

    KIND: QuestionKind

    prompt = LineField(_l("Text"), PROMPT_MAX_CHARS)
    help = LineField(_l("Explanation below it"), HELP_MAX_CHARS, required=False)
    as_new = BooleanField(_l("Save it as a new question"))
    asks_as_new = False  # the meaning would change: to be confirmed
    is_arranged = False  # a button did something to it without saving

    @property
    def http_status(self) -> HTTPStatus:
        """As of any form; one that was only arranged is not wrong."""
        return HTTPStatus.OK if self.is_arranged else super().http_status

    def rows_of(self, role: PartRole) -> RowsField:
        """Return the sub-forms of the parts with a role."""
        return cast("RowsField", self._fields[f"part_{role.name}"])

    @property
    def groups(self) -> tuple[PartsGroup, ...]:
        """The parts, role by role."""
        return tuple(
            PartsGroup(role, _(PART_NAMES[role][0]), self.rows_of(role), *limits)
            for role, limits in self.KIND.roles.items()
        )

    @property
    def setting_fields(self) -> tuple[Field, ...]:
        """The settings that the kind declares."""
        return tuple(self[f"setting_{setting.name}"] for setting in self.KIND.settings)

    def validate(self, extra_validators: Mapping[str, Sequence[Any]] | None = None) -> bool:
        """Refuse settings that do not go together, in the words of the kind."""
        is_right = bool(super().validate(extra_validators))
        if is_right and not self.errors:
            problems = self.KIND.problems(self.to_question())
            self.form_errors = [*self.form_errors, *(_(problem) for problem in problems)]
            is_right = not problems
        return is_right

    def place_sentence(self, error: DomainError, sentence: str) -> None:
        """Show a refusal that concerns the parts beside them, and ask before what has answers is replaced."""
        if isinstance(error, PartsOutOfRange):
            field = self[f"part_{PartRole(error.role).name}"]
            field.errors = [*field.errors, sentence]
            return
        self.asks_as_new = isinstance(error, MeaningChanged)
        super().place_sentence(error, sentence)

    def to_input(self, source: str) -> QuestionInput:
        """Return what the use cases take; a line without words is no part."""
        parts = tuple(
            PartInput(
                group.role,
                {source: row.words.data},
                row.stored_id,
                is_exclusive=bool(group.has_flags and row.is_exclusive.data),
                takes_words=bool(group.has_flags and row.takes_words.data),
            )
            for group in self.groups
            for row in group.field
            if row.words.data
        )
        return QuestionInput(
            {source: self.prompt.data or ""},
            self.KIND.name,
            {source: self.help.data or ""},
            is_required=bool("is_required" in self and self["is_required"].data),
            settings={setting.name: int(self[f"setting_{setting.name}"].data or 0) for setting in self.KIND.settings},
            parts=parts,
            submission_key=self.submission_key,
            version=self.written_against,
            as_new=bool(self.as_new.data),
        )

    def to_question(self, question_id: int = 0) -> Question:
        """Return the question as the form has it, to look at: parts are numbered from 1."""
        data = self.to_input("")
        parts = tuple(
            Part(number, part.role, part.is_exclusive, part.takes_words)
            for number, part in enumerate(data.parts, start=1)
        )
        return Question(question_id, self.KIND.name, data.is_required, data.settings, parts)

    def arrange(self, act: str) -> bool:
        """Do to the rows what a button of the form says, without saving; tell whether there was such a button.

        ``act`` is ``more-OPTION`` or ``up-OPTION-3``; ``preview`` only shows what was typed.
        """
        verb, _sign, rest = act.partition("-")
        name, _sign, number = rest.partition("-")
        group = next((group for group in self.groups if group.role.name == name), None)
        self.is_arranged = group is not None or act == PREVIEW
        if group is None:
            return self.is_arranged
        rows = group.field.entries
        if verb == "more":
            for _number in range(min(MORE_ROWS, group.maximum - len(rows))):
                group.field.append_entry()
        elif verb == "up" and number.isascii() and number.isdecimal() and len(number) < INDEX_DIGITS:
            place = int(number)
            if 0 < place < len(rows):
                above, here = rows[place - 1].data, rows[place].data
                rows[place - 1].form.process(None, data=here)
                rows[place].form.process(None, data=above)
        return True

    def show_beside(self, stored: VersionedForm, saved_last: str = "") -> None:
        """Show what somebody saved meanwhile; of the parts, all that are stored now."""
        super().show_beside(stored, saved_last)
        if isinstance(stored, QuestionForm):
            for group in self.groups:
                words = [row.words.data for row in stored.rows_of(group.role) if row.words.data]
                if words != [row.words.data for row in group.field if row.words.data]:
                    group.field.stored = " · ".join(words)

    def counterpart(self, field: Field, stored: VersionedForm) -> Field | None:
        """Return the field of the stored form that is about the same thing; parts are compared as a whole."""
        return None if isinstance(field, RowsField) else super().counterpart(field, stored)


def question_form(
    kind: QuestionKind,
    row: QuestionRow | None = None,
    texts: Mapping[int, ReadText] | None = None,
    *,
    sent: bool = True,
) -> QuestionForm:
    """Return the form of a question of that kind, filled with a stored one when there is one.

    ``texts`` are in the language of the campaign, by text id; ``sent``: a browser may be sending this very form.
    """
    made: type[QuestionForm] = type("QuestionForm", (QuestionForm,), _fields(kind))
    given: dict[str, Any] = {} if sent else {"formdata": None}
    data = _stored(row, texts) if row is not None and texts is not None else _blank(kind)
    form: QuestionForm = made(data=data, **given)
    for group in form.groups:
        missing = group.minimum if row is None else 0
        wanted = min(max(len(group.field.entries) + (0 if group.is_fixed else BLANK_ROWS), missing), group.maximum)
        if not form.is_submitted() or not sent:
            for _number in range(wanted - len(group.field.entries)):
                group.field.append_entry()
    return form


def words_in(texts: Mapping[int, ReadText], text_id: int | None) -> str:
    """Return the words of a text; nothing of none."""
    return texts[text_id].value if text_id is not None and text_id in texts else ""


def kind_of(name: str) -> QuestionKind | None:
    """Return a kind by its name."""
    return KINDS.get(name)


def _fields(kind: QuestionKind) -> dict[str, Any]:
    fields: dict[str, Any] = {"KIND": kind}
    if kind.asks:
        fields["is_required"] = BooleanField(_l("An answer is required"))
    for setting in kind.settings:
        fields[f"setting_{setting.name}"] = _setting_field(setting)
    for role, (_minimum, maximum) in kind.roles.items():
        fields[f"part_{role.name}"] = RowsField(FormField(PartForm), max_entries=maximum)
    return fields


def _setting_field(setting: Setting) -> Field:
    label = _(setting.label)
    if setting.is_switch:
        return BooleanField(label)
    limits = {"low": setting.minimum, "high": setting.maximum}
    return IntegerField(
        label,
        [
            InputRequired(_l("Please fill in this field.")),
            NumberRange(setting.minimum, setting.maximum, _l("Enter a number from %(low)s to %(high)s.", **limits)),
        ],
        render_kw={"min": setting.minimum, "max": setting.maximum, "inputmode": "numeric"},
    )


def _blank(kind: QuestionKind) -> dict[str, Any]:
    return {f"setting_{setting.name}": setting.default for setting in kind.settings}


def _stored(row: QuestionRow, texts: Mapping[int, ReadText]) -> dict[str, Any]:
    question = row.question
    kind = KINDS[question.kind]
    data: dict[str, Any] = {
        "prompt": words_in(texts, row.prompt_text_id),
        "help": words_in(texts, row.help_text_id),
        "is_required": question.is_required,
        "version": row.version,
    }
    for setting in kind.settings:
        data[f"setting_{setting.name}"] = kind.setting(question, setting.name)
    for role in kind.roles:
        data[f"part_{role.name}"] = [
            {
                "part_id": str(part.id),
                "words": words_in(texts, row.part_text_ids[part.id]),
                "is_exclusive": part.is_exclusive,
                "takes_words": part.takes_words,
            }
            for part in question.of(role)
        ]
    return data
