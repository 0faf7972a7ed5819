"""Per-request objects: the database session, the actor, the language, the time zone."""

from __future__ import annotations

from flask import Flask, g, request, session
from flask_babel import Babel, get_locale

from app.i18n.locale import best_match
from app.web.auth import current_actor, current_identity, identity_or_none
from app.web.database import current_session
from config import Settings

__all__ = [
    "current_actor", "current_identity", "current_locale", "current_session", "identity_or_none", "init_app",
]  # fmt: skip


def current_locale() -> str:
    """Return the code of the language this page is in: ``pt-PT``."""
    if "locale_code" not in g:
        g.locale_code = str(get_locale()).replace("_", "-")
    return str(g.locale_code)


def init_app(app: Flask, settings: Settings) -> None:
    """Choose the language of each request: the person's choice, else the browser's, else the entity's."""

    def select() -> str:
        identity = identity_or_none()
        chosen = (identity.chosen_locale if identity else None) or session.get("locale")
        wanted = ([chosen] if chosen else []) + list(request.accept_languages.values())
        fallback = identity.entity_locale if identity else settings.locales[0]
        match = best_match(wanted, settings.locales) or best_match([fallback], settings.locales)
        return (match or settings.locales[0]).replace("-", "_")

    app.config["BABEL_TRANSLATION_DIRECTORIES"] = "../translations"
    Babel(app, locale_selector=select)
