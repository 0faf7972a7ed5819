"""What missions refuse."""

from __future__ import annotations

from app.core.errors import N_, DomainError, Unprocessable


class SourceMissing(Unprocessable):
    """A text lacks its words in the campaign's own language."""

    code = "mission_source_missing"
    message = N_("First enter the mission, and each of its steps, in the language of the campaign.")


class TooManySteps(Unprocessable):
    """The mission has more steps than a mission may have."""

    code = "too_many_steps"
    message = N_("A mission can have at most %(maximum)d\u00a0steps.")
    field = "steps"


class StepInUse(DomainError):
    """Contributions name the step, so it cannot be removed."""

    code = "step_in_use"
    message = N_("Some contributions refer to step %(number)d. Edit its text instead of removing it.")
    field = "steps"


class MissionDatesReversed(Unprocessable):
    """The mission would close before it opens."""

    code = "mission_dates_reversed"
    message = N_("The last day cannot come before the first.")
    field = "closes_on"


class ProductNotTested(Unprocessable):
    """The campaign does not test the product that the mission is about."""

    code = "product_not_tested"
    message = N_("This campaign does not test that product any more. Please choose another one.")
    field = "product"


class MissionRecalled(DomainError):
    """The central team has recalled the mission: nobody is to go on with it."""

    code = "mission_recalled"
    message = N_(
        "This mission has been recalled: please do not go on with it. What you have typed has not been sent; you can "
        "copy it, and a saved draft stays with you."
    )


class AlreadyDone(DomainError):
    """The tick is there already; never shown, a second click is harmless."""

    code = "mission_already_done"


class RecallWithoutReason(Unprocessable):
    """People are told why they stop."""

    code = "recall_without_reason"
    message = N_("Enter the reason: everybody who takes part reads it.")
    field = "reason"
