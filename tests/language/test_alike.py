"""The same in another language is found among sentences whose subject is known; skipped without the model."""

from __future__ import annotations

from array import array

import pytest

from app.language.alike import halved, nearest_elsewhere
from app.language.groups import LEAST_TEXTS
from app.language.vectors import embed
from tests.language.test_meaning import ROWS, needs_model

MANY = 100


@needs_model
@pytest.mark.slow
def test_what_is_found_says_the_same() -> None:
    subjects, languages, texts = zip(*ROWS, strict=True)
    vectors = [halved(vector) for vector in embed(texts)]
    found = {at: nearest_elsewhere(vectors, languages, at, MANY) for at in range(len(texts))}
    assert found == {at: nearest_elsewhere(vectors, languages, at, MANY) for at in range(len(texts))}
    pairs = [(at, other) for at, others in found.items() for other in others]
    assert all(languages[at] != languages[other] for at, other in pairs)
    assert set(pairs) == {(other, at) for at, other in pairs}, "each finds the other"
    right = sum(subjects[at] == subjects[other] for at, other in pairs)
    there_are = sum(subjects[at] == subjects[other] and languages[at] != languages[other]
                    for at in range(len(texts)) for other in range(len(texts)))  # fmt: skip
    assert right / len(pairs) > 0.9
    assert right / there_are > 0.4
    assert found[0][:2] == nearest_elsewhere(vectors, languages, 0, 2), "the nearest of them"


def test_few_texts_or_one_language_are_not_compared() -> None:
    same = [halved(array("f", [1.0, 2.0, float(at)]).tobytes()) for at in range(LEAST_TEXTS)]
    assert nearest_elsewhere(same[:-1], ["en", *["de"] * (LEAST_TEXTS - 2)], 0, 3) == []
    assert nearest_elsewhere(same, ["en"] * LEAST_TEXTS, 0, 3) == []


def test_all_the_same_are_not_near_for_that() -> None:
    same = [halved(array("f", [1.0, 2.0, 3.0]).tobytes())] * (2 * LEAST_TEXTS)
    assert nearest_elsewhere(same, ["en", "de"] * LEAST_TEXTS, 0, 3) == []
