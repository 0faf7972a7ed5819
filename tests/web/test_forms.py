"""What every form does with words, and what a page carries when a session has ended."""

from __future__ import annotations

import pytest
import time_machine
from flask import Flask

from app.core import clock
from app.web.carry import LIFE_SECONDS, MAX_CHARS, pack_form, unpack_form
from app.web.forms import BaseForm, IdempotentForm, LineField, TextField


class _Form(BaseForm):
    line = LineField("A line", 10)
    text = TextField("A text", 20, required=False)


def sent(app: Flask, **fields: str) -> _Form:
    with app.test_request_context("/", method="POST", data=fields):
        form = _Form()
        form.validate_on_submit()
        return form


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("  a   b ", "a b"), ("a\r\nb", "a b"), ("e\u0301te\u0301", "été"), ("a\tb", "a\tb"), ("١٢٣", "١٢٣")],
)
def test_a_line_is_kept_as_it_reads(app: Flask, typed: str, kept: str) -> None:
    form = sent(app, line=typed)
    assert form.line.data is not None
    assert " ".join(form.line.data.split(" ")) == kept or form.line.data.split() == kept.split()
    assert form.errors == {}


@pytest.mark.parametrize("typed", ["", " ", "\n\n", "\u00a0 \u2003"])
def test_blanks_are_no_words(app: Flask, typed: str) -> None:
    assert sent(app, line=typed).errors == {"line": ["Please fill in this field."]}


def test_a_limit_says_by_how_much(app: Flask) -> None:
    errors = sent(app, line="a" * 11).errors
    assert errors == {"line": ["This text has 11 characters; 10 is the limit."]}


def test_letters_are_counted_as_they_are_stored(app: Flask) -> None:
    assert sent(app, line="e\u0301" * 10).errors == {}


@pytest.mark.parametrize("typed", ["a\x00", "\x1b[31m", "a\u202eb", "\u2066a"])
def test_what_cannot_be_read_is_refused(app: Flask, typed: str) -> None:
    assert "line" in sent(app, line=typed).errors


def test_each_form_has_a_key_of_its_own_and_keeps_the_one_it_was_sent_with(app: Flask) -> None:
    with app.test_request_context("/"):
        assert IdempotentForm().key.data != IdempotentForm().key.data
    with app.test_request_context("/", method="POST", data={"key": "mine"}):
        assert IdempotentForm().key.data == "mine"
        assert len(IdempotentForm().submission_key) == 64


def carried(app: Flask, **fields: str) -> str:
    with app.test_request_context("/campaigns/x", method="POST", data=fields):
        return pack_form()


def test_words_are_carried_without_secrets(app: Flask) -> None:
    packed = carried(app, title="Words", password="secret", csrf_token="token", key="key")
    with app.app_context():
        form = unpack_form(packed)
    assert form is not None
    assert (form.path, form.fields) == ("/campaigns/x", (("title", "Words"),))


def test_nothing_is_carried_when_there_is_nothing_or_too_much(app: Flask) -> None:
    assert carried(app) == carried(app, title="x" * (MAX_CHARS + 1)) == ""


@pytest.mark.parametrize("spoil", [lambda p: p[:-1] + "A", lambda p: "x" + p, lambda _p: "é", lambda _p: "{}"])
def test_what_was_altered_is_not_brought_back(app: Flask, spoil: object) -> None:
    assert callable(spoil)
    packed = spoil(carried(app, title="Words"))
    with app.app_context():
        assert unpack_form(packed) is None or packed == carried(app, title="Words")


def test_what_waited_too_long_is_not_brought_back(app: Flask) -> None:
    packed = carried(app, title="Words")
    with time_machine.travel(clock.now().timestamp() + LIFE_SECONDS + 5), app.app_context():
        assert unpack_form(packed) is None
