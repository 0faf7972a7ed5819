"""What the central team sends to the gate."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import SelectField

from app.entities.types import Stage
from app.gate.service import REASON_MAX_CHARS
from app.web.forms import BaseForm, TextField, choices


class UntickForm(BaseForm):
    """Why an item is unticked."""

    reason = TextField(_l("Reason"), REASON_MAX_CHARS, render_kw={"rows": 2})


class StageForm(BaseForm):
    """Where the entity stands."""

    stage = SelectField(
        _l("Stage"),
        description=_l("Preparing until the launch gate is complete. Nothing opens in an entity that is dormant."),
    )

    def __init__(self, stage: Stage) -> None:
        super().__init__(data={"stage": stage.value})
        self.stage.choices = choices((each.value, label) for each, label in stage_labels().items())


def stage_labels() -> dict[Stage, str]:
    """Return the stages of the roll-out in words."""
    return {
        Stage.PREPARING: _("Preparing"),
        Stage.PILOT: _("Pilot"),
        Stage.RUNNING: _("Running"),
        Stage.DORMANT: _("Dormant"),
    }
