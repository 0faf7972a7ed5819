"""Reference codes: the only way back to a contribution nobody can trace."""

from __future__ import annotations

import hashlib
import hmac

ALPHABET = "0123456789acdefghjkmnpqrtvwxy"  # what people confuse is there once: no b, i, l, o, s, u, z
READ_AS = str.maketrans("bilosuz", "81105v2")
LENGTH = 16  # 77 bits
GROUP = 4


def reference_code(secret: str, form_key: str) -> str:
    """Return the code of a contribution, in four groups of four: ``k3vq-8m2n-r7xa-w5tj``.

    It follows from the form's single-use key, which is nowhere stored, and from the installation's secret: a form sent
    twice shows the same code twice, and neither the database nor the secret alone gives it away.
    """
    number = int.from_bytes(hmac.new(secret.encode(), f"reference {form_key}".encode(), hashlib.sha256).digest())
    letters = []
    for _ in range(LENGTH):
        number, rest = divmod(number, len(ALPHABET))
        letters.append(ALPHABET[rest])
    code = "".join(letters)
    return "-".join(code[start : start + GROUP] for start in range(0, LENGTH, GROUP))


def reference_hash(code: str) -> str:
    """Return the form in which a code is stored: its letters and digits as they are meant, hashed with SHA-256.

    Case, blanks and hyphens say nothing; of letters and digits that look alike, each is read as the one codes have.
    """
    bare = "".join(letter for letter in code.lower() if letter.isascii() and letter.isalnum())
    return hashlib.sha256(bare.translate(READ_AS).encode()).hexdigest()
