"""Addresses: identifiers people can read, and where nobody is sent."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.core import idents
from app.web.addresses import safe_path


@given(st.integers(1, 2**63 - 1))
def test_an_identifier_reads_back(value: int) -> None:
    text = idents.encode(value)
    assert len(text) == 13
    assert idents.decode(text) == idents.decode(text.upper()) == value


@pytest.mark.parametrize("text", ["", "x" * 12, "0" * 13, "u" * 13, "z" * 13, "é" + "0" * 12, "0000000000000 "])
def test_what_is_no_identifier_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match=r"identifier|range"):
        idents.decode(text)


@pytest.mark.parametrize(
    "path", ["/", "/campaigns", "/campaigns?after=1#f-2", "/a//b", "/été", "/a?next=https://x.example"]
)
def test_a_path_of_this_site_is_kept(path: str) -> None:
    assert safe_path(path) == path


@given(st.text())
def test_whatever_is_asked_the_answer_is_a_path_of_this_site(target: str) -> None:
    path = safe_path(target)
    assert path.startswith("/")
    assert path[1:2] not in {"/", "\\"}
    assert all(letter >= " " for letter in path)
