"""The words of the kit to recruit with, from the facts of one edition, in the language at hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from app.campaigns.presenters import CampaignHead
from app.i18n.locale import direction_of
from app.missions.presenters import effort_label
from app.missions.queries import MissionRow

Objection = tuple[str, tuple[str, ...]]  # what is said, and what can be answered


@dataclass(frozen=True, slots=True)
class KitFacts:
    """What a campaign holds, in words of one language."""

    locale: str
    title: str
    pitch: str
    lang: str  # of these two: another one where nobody has translated them yet
    entity_name: str
    dates: tuple[str, ...]
    effort: str  # "": no mission yet
    promise: str
    contract: tuple[str, ...]
    address: str

    @property
    def dir(self) -> str:
        """Which way the language is read."""
        return direction_of(self.locale)

    @property
    def expected(self) -> tuple[str, ...]:
        """What somebody who joins can expect."""
        return tuple(line for line in (*self.dates, self.effort, self.promise) if line)


@dataclass(frozen=True, slots=True)
class Kit:
    """What is passed on to colleagues in one language, ready to send, print or show."""

    facts: KitFacts
    announcement: str
    posts: tuple[str, ...]
    objections: tuple[Objection, ...]


def kit_of(head: CampaignHead, entity_name: str, missions: Sequence[MissionRow], locale: str, address: str) -> Kit:
    """Return the kit in the language at hand, which is ``locale``; ``head`` was made in it too."""
    facts = KitFacts(
        locale=locale,
        title=head.title,
        pitch=head.pitch,
        lang=head.lang,
        entity_name=entity_name,
        dates=tuple(f"{item.label} · {item.dates}" for item in head.timeline if item.state != "past"),
        effort=effort_label(locale, missions),
        promise=head.promise,
        contract=head.contract,
        address=address,
    )
    return Kit(facts, _announcement(facts), _posts(facts), _objections(facts))


def _announcement(facts: KitFacts) -> str:
    """Return a whole message: for a mail, or for the page of the company."""
    parts = [
        facts.title,
        _("Hello,"),
        facts.pitch,
        _(
            "%(entity)s is looking for volunteers. No special knowledge is needed: you try the product, and say in "
            "your own language what you see.",
            entity=facts.entity_name,
        ),
        "\n".join([_("What to expect"), *(f"– {line}" for line in facts.expected)]),
        "\n".join([_("What protects you"), *(f"– {line}" for line in facts.contract)]),
        "\n".join([_("See what it is about, then decide:"), facts.address]),
        _("Nobody has to join, and anyone who joins can leave in one click, without giving a reason."),
    ]
    return "\n\n".join(parts)


def _posts(facts: KitFacts) -> tuple[str, ...]:
    """Return short texts for the company network."""
    first = _(
        "Try before everybody else: “%(title)s” is looking for volunteers at %(entity)s. Say what you see, in your own "
        "language, and read what is decided thanks to you.",
        title=facts.title,
        entity=facts.entity_name,
    )
    second = _(
        "No time? You choose when, on your phone or your computer, and what you began is kept for you: “%(title)s”.",
        title=facts.title,
    )
    third = _("What becomes of what you say? This is what “%(title)s” promises.", title=facts.title)
    lines = ((first,), (second, facts.effort), (third, facts.promise))
    return tuple("\n".join([" ".join(line for line in post if line), facts.address]) for post in lines)


def _objections(facts: KitFacts) -> tuple[Objection, ...]:
    """Return what colleagues object, and what can be answered: nothing but what the campaign holds."""
    return (
        (
            _("“I have no time.”"),
            tuple(part for part in (facts.effort, _("You choose when, and what you began is kept for you.")) if part),
        ),
        (_("“Who will read what I write?”"), facts.contract),
        (_("“Nothing ever comes of it.”"), (facts.promise, _("Each decision is published with its reason."))),
        (
            _("“I do not know the product.”"),
            (_("That is what helps most: a fresh look. Each mission leads you step by step."),),
        ),
        (
            _("“I do not write well enough.”"),
            (_("Write in your own language and in your own words: three sentences and an image are enough."),),
        ),
        (
            _("“Do I have to?”"),
            (
                _("Taking part is voluntary. Nobody sees who did not join."),
                _("You can leave in one click, without giving a reason."),
            ),
        ),
    )
