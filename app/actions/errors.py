"""What the rules of actions refuse."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class OwnerUnknown(DomainError):
    """Nobody of the entity has that address."""

    code = "actions.owner_unknown"
    message = N_("Nobody at this entity has an account with this address.")
    status = 422
    field = "owner"


class ActionTitleMissing(DomainError):
    """An action says what is done."""

    code = "actions.title_missing"
    message = N_("Please fill in this field.")
    status = 422
    field = "title"


class ActionWordsMissing(DomainError):
    """What is over has a reason, or says what was done."""

    code = "actions.words_missing"
    message = N_("Please say what was done, or why it is dropped: testers read it.")
    status = 422
    field = "note"


class ReferenceNotSafe(DomainError):
    """A backlog address begins with https."""

    code = "actions.reference_not_safe"
    message = N_("Please enter an address that begins with https://.")
    status = 422
    field = "reference"


class TargetMissing(DomainError):
    """Nothing can be said of an effect without both values."""

    code = "actions.target_missing"
    message = N_("Please enter the name of the figure, its value before, and the target, or none of the three.")
    status = 422
    field = "target"


class IndicatorMissing(DomainError):
    """There is nothing to measure."""

    code = "actions.indicator_missing"
    message = N_("This action has no figure to measure. Please add it to the action first.")
    field = "value"


class AnswersMissing(DomainError):
    """A percentage says of how many."""

    code = "actions.answers_missing"
    message = N_("Please enter how many answers this percentage comes from.")
    status = 422
    field = "answers"


class MeasuredLater(DomainError):
    """What is to come was not measured."""

    code = "actions.measured_later"
    message = N_("This day is still to come.")
    status = 422
    field = "measured_on"


class DecisionReplaced(DomainError):
    """A decision that no longer stands leads to nothing new."""

    code = "actions.decision_replaced"
    message = N_("A later decision has replaced this one. Please plan the action there.")
