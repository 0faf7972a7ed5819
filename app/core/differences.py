"""Two versions of a text, side by side or as one: what went and what came."""

from __future__ import annotations

import re
from dataclasses import dataclass
from difflib import SequenceMatcher

WORDS = re.compile(r"\w+|\s+|[^\w\s]")
WORDS_COMPARED_MAX = 640_000  # words of one version times words of the other: 800 of each; beyond it, whole lines


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
    steps = _steps(former, new)
    return TextDifference(
        tuple(Stretch(before, before != after) for before, after in steps if before),
        tuple(Stretch(after, before != after) for before, after in steps if after),
    )


def told_as_one(former: str, new: str) -> tuple[Passing, ...]:
    """Return one text that holds both: what went stands before what came in its place."""
    passings: list[Passing] = []
    for before, after in _steps(former, new):
        if before == after:
            passings.append(Passing(before))
            continue
        if before:
            passings.append(Passing(before, is_gone=True))
        if after:
            passings.append(Passing(after, is_new=True))
    return tuple(passings)


def _steps(former: str, new: str) -> list[tuple[str, str]]:
    """Return the two texts in stretches, side by side: equal where both say the same.

    Line by line first, then word by word where lines differ: words alone, blanks among them, take minutes on a book.
    """
    steps: list[tuple[str, str]] = []
    for before, after in _paired(former.splitlines(keepends=True), new.splitlines(keepends=True)):
        words, others = WORDS.findall(before), WORDS.findall(after)
        is_short = before != after and len(words) * len(others) <= WORDS_COMPARED_MAX
        for step in _aligned(words, others) if is_short else [(before, after)]:
            if steps and step[0] == step[1] and steps[-1][0] == steps[-1][1]:
                steps[-1] = (steps[-1][0] + step[0], steps[-1][1] + step[1])
            else:
                steps.append(step)
    return steps


def _paired(before: list[str], after: list[str]) -> list[tuple[str, str]]:
    """Return lines put together as ``_aligned`` does; as many changed lines on both sides are compared one by one."""
    pairs: list[tuple[str, str]] = []
    for _, i, j, k, m in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if j - i == m - k:
            pairs += zip(before[i:j], after[k:m], strict=True)
        else:
            pairs.append(("".join(before[i:j]), "".join(after[k:m])))
    return pairs


def _aligned(before: list[str], after: list[str]) -> list[tuple[str, str]]:
    """Return two lists of pieces, put together where both have the same, and where they differ."""
    opcodes = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return [("".join(before[i:j]), "".join(after[k:m])) for _, i, j, k, m in opcodes]
