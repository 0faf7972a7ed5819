"""Shape of what the browser sends to join a campaign."""

from __future__ import annotations

from app.charters.forms import AgreeForm
from app.enrolment.service import JoinInput


class JoinForm(AgreeForm):
    """All that is asked of somebody who joins, on one screen."""

    def to_input(self) -> JoinInput:
        """Return what the use case takes."""
        return JoinInput(wording_ids=self.wording_ids)
