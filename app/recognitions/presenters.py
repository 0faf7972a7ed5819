"""Recognitions and milestones, ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _

from app.i18n import formats
from app.recognitions.queries import OwnRecognition, ShownPerson
from app.recognitions.types import Milestone, Recognition
from app.web.parts import Passage, Row


def recognition_label(recognition: Recognition) -> str:
    """Return what a recognition is called."""
    return {
        Recognition.FIRST_CONTRIBUTION: _("First contribution"),
        Recognition.EVERY_TYPE: _("A problem, an idea, praise and a question"),
        Recognition.SEVERAL_LANGUAGES: _("In several languages"),
        Recognition.TEN_MISSIONS: _("Ten missions"),
        Recognition.IDEA_DONE: _("An idea was done"),
    }[recognition]


def _explained(recognition: Recognition) -> str:
    return {
        Recognition.FIRST_CONTRIBUTION: _("A contribution of yours was published."),
        Recognition.EVERY_TYPE: _("One of yours of each type was published."),
        Recognition.SEVERAL_LANGUAGES: _("Contributions of yours were published in two languages or more."),
        Recognition.TEN_MISSIONS: _("You ticked ten missions as done."),
        Recognition.IDEA_DONE: _("An idea of yours was put into practice."),
    }[recognition]


def recognition_rows(rows: Iterable[OwnRecognition]) -> list[Row]:
    """Return the reader's recognitions, those that are reached first."""
    ordered = sorted(rows, key=lambda one: not one.is_reached)
    return [
        Row(
            title=Passage(recognition_label(one.recognition)),
            url="",
            details=(Passage(_explained(one.recognition)),),
            status=_status(one),
            tone="good" if one.is_reached else "",
        )
        for one in ordered
    ]


def _status(one: OwnRecognition) -> str:
    if not one.is_reached:
        return _("Not yet")
    return _("Shown to colleagues") if one.is_shown else _("Only you see it")


def milestone_sentences(reached: Mapping[Milestone, int], locale: str) -> list[str]:
    """Return what an entity reached together, a sentence for each step."""
    found = []
    for one, step in reached.items():
        if step:
            found.append(_milestone(one, formats.number(locale, step)))
    return found


def _milestone(milestone: Milestone, count: str) -> str:
    return {
        Milestone.PUBLISHED: _("At least %(count)s\u00a0contributions were published.", count=count),
        Milestone.ANSWERED: _("At least %(count)s\u00a0contributions were answered.", count=count),
        Milestone.DECIDED: _("At least %(count)s\u00a0contributions were decided.", count=count),
        Milestone.DONE: _("At least %(count)s\u00a0contributions led to a completed action.", count=count),
    }[milestone]


def shown_rows(people: Iterable[ShownPerson]) -> list[Row]:
    """Return who shows what, by name."""
    return [
        Row(
            title=Passage(person.name, dir="auto"),
            url="",
            details=tuple(Passage(recognition_label(one)) for one in person.recognitions),
        )
        for person in people
    ]
