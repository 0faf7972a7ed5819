"""A number as people write it in their language: with a comma or a point before the decimals."""

from __future__ import annotations

from typing import Any

from flask_babel import lazy_gettext as _l
from typing_extensions import override
from wtforms import FloatField
from wtforms.widgets import TextInput

from app.i18n import formats
from app.web.context import current_locale


class NumberField(FloatField):
    """A number typed as text: browsers let people type the decimal sign of the browser's language only."""

    widget = TextInput()

    def __init__(self, *arguments: Any, **options: Any) -> None:
        options["render_kw"] = {"inputmode": "decimal", "autocomplete": "off"} | options.get("render_kw", {})
        super().__init__(*arguments, **options)

    @override
    def process_formdata(self, valuelist: list[str]) -> None:
        """Read what was typed.

        :raises ValueError: it is no number, in a sentence for the field
        """
        self.data = None
        if not valuelist or not valuelist[0].strip():
            return
        found = formats.read_decimal(current_locale(), valuelist[0])
        if found is None:
            raise ValueError(_l("Enter a number."))
        self.data = found

    def _value(self) -> str:
        """Return what was typed, else the stored number as the reader's language writes it."""
        if self.raw_data:
            return str(self.raw_data[0])
        return "" if self.data is None else formats.plain_decimal(current_locale(), self.data)
