"""A language is added by its code: the rest is known from it."""

from __future__ import annotations

import pytest

from app.core.languages import base_language
from app.i18n.locale import direction_of, native_name
from config import CONTENT_LANGUAGES, LOCALES
from tests.architecture import source


@pytest.mark.parametrize("code", LOCALES)
def test_a_language_of_the_interface_has_all_that_pages_need(code: str) -> None:
    assert native_name(code)[0] == native_name(code)[0].upper()
    assert base_language(code) in CONTENT_LANGUAGES  # what people write in it is recognised
    catalogue = source.ROOT / "translations" / code.replace("-", "_") / "LC_MESSAGES" / "messages.po"
    assert catalogue.exists() == (code != LOCALES[0])


@pytest.mark.parametrize(
    ("code", "name"),
    [("en", "English"), ("fr", "Français"), ("pt-PT", "Português"), ("ar", "العربية"), ("sv", "Svenska")],
)
def test_a_language_says_its_own_name(code: str, name: str) -> None:
    assert native_name(code) == name


@pytest.mark.parametrize("code", ["ar", "ar-EG", "he", "fa", "ur", "yi", "dv"])
def test_right_to_left(code: str) -> None:
    assert direction_of(code) == "rtl"


@pytest.mark.parametrize("code", ["en", "pt-PT", "zh", "und", "xx", "", "not a code"])
def test_left_to_right_is_also_for_what_nobody_knows(code: str) -> None:
    assert direction_of(code) == "ltr"
