"""Kinds and states of private questions."""

from __future__ import annotations

from enum import StrEnum


class ThreadKind(StrEnum):
    """Who asks whom."""

    QUESTION = "question"  # a tester asks the community managers
    FOLLOW_UP = "follow_up"  # the team asks the author of a contribution


class ThreadState(StrEnum):
    """Whose turn it is."""

    OPEN = "open"  # who was asked
    ANSWERED = "answered"
    CLOSED = "closed"


class Side(StrEnum):
    """Who of the two wrote a message."""

    ASKER = "asker"
    ASKED = "asked"
