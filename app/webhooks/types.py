"""Formats of chats, and what becomes of a post."""

from __future__ import annotations

from enum import StrEnum


class ChatFormat(StrEnum):
    """Which chat reads the posts."""

    TEAMS = "teams"
    SLACK = "slack"


class PostKind(StrEnum):
    """What a post tells of."""

    OPENED = "edition_opened"
    CLOSED = "edition_closed"
    ANNOUNCED = "announced"
    DECIDED = "decision"
    TRIED = "trial"  # somebody tries the channel


class PostState(StrEnum):
    """Where a post stands."""

    PLANNED = "planned"
    LEFT = "left"  # handed over; what became of it is not known yet, or never
    TAKEN = "taken"
    FAILED = "not_taken"


class PostFault(StrEnum):
    """Why a post did not arrive."""

    SWITCHED_OFF = "switched_off"
    NOT_ALLOWED = "not_allowed"
    NOT_REACHED = "not_reached"
    NO_ANSWER = "no_answer"
    TURNED_DOWN = "turned_down"
