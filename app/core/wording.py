"""Text as people type it: what is accepted, and how it is stored."""

from __future__ import annotations

import re
import unicodedata

_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_LINE_ENDS = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
# What a clipboard brings and nobody types: other programs' line ends, byte order marks, marks around a number.
_PASTED = re.compile("[\x0b\x0c\x7f\x85\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
_DROPPED = re.compile("[\x7f\ufeff\u202a-\u202c\u2066-\u2069]")
_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff]")  # Cc and Cs, but \n, \r and \t
_OVERRIDE = re.compile("[\u202d\u202e]")
_OPENS, _CLOSES = frozenset("\u202a\u202b\u202d\u202e"), "\u202c"
# Letters and marks by category that show nothing all the same: fillers, variation selectors, an empty Braille cell.
_BLANK = re.compile("[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]")
_BLANK_CATEGORIES = frozenset({"Cc", "Cf", "Cs", "Zl", "Zp", "Zs"})
_TELLING_LETTERS = 3  # a shorter part of a name is a word of many languages
_SHOWN_BEFORE = 30  # characters of the words that say where something stands


def normalise(raw: str) -> str:
    """Return the text as it is stored: composed (NFC), Unix line ends, no blanks around, no pasted marks.

    Text that shows nothing, whatever characters it is made of, is empty. A mark that reverses the reading stays when
    nothing ends it: ``find_override`` finds it, and the text is refused.
    """
    text = unicodedata.normalize("NFC", _LINE_ENDS.sub("\n", raw))
    if _PASTED.search(text):
        text = _DROPPED.sub("", _without_ended_overrides(text))
    text = text.strip()
    return text if any(_is_seen(letter) for letter in text) else ""


def has_pasted_marks(raw: str) -> bool:
    """Tell whether ``normalise`` takes out, or turns into a line end, what its writer may not know of."""
    return _PASTED.search(raw) is not None


def find_unreadable(text: str) -> int | None:
    """Return where the first NUL, other control character or lone surrogate stands."""
    found = _UNREADABLE.search(text)
    return found.start() if found else None


def find_override(text: str) -> int | None:
    """Return where the first mark stands that reverses the reading of all that follows."""
    found = _OVERRIDE.search(text)
    return found.start() if found else None


def words_before(text: str, place: int) -> str:
    """Return the few words before a place, to say where it is; empty at the beginning."""
    return " ".join(_UNREADABLE.sub("", text[max(0, place - _SHOWN_BEFORE) : place]).split())


def _without_ended_overrides(text: str) -> str:
    """Take out the marks that reverse a stretch and end it again; what is left reads the same for everybody."""
    open_at: list[int] = []
    ended: set[int] = set()
    for place, letter in enumerate(text):
        if letter in _OPENS:
            open_at.append(place)
        elif letter == _CLOSES and open_at:
            ended.add(open_at.pop())
    return "".join(letter for place, letter in enumerate(text) if place not in ended)


def _is_seen(letter: str) -> bool:
    return unicodedata.category(letter) not in _BLANK_CATEGORIES and _BLANK.match(letter) is None


def find_own_name(text: str, name: str) -> list[tuple[int, int]]:
    """Return where parts of a person's name stand as whole words, written as in the name or in capitals.

    A number in a name, as in test accounts, is no part of it: it stands in any text.
    """
    parts = [part for part in name.split() if len(part) >= _TELLING_LETTERS and _begins_a_name(part)]
    if not parts:
        return []
    one = "|".join(re.escape(form) for part in parts for form in (part, part.upper()))
    several = re.compile(rf"(?<!\w)(?:{one})(?:[ -](?:\w{{1,3}} )?(?:{one}))*(?!\w)")
    return [match.span() for match in several.finditer(text)]


def _begins_a_name(part: str) -> bool:
    return part[0].isalpha() and not part[0].islower()


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
