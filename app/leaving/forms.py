"""What becomes of each contribution, as the browser sends it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import RadioField

from app.core import idents
from app.leaving.service.leave import LeavingInput
from app.leaving.types import Fate
from app.web.forms import PreviewedForm, choices

EACH = "each"  # the choice for all that leaves it to each


class LeavingForm(PreviewedForm):
    """One choice for all contributions, or one for each; one for all comments."""

    everything = RadioField(_l("My contributions"), default=Fate.KEEP)
    comments = RadioField(_l("My comments"), default=Fate.KEEP)

    def __init__(self, fates: Mapping[Fate, str], each: str, ids: Iterable[int]) -> None:
        super().__init__()
        self.everything.choices = choices([*fates.items(), (EACH, each)])
        self.comments.choices = choices(fates.items())
        self._ids = tuple(ids)

    def chosen_for(self, feedback_id: int) -> Fate:
        """Return what becomes of one contribution; what is not said, or no such choice, keeps it."""
        if self.everything.data != EACH:
            return _fate(self.everything.data)
        return _fate(request.form.get(fate_field(feedback_id)))

    def to_input(self) -> LeavingInput:
        """Return what the use case takes."""
        others = Fate.KEEP if self.everything.data == EACH else _fate(self.everything.data)
        return LeavingInput({one: self.chosen_for(one) for one in self._ids}, others, _fate(self.comments.data))


def fate_field(feedback_id: int) -> str:
    """Return the name of the field of one contribution."""
    return f"fate-{idents.encode(feedback_id)}"


def _fate(value: str | None) -> Fate:
    return next((fate for fate in Fate if fate == value), Fate.KEEP)
