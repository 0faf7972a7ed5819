"""Shapes of what the browser sends to recruit."""

from __future__ import annotations

from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import DateField
from wtforms.validators import InputRequired

from app.web.forms import BaseForm


class PersonalLinkForm(BaseForm):
    """Until when a personal link works."""

    ends_on = DateField(_l("Last day"), [InputRequired(_l("Please choose a day."))])

    def __init__(self, ends_on: date) -> None:
        super().__init__(data={"ends_on": ends_on})

    def to_input(self) -> date:
        """Return what the use case takes."""
        assert self.ends_on.data is not None
        return self.ends_on.data
