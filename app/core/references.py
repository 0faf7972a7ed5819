"""Reference codes: the only way back to a contribution nobody can trace."""

from __future__ import annotations

import base64
import hashlib
import hmac

CODE_BYTES = 10  # 80 bits: sixteen letters and digits
GROUP = 4


def reference_code(secret: str, submission_key: str) -> str:
    """Return the code of a contribution, in four groups of four: ``k3vq-8m2n-r7xa-w5tj``.

    It follows from the form's single-use key and the installation's secret, so that a form sent twice
    shows the same code twice, and the database, which holds its hash only, cannot give it away.
    """
    digest = hmac.new(secret.encode(), f"reference {submission_key}".encode(), hashlib.sha256).digest()
    letters = base64.b32encode(digest[:CODE_BYTES]).decode().lower()
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))


def reference_hash(code: str) -> str:
    """Return the form in which a code is stored: its letters and digits, hashed with SHA-256."""
    bare = "".join(letter for letter in code.lower() if letter.isascii() and letter.isalnum())
    return hashlib.sha256(bare.encode()).hexdigest()
