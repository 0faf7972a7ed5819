"""``feedback/feed.html`` is ``app/feedback/templates/feed.html``; gettext is bound once a request."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from flask import Flask, g
from flask_babel import get_translations
from jinja2 import FileSystemLoader, PrefixLoader, StrictUndefined

from app.web.markdown import render_markdown


def init_app(app: Flask) -> None:
    """Give each package's ``templates`` folder its package's name as a prefix."""
    root = Path(app.root_path)
    folders = {folder.parent.name: FileSystemLoader(folder) for folder in root.glob("*/templates")}
    app.jinja_env.loader = PrefixLoader(folders)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["markdown"] = render_markdown
    # Flask-Babel's own callables look the catalogue up at each call: a page of fifty cards calls hundreds of times.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )


def _catalogue() -> Any:  # noqa: ANN401 - gettext's translations, untyped in Flask-Babel
    catalogue = g.get("catalogue")
    if catalogue is None:
        catalogue = g.catalogue = get_translations()
    return catalogue


def gettext(message: str) -> str:
    """Translate into the request's language."""
    return str(_catalogue().ugettext(message))


def ngettext(singular: str, plural: str, count: int) -> str:
    """Translate, with the plural form of ``count``."""
    return str(_catalogue().ungettext(singular, plural, count))


def pgettext(context: str, message: str) -> str:
    """Translate a word that can mean two things."""
    return str(_catalogue().upgettext(context, message))


def npgettext(context: str, singular: str, plural: str, count: int) -> str:
    """Translate a word that can mean two things, with its plural form."""
    return str(_catalogue().unpgettext(context, singular, plural, count))
