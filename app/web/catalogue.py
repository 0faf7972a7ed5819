"""``/_components``: every piece of the interface in all its states, for those who build pages. Not in production."""

from __future__ import annotations

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue
from wtforms import (
    BooleanField,
    FieldList,
    MultipleFileField,
    RadioField,
    SelectField,
    SelectMultipleField,
    widgets,
)
from wtforms.validators import InputRequired, Optional

from app.web.catalogue_charts import sample_charts
from app.web.charts import chart_file
from app.web.context import current_actor
from app.web.forms import BaseForm, LineField, TextField, choices

SAMPLE_LIMIT = 140
SAMPLE_IMAGES = 3
LETTERS = choices([("en", "English"), ("de", "Deutsch"), ("ar", "العربية")])

bp = Blueprint("catalogue", __name__)


class SampleForm(BaseForm):
    """One field of each kind, as samples/form.html prints them. Its words are the builders' own: English."""

    kind = RadioField("Kind", [InputRequired()], choices=choices([("problem", "A problem"), ("idea", "An idea")]))
    title = LineField("Title", SAMPLE_LIMIT)
    body = TextField("What happened", SAMPLE_LIMIT)
    rating = RadioField("Rating", [Optional()], choices=choices([(str(n), str(n)) for n in range(1, 6)]))
    step = SelectField("Step", [Optional()], choices=choices([("", "No step"), ("1", "Open the simulation")]))
    readings = SelectMultipleField(
        "Languages read",
        [Optional()],
        choices=LETTERS,
        option_widget=widgets.CheckboxInput(),
        widget=widgets.ListWidget(prefix_label=False),
    )
    identity = RadioField("Who may know", choices=choices([("named", "My name"), ("nobody", "Nobody")]))
    images = MultipleFileField("Images", [Optional()])
    alts = FieldList(LineField("Description", SAMPLE_LIMIT, required=False), min_entries=SAMPLE_IMAGES)
    agree = BooleanField("I have read it", [InputRequired()])

    def __init__(self, **options: object) -> None:
        super().__init__(**options)
        self.title.errors = ["Please fill in this field."]


@bp.get("/_components")
def components() -> ResponseReturnValue:
    """Show the pieces, with a form of which one field was refused."""
    current_actor()
    charts = sample_charts()
    return chart_file(charts) or render_template("ui/components_page.html", form=SampleForm(), charts=charts)
