"""Values that components print."""

from __future__ import annotations

import pytest

from app.web.parts import lang_and_dir


@pytest.mark.parametrize(
    ("language", "expected"),
    [("pt", ("pt", "ltr")), ("ar", ("ar", "rtl")), ("und", ("", "auto")), ("", ("", "auto"))],
)
def test_words_are_marked_with_their_language_and_direction(language: str, expected: tuple[str, str]) -> None:
    assert lang_and_dir(language) == expected
