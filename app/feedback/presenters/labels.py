"""The words of kinds, states and identity levels, in the reader's language."""

from __future__ import annotations

from flask_babel import gettext as _

from app.i18n import formats
from app.language.names import UNDETERMINED


def kind_labels() -> dict[str, str]:
    """Return the word of each kind of contribution."""
    return {
        "problem": _("Problem"),
        "idea": _("Idea"),
        "praise": _("Praise"),
        "question": _("Question"),
        "unsorted": _("Not sorted"),
    }


def state_labels() -> dict[str, str]:
    """Return the words of each moderation state."""
    return {
        "draft": _("Draft"),
        "waiting": _("Waiting to be read"),
        "published": _("Published"),
        "sent_back": _("Sent back with a question"),
        "hidden": _("Hidden"),
        "withdrawn": _("Withdrawn"),
    }


def handling_labels() -> dict[str, str]:
    """Return the words of each handling state."""
    return {
        "new": _("New"),
        "to_investigate": _("To investigate"),
        "known": _("Known"),
        "selected": _("Selected"),
        "decided": _("Decided"),
        "done": _("Done"),
        "not_kept": _("Not kept"),
    }


def language_label(locale: str, code: str) -> str:
    """Return the name of the language of a contribution, also of one that was not recognised."""
    return _("Language not recognised") if code == UNDETERMINED else formats.language_name(locale, code)


def verdict_labels() -> dict[str, str]:
    """Return the words of each decision."""
    return {"go": _("Go"), "no_go": _("No-go"), "later": _("Later"), "not_ours": _("Not ours to decide")}


def identity_labels() -> dict[str, str]:
    """Return the name of each identity level, as testers choose it."""
    return {
        "named": _("With my name"),
        "confidential": _("My name is known only to the moderators"),
        "untraceable": _("Nobody can know"),
    }


def identity_descriptions(entity_name: str) -> dict[str, str]:
    """Return what each identity level means: who can still identify the author."""
    return {
        "named": _("Everybody who reads this campaign sees your name."),
        "confidential": _(
            "Others read “a colleague from %(entity)s”. The moderators of your entity see your name.",
            entity=entity_name,
        ),
        "untraceable": _(
            "Your name is not stored at all, not even for administrators. "
            "You receive a reference code: it is the only way back to your contribution."
        ),
    }


def author_label(identity: str, name: str | None, entity_name: str, *, is_imported: bool = False) -> str:
    """Return how an author appears to others."""
    if is_imported:
        return _("Imported contribution")
    if identity == "named" and name:
        return name
    if identity == "confidential":
        return _("A colleague from %(entity)s", entity=entity_name)
    return _("Author known to nobody")
