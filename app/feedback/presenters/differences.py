"""Two versions of a text, side by side: what went and what came."""

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


def difference(former: str, new: str) -> TextDifference:
    """Compare two texts word by word."""
    before, after = WORDS.findall(former), WORDS.findall(new)
    steps = SequenceMatcher(None, before, after, autojunk=False).get_opcodes()
    return TextDifference(
        tuple(Stretch("".join(before[i:j]), tag != "equal") for tag, i, j, _, _ in steps if i < j),
        tuple(Stretch("".join(after[i:j]), tag != "equal") for tag, _, _, i, j in steps if i < j),
    )
