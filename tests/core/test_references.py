"""Reference codes: written by hand, read by hand, and followed from nothing that is stored."""

from __future__ import annotations

import hashlib

import pytest

from app.core.references import ALPHABET, reference_code, reference_hash

CODE = "0a1c-58v2-k3vq-m7xw"


def test_a_code_has_four_groups_of_letters_and_digits_that_nobody_confuses() -> None:
    codes = {reference_code("secret", f"key {number}") for number in range(200)}
    assert len(codes) == 200
    for code in codes:
        groups = code.split("-")
        assert [len(group) for group in groups] == [4] * 4
        assert set("".join(groups)) <= set(ALPHABET)
    assert not set("bilosuz") & set(ALPHABET)


@pytest.mark.parametrize(
    "typed",
    [
        CODE.upper(), CODE.replace("-", ""), " 0a1c 58v2 k3vq m7xw ", "oalc-58v2-k3vq-m7xw", "OAIC-S8V2-K3VQ-M7XW",
        "0a1c-5Bu2-k3vq-m7xw", "0a1c-58vz-k3vq-m7xw", "0a1c–58v2–k3vq–m7xw",
    ],
)  # fmt: skip
def test_what_people_confuse_is_the_same_code(typed: str) -> None:
    assert reference_hash(typed) == reference_hash(CODE)


@pytest.mark.parametrize("typed", ["0a1c-58v2-k3vq-m7xx", "0a1c-58v2-k3vq", "a01c-58v2-k3vq-m7xw"])
def test_another_code_is_another(typed: str) -> None:
    assert reference_hash(typed) != reference_hash(CODE)


def test_the_code_needs_the_secret_and_the_forms_own_key() -> None:
    key, stored = "the key in the form", hashlib.sha256(b"the key in the form").hexdigest()
    code = reference_code("secret", key)
    assert code == reference_code("secret", key)
    assert code != reference_code("another secret", key)
    assert code != reference_code("secret", stored), "the row keeps the hash of the key: it must not be enough"
