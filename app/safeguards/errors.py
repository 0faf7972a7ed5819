"""What the rules of safeguards refuse."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class SafeguardsMissing(DomainError):
    """No sheet is in force for a product in the tester's country."""

    code = "safeguards_missing"
    message = N_(
        "This mission cannot be started at the moment: what you may and may not do with %(product)s in your country is "
        "not approved. Your place and your progress are kept."
    )


class SafeguardsNotAttested(DomainError):
    """The tester has not confirmed the sheet in force."""

    code = "safeguards_not_attested"
    message = N_("First read what you may and may not do with %(product)s, and confirm it.")


class SafeguardsNotTicked(DomainError):
    """The box beside the sheet was not ticked."""

    code = "safeguards_not_ticked"
    message = N_("Tick the box to confirm. Without it the mission cannot be started.")
    status = 422
    field = "agrees"


class SafeguardsChanged(DomainError):
    """What is in force is not what was read."""

    code = "safeguards_changed"
    message = N_(
        "The rules changed while you were reading them, so nothing has been confirmed. The new ones are below: please "
        "read them again."
    )


class OnlyCompetitors(DomainError):
    """The group's own products need no sheet."""

    code = "safeguards_of_own_product"
    message = N_("Only a competitor’s product has safeguards.")
    status = 422


class SheetSourceMissing(DomainError):
    """A part is not written in the first language of the country."""

    code = "safeguards_source_missing"
    message = N_("Please write both parts in the first language: the others are translations of it.")
    status = 422


class HalfTranslated(DomainError):
    """A translation has both parts or none: nobody confirms half."""

    code = "safeguards_half_translated"
    message = N_("Please translate both parts: people confirm them together.")
    status = 422


class ApprovalTooLong(DomainError):
    """An approval ends, within a year."""

    code = "safeguards_approval_too_long"
    message = N_("Please choose a day from today, at most one year ahead.")
    status = 422
    field = "until"
