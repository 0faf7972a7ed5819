"""What enrolment refuses."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class EnrolmentClosed(DomainError):
    """The edition takes nobody in: it is closed, or in a phase that comes before or after."""

    code = "enrolment_closed"
    message = N_("This campaign is not taking new participants at the moment. Its dates are on its page.")


class NotEnrolled(DomainError):
    """The person has left since the page was opened."""

    code = "not_enrolled"
    message = N_("You are no longer enrolled in this campaign. You can join again from its page, in one click.")
