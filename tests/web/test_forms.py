"""What every form does with words, and what a page carries when a session has ended."""

from __future__ import annotations

import pytest
import time_machine
from flask import Flask, get_flashed_messages
from wtforms import SelectField, SelectMultipleField

from app.core import clock
from app.web.carry import LIFE_SECONDS, MAX_CHARS, pack_form, unpack_form
from app.web.forms import BaseForm, IdempotentForm, LineField, TextField, choices


class _Choices(BaseForm):
    one = SelectField("One", coerce=int, choices=choices([(1, "First")]))
    some = SelectMultipleField("Some", coerce=int, choices=choices([(1, "First")]))


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


@pytest.mark.parametrize(
    "typed",
    [
        "", " ", "\n\n", "\u00a0 \u2003", "\u200b", "\u00ad\u2060", "\ufeff", "\u3164",
        "\u2800 \u2800", "\u202a\u202c", "\ufe0f",
        "\u034f\u180e", "\u115f\uffa0", "\U000e0041", "\x0b\x7f",
    ],
    ids=ascii,
)  # fmt: skip
def test_blanks_are_no_words(app: Flask, typed: str) -> None:
    assert sent(app, line=typed).errors == {"line": ["Please fill in this field."]}


def test_a_limit_says_by_how_much(app: Flask) -> None:
    errors = sent(app, line="a" * 11).errors
    assert errors == {"line": ["This text has 11\u00a0characters; 10\u00a0is the limit."]}


@pytest.mark.parametrize("value", ["2", "x", "", "9" * 99])
def test_a_value_that_is_no_choice_is_said_plainly(app: Flask, value: str) -> None:
    with app.test_request_context("/", method="POST", data={"one": value, "some": ["1", value or "y"]}):
        form = _Choices()
        assert not form.validate_on_submit()
        sentence = "This choice is not offered here. Please choose again."
        assert form.errors == {"one": [sentence], "some": [sentence]}


def test_letters_are_counted_as_they_are_stored(app: Flask) -> None:
    assert sent(app, line="e\u0301" * 10).errors == {}


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("one two\x00", "After “one two” there is a character that cannot be shown. Please remove it."),
        ("\x1b[31m", "This text begins with a character that cannot be shown. Please remove it."),
        (
            "a\u202eb",
            "After “a” there is an invisible character that reverses the text. Please remove it.",
        ),
        (
            "\u202d\u202da\u202c",
            "This text begins with an invisible character that reverses the text. Please remove it.",
        ),
    ],
    ids=ascii,
)
def test_what_cannot_be_read_is_refused_and_it_is_said_where(app: Flask, typed: str, sentence: str) -> None:
    assert sent(app, line=typed).errors == {"line": [sentence]}


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("one\x0btwo", "one\ntwo"),
        ("one\u2028two\x85three\u2029four", "one\ntwo\nthree\nfour"),
        ("\u202aC:\\Temp", "C:\\Temp"),
        ("\u202d+351 210\u202c", "+351 210"),
        ("from \u2068Rui\u2069", "from Rui"),
        ("a\u202eb\u202c\u202bc\u202c", "abc"),
        ("\ufeffa\x7fb", "ab"),
    ],
    ids=ascii,
)
def test_what_a_clipboard_brings_is_taken_out_and_told(app: Flask, typed: str, kept: str) -> None:
    told = [("info", "Invisible characters have been removed from your text. They often come from pasted text.")]
    with app.test_request_context("/", method="POST", data={"line": "a", "text": typed}):
        form = _Form()
        assert form.validate_on_submit()
        assert form.text.data == kept
        assert get_flashed_messages(with_categories=True) == told


@pytest.mark.parametrize(
    "typed",
    ["a\r\nb", "\u0645\u06cc\u200c\u062e", "zero\u200bwidth", "👩🏽\u200d💻", "soft\u00adhyphen", "\u200f\u05e2\u05d1"],
)
def test_what_a_script_needs_stays_and_nothing_is_said(app: Flask, typed: str) -> None:
    with app.test_request_context("/", method="POST", data={"line": "a", "text": typed}):
        form = _Form()
        assert form.validate_on_submit()
        assert form.text.data == typed.replace("\r\n", "\n")
        assert get_flashed_messages() == []


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
