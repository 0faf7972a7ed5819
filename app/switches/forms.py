"""Shape of what the browser sends to switch a function."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from app.switches.service import SwitchInput
from app.web.forms import BaseForm, TextField, choices

REASON_MAX_CHARS = 1000
ON, OFF = "on", "off"


class SwitchForm(BaseForm):
    """On or off, and why."""

    state = RadioField(_l("This feature"), [InputRequired(_l("Please choose one."))])
    reason = TextField(
        _l("Why"),
        REASON_MAX_CHARS,
        description=_l("Everybody in the entity can read it, with your name and the date."),
        render_kw={"rows": 3},
    )

    def __init__(self, *, is_on: bool, on_label: str, off_label: str) -> None:
        super().__init__(data={"state": ON if is_on else OFF})
        self.state.choices = choices([(ON, on_label), (OFF, off_label)])

    def to_input(self) -> SwitchInput:
        """Return what the use case takes."""
        return SwitchInput(self.state.data == ON, self.reason.data or "")
