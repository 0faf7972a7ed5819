"""What stands in the address of a reviewers' link."""

from __future__ import annotations

from app.core import idents
from app.core.seals import sealed, unsealed

_PREVIEW = b"pepite: preview "


def preview_token(secret: str, link_id: int) -> str:
    """Return what a reviewers' link carries. It comes from the installation's secret, so it is stored nowhere."""
    return sealed(secret, _PREVIEW, idents.encode(link_id))


def preview_link_in(secret: str, token: str) -> int | None:
    """Return the number of the link that a token was made for; ``None``: nobody made it here."""
    name = unsealed(secret, _PREVIEW, token)
    return None if name is None else idents.decode(name)
