"""Shape of what the browser sends to make a short link."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date

from flask_babel import lazy_gettext as _l
from wtforms import DateField, SelectField
from wtforms.validators import InputRequired

from app.links.service import LinkInput
from app.web.forms import IdempotentForm, LineField

SPOT_MAX_CHARS = 80


class CampaignLinkForm(IdempotentForm):
    """Which mission, where the poster hangs, until when."""

    mission = SelectField(_l("Mission it opens"), [InputRequired(_l("Please choose one."))])
    spot = LineField(
        _l("Where it will hang"),
        SPOT_MAX_CHARS,
        required=False,
        description=_l("For yourself, to tell posters apart: the branch in Porto, the canteen."),
    )
    ends_on = DateField(_l("Last day"), [InputRequired(_l("Please choose a day."))])

    def __init__(self, missions: Iterable[tuple[str, str]], ends_on: date) -> None:
        super().__init__(data={"ends_on": ends_on})
        self.mission.choices = list(missions)

    def to_input(self) -> LinkInput:
        """Return what the use case takes."""
        assert self.ends_on.data is not None
        return LinkInput(int(self.mission.data), self.spot.data or "", self.ends_on.data, self.submission_key)
