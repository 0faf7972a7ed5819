"""What the house rules refuse."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class NoWordInLine(DomainError):
    """A line of the list holds neither letters nor digits, so that it would never be found."""

    code = "house_rules.no_word_in_line"
    message = N_("This line contains no word: %(line)s")
    status = 422
    field = "words"


class LineTooLong(DomainError):
    """A line of the list is longer than a word or a phrase."""

    code = "house_rules.line_too_long"
    message = N_("One word or phrase a line, of at most %(most)s\u00a0characters: %(line)s")
    status = 422
    field = "words"


class TooManyWords(DomainError):
    """The list is longer than can be looked for."""

    code = "house_rules.too_many_words"
    message = N_("The list can have at most %(most)s\u00a0lines.")
    status = 422
    field = "words"


class RulesSourceMissing(DomainError):
    """Rules are translated that are not written in the entity's first language."""

    code = "house_rules.source_missing"
    message = N_("Please write the rules in the first language of the entity too: the others are translations of it.")
    status = 422
