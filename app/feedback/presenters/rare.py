"""Say when the language of a contribution nearly tells who wrote it, and what protects."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from flask_babel import gettext as _

from app.campaigns.types import IdentityLevel
from app.i18n import formats
from app.web.cautions import Caution


def few_write(locale: str, language: str, least: int) -> str:
    """Say that fewer than ``least`` people of the reader's entity write a language."""
    name = formats.language_in_words(locale, language)
    return _("Fewer than %(count)s\u00a0people of your entity write in %(language)s here.", count=least, language=name)


def few_write_each(locale: str, languages: Sequence[str], least: int) -> str:
    """Say in which languages fewer than ``least`` people of the reader's entity write, each for itself."""
    if len(languages) == 1:
        return few_write(locale, languages[0], least)
    names = formats.listed(locale, [formats.language_in_words(locale, each) for each in languages])
    return _(
        "In each of these languages, fewer than %(count)s\u00a0people of your entity write here: %(languages)s.",
        count=least,
        languages=names,
    )


def few_colleagues(least: int, levels: Collection[IdentityLevel]) -> str:
    """Say that fewer than ``least`` people of the reader's entity take part, and what there is to do."""
    if IdentityLevel.UNTRACEABLE in levels:
        return _(
            "Fewer than %(count)s\u00a0people of your entity take part here. Colleagues could guess who “a "
            "colleague from” is. “Nobody can know” leaves your entity out.",
            count=least,
        )
    return _(
        "Fewer than %(count)s\u00a0people of your entity take part here. Colleagues could guess who “a "
        "colleague from” is. Leave out what only you could know.",
        count=least,
    )


def what_protects(levels: Collection[IdentityLevel]) -> str:
    """Say who could recognise the writer, what the card hides, and what else there is to do."""
    if IdentityLevel.UNTRACEABLE in levels:
        return _(
            "Colleagues could guess that it is you, even where only moderators can read your name. While that is so, "
            "your card says “a colleague of the group”, without your entity. To be safer, choose “Nobody can know”, "
            "or write in another language."
        )
    return _(
        "Colleagues could guess that it is you, even where only moderators can read your name. While that is so, "
        "your card says “a colleague of the group”, without your entity. To be safer, write in another language."
    )


def rare_language_caution(
    locale: str, language: str, least: int, levels: Collection[IdentityLevel], field: str
) -> Caution:
    """Return what the writer is asked to look at before a confidential contribution is sent."""
    sentence = f"{few_write(locale, language, least)} {what_protects(levels)}"
    return Caution(f"rare_language_{language}", field, sentence)
