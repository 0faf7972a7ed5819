"""What an entity has to do next."""

from __future__ import annotations

from enum import StrEnum


class NextStep(StrEnum):
    """The first thing that is missing, in the order of the work."""

    WAKE = "wake"  # it is dormant
    GATE = "gate"  # an item of its gate is not whole
    LATE = "late"  # answers are late
    PILOT = "pilot"  # the gate is whole, and it is still preparing
    APPROVE = "approve"  # an edition waits for its sponsor
    OPEN = "open"  # an approved edition is in preparation
    CAMPAIGN = "campaign"  # it takes part in nothing
    NOTHING = "nothing"


# What needs help today.
URGENT = frozenset({NextStep.GATE, NextStep.LATE, NextStep.APPROVE})
