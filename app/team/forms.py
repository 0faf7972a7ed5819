"""Shapes of what the browser sends to hand a mandate over, or to let somebody stand in."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectMultipleField
from wtforms.validators import InputRequired, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from app.accounts.forms import AddressField
from app.accounts.service import TakeOverInput
from app.i18n.formats import language_name
from app.team.queries import TeamMember
from app.web.forms import BaseForm
from config import CONTENT_LANGUAGES


class HandOverForm(BaseForm):
    """Who takes a mandate over, from today on."""

    email = AddressField(_l("E-mail address of the person"))
    languages = SelectMultipleField(
        _l("Languages read"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    ends_on = DateField(_l("Last day"), [Optional()])

    def __init__(self, member: TeamMember, locale: str) -> None:
        super().__init__(data={"languages": list(member.languages), "ends_on": member.ends_on})
        self.languages.choices = [(code, language_name(locale, code)) for code in CONTENT_LANGUAGES]

    def to_input(self, person_id: int) -> TakeOverInput:
        """Return what the use case takes."""
        return TakeOverInput(person_id, tuple(self.languages.data or ()), ends_on=self.ends_on.data)


class CoverForm(BaseForm):
    """Who stands in, from a day to a day."""

    email = AddressField(_l("E-mail address of the person"))
    languages = SelectMultipleField(
        _l("Languages this person reads"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    starts_on = DateField(_l("First day"), [InputRequired(_l("Please enter a date."))])
    ends_on = DateField(_l("Last day"), [InputRequired(_l("Please enter a date."))])

    def __init__(self, member: TeamMember, locale: str) -> None:
        super().__init__(data={"languages": list(member.languages)})
        self.languages.choices = [(code, language_name(locale, code)) for code in member.languages]

    def to_input(self, person_id: int) -> TakeOverInput:
        """Return what the use case takes."""
        return TakeOverInput(person_id, tuple(self.languages.data or ()), self.starts_on.data, self.ends_on.data)
