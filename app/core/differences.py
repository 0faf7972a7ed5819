"""Two versions of a text, side by side or as one: what went and what came."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\w+|\s+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Stretch:
    """A stretch of one version; ``is_changed``: the other one does not have it."""

    text: str
    is_changed: bool


@dataclass(frozen=True, slots=True)
class TextDifference:
    """The former text and the new one, in stretches."""

    former: tuple[Stretch, ...]
    new: tuple[Stretch, ...]


@dataclass(frozen=True, slots=True)
class Passing:
    """A stretch of two versions told as one: kept by both, or ``is_gone``, or ``is_new``."""

    text: str
    is_gone: bool = False
    is_new: bool = False


def difference(former: str, new: str) -> TextDifference:
    """Compare two texts word by word."""
    before, after = WORDS.findall(former), WORDS.findall(new)
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return TextDifference(
        tuple(Stretch("".join(before[i:j]), tag != "equal") for tag, i, j, _, _ in steps if i < j),
        tuple(Stretch("".join(after[i:j]), tag != "equal") for tag, _, _, i, j in steps if i < j),
    )


def told_as_one(former: str, new: str) -> tuple[Passing, ...]:
    """Return one text that holds both: what went stands before what came in its place."""
    before, after = WORDS.findall(former), WORDS.findall(new)
    passings: list[Passing] = []
    for tag, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            passings.append(Passing("".join(before[i:j])))
            continue
        if i < j:
            passings.append(Passing("".join(before[i:j]), is_gone=True))
        if k < m:
            passings.append(Passing("".join(after[k:m]), is_new=True))
    return tuple(passings)
