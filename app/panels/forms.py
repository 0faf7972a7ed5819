"""The form that sets a comparison up."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import lazy_gettext as _l
from wtforms import DateField, IntegerField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired, NumberRange, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.panels.service import PanelInput
from app.panels.types import LEAST_ANSWERS, MOST_ANSWERS, NAME_MAX_CHARS, RULE_MAX_CHARS
from app.web.forms import IdempotentForm, LineField, TextField, choices


class PanelForm(IdempotentForm):
    """Which missions, what is asked, and what ends the comparison."""

    name = LineField(_l("Name of the comparison"), NAME_MAX_CHARS, description=_l("Only staff read it."))
    missions = SelectMultipleField(
        _l("Variants"),
        [InputRequired(_l("Choose two to six missions of this campaign."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("Each is a mission. Whoever takes part sees one of them."),
    )
    questionnaire = SelectField(
        _l("Questionnaire"), description=_l("It is asked in each of these missions, so that answers can be compared.")
    )
    least_answers = IntegerField(
        _l("Answers that end it, for each variant"),
        [
            InputRequired(_l("Enter a number of answers from 5 to 100,000.")),
            NumberRange(LEAST_ANSWERS, MOST_ANSWERS, _l("Enter a number of answers from 5 to 100,000.")),
        ],
        default=20,
        description=_l("Looking at results and stopping when they please is no comparison: choose it now."),
    )
    ends_on = DateField(
        _l("Last day, at the latest"), [Optional()], description=_l("The comparison ends on whichever comes first.")
    )
    rule = TextField(
        _l("What will be decided then"),
        RULE_MAX_CHARS,
        render_kw={"rows": 3},
        description=_l("For example: the variant that is easier by more than half a point goes to everybody."),
    )

    def offer(self, missions: Mapping[int, str], questionnaires: Mapping[int, str]) -> None:
        """Print what can be chosen."""
        self.missions.choices = choices([(str(number), label) for number, label in missions.items()])
        self.questionnaire.choices = choices([(str(number), label) for number, label in questionnaires.items()])

    def to_input(self) -> PanelInput:
        """Return what the use case takes."""
        return PanelInput(
            name=self.name.data or "",
            mission_ids=frozenset(int(one) for one in self.missions.data or ()),
            questionnaire_id=int(self.questionnaire.data or 0),
            least_answers=self.least_answers.data or LEAST_ANSWERS,
            ends_on=self.ends_on.data,
            rule=self.rule.data or "",
            submission_key=self.submission_key,
        )
