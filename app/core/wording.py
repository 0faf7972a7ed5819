"""Text as people type it: what is accepted, and how it is stored."""

from __future__ import annotations

import re
import unicodedata

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_UNREADABLE = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]"
)  # categories Cc and Cs, but \n, \r and \t
# Overrides and embeddings change how the text around them reads; isolates are added by the page itself.
_DIRECTION_MARKS = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")


def normalise(raw: str) -> str:
    """Return the text as it is stored: composed (NFC), Unix line ends, no blanks around."""
    return unicodedata.normalize("NFC", raw.replace("\r\n", "\n").replace("\r", "\n")).strip()


def has_unreadable(raw: str) -> bool:
    """Tell whether the text holds NUL, other control characters or lone surrogates."""
    return _UNREADABLE.search(raw) is not None


def has_direction_marks(raw: str) -> bool:
    """Tell whether the text holds marks that reverse the reading of what surrounds it."""
    return not _DIRECTION_MARKS.isdisjoint(raw)


def is_code(raw: str) -> bool:
    """Tell whether the text reads well in an address: small letters, digits, and hyphens between them."""
    return _CODE.fullmatch(raw) is not None


def fold_email(raw: str) -> str:
    """Return the key under which an address is unique: compatibility form, no case, no invisible characters."""
    folded = unicodedata.normalize("NFKC", raw).casefold()
    return "".join(letter for letter in folded if unicodedata.category(letter) not in {"Cf", "Cc", "Zs"})


def clip(text: str, limit: int) -> tuple[str, bool]:
    """Return at most about ``limit`` characters, cut between words, and whether something was cut."""
    if len(text) <= limit:
        return text, False
    cut = text.rfind(" ", limit - 40, limit)
    return text[: cut if cut > 0 else limit].rstrip() + "…", True
