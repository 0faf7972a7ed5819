"""``feedback/feed.html`` is ``app/feedback/templates/feed.html``; gettext is bound once a request."""

from __future__ import annotations

from collections.abc import Callable, Hashable, MutableMapping
from functools import lru_cache
from pathlib import Path
from typing import Any

from flask import Flask, g
from flask.templating import Environment
from flask_babel import get_translations
from jinja2 import FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup

from app.web.markdown import render_markdown


class PageEnvironment(Environment):
    """Jinja's environment, for globals that are all there before the first page.

    Templates then keep them in a plain dictionary. Jinja's own chain of two costs a tenth of a page:
    each ``{% from … import %}`` compares it, key by key.
    """

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """Return what a template may name without being given it."""
        return {**self.globals, **(d or {})}


def init_app(app: Flask) -> None:
    """Give each package's ``templates`` folder its package's name as a prefix."""
    root = Path(app.root_path)
    folders = {folder.parent.name: FileSystemLoader(folder) for folder in root.glob("*/templates")}
    app.jinja_env.loader = PrefixLoader(folders)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["markdown"] = render_markdown
    app.jinja_env.globals["printed"] = printed
    # Flask-Babel's own callables look the catalogue up at each call: a page of fifty cards calls hundreds of times.
    app.jinja_env.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True, pgettext=pgettext, npgettext=npgettext
    )


@lru_cache(maxsize=500)  # ten pages of cards: about 1.5 MB
def printed(macro: Callable[..., Markup], *values: Hashable) -> Markup:
    """Return what a macro prints of frozen values: the same values print the same, so they do it once.

    Only for macros that read nothing but their arguments, and translate nothing: what they print is remembered
    under all they were given, so it is never stale and never another reader's.
    """
    return macro(*values)


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
