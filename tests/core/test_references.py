"""A reference code follows from the form's key and the installation's secret, never from what is stored."""

from __future__ import annotations

import pytest

from app.core.references import reference_code, reference_hash

KEY = "5" * 64


def test_one_form_shows_the_same_code_each_time_it_is_sent() -> None:
    assert reference_code("one installation", KEY) == reference_code("one installation", KEY)


@pytest.mark.parametrize(("secret", "key"), [("another installation", KEY), ("one installation", "6" * 64)])
def test_another_secret_or_another_form_gives_another_code(secret: str, key: str) -> None:
    assert reference_code(secret, key) != reference_code("one installation", KEY)


def test_a_code_is_read_as_people_type_it() -> None:
    code = reference_code("one installation", KEY)
    assert reference_hash(code) == reference_hash(code.upper().replace("-", " "))
