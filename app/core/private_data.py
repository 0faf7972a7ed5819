"""Data of customers and people that slip into a text: account and card numbers, addresses, phones, national numbers.

What has check digits is checked, so that an amount or a date is rarely taken for one. The time it takes grows with
the length of the text and nothing else: each search reads a bounded number of letters from where it begins.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from itertools import accumulate, pairwise

from stdnum import iban, luhn
from stdnum.de import idnr
from stdnum.es import dni, nie
from stdnum.fr import nif as fr_nif
from stdnum.fr import nir
from stdnum.it import codicefiscale
from stdnum.pt import cc
from stdnum.pt import nif as pt_nif

MASK = "\N{LOWER SEVEN EIGHTHS BLOCK}" * 4  # stands where a writer masked something
_GAP = re.compile("[ \t\u200b./()-]{0,3}")  # between the groups of one number
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+")
_IBAN_START = re.compile(r"(?<![^\W_])[A-Z]{2}\d{2}", re.IGNORECASE)
_DATE_OR_HOST = re.compile(
    r"(?<![\d./-])(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})(?![./-]?\d)"
    r"|(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\.?\d)"
)
_GROUP = re.compile(r"\d+")
_OMOCODE = "[0-9LMNP-V]"  # an Italian code may have letters in the place of digits
# National numbers with letters, or that are told by their groups.
_NATIONAL = (
    (nir, re.compile(r"(?<!\w)[1-478] ?\d{2} ?\d{2} ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3}[ /-]?\d{2}(?!\w)", re.IGNORECASE)),
    (dni, re.compile(r"(?<![\w.])\d{2}[ .]?\d{3}[ .]?\d{3}(?:[ -]?[A-Z]|[a-z])(?!\w)")),
    (nie, re.compile(r"(?<!\w)[XYZ][ -]?\d{7}[ -]?[A-Z](?!\w)", re.IGNORECASE)),
    (cc, re.compile(r"(?<!\w)\d{8} ?\d ?[A-Z]{2} ?\d(?!\w)", re.IGNORECASE)),
    (
        codicefiscale,
        re.compile(
            rf"(?<!\w)[A-Z]{{3}} ?[A-Z]{{3}} ?{_OMOCODE}{{2}} ?[A-EHLMPRST] ?{_OMOCODE}{{2}} ?"
            rf"[A-Z]{_OMOCODE}{{3}} ?[A-Z](?!\w)",
            re.IGNORECASE,
        ),
    ),
)
_SEPARATORS = str.maketrans("", "", " \t\u200b./()-")
IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22, "BR": 29, "CH": 21,
    "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28, "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FO": 18,
    "FR": 27, "GB": 22, "GE": 22, "GI": 23, "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23,
    "IQ": 23, "IS": 26, "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LI": 21, "LT": 20, "LU": 20, "LV": 21,
    "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18, "NO": 15, "PK": 24, "PL": 28,
    "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SC": 31, "SE": 24, "SI": 19, "SK": 24, "SM": 27,
    "ST": 25, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
}  # fmt: skip
# How many digits they have.
CARD = range(13, 20)
PHONE_ABROAD = range(8, 16)  # after the plus sign
PHONE_DIALLED_ABROAD = range(10, 18)  # with 00
PHONE_WITH_ZERO = range(9, 13)
TAX_NUMBERS = {9: pt_nif, 11: idnr, 13: fr_nif}
IBERIAN_PHONE = 9
ITALIAN_MOBILE = 10


class PrivateKind(StrEnum):
    """What was found."""

    IBAN = "iban"
    CARD = "card"
    EMAIL = "email"
    PHONE = "phone"
    NATIONAL_NUMBER = "national_number"


@dataclass(frozen=True, slots=True)
class PrivateData:
    """What was found, as it stands in the text, and where."""

    kind: PrivateKind
    words: str
    start: int

    @property
    def place(self) -> tuple[int, int]:
        """Where it begins and ends."""
        return self.start, self.start + len(self.words)


def find_private_data(text: str) -> tuple[PrivateData, ...]:
    """Return what looks like data of a customer or of a person, in the order of the text."""
    rest = "".join(map(_plain, text))
    found: list[PrivateData] = []
    for search in (_emails, _ibans, _national_numbers, _numbers):
        new = [PrivateData(kind, text[start:end], start) for kind, start, end in search(rest)]
        rest = _replaced(rest, (data.place for data in new), "\n")  # nothing is found twice
        found += new
    return tuple(sorted(found, key=lambda data: data.start))


def mask(text: str, places: Iterable[tuple[int, int]]) -> str:
    """Return the text with a mark instead of what stands at these places; one mark where they overlap."""
    apart: list[tuple[int, int]] = []
    for start, end in sorted(places):
        if apart and start < apart[-1][1]:
            first, last = apart.pop()
            apart.append((first, max(last, end)))
        else:
            apart.append((start, end))
    return _replaced(text, apart, "")


def _replaced(text: str, places: Iterable[tuple[int, int]], letter: str) -> str:
    """Put the letter in the place of each letter, so that nothing moves; without one, a mark in the place of all."""
    parts, done = [], 0
    for start, end in places:
        parts += [text[done:start], letter * (end - start) or MASK]
        done = end
    return "".join([*parts, text[done:]])


@lru_cache(maxsize=4096)
def _plain(letter: str) -> str:
    """Return a digit or a letter of any width or script as ASCII has it, each blank and dash alike; else itself."""
    if letter.isascii():
        return letter
    if letter.isdecimal():
        return str(unicodedata.decimal(letter))
    alike = {"Zs": " ", "Pd": "-", "Cf": "\u200b"}.get(unicodedata.category(letter))
    if alike:
        return alike
    folded = unicodedata.normalize("NFKC", letter)
    return folded if len(folded) == 1 and folded.isascii() else letter


_Found = Iterator[tuple[PrivateKind, int, int]]


def _emails(text: str) -> _Found:
    for match in _EMAIL.finditer(text):
        yield PrivateKind.EMAIL, match.start(), match.end()


def _ibans(text: str) -> _Found:
    done = 0
    for match in _IBAN_START.finditer(text):
        length = IBAN_LENGTHS.get(match.group()[:2].upper(), 0)
        end = _end_of(text, match.start(), length) if match.start() >= done else 0
        if end and iban.is_valid(_bare(text[match.start() : end]), check_country=False):
            yield PrivateKind.IBAN, match.start(), end
            done = end


def _bare(words: str) -> str:
    return words.translate(_SEPARATORS).upper()


def _end_of(text: str, start: int, length: int) -> int:
    """Return where so many letters and digits have been read, small gaps left out; 0 when they are not there."""
    place = start
    for _ in range(length):
        gap = _GAP.match(text, place)
        place = gap.end() if gap and place > start else place
        if place >= len(text) or not (text[place].isascii() and text[place].isalnum()):
            return 0
        place += 1
    return 0 if text[place : place + 1].isalnum() else place


def _national_numbers(text: str) -> _Found:
    found = (
        match.span() for number, form in _NATIONAL for match in form.finditer(text) if number.is_valid(_bare(match[0]))
    )
    done = 0
    for start, end in sorted(found):
        if start >= done:
            yield PrivateKind.NATIONAL_NUMBER, start, end
            done = end


def _numbers(text: str) -> _Found:
    """Yield the numbers among groups of digits: of those that begin at the same place, the longest."""
    text = _DATE_OR_HOST.sub(lambda other: "\n" * len(other.group()), text)
    groups = list(_GROUP.finditer(text))
    joins = [_GAP.fullmatch(text, before.end(), after.start()) is not None for before, after in pairwise(groups)]
    counts = list(accumulate((len(group[0]) for group in groups), initial=0))  # digits before each group
    done = 0  # what stands before is read
    for first, group in enumerate(groups):
        if group.start() < done or _is_part(text, group.start() - 1):
            continue
        for last in reversed(range(first, _last_joined(counts, joins, first) + 1)):
            is_list = counts[last + 1] - counts[first] < 2 * (last - first + 1)  # "1 2 3 4 …" is no number in groups
            if is_list or text[groups[last].end() : groups[last].end() + 1].isalpha():
                continue
            start = _with_plus(text, group.start())
            is_whole = not (first and joins[first - 1]) and not (last < len(joins) and joins[last])
            kind = _kind_of(groups[first : last + 1], has_plus=text[start] == "+", is_whole=is_whole)
            if kind is not None:
                done = groups[last].end()
                yield kind, start, done
                break


def _last_joined(counts: list[int], joins: list[bool], first: int) -> int:
    """Return the last group that may belong to the number that begins with the first."""
    last = first
    while last < len(joins) and joins[last] and counts[last + 2] - counts[first] <= CARD[-1]:
        last += 1
    return last


def _is_part(text: str, before: int) -> bool:
    """Tell whether what stands before a digit makes it the middle of a word or of a decimal number."""
    return before >= 0 and (text[before].isalnum() or text[before] in "_,")


def _with_plus(text: str, start: int) -> int:
    """Return where the number begins, its plus sign or bracket included."""
    before = text[max(0, start - 2) : start]
    for sign in ("+(", "+ ", "+"):
        if before.endswith(sign):
            return start - len(sign)
    return start


def _kind_of(groups: list[re.Match[str]], *, has_plus: bool, is_whole: bool) -> PrivateKind | None:
    """Say what the digits are; all but a card must be the whole of a row of digits (``is_whole``)."""
    digits = "".join(group[0] for group in groups)
    if has_plus:
        return PrivateKind.PHONE if len(digits) in PHONE_ABROAD else None
    if _is_card(digits):
        return PrivateKind.CARD
    if not is_whole:
        return None
    if _is_national_number(digits):
        return PrivateKind.NATIONAL_NUMBER
    return PrivateKind.PHONE if _is_phone(digits) else None


def _is_card(digits: str) -> bool:
    """Thirteen to nineteen digits that begin as cards do, with the check digit of Luhn."""
    return len(digits) in CARD and digits[0] in "23456" and luhn.is_valid(digits)


def _is_national_number(digits: str) -> bool:
    """Tell whether it is a tax number of Portugal, Germany or France, with its check digits."""
    number = TAX_NUMBERS.get(len(digits))
    return number is not None and digits[0] != "0" and not digits.endswith("000") and number.is_valid(digits)


def _is_phone(digits: str) -> bool:
    """As dialled abroad (00), in France and Germany (0), in Portugal and Spain (nine digits), an Italian mobile one."""
    if digits.startswith("00"):
        return len(digits) in PHONE_DIALLED_ABROAD and digits[2] != "0"
    if digits.startswith("0"):
        return len(digits) in PHONE_WITH_ZERO
    if digits.endswith("000"):
        return False
    if len(digits) == ITALIAN_MOBILE:
        return digits.startswith("3")
    return len(digits) == IBERIAN_PHONE and digits.startswith(("6", "7", "91", "92", "93", "96", "21", "22"))
