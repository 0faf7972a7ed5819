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


class PlaceholderLost(DomainError):
    """Something that a program fills in is not in the translation as it is in the source."""

    code = "translating.placeholder_lost"
    message = N_("Please keep this exactly as it stands in the source: %(placeholders)s")
    status = 422
    field = "words"


class TranslationsNotRead(DomainError):
    """No file was chosen, or it is none of those the bench gives."""

    code = "translating.file_not_read"
    message = N_("This file cannot be read. Please send the file that you downloaded here, with translations in it.")
    status = 422
    field = "file"


class FileOfOtherLanguages(DomainError):
    """The file translates from or into another language, or the texts of another campaign."""

    code = "translating.other_languages"
    message = N_("This file holds other texts, or another language, than this page.")
    status = 422
    field = "file"


class TermTaken(DomainError):
    """The glossary has the term already."""

    code = "translating.term_taken"
    message = N_("The glossary has this term already.")
    status = 409


class TooManyTerms(DomainError):
    """Nobody reads a glossary without an end."""

    code = "translating.too_many_terms"
    message = N_("The glossary can have at most %(maximum)s\u00a0terms.")
    status = 409
