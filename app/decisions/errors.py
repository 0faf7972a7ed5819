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


class AnotherDecisionStands(DomainError):
    """A decision is reversed only by one that names it."""

    code = "decisions.another_stands"
    message = N_(
        "Another decision has been recorded on this contribution in the meantime. Please read it below, then "
        "send yours again to replace it."
    )


class LinkNotPossible(DomainError):
    """A contribution cannot be decided on together with the first one."""

    code = "decisions.link_not_possible"
    message = N_("One of the other contributions can no longer be decided on here. Please choose again.")
    field = "linked"


class AimNotCurrent(DomainError):
    """The aim is another entity's, or it has ended."""

    code = "decisions.aim_not_current"
    message = N_("This aim has ended. Please choose again.")
    field = "aim"
