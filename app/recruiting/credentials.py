"""What stands in the addresses of an invitation, and what is stored of who wants none."""

from __future__ import annotations

import hashlib

from app.core import idents
from app.core.seals import sealed, unsealed

_INVITATION = b"pepite: invitation "
_STOP = b"pepite: stop invitations "
_ADDRESS = b"pepite: wants no invitation "


def invitation_token(secret: str, invitation_id: int) -> str:
    """Return what an invitation's link carries. It comes from the installation's secret, so it is stored nowhere."""
    return sealed(secret, _INVITATION, idents.encode(invitation_id))


def invitation_in(secret: str, token: str) -> int | None:
    """Return the number of the invitation that a token was made for; ``None``: nobody made it here."""
    name = unsealed(secret, _INVITATION, token)
    return None if name is None else idents.decode(name)


def address_hash(email_key: str) -> str:
    """Return all that is stored of who wants no invitation: SHA-256, 64 characters.

    It does not hang on the installation's secret, so that a new secret does not forget who said no.
    """
    return hashlib.sha256(_ADDRESS + email_key.encode()).hexdigest()


def stop_token(secret: str, hashed: str) -> str:
    """Return what the link in a mail carries by which its reader stops invitations, for good."""
    return sealed(secret, _STOP, hashed)


def stopped_by(secret: str, token: str) -> str | None:
    """Return the hash of the address that a token stops; ``None``: nobody made it here."""
    return unsealed(secret, _STOP, token)
