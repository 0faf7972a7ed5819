"""What the rules of charters refuse."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class CharterChanged(DomainError):
    """The text moved on between reading and accepting; the new one is shown."""

    code = "charter_changed"
    message = N_(
        "The text changed while you were reading it, so nothing has been accepted. The new text is below: please read "
        "it again."
    )


class CharterNotAccepted(DomainError):
    """The box beside the text was not ticked."""

    code = "charter_not_accepted"
    message = N_("Tick the box if you agree. Without your agreement you cannot take part.")
    status = 422
    field = "agrees"


class UnknownCharterLanguage(DomainError):
    """The text is not read in that language, or is written in it."""

    code = "charter_language_unknown"
    message = N_("This text is not translated into that language.")
    status = 422


class ConfidentialityUntranslated(DomainError):
    """A translation has both texts or none: nobody accepts half."""

    code = "charter_half_translated"
    message = N_("Translate the confidentiality text too: people accept both at once.")
    status = 422
    field = "confidentiality"
