"""Signs in a text that a program fills in, and that every translation keeps as they are."""

from __future__ import annotations

import re
from collections import Counter

_PLACEHOLDER = re.compile(r"\{\{?\s*[\w.]+\s*\}?\}|%\(\w+\)[sd]|\[\[\w+\]\]")


def lost_placeholders(source: str, translation: str) -> list[str]:
    """Return the placeholders that a translation has less often than its source, or that only it has."""
    wanted, found = Counter(_PLACEHOLDER.findall(source)), Counter(_PLACEHOLDER.findall(translation))
    return list(dict.fromkeys([*(wanted - found), *(set(found) - set(wanted))]))
