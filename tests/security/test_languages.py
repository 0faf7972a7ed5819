"""S64: a page or a mail is the same whoever read it before in another language, and holds no sentence of theirs."""

from __future__ import annotations

import re

import pytest
from flask import Flask

from app.mail.render import render_mail
from tests.security.spoken import Spoken, foreign
from tests.security.test_routes import LINES, Line, address
from tests.security.world import CAST, World

OWN_WORDS = {
    "catalogue.components",  # written in English, for those who build pages
    "preview.preview",  # in the language that is chosen in it
    "preview.frame",  # likewise
    "reports.sheet",  # in a language of the campaign, like the report: this one speaks English
}
READERS = ("anon", "tester", "author", "manager", "sponsor", "central", "admin")
NAMES = {"Mission 1", "Mission 1 · Pépite", "Test", "The product"}  # of a mission, a device and a person of the world
TURNS = ("en", "ar", "en", "ar")
NEW_EACH_TIME = re.compile(r'(nonce|value)="[\w.:-]{16,}"|\b[0-9a-f]{16}\b')  # nonces, keys, a request's number


def read(world: World, who: str, line: Line, asked: str, locale: str) -> str:
    """Return the page of an address as that person reads it in that language; empty when it is no page."""
    sent: dict[str, str] | None = {} if line.method == "POST" else None
    with world.undone():
        answer = world.ask(who, line.method, asked, data=sent, headers={"Accept-Language": locale})
    return NEW_EACH_TIME.sub("", answer.text) if answer.mimetype == "text/html" else ""


def texts_of(page: str) -> set[str]:
    spoken = Spoken()
    spoken.feed(page)
    return set(spoken.texts) - NAMES


@pytest.mark.slow
@pytest.mark.once
@pytest.mark.usefixtures("stopped_clock")
@pytest.mark.parametrize("who", READERS)
def test_s64_every_page_is_in_its_readers_language_whoever_read_it_before(world: World, who: str) -> None:
    read_in_full = 0
    for line in (line for line in LINES if line.place == "home" and line.endpoint not in OWN_WORDS):
        if line.cells[CAST.index(who)][0] not in "245":  # leads elsewhere
            continue
        asked = address(world, line)
        en, ar, again, ar_again = (read(world, who, line, asked, locale) for locale in TURNS)
        assert (en, ar) == (again, ar_again), line
        assert foreign(texts_of(ar), "ar", "en") == [], line
        assert foreign(texts_of(en), "en", "ar") == [], line
        read_in_full += bool(en) and 'lang="ar"' in ar
    assert read_in_full > 10


@pytest.mark.parametrize("template", ["accounts/mail/sign_in_link.html", "accounts/mail/lock_out.html"])
def test_s64_a_mail_is_in_its_readers_language_whoever_was_written_to_before(app: Flask, template: str) -> None:
    with app.app_context():
        en, ar, again, ar_again = (render_mail(template, locale, name="Zoé", url="http://x/") for locale in TURNS)
    assert (en, ar) == (again, ar_again)
    assert foreign([ar.subject, *ar.text.splitlines(), *texts_of(ar.html)], "ar", "en") == []
    assert foreign([en.subject, *en.text.splitlines(), *texts_of(en.html)], "en", "ar") == []
