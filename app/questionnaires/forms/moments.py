"""The forms that say when: on which answers a question depends, at which moments a questionnaire is asked."""

from __future__ import annotations

import math
from collections.abc import Iterable

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, DateField, FloatField, HiddenField, RadioField, SelectField
from wtforms.validators import InputRequired, Optional

from app.core import idents
from app.questionnaires.service import ShowIfInput, WaveInput
from app.questionnaires.types import Moment
from app.questions.conditions import WITH_NUMBER, possible_conditions
from app.questions.types import Condition, Mode, Question, Relation, ShowIf
from app.web.forms import BaseForm, VersionedForm, choices


class ShowIfForm(VersionedForm):
    """The conditions of a question: how they go together, one more, one less."""

    mode = RadioField(
        _l("Ask this question if"),
        choices=choices([(Mode.ALL, _l("all conditions are met")), (Mode.ANY, _l("at least one condition is met"))]),
    )
    remove = HiddenField()  # the place of the condition that goes
    on = HiddenField()  # the question that one more condition looks at
    what = SelectField(_l("Its answer"), validate_choice=False)
    number = FloatField(_l("Number"), [Optional()], description=_l("Only for “at least” and “at most”."))

    def to_input(self, show_if: ShowIf | None) -> ShowIfInput:
        """Return the stored conditions with what the form adds or removes."""
        kept = list(show_if.conditions if show_if else ())
        place = str(self.remove.data or "")
        if place.isascii() and place.isdecimal() and int(place[:4]) < len(kept):
            del kept[int(place[:4])]
        added = self._added()
        mode = Mode(self.mode.data) if self.mode.data in set(Mode) else Mode.ALL
        return ShowIfInput(mode, (*kept, *([added] if added else [])), self.written_against)

    def _added(self) -> Condition | None:
        """Return the condition that is added; one on a question that is no earlier one is the use case's to refuse."""
        if not self.on.data:
            return None
        try:
            question_id = idents.decode(self.on.data)
            name, _sign, part = (self.what.data or "").partition("-")
            relation, part_id = Relation(name), idents.decode(part) if part else 0
        except ValueError:
            return Condition(0, Relation.ANSWERED)  # no such question
        number = self.number.data if relation in WITH_NUMBER and math.isfinite(self.number.data or 0) else None
        return Condition(question_id, relation, part_id, number)


def what_value(relation: Relation, part_id: int) -> str:
    """Return how a form names a relation and a part."""
    return f"{relation.value}-{idents.encode(part_id)}" if part_id else relation.value


def what_values(question: Question) -> list[tuple[Relation, int, str]]:
    """Return what a condition can look at in the answer to a question, as a form names it."""
    return [(relation, part, what_value(relation, part)) for relation, part in possible_conditions(question)]


class WaveForm(BaseForm):
    """A moment at which a questionnaire is asked."""

    moment = RadioField(_l("When"), [InputRequired(_l("Please choose one."))])
    edition_id = SelectField(_l("In which entity"), description=_l("Needed for the questions asked when applying."))
    mission_id = SelectField(_l("Mission"), description=_l("Only for questions in a mission."))
    opens_on = DateField(_l("First day"), [Optional()], description=_l("Only for questions between two days."))
    closes_on = DateField(_l("Last day"), [Optional()])
    is_untraceable = BooleanField(_l("Nobody can know who answered"))

    def __init__(
        self,
        moments: Iterable[tuple[Moment, str]],
        editions: Iterable[tuple[int, str]],
        missions: Iterable[tuple[int, str]],
    ) -> None:
        super().__init__()
        self.moment.choices = choices(moments)
        self.edition_id.choices = choices([("", _l("In every entity")), *((str(key), name) for key, name in editions)])
        self.mission_id.choices = choices([("", _l("No mission")), *((str(key), name) for key, name in missions)])

    def to_input(self) -> WaveInput:
        """Return what the use case takes."""
        return WaveInput(
            Moment(self.moment.data),
            int(self.edition_id.data) if self.edition_id.data else None,
            int(self.mission_id.data) if self.mission_id.data else None,
            self.opens_on.data,
            self.closes_on.data,
            is_untraceable=bool(self.is_untraceable.data),
        )
