"""Values that components print."""

from __future__ import annotations

import pytest

from app.web.parts import tongue_of


@pytest.mark.parametrize(
    ("language", "tongue"),
    [("pt", ("pt", "ltr")), ("ar", ("ar", "rtl")), ("und", ("", "auto")), ("", ("", "auto"))],
)
def test_words_are_marked_with_their_language_and_direction(language: str, tongue: tuple[str, str]) -> None:
    assert tongue_of(language) == tongue
