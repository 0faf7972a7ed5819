"""Shape of what the browser sends to make a reviewers' link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired

from app.campaigns.queries import EditionRow
from app.preview.service import PreviewLinkInput
from app.web.forms import IdempotentForm


class PreviewLinkForm(IdempotentForm):
    """Which edition, until when."""

    entity = SelectField(_l("Entity"), [InputRequired(_l("Please choose one."))])
    ends_on = DateField(_l("Last day"), [InputRequired(_l("Please choose a day."))])

    def __init__(self, drafts: Sequence[EditionRow], ends_on: date) -> None:
        super().__init__(data={"ends_on": ends_on})
        self._ids = {each.entity_code: each.id for each in drafts}
        self.entity.choices = [(each.entity_code, each.entity_name) for each in drafts]

    def to_input(self) -> PreviewLinkInput:
        """Return what the use case takes."""
        assert self.ends_on.data is not None
        return PreviewLinkInput(self._ids[self.entity.data], self.ends_on.data, self.submission_key)
