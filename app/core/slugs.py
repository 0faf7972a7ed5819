"""Words for an address, made from a title in whatever script."""

# ruff: noqa: RUF001 - these letters are meant

from __future__ import annotations

import re
import unicodedata

# Letters that Unicode does not take apart into a Latin one: how people write them on a keyboard without them.
_LATIN = {
    "ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i",
    "ا": "a", "أ": "a", "إ": "i", "آ": "a", "ٱ": "a", "ب": "b", "ت": "t", "ث": "th", "ج": "j", "ح": "h", "خ": "kh",
    "د": "d", "ذ": "dh", "ر": "r", "ز": "z", "س": "s", "ش": "sh", "ص": "s", "ض": "d", "ط": "t", "ظ": "z", "ع": "a",
    "غ": "gh", "ف": "f", "ق": "q", "ك": "k", "ل": "l", "م": "m", "ن": "n", "ه": "h", "ة": "a", "و": "w", "ؤ": "w",
    "ي": "y", "ى": "a", "ئ": "y",
}  # fmt: skip
_DIGITS = re.compile(r"\d")


def latin_words(title: str) -> list[str]:
    """Return the words of a title in lower-case letters a to z and digits; a script not known here gives none."""
    spelled = "".join(_LATIN.get(letter, letter) for letter in title.lower())
    spelled = _DIGITS.sub(lambda found: str(unicodedata.digit(found[0])), spelled)
    plain = unicodedata.normalize("NFKD", spelled).encode("ascii", "ignore").decode()
    return re.findall(r"[a-z0-9]+", plain)
