"""Shape of what the browser sends to show recognitions."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import lazy_gettext as _l
from wtforms import SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.recognitions.types import Recognition
from app.web.forms import BaseForm, choices


class ShownForm(BaseForm):
    """Which recognitions colleagues may read."""

    shown = SelectMultipleField(
        _l("Show to the colleagues of my entity"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )

    def __init__(self, offered: Sequence[tuple[Recognition, str]], saved: Sequence[Recognition]) -> None:
        super().__init__(data={"shown": [one.value for one in saved]})
        self.shown.choices = choices((one.value, label) for one, label in offered)

    def to_input(self) -> frozenset[Recognition]:
        """Return what is chosen."""
        return frozenset(Recognition(value) for value in self.shown.data or ())
