"""Errors a rule can raise. The web and mail edges translate them; services never do."""

from __future__ import annotations

from typing import ClassVar


def N_(message: str) -> str:  # noqa: N802 - gettext's own name for "mark, do not translate"
    """Mark ``message`` for extraction; the edge translates it later."""
    return message


def NN_(one: str, many: str) -> tuple[str, str]:  # noqa: N802 - the same for a sentence that counts
    """Mark the two forms of a sentence for extraction."""
    return one, many


class DomainError(Exception):
    """A rule said no. ``code`` is stable and public; ``message`` is a msgid for people."""

    code: ClassVar[str] = "error"
    message: ClassVar[str] = N_("This is not possible here.")
    status: ClassVar[int] = 409  # HTTP status at the edge
    field: ClassVar[str] = ""  # the form field it belongs to, if any

    def __init__(self, **params: object) -> None:
        super().__init__(self.code, params)
        self.params = params


class Unauthenticated(DomainError):
    """Nobody is signed in. There is no anonymous actor: the whole site is for employees."""

    code = "unauthenticated"
    message = N_("Please sign in to continue.")
    status = 401


class Forbidden(DomainError):
    """The actor may not do this."""

    code = "forbidden"
    message = N_("You are not allowed to do this.")
    status = 403


class AgreementOwed(Forbidden):
    """The actor may do this once they have agreed to something; what they wrote comes back afterwards."""


class TermsOwed(AgreementOwed):
    """The actor may do this once they have agreed to the terms of use of their entity."""

    code = "terms_owed"
    message = N_("Your entity asks you to accept its terms of use. Nothing has been sent: please read them first.")


class CharterOwed(AgreementOwed):
    """The actor may do this once they have agreed to the campaign's charter, which changed."""

    code = "charter_owed"
    message = N_("The charter of this campaign has changed. Nothing has been sent: please read it first.")


class NotFound(DomainError):
    """Absent, or hidden from the actor: the answer is the same on purpose."""

    code = "not_found"
    message = N_("This page does not exist, or you do not have access to it.")
    status = 404


class NotPossibleNow(DomainError):
    """The thing is in a state that does not allow this move."""

    code = "not_possible_now"
    message = N_(
        "This is no longer possible: the status has changed in the meantime. Reload the page to see the current status."
    )


class ChangedMeanwhile(DomainError):
    """What was read is no longer what is stored: somebody saved it first. Nothing was written over."""

    code = "changed_meanwhile"
    message = N_("Somebody else changed this in the meantime. Reload the page to see the current text.")


class FormUsed(DomainError):
    """The form was sent before with other words: these are not stored, and not lost either."""

    code = "form_used"
    message = N_(
        "This form has already been sent with a different text. The current text has not been sent: you can "
        "send it too."
    )


class Unprocessable(DomainError):
    """A value has the right shape but cannot be accepted."""

    code = "unprocessable"
    message = N_("One of the values cannot be accepted.")
    status = 422


class TooMany(DomainError):
    """A limit of frequency is reached. ``retry_after`` is in seconds."""

    code = "too_many"
    message = N_("Too many attempts. Please wait a few minutes and try again.")
    status = 429


class Unavailable(DomainError):
    """A part the application depends on does not answer."""

    code = "unavailable"
    message = N_("The service is not available at the moment. Please try again in a minute.")
    status = 503
