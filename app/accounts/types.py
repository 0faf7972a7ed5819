"""States of an account."""

from __future__ import annotations

from enum import StrEnum


class PersonStatus(StrEnum):
    """Whether a person may sign in."""

    ACTIVE = "active"
    DISABLED = "disabled"
