"""Words in an address that nobody else can make: sealed with the installation's secret, so stored nowhere."""

from __future__ import annotations

import hashlib
import hmac


def seal_of(secret: str, purpose: bytes, words: str) -> str:
    """Return the seal of some words, 64 hexadecimal digits; of the same words for another purpose it is another."""
    return hmac.new(secret.encode(), purpose + words.encode(), hashlib.sha256).hexdigest()


def sealed(secret: str, purpose: bytes, words: str) -> str:
    """Return a token: the words, a dot, their seal."""
    return f"{words}.{seal_of(secret, purpose, words)}"


def unsealed(secret: str, purpose: bytes, token: str) -> str | None:
    """Return the words of a token; ``None``: nobody made it here, or for another purpose."""
    words, _dot, seal = token.rpartition(".")
    return words if hmac.compare_digest(seal_of(secret, purpose, words).encode(), seal.encode()) else None
