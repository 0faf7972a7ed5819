"""What the rules of the bench refuse."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class NotTranslatedHere(DomainError):
    """The text is written on another page, or its campaign does not use the language."""

    code = "translating.not_here"
    message = N_("This text cannot be translated into this language here.")
    status = 404


class TranslationMissing(DomainError):
    """Nothing can be checked where nothing is written."""

    code = "translating.words_missing"
    message = N_("Please enter the translation, or leave this text for later.")
    status = 422
    field = "words"


class XliffNotRead(DomainError):
    """No file was chosen, or it is none of those the bench gives."""

    code = "translating.file_not_read"
    message = N_(
        "This file cannot be read. Please send the XLIFF file that you downloaded here, filled in by your translation "
        "program."
    )
    status = 422
    field = "file"


class FileOfOtherLanguages(DomainError):
    """The file translates from or into another language."""

    code = "translating.other_languages"
    message = N_("This file does not translate into the language of this page.")
    status = 422
    field = "file"
