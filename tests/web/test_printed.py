"""What macros print of frozen values is remembered, and never given for other values."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

from flask import Flask
from markupsafe import Markup

from app.web.templating import printed


@dataclass(frozen=True, slots=True)
class Card:
    """What a macro prints."""

    name: str
    count: int


MACRO = "{% macro card(it) %}<p>{{ it.name }}: {{ it.count }}</p>{% endmacro %}"


def macro_of(app: Flask) -> Callable[..., Markup]:
    """Return the macro, as a page would import it."""
    return cast("Callable[..., Markup]", vars(app.jinja_env.from_string(MACRO).module)["card"])


def test_equal_values_are_printed_once(app: Flask) -> None:
    macro = macro_of(app)
    before = printed.cache_info().misses
    assert printed(macro, Card("one", 1)) == printed(macro, Card("one", 1)) == "<p>one: 1</p>"
    assert printed.cache_info().misses == before + 1


def test_another_value_is_printed_anew(app: Flask) -> None:
    macro = macro_of(app)
    assert printed(macro, Card("one", 1)) != printed(macro, Card("one", 2))


def test_words_are_escaped_and_the_markup_is_not(app: Flask) -> None:
    macro = macro_of(app)
    page = app.jinja_env.from_string(MACRO + "{{ printed(card, it) }}")
    assert printed(macro, Card("<b>", 1)) == "<p>&lt;b&gt;: 1</p>"
    assert page.render(it=Card("<b>", 1)) == "<p>&lt;b&gt;: 1</p>"
