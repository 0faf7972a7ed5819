"""What the rules of legal texts refuse."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class LegalTextChanged(DomainError):
    """A text moved on between reading and confirming; the new one is shown."""

    code = "legal_text_changed"
    message = N_(
        "The text changed while you were reading it, so nothing has been confirmed. The new text is below: please read "
        "it again."
    )


class TermsNotAccepted(DomainError):
    """The box beside the terms of use was not ticked."""

    code = "terms_not_accepted"
    message = N_("Tick the box if you agree. Without your agreement you can read everything, and write nothing.")
    status = 422
    field = "agrees"


class LegalSourceMissing(DomainError):
    """A text is translated that is not written in the entity's first language."""

    code = "legal_source_missing"
    message = N_("Please write the text in the first language of the entity too: the others are translations of it.")
    status = 422
