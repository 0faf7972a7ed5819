"""One template gives subject, plain text and HTML, in the language of who reads."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest
from flask import Flask
from flask_babel import Babel, get_locale
from jinja2 import ChoiceLoader, DictLoader, UndefinedError

from app.mail.render import render_mail
from app.web import templating

NOTE = """{% extends "ui/mail/base.html" %}
{% from "parts.html" import hello %}
{% block subject %}
  Answer to {{ title }}
  from {{ speaks() }}
{% endblock %}
{% block text %}
    Dear {{ name }},


    {{ hello(name) }} & welcome.
{% endblock %}
{% block html %}<p class="quote">{{ name }} {{ hello(name) }}</p>{% endblock %}
"""
PARTS = "{% macro hello(name) %}Hello {{ name }}{% endmacro %}"


@pytest.fixture
def pages() -> Iterator[Flask]:
    """Yield an application that knows the skeleton and one mail."""
    app = Flask("app")
    Babel(app)
    templating.init_app(app)
    own = DictLoader({"note.html": NOTE, "parts.html": PARTS})
    assert app.jinja_env.loader is not None
    app.jinja_env.loader = ChoiceLoader([own, app.jinja_env.loader])
    with app.app_context():
        yield app


@pytest.mark.usefixtures("pages")
def test_renders_the_three_readings() -> None:
    mail = render_mail("note.html", "pt-PT", title="<Plan> & co", name="Zoé <b>", speaks=lambda: str(get_locale()))
    assert mail.subject == "Answer to <Plan> & co from pt_PT"
    assert mail.text == "Dear Zoé <b>,\n\nHello Zoé <b> & welcome.\n"
    assert "Zoé &lt;b&gt; Hello Zoé &lt;b&gt;" in mail.html
    assert "<b>" not in mail.html


@pytest.mark.usefixtures("pages")
def test_html_carries_its_style_language_and_direction() -> None:
    html = render_mail("note.html", "ar", title="", name="", speaks=str).html
    assert 'dir="rtl"' in html
    assert 'lang="ar"' in html
    assert re.findall(r"<style>(.{7})", html) == ["@media "]  # only the dark colours, for who reads them
    assert '<p class="quote" style="' in html


@pytest.mark.usefixtures("pages")
def test_the_language_goes_back_afterwards() -> None:
    before = get_locale()
    render_mail("note.html", "de", title="", name="", speaks=str)
    assert get_locale() == before


@pytest.mark.usefixtures("pages")
def test_a_forgotten_value_is_an_error() -> None:
    with pytest.raises(UndefinedError):
        render_mail("note.html", "en", title="", speaks=str)
