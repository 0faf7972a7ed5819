"""Per-request objects: the database session, the actor, the language, the time zone."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from babel import Locale
from flask import Flask, g
from flask_babel import Babel, get_locale

from app.i18n.locale import babel_locale, language_of
from app.web.auth import current_actor, current_identity, identity_or_none, pick_locale
from app.web.database import current_session

__all__ = [
    "current_actor", "current_identity", "current_locale", "current_session", "identity_or_none", "init_app", "page_in",
]  # fmt: skip


def current_locale() -> str:
    """Return the code of the language this page is in: ``pt-PT``."""
    if "locale_code" not in g:
        g.locale_code = str(get_locale()).replace("_", "-")
    return str(g.locale_code)


@contextmanager
def page_in(code: str) -> Iterator[None]:
    """Print the page of this request in that language, whatever the browser asks for."""
    with language_of(code):
        g.locale_code = code
        yield


def init_app(app: Flask) -> None:
    """Choose the language of each request: the person's choice, else the browser's, else the entity's."""

    def select() -> Locale:
        identity = identity_or_none()
        return babel_locale(pick_locale(None, None) if identity is None else identity.actor.locale)

    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "../translations"
    Babel(app, locale_selector=select)
