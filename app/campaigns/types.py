"""Identity levels, and the states and phases of an edition."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

SLUG_MAX_CHARS = 80
PROMISE_MAX_DAYS = 60  # working days


class IdentityLevel(StrEnum):
    """Who can know the author of a contribution."""

    NAMED = "named"  # everybody: with my name
    CONFIDENTIAL = "confidential"  # the moderators only: "a colleague from X"
    UNTRACEABLE = "untraceable"  # nobody: the author is not stored


class EditionStatus(StrEnum):
    """Life of an edition; it only moves forward."""

    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


EDITION_TRANSITIONS: Mapping[EditionStatus, frozenset[EditionStatus]] = {
    EditionStatus.DRAFT: frozenset({EditionStatus.OPEN}),
    EditionStatus.OPEN: frozenset({EditionStatus.CLOSED}),
}


class PhaseKind(StrEnum):
    """A dated part of an edition, in the order they come."""

    RECRUIT = "recruit"
    TEST = "test"
    VOTE = "vote"
    CLOSE = "close"
