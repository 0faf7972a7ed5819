"""The functions that could watch a person, and what people are told of each."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.core.errors import N_


class Switch(StrEnum):
    """A function that could watch a person."""

    NOT_STARTED_REMINDER = "not-started-reminder"
    NOT_STARTED_NAMES = "not-started-names"
    RECOGNITIONS_SHOWN = "recognitions-shown"


@dataclass(frozen=True, slots=True)
class SwitchWords:
    """What people read about a function, and its proof."""

    title: str  # msgid
    effect: str  # msgid: what happens while it is on
    data: str  # msgid: what it reads about people
    proof: str  # the test that shows that it does nothing while it is off


# In the order of the page.
SWITCHES: Mapping[Switch, SwitchWords] = {
    Switch.NOT_STARTED_REMINDER: SwitchWords(
        N_("Reminder to those who have not started"),
        N_(
            "Ambassadors and community managers can send one reminder to everybody who joined a campaign and has not "
            "started, and Pépite sends one by itself five working days after somebody joined. Nobody sees who receives "
            "it."
        ),
        N_(
            "Whether somebody who joined has done anything in the campaign yet. Contributions that nobody can trace "
            "are not included."
        ),
        proof="tests/switches/test_proofs.py::test_nobody_is_reminded",
    ),
    Switch.NOT_STARTED_NAMES: SwitchWords(
        N_("Names of those who have not started"),
        N_(
            "Ambassadors and community managers can read the names of people who joined a campaign but have "
            "not started."
        ),
        N_(
            "The name of each person who joined, and whether they have done anything in the campaign yet. "
            "Contributions that nobody can trace are not included."
        ),
        proof="tests/switches/test_proofs.py::test_no_name_is_read",
    ),
    Switch.RECOGNITIONS_SHOWN: SwitchWords(
        N_("Recognitions shown to colleagues"),
        N_(
            "People can show colleagues the recognitions they received, if they choose to. Otherwise only "
            "they see them."
        ),
        N_("The recognitions a person received, and their choice to show them."),
        proof="tests/switches/test_proofs.py::test_no_recognition_is_shown",
    ),
}

# What Pépite has no function for, so there is nothing to switch.
NEVER = (
    N_("A ranking of people, or points"),
    N_("A sign for others that somebody is online, or when they last signed in"),
    N_("A sign that somebody opened a message"),
    N_("Statistics about one person"),
)
