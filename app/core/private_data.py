"""Data of customers and people that slip into a text: account and card numbers, addresses, phones, national numbers.

What has check digits is checked, so that an amount or a date is rarely taken for one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import pairwise

_GAP = re.compile("[ \t\u00a0\u00ad\u2009\u200b\u202f./()-]{0,2}")  # between the groups of one number
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_IBAN_START = re.compile(r"(?<![^\W_])[A-Z]{2}\d{2}", re.IGNORECASE)
_NIR = re.compile(
    r"(?<!\w)([1-478] ?\d{2} ?\d{2} ?(?:\d{2}|2[AB]) ?\d{3} ?\d{3})[ /-]?(\d{2})(?!\w)", re.IGNORECASE
)  # sex, year, month, department, town, number; key
_DATE_OR_HOST = re.compile(
    r"(?<![\d./-])(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2})(?![./-]?\d)|(?<![\d.])(?:\d{1,3}\.){3}\d{1,3}(?!\.?\d)"
)
_GROUP = re.compile(r"\d+")
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
PORTUGUESE = 9  # phone and tax number
GERMAN_TAX_NUMBER = 11


class PrivateKind(StrEnum):
    """What was found."""

    IBAN = "iban"
    CARD = "card"
    EMAIL = "email"
    PHONE = "phone"
    NATIONAL_NUMBER = "national_number"


@dataclass(frozen=True, slots=True)
class PrivateData:
    """What was found, as it stands in the text."""

    kind: PrivateKind
    words: str


def find_private_data(text: str) -> tuple[PrivateData, ...]:
    """Return what looks like data of a customer or of a person, in the order of the text."""
    rest = _latin_digits(text)
    found: list[tuple[int, PrivateData]] = []
    for search in (_emails, _ibans, _french_numbers, _numbers):
        for kind, start, end in list(search(rest)):
            found.append((start, PrivateData(kind, text[start:end])))
            rest = rest[:start] + "\n" * (end - start) + rest[end:]  # nothing is found twice
    return tuple(data for _start, data in sorted(found, key=lambda item: item[0]))


def _latin_digits(text: str) -> str:
    """Write the digits of any script as 0 to 9; each letter stays at its place."""
    return "".join(
        str(unicodedata.decimal(letter)) if not letter.isascii() and letter.isdecimal() else letter for letter in text
    )


_Found = Iterator[tuple[PrivateKind, int, int]]


def _emails(text: str) -> _Found:
    for match in _EMAIL.finditer(text):
        yield PrivateKind.EMAIL, match.start(), match.end()


def _ibans(text: str) -> _Found:
    for match in _IBAN_START.finditer(text):
        length = IBAN_LENGTHS.get(match.group()[:2].upper(), 0)
        end = _end_of(text, match.start(), length)
        if end and _is_iban(text[match.start() : end]):
            yield PrivateKind.IBAN, match.start(), end


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


def _is_iban(words: str) -> bool:
    bare = "".join(letter for letter in words.upper() if letter.isascii() and letter.isalnum())
    return int("".join(str(int(letter, 36)) for letter in bare[4:] + bare[:4])) % 97 == 1


def _french_numbers(text: str) -> _Found:
    for match in _NIR.finditer(text):
        bare = match.group(1).replace(" ", "").upper().replace("2A", "19").replace("2B", "18")
        if 97 - int(bare) % 97 == int(match.group(2)):
            yield PrivateKind.NATIONAL_NUMBER, match.start(), match.end()


def _numbers(text: str) -> _Found:
    """Yield the numbers among groups of digits: of those that begin at the same place, the longest."""
    text = _DATE_OR_HOST.sub(lambda other: "\n" * len(other.group()), text)
    groups = list(_GROUP.finditer(text))
    joins = [_GAP.fullmatch(text, before.end(), after.start()) is not None for before, after in pairwise(groups)]
    done = 0  # what stands before is read
    for first, group in enumerate(groups):
        if group.start() < done or _is_part(text, group.start() - 1):
            continue
        for last in reversed(range(first, _last_joined(groups, joins, first) + 1)):
            end = groups[last].end()
            digits = "".join(each.group() for each in groups[first : last + 1])
            start = _with_plus(text, group.start())
            is_whole = not (first and joins[first - 1]) and not (last < len(joins) and joins[last])
            kind = _kind_of(digits, has_plus=text[start] == "+", is_whole=is_whole)
            is_list = len(digits) < 2 * (last - first + 1)  # "1 2 3 4 …" is no number in groups
            if kind is not None and not is_list and not text[end : end + 1].isalpha():
                yield kind, start, end
                done = end
                break


def _last_joined(groups: list[re.Match[str]], joins: list[bool], first: int) -> int:
    """Return the last group that may belong to the number that begins with the first."""
    last, digits = first, len(groups[first].group())
    while last < len(joins) and joins[last] and digits + len(groups[last + 1].group()) <= CARD[-1]:
        last += 1
        digits += len(groups[last].group())
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


def _kind_of(digits: str, *, has_plus: bool, is_whole: bool) -> PrivateKind | None:
    """Say what the digits are; all but a card must be the whole of a row of digits (``is_whole``)."""
    if has_plus:
        return PrivateKind.PHONE if len(digits) in PHONE_ABROAD else None
    if _is_card(digits):
        return PrivateKind.CARD
    if not is_whole:
        return None
    if _is_german_tax_number(digits) or _is_portuguese_tax_number(digits):
        return PrivateKind.NATIONAL_NUMBER
    return PrivateKind.PHONE if _is_phone(digits) else None


def _is_card(digits: str) -> bool:
    """Thirteen to nineteen digits that begin as cards do, with the check digit of Luhn."""
    if len(digits) not in CARD or digits[0] not in "23456":
        return False
    doubled = (sum(divmod(int(digit) * 2, 10)) for digit in digits[-2::-2])
    return (sum(map(int, digits[-1::-2])) + sum(doubled)) % 10 == 0


def _is_german_tax_number(digits: str) -> bool:
    """Eleven digits; one of the first ten stands there twice or three times, the last checks them (ISO 7064)."""
    if len(digits) != GERMAN_TAX_NUMBER or digits[0] == "0":
        return False
    counts = sorted(digits[:10].count(digit) for digit in set(digits[:10]))
    if counts[-1] not in {2, 3} or counts[-2] != 1:
        return False
    product = 10
    for digit in digits[:10]:
        product = ((int(digit) + product) % 10 or 10) * 2 % 11
    return (11 - product) % 10 == int(digits[10])


def _is_portuguese_tax_number(digits: str) -> bool:
    """Nine digits, the last of which checks the others."""
    if len(digits) != PORTUGUESE or digits[0] in "04" or digits.endswith("000"):
        return False
    rest = sum(int(digit) * weight for digit, weight in zip(digits, range(9, 1, -1), strict=False)) % 11
    return int(digits[8]) == (11 - rest if rest > 1 else 0)


def _is_phone(digits: str) -> bool:
    """As dialled abroad (00), in France and Germany (0), in Portugal (nine digits)."""
    if digits.startswith("00"):
        return len(digits) in PHONE_DIALLED_ABROAD and digits[2] != "0"
    if digits.startswith("0"):
        return len(digits) in PHONE_WITH_ZERO
    return (
        len(digits) == PORTUGUESE and digits[:2] in {"91", "92", "93", "96", "21", "22"} and not digits.endswith("000")
    )
