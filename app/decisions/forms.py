"""What a sponsor sends."""

from __future__ import annotations

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.validators import InputRequired

from app.decisions.service import REASON_MAX_CHARS, DecisionInput
from app.feedback.presenters.labels import verdict_labels
from app.feedback.types import Verdict
from app.web.forms import IdempotentForm, PreviewedForm, TextField


class DecisionForm(PreviewedForm, IdempotentForm):
    """A verdict and its reason."""

    verdict = RadioField(_l("Your decision"), [InputRequired(_l("Please choose one."))])
    reason = TextField(_l("Your reason"), REASON_MAX_CHARS)

    def __init__(self) -> None:
        super().__init__()
        self.verdict.choices = list(verdict_labels().items())

    def to_input(self) -> DecisionInput:
        """Return what the service takes."""
        return DecisionInput(Verdict(self.verdict.data), self.reason.data or "", self.submission_key)
