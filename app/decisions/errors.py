"""Rules of this feature that can say no."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class AlreadyRecorded(DomainError):
    """The same form was sent before: the decision it recorded stands."""

    code = "decisions.already_recorded"
    message = N_("This decision has already been recorded.")


class DecisionReasonMissing(DomainError):
    """A decision needs a reason."""

    code = "decisions.reason_missing"
    message = N_("Please enter the reason; everybody can read it.")
    status = 422
    field = "reason"
