"""Migrations follow each other in one line: each file is its own number, and no number stands twice."""

from __future__ import annotations

import re
from pathlib import Path

VERSIONS = Path(__file__).parents[2] / "migrations" / "versions"
NUMBER = re.compile(r"""^revision(?:: str)? = ["'](\d{4})["']""", re.MULTILINE)
BEFORE = re.compile(r"""^down_revision(?:: [^=]*)? = (?:["'](\d{4})["']|None)""", re.MULTILINE)


def test_numbers_are_unique_and_each_follows_the_one_before() -> None:
    """Alembic takes the last of two files with one number, and says nothing of the other."""
    files = sorted(VERSIONS.glob("*.py"))
    found = [(path.name, NUMBER.search(path.read_text()), BEFORE.search(path.read_text())) for path in files]
    assert [name for name, number, before in found if number is None or before is None] == []
    chain = [(number[1], before[1]) for _name, number, before in found if number and before]
    numbers = [number for number, _before in chain]
    assert [name[:4] for name, *_rest in found] == numbers
    assert numbers == [f"{place:04}" for place in range(1, len(files) + 1)]
    assert [before for _number, before in chain] == [None, *numbers[:-1]]
