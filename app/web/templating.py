"""``feedback/feed.html`` is ``app/feedback/templates/feed.html``."""

from __future__ import annotations

from collections.abc import Callable, Hashable
from functools import lru_cache
from pathlib import Path
from typing import Protocol, cast

from flask import Flask
from jinja2 import FileSystemLoader, PrefixLoader, StrictUndefined
from markupsafe import Markup, escape

from app.core.private_data import MASK
from app.i18n import formats
from app.i18n.words import catalogue
from app.web.context import current_locale
from app.web.markdown import render_markdown


class _Translating(Protocol):
    """A Jinja environment with the method that its extension for translations adds."""

    def install_gettext_callables(
        self,
        gettext: Callable[[str], str],
        ngettext: Callable[[str, str, int], str],
        *,
        newstyle: bool,
        pgettext: Callable[[str, str], str],
    ) -> None: ...


def init_app(app: Flask) -> None:
    """Give each package's ``templates`` folder its package's name as a prefix."""
    root = Path(app.root_path)
    folders = {folder.parent.name: FileSystemLoader(folder) for folder in root.glob("*/templates")}
    app.jinja_env.loader = PrefixLoader(folders)
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters["markdown"] = render_markdown
    app.jinja_env.filters["masked"] = masked
    app.jinja_env.filters["number"] = printed_number
    app.jinja_env.globals["mask_mark"] = MASK
    app.jinja_env.globals["printed"] = printed
    environment = cast("_Translating", app.jinja_env)
    environment.install_gettext_callables(
        lambda message: catalogue().gettext(message),
        lambda singular, plural, number: catalogue().ngettext(singular, plural, number),
        newstyle=True,  # Jinja fills in the values
        pgettext=lambda context, message: catalogue().pgettext(context, message),
    )


def printed_number(value: int) -> str:
    """Print a whole number as the reader's language groups it."""
    return formats.number(current_locale(), value)


def masked(words: str) -> str:
    """Print what somebody wrote; where its author masked something, the mark says so."""
    if MASK not in words:
        return words
    mark = Markup('<mark class="mask" role="img" aria-label="{0}" title="{0}">{1}</mark>')
    return mark.format(catalogue().gettext("Masked by its author"), MASK).join(map(escape, words.split(MASK)))


@lru_cache(maxsize=500)  # ten pages of cards: about 1.5 MB
def printed(macro: Callable[..., Markup], *values: Hashable) -> Markup:
    """Return what a macro prints of frozen values: the same values print the same, so they do it once.

    Only for macros that read nothing but their arguments, and translate nothing: what they print is remembered
    under all they were given, so it is never stale and never another reader's.
    """
    return macro(*values)
