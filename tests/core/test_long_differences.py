"""A text as long as any there is, is compared in the time a page may take."""

from __future__ import annotations

from random import Random
from time import process_time

import pytest

from app.core.differences import told_as_one

SECONDS_MAX = 8.0  # of the processor; word by word alone it was minutes


@pytest.mark.parametrize("words_in_line", [40, 80, 200, 5000])
def test_a_long_text_is_compared_in_time(words_in_line: int) -> None:
    rng = Random(1)  # the same words each time
    known = ["".join(rng.choices("abcdefghij", k=rng.randint(2, 9))) for _ in range(600)]
    words = rng.choices(known, k=3100)
    changed = ["changed" if place % 40 == 0 else word for place, word in enumerate(words)]

    def lines(some: list[str]) -> str:
        return "\n".join(" ".join(some[start : start + words_in_line]) for start in range(0, 3100, words_in_line))

    begun = process_time()
    told = told_as_one(lines(words), lines(changed))
    assert process_time() - begun < SECONDS_MAX
    assert "".join(each.text for each in told if not each.is_new) == lines(words)
    assert "".join(each.text for each in told if not each.is_gone) == lines(changed)
    if words_in_line <= 200:
        assert {each.text for each in told if each.is_new} == {"changed"}
