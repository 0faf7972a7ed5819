"""The names of the figures."""

from __future__ import annotations

from enum import StrEnum


class FigureName(StrEnum):
    """One figure, one name: in the table, in code, and under one label."""

    CONTRIBUTIONS = "contributions"  # public cards, by kind
    REACTIONS = "reactions"  # comments and me-toos on them
    ANSWERED = "answered"  # cards with an official answer, in time or not
    PROMISED = "promised"  # cards whose answer was promised, on the day it is due
    IN_TIME = "in_time"  # of these: answered within the promise
    LATE = "late"  # of these: not answered by then; follows from the two above and today, and is not kept
    DECIDED = "decided"  # cards with a decision, or a state that closes them and says why
    DONE = "done"
    JOINED = "joined"  # people who take part
    ACTIVE = "active"  # of these: who took part at least once, traceably


PEOPLE = {FigureName.JOINED: None, FigureName.ACTIVE: FigureName.JOINED}  # masked, with the whole each is a part of
UNKNOWN_ENTITY = 0  # in place of an entity: of cards that do not show theirs
