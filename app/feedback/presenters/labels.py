"""The words of kinds, states and identity levels, in the reader's language."""

from __future__ import annotations

from datetime import date

from app.campaigns.types import IdentityLevel
from app.core.languages import UNDETERMINED
from app.feedback.queries.feed import COUNT_MAX
from app.feedback.types import Handling, Kind, State, Verdict
from app.figures.types import Closure
from app.i18n import formats
from app.i18n.words import gettext as _
from app.i18n.words import ngettext, pgettext
from config import CONTENT_LANGUAGES


def kind_labels() -> dict[Kind, str]:
    """Return the word of each kind of contribution."""
    return {
        Kind.PROBLEM: _("Problem"),
        Kind.IDEA: _("Idea"),
        Kind.PRAISE: _("Praise"),
        Kind.QUESTION: _("Question"),
        Kind.UNSORTED: _("No type yet"),
    }


def state_labels() -> dict[State, str]:
    """Return the words of each moderation state."""
    return {
        State.DRAFT: _("Draft"),
        State.WAITING: _("Waiting to be read"),
        State.PUBLISHED: _("Published"),
        State.SENT_BACK: _("Sent back with a question"),
        State.HIDDEN: _("Hidden"),
        State.WITHDRAWN: _("Withdrawn"),
    }


def handling_labels() -> dict[Handling, str]:
    """Return the words of each handling state."""
    return {
        Handling.NEW: _("New"),
        Handling.TO_INVESTIGATE: _("To investigate"),
        Handling.KNOWN: _("Known"),
        Handling.SELECTED: _("Selected"),
        Handling.DECIDED: _("Decided"),
        Handling.DONE: _("Done"),
        Handling.NOT_KEPT: _("Not taken forward"),
    }


def promise_label(locale: str, due_on: date | None, *, is_late: bool) -> str:
    """Return by when an answer was promised; nothing where none was."""
    if due_on is None:
        return ""
    day = formats.short_day(locale, due_on)
    return _("Late: due by %(day)s", day=day) if is_late else _("Answer by %(day)s", day=day)


def count_label(count: int, locale: str) -> str:
    """Return a number of contributions; one where counting stopped says so."""
    shown = formats.number(locale, count) if count <= COUNT_MAX else f"{formats.number(locale, COUNT_MAX)}+"
    return ngettext(
        "%(count)s\N{NO-BREAK SPACE}contribution", "%(count)s\N{NO-BREAK SPACE}contributions", count, count=shown
    )


def rating_label(rating: int) -> str:
    """Return a rating in words: 4 of 5 stars."""
    return _("%(rating)d\u00a0of 5\u00a0stars", rating=rating)


def outcome_labels() -> dict[Closure, str]:
    """Return the words of each outcome: those of its figure."""
    return {
        Closure.IN_TIME: _("Answered within the promise"),
        Closure.LATE: _("Not answered within the promise"),
        Closure.DECIDED: pgettext("figure", "Decided"),
        Closure.DONE: pgettext("figure", "Done"),
    }


def language_label(locale: str, code: str) -> str:
    """Return the name of the language of a contribution, also of one that was not recognised."""
    return _("Language not recognised") if code == UNDETERMINED else formats.language_name(locale, code)


def language_in_sentence(locale: str, code: str) -> str:
    """Return the same as it stands inside a sentence, where most languages give it no capital."""
    return language_label(locale, code) if code == UNDETERMINED else formats.language_in_words(locale, code)


def content_languages(locale: str) -> dict[str, str]:
    """Return the name of each language people write in, in the order of an index."""
    return dict(sorted(((code, language_label(locale, code)) for code in CONTENT_LANGUAGES), key=lambda pair: pair[1]))


def verdict_labels() -> dict[Verdict, str]:
    """Return the words of each decision."""
    return {
        Verdict.GO: _("Go"),
        Verdict.NO_GO: _("No-go"),
        Verdict.LATER: _("Later"),
        Verdict.NOT_OURS: _("Not ours to decide"),
    }


def identity_labels() -> dict[IdentityLevel, str]:
    """Return the name of each identity level, as testers choose it."""
    return {
        IdentityLevel.NAMED: _("With my name"),
        IdentityLevel.CONFIDENTIAL: _("My name is known only to the moderators"),
        IdentityLevel.UNTRACEABLE: _("Nobody can know"),
    }


def identity_descriptions(entity_name: str) -> dict[IdentityLevel, str]:
    """Return what each identity level means: who can still identify the author."""
    return {
        IdentityLevel.NAMED: _("Everybody who reads this campaign sees your name."),
        IdentityLevel.CONFIDENTIAL: _(
            "Others read “a colleague from %(entity)s”, or “a colleague of the group” where few people write your "
            "language. Moderators of your entity can open your name, but only with a reason; you then read who did, "
            "when and why.",
            entity=entity_name,
        ),
        IdentityLevel.UNTRACEABLE: _(
            "Your name is not stored at all, not even for administrators. "
            "You receive a reference code: it is the only way back to your contribution."
        ),
    }


def author_for_moderators(identity: IdentityLevel, name: str, entity_name: str) -> tuple[str, str]:
    """Return how an author appears to those who moderate, and who else may know."""
    if identity is IdentityLevel.UNTRACEABLE:
        return _("Nobody can know who wrote this"), ""
    if identity is IdentityLevel.CONFIDENTIAL:
        return _("A colleague from %(entity)s", entity=entity_name), _("Known only to the moderators")
    return name, ""


def author_label(identity: IdentityLevel, name: str | None, entity_name: str, *, is_imported: bool = False) -> str:
    """Return how an author appears to others; ``entity_name`` is empty where it must not be read."""
    if is_imported:
        return _("Imported contribution")
    if identity is IdentityLevel.NAMED and name:
        return name
    if identity is IdentityLevel.CONFIDENTIAL:
        return _("A colleague from %(entity)s", entity=entity_name) if entity_name else _("A colleague of the group")
    return _("Author known to nobody")
