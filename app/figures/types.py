"""The names of the figures."""

from __future__ import annotations

from enum import StrEnum


class FigureName(StrEnum):
    """One figure, one name: in the table, in code, and under one label."""

    CONTRIBUTIONS = "contributions"  # public cards, by kind
    REACTIONS = "reactions"  # comments and me-toos on them
    ANSWERED = "answered"  # cards with an official answer, in time or not
    PROMISED = "promised"  # cards whose answer was promised: the two below, as ``Figures.promised``
    IN_TIME = "in_time"  # of these: answered within the promise
    LATE = "late"  # of these: not answered in time, once the day it was due is over
    DECIDED = "decided"  # cards with a decision, or a state that closes them and says why
    DONE = "done"
    LANGUAGES = "languages"  # public cards, by language
    MISSIONS = "missions"  # those about a mission, by its number in the database
    STEPS = "mission_steps"  # those about a step of a mission, by its number in the database and by kind
    THEMES = "themes"  # those with a theme, by its number in the database; a card with two counts for both
    INVITED = "invited"  # people invited by e-mail, of whom nobody says whether they joined
    JOINED = "joined"  # people who take part
    ACTIVE = "active"  # of these: who took part at least once, traceably
    CONTRIBUTED = "contributed"  # of these: who sent a contribution, traceably
    COMPLETED = "completed"  # of those who joined: who finished every mission there was


class Closure(StrEnum):
    """What the team did about contributions: a filter of the feed for each figure of closure."""

    IN_TIME = "in-time"  # answered within the promise
    LATE = "late"  # not answered by the day promised
    DECIDED = "decided"
    DONE = "done"


UNKNOWN_ENTITY = 0  # in place of an entity: of cards that do not show theirs
