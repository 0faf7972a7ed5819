"""How a call to another server ends, when it does not end well."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class AddressNotAllowed(DomainError):
    """The address is no public HTTPS one, whatever stands behind it."""

    code = "address_not_allowed"
    message = N_(
        "This address is not allowed: it has to begin with https:// and lead to a server outside of the company’s "
        "own network."
    )
    status = 422
    field = "url"


class NotReached(Exception):
    """Nothing was sent: there was no connection. It can be tried again."""


class NoAnswer(Exception):
    """Something was sent, and no answer came in time: it may have been taken."""
