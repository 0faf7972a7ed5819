"""The words of the interface in the language of the request, or of the mail being written.

Flask-Babel's own functions look the catalogue up at each call, which costs more than the translation; here it is
looked up once a request, and once for each block of ``i18n.locale.language_of``.
"""

from __future__ import annotations

from gettext import NullTranslations

from flask import g
from flask_babel import get_translations


def catalogue() -> NullTranslations:
    """Return the translations of the language in use."""
    found: NullTranslations | None = g.get("catalogue")  # one look through the proxy: a page asks a hundred times
    if found is None:
        found = g.catalogue = get_translations()
    return found


def gettext(message: str, **values: object) -> str:
    """Translate a sentence and fill in its values."""
    words = catalogue().gettext(message)
    return words % values if values else words


def pgettext(context: str, message: str, **values: object) -> str:
    """Translate a sentence that means something else elsewhere, and fill in its values."""
    words = catalogue().pgettext(context, message)
    return words % values if values else words


def ngettext(singular: str, plural: str, num: int, **values: object) -> str:
    """Translate a sentence about ``num`` things and fill in its values."""
    return catalogue().ngettext(singular, plural, num) % {"num": num, **values}


def isolated(words: str) -> str:
    """Return what somebody wrote between two signs that keep its direction from the sentence around it."""
    return f"\u2068{words}\u2069"
