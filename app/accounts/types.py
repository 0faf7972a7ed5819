"""States of an account and of a mandate."""

from __future__ import annotations

from enum import StrEnum


class PersonStatus(StrEnum):
    """Whether a person may sign in."""

    ACTIVE = "active"
    DISABLED = "disabled"


class MandateStatus(StrEnum):
    """Where a mandate stands. Only a given one gives rights, on its days."""

    PROPOSED = "proposed"  # the person holds a role that excludes this one: a second colleague must agree
    GIVEN = "given"
    REFUSED = "refused"  # the second colleague did not agree
    ENDED = "ended"  # before its last day
    CANCELLED = "cancelled"  # before its first day, or before anybody agreed
