"""Shape of what the player's pages send."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import IntegerField
from wtforms.validators import InputRequired, NumberRange

from app.player.types import MINUTES_MAX, WHY_MAX_CHARS
from app.web.cautions import CautiousForm
from app.web.forms import BaseForm, LineField


class StopForm(CautiousForm):
    """Why somebody could not go on."""

    why = LineField(
        _l("What stopped you?"),
        WHY_MAX_CHARS,
        required=False,
        description=_l("One line, for yourself: nobody else sees it."),
    )


class MinutesForm(BaseForm):
    """How long the mission took."""

    minutes = IntegerField(
        _l("How many minutes did it take you?"),
        [
            InputRequired(_l("Enter a number of minutes from 1 to 480.")),
            NumberRange(1, MINUTES_MAX, _l("Enter a number of minutes from 1 to 480.")),
        ],
        description=_l("Optional. It is only ever counted together with what others say, never for one person."),
        render_kw={"min": 1, "max": MINUTES_MAX, "inputmode": "numeric"},
    )
