"""The words of support, for contributions and known issues alike."""

from __future__ import annotations

from app.i18n import formats
from app.i18n.words import gettext as _
from app.i18n.words import ngettext


def support_label(locale: str, count: int) -> str:
    """Return what the button of support says: how many gave theirs, where somebody did."""
    return _("Support · %(count)s", count=formats.number(locale, count)) if count else _("Support")


def supported_by(locale: str, count: int) -> str:
    """Return how many support something, where there is no button; nothing for nobody."""
    if not count:
        return ""
    return ngettext(
        "Supported by %(count)s\N{NO-BREAK SPACE}colleague",
        "Supported by %(count)s\N{NO-BREAK SPACE}colleagues",
        count,
        count=formats.number(locale, count),
    )
