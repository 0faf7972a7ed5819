"""What the rules of review sessions refuse."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class WeightsAddUpToNothing(DomainError):
    """No criterion weighs anything."""

    code = "review_weights_zero"
    message = N_("At least one criterion must have a name and a weight above zero.")
    status = 422
    field = "name_1"


class ReviewDueInThePast(DomainError):
    """The last day for marks is over."""

    code = "review_due_past"
    message = N_("The last day for marks cannot be in the past.")
    status = 422
    field = "due_on"


class ReviewWithoutCampaign(DomainError):
    """No campaign is chosen, or one that the chair cannot take."""

    code = "review_campaign_missing"
    message = N_("Please choose at least one campaign that you can read.")
    status = 422
    field = "campaigns"


class NoSuchSubject(DomainError):
    """It is not a published contribution of these campaigns."""

    code = "review_subject_unknown"
    message = N_("This is not a published contribution that this review can take.")
    status = 422
    field = "by_hand"


class TooManySubjects(DomainError):
    """The shortlist is full."""

    code = "review_subjects_max"
    message = N_("A shortlist can have at most %(maximum)s\u00a0contributions.")
    status = 422


class NoSuchAssessor(DomainError):
    """Nobody with an open account has that address, or they cannot read the campaigns."""

    code = "review_assessor_unknown"
    message = N_("No account with this address can read these campaigns.")
    status = 422
    field = "email"


class TooManyAssessors(DomainError):
    """A group of assessors has a limit."""

    code = "review_assessors_max"
    message = N_("A review can have at most %(maximum)s\u00a0assessors.")
    status = 422
    field = "email"


class ReviewNotReady(DomainError):
    """It cannot open yet."""

    code = "review_not_ready"
    message = N_("A review needs two contributions and two assessors before it can open.")
    status = 422


class MarksMissing(DomainError):
    """Not everything is marked."""

    code = "review_marks_missing"
    message = N_("Some marks are still missing: nothing has been handed in.")
    status = 422
