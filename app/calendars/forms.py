"""Shapes of what the browser sends about calendars. Rules live in the service."""

from __future__ import annotations

from datetime import date, time

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField, SelectMultipleField, TimeField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.calendars.queries import CalendarRow
from app.calendars.service import WeekInput
from app.core.public_holidays import parts_of
from app.i18n import formats
from app.web.context import current_locale
from app.web.forms import BaseForm, VersionedForm, choices


class WeekForm(VersionedForm):
    """Working days, hours, and the part of the country."""

    days = SelectMultipleField(
        _l("Working days"), coerce=int, widget=ListWidget(prefix_label=False), option_widget=CheckboxInput()
    )
    starts = TimeField(_l("The working day starts at"), [InputRequired(_l("Please enter a time."))])
    ends = TimeField(_l("The working day ends at"), [InputRequired(_l("Please enter a time."))])
    part = SelectField(
        _l("Public holidays of"),
        description=_l("Choosing another part changes the days that lie ahead. Your own corrections stay."),
    )

    def __init__(self, row: CalendarRow, *, sent: bool = True) -> None:
        data = {
            "days": list(row.days), "starts": row.starts, "ends": row.ends, "part": row.part,
            "version": str(row.version),
        }  # fmt: skip
        if sent:
            super().__init__(data=data)
        else:
            super().__init__(formdata=None, data=data)
        self.days.flags.required = True  # the use case refuses a week without one
        self.days.choices = choices((number, formats.week_day(current_locale(), number)) for number in range(1, 8))
        self.part.choices = choices([("", _("The whole country")), *parts_of(row.country).items()])

    def to_input(self) -> WeekInput:
        """Return what the use case takes."""
        return WeekInput(
            days=tuple(self.days.data or ()),
            starts=self.starts.data or time(),
            ends=self.ends.data or time(),
            part=self.part.data or "",
            version=self.written_against,
        )


class DayForm(BaseForm):
    """One day on which nobody works."""

    day = DateField(_l("Day"), [InputRequired(_l("Please choose a day."))])

    def to_input(self) -> date:
        """Return the day."""
        return self.day.data or date.min
