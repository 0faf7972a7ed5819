"""Places in a list are written and read back whole, whatever stands in them."""

from __future__ import annotations

import pytest

from app.core.pages import join_key, read_key, read_number, split_key


@pytest.mark.parametrize("name", ["Ana", "Ana ~ Rui", "100 % ~", "%7E", "~", "أنا ~ ٪"])
def test_a_name_with_the_sign_between_parts_comes_back(name: str) -> None:
    assert split_key(join_key(name, 7), 2) == (name, "7")
    assert read_key(join_key(name, 7), str, read_number) == (name, 7)


@pytest.mark.parametrize("key", ["", "7", "a~b~7", "a~b", "a~-1"])
def test_a_place_that_is_none_is_not_read(key: str) -> None:
    assert read_key(key, str, read_number) is None
