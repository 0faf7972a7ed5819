"""What the form of a new contribution and the form that changes one have in common."""

from __future__ import annotations

from collections.abc import Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired, Optional

from app.feedback.forms.images import ImagesForm
from app.feedback.types import BODY_MAX_CHARS, OFFERED_KINDS, TITLE_MAX_CHARS, Kind
from app.web.forms import LineField, TextField, choices

BIGGEST_ID = 2**31 - 1
RATINGS = ("1", "2", "3", "4", "5", "")


def step_id(value: object) -> int | None:
    """Read the number of a step; nothing chosen is none.

    :raises ValueError: no such number can be
    """
    number = int(str(value or 0))
    if not 0 <= number <= BIGGEST_ID:
        raise ValueError
    return number or None


def stars_of(field: RadioField) -> int | None:
    """Return the rating that was chosen, 1 to 5; nothing chosen is none."""
    rating = field.data or ""
    return int(rating) if rating in RATINGS and rating else None


class ContributionForm(ImagesForm):
    """Kind, words, step and rating of a contribution, with its images."""

    kind = RadioField(
        _l("What is it?"),
        [InputRequired(_l("Please choose one."))],
        choices=choices([(kind, kind) for kind in OFFERED_KINDS]),
    )
    title = LineField(_l("In one line"), TITLE_MAX_CHARS)
    body = TextField(_l("What you saw, expected or suggest"), BODY_MAX_CHARS)
    step = SelectField(_l("At which step?"), coerce=step_id, validate_choice=False)  # the service knows which
    rating = RadioField(
        _l("How did this step go for you?"),
        [Optional()],
        choices=choices([(r, r) for r in RATINGS]),
        validate_choice=False,
    )

    def show_choices(self, kinds: Mapping[Kind, str], steps: Mapping[int, str]) -> None:
        """Print kinds, and steps by their id, in the reader's language."""
        self.kind.choices = choices((value, kinds[value]) for value in OFFERED_KINDS)
        self.step.choices = choices([("", _("No particular step")), *steps.items()])

    @property
    def stars(self) -> int | None:
        """The rating, 1 to 5; nothing chosen is none."""
        return stars_of(self.rating)
