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


class AlreadyDeclined(DomainError):
    """The person asked before, and could not be taken in."""

    code = "enrolment_declined"
    message = N_("You have asked before, and no place could be offered to you in this campaign.")


class MoreQuestions(DomainError):
    """What was answered leads to questions that were not on the page."""

    code = "more_questions"
    message = N_("Nothing has been sent yet: after your answers, there is something more to answer. Please look below.")
    status = 422


class PlacesNotInSteps(DomainError):
    """A number of places is no multiple of the campaign's minimum group: changed by one, it would count people."""

    code = "places_not_in_steps"
    message = N_(
        "Enter places in steps of %(step)d, such as %(step)d\u00a0or %(twice)d: changed one by one, they would tell "
        "exactly how many people take part."
    )
    status = 422
    field = "places"


class WrongPlaces(DomainError):
    """A number of places is below nought or above what is allowed, or a quota names a segment twice or none."""

    code = "places_out_of_range"
    message = N_("Enter a number of places from 0 to 100,000, and each limit once.")
    status = 422
    field = "places"
