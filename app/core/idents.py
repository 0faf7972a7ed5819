"""Identifiers: random numbers of 63 bits, written for people as thirteen letters and digits.

Random rather than counted, for two reasons: nobody can walk through them, and the order of
rows tells nothing about who wrote when (a contribution nobody may trace has no neighbours).
"""

from __future__ import annotations

import secrets

ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz"  # Crockford's base 32: no i, l, o, u
LENGTH = 13
_VALUES = {letter: value for value, letter in enumerate(ALPHABET)} | {"o": 0, "i": 1, "l": 1}
_MAX = 2**63 - 1
_PAIRS = [one + other for one in ALPHABET for other in ALPHABET]  # ten bits each
_SHIFTS = range(50, -1, -10)


def new_id() -> int:
    """Return a fresh identifier, 1 to 2**63 - 1."""
    return secrets.randbits(63) or _MAX


def encode(value: int) -> str:
    """Write an identifier as people see it: 13 characters."""
    return ALPHABET[value >> 60] + "".join([_PAIRS[value >> shift & 1023] for shift in _SHIFTS])


def decode(text: str) -> int:
    """Read an identifier back.

    :raises ValueError: not an identifier
    """
    value = 0
    if len(text) != LENGTH:
        msg = "an identifier has 13 characters"
        raise ValueError(msg)
    for letter in text.lower():
        if letter not in _VALUES:
            msg = "a letter no identifier has"
            raise ValueError(msg)
        value = value * 32 + _VALUES[letter]
    if not 0 < value <= _MAX:
        msg = "out of range"
        raise ValueError(msg)
    return value
