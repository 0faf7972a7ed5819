"""Read a file of feedback, one JSON object a line: what can be kept of each line, and why not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

from babel import Locale

from app.core.languages import UNDETERMINED, base_language
from app.core.wording import clip, find_override, find_unreadable, normalise
from app.feedback.types import IMPORTED_TITLE_MAX_CHARS, STORED_BODY_MAX_CHARS, Kind
from app.language.detect import detect
from config import CONTENT_LANGUAGES

LINE_MAX_BYTES = 1_000_000
MADE_TITLE_CHARS = 80  # of a title that is the beginning of the text
KEY_MAX_CHARS = 80
VOTES_MAX = 1_000_000_000
RATINGS = frozenset({1, 2, 3, 4, 5})
KINDS = {
    "bug": Kind.PROBLEM,
    "problem": Kind.PROBLEM,
    "idea": Kind.IDEA,
    "praise": Kind.PRAISE,
    "question": Kind.QUESTION,
}


class Reason(StrEnum):
    """Why a line is refused."""

    NOT_UTF8 = "not written in UTF-8"
    LINE_TOO_LONG = "a line of more than a megabyte"
    NOT_JSON = "not JSON"
    NOT_AN_OBJECT = "not an object"
    NO_ID = "no identifier"
    ID_TOO_LONG = "an identifier of more than 80 characters"
    NO_TEXT = "no text"
    TEXT_TOO_LONG = "a text of more than 6,000 characters"
    UNREADABLE = "characters that cannot be read"
    UNKNOWN_PARENT = "its parent is not there"


class Remark(StrEnum):
    """What was left out of an item that is kept."""

    RATING = "a rating that is not 1 to 5 was left out"
    VOTES = "votes that are no number were left out"
    TITLE = "a title that is no text, or too long, was shortened or made from the text"
    LANGUAGE = "a language nobody knows was kept as undetermined"


class Refused(Exception):
    """The line cannot be kept."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Draft:
    """What a line brings."""

    line: int
    key: str
    parent: str | None
    title: str
    body: str
    language: str
    kind: Kind
    rating: int | None
    votes: int
    origin: str  # source and licence, for the journal
    remarks: tuple[Remark, ...] = ()


@dataclass(slots=True)
class _Kept:
    """A line being read."""

    fields: dict[str, Any]
    remarks: list[Remark] = field(default_factory=list)

    def note(self, remark: Remark) -> None:
        self.remarks.append(remark)


def lines_of(path: Path) -> Iterator[tuple[int, bytes, int]]:
    """Yield each line that is not blank: its number, its bytes, and how far in the file it ends.

    A line beyond the limit comes cut: it is refused, and never held whole.
    """
    end = 0
    with path.open("rb") as file:
        for number, raw in enumerate(iter(lambda: file.readline(LINE_MAX_BYTES + 1), b""), start=1):
            end += len(raw)
            rest = raw
            while len(rest) > LINE_MAX_BYTES and not rest.endswith(b"\n"):
                rest = file.readline(LINE_MAX_BYTES + 1)
                end += len(rest)
            line = raw.removeprefix(b"\xef\xbb\xbf") if number == 1 else raw
            if line.strip():
                yield number, line, end


def draft_of(number: int, raw: bytes) -> Draft:
    """Return what the line brings.

    :raises Refused: with the reason
    """
    kept = _Kept(_object(raw))
    key, body = _key(kept.fields.get("id")), _body(kept.fields.get("text"))
    if key is None:
        raise Refused(Reason.NO_ID)
    title = _title(kept, body)
    return Draft(
        line=number,
        key=key,
        parent=_parent(kept.fields.get("parent")),
        title=title,
        body=body,
        language=_language(kept, f"{title}\n{body}"),
        kind=KINDS.get(str(kept.fields.get("kind")).lower(), Kind.UNSORTED),
        rating=_rating(kept),
        votes=_votes(kept),
        origin=_origin(kept.fields),
        remarks=tuple(kept.remarks),
    )


def _object(raw: bytes) -> dict[str, Any]:
    if len(raw) > LINE_MAX_BYTES:
        raise Refused(Reason.LINE_TOO_LONG)
    try:
        found = json.loads(raw.decode("utf-8"))
    except UnicodeDecodeError as error:
        raise Refused(Reason.NOT_UTF8) from error
    except (ValueError, RecursionError) as error:
        raise Refused(Reason.NOT_JSON) from error
    if not isinstance(found, dict):
        raise Refused(Reason.NOT_AN_OBJECT)
    return found


def _key(value: object) -> str | None:
    """Return an identifier as text; numbers are identifiers too."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    key = normalise(str(value))
    if len(key) > KEY_MAX_CHARS:
        raise Refused(Reason.ID_TOO_LONG)
    if _is_unreadable(key):
        raise Refused(Reason.UNREADABLE)
    return key or None


def _parent(value: object) -> str | None:
    if value is None or value == "":
        return None
    key = _key(value)
    if key is None:
        raise Refused(Reason.UNKNOWN_PARENT)
    return key


def _body(value: object) -> str:
    if not isinstance(value, str):
        raise Refused(Reason.NO_TEXT)
    body = normalise(value)
    if _is_unreadable(body):
        raise Refused(Reason.UNREADABLE)
    if not body:
        raise Refused(Reason.NO_TEXT)
    if len(body) > STORED_BODY_MAX_CHARS:
        raise Refused(Reason.TEXT_TOO_LONG)
    return body


def _is_unreadable(text: str) -> bool:
    if text.replace("\n", "").isprintable():  # most are: no need to look at each letter
        return False
    return find_unreadable(text) is not None or find_override(text) is not None


def _title(kept: _Kept, body: str) -> str:
    """Return the title, or the beginning of the text: who shows it knows that they are the same words."""
    value = kept.fields.get("title")
    if value is not None and not isinstance(value, str):
        kept.note(Remark.TITLE)
        value = None
    title = " ".join(normalise(value or "").split())
    if _is_unreadable(title):
        raise Refused(Reason.UNREADABLE)
    if not title:
        return clip(body.split("\n", 1)[0].rstrip(), MADE_TITLE_CHARS)[0]
    shown, is_cut = clip(title, IMPORTED_TITLE_MAX_CHARS)
    if is_cut:
        kept.note(Remark.TITLE)
    return shown


def _language(kept: _Kept, words: str) -> str:
    """Return the language given; without one, the language the words seem to be in."""
    value = kept.fields.get("lang")
    if value is None or value == "":
        return detect(words)
    language = base_language(value) if isinstance(value, str) else ""
    if language in CONTENT_LANGUAGES or language in _named_languages():
        return language
    kept.note(Remark.LANGUAGE)
    return UNDETERMINED


@cache
def _named_languages() -> frozenset[str]:
    """Return the codes of the languages that have a name."""
    return frozenset(map(str, Locale("en").languages))


def _rating(kept: _Kept) -> int | None:
    value = kept.fields.get("rating")
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int | float) or value not in RATINGS:
        kept.note(Remark.RATING)
        return None
    return int(value)


def _votes(kept: _Kept) -> int:
    value = kept.fields.get("votes")
    if value is None:
        return 0
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= VOTES_MAX:
        kept.note(Remark.VOTES)
        return 0
    return value


def _origin(fields: dict[str, Any]) -> str:
    words = [value[:80] for name in ("source", "licence") if isinstance(value := fields.get(name), str)]
    return " ".join(words)
