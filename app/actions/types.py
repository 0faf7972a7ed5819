"""Where an action stands, and what a measured effect says."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

PERCENT = "%"
PERCENT_NEEDS = 20  # answers, or no percentage is shown


class ActionState(StrEnum):
    """Where an action stands."""

    PLANNED = "planned"
    UNDER_WAY = "under_way"
    DONE = "done"
    DROPPED = "dropped"


OVER = frozenset({ActionState.DONE, ActionState.DROPPED})
GOES_ON = frozenset({ActionState.PLANNED, ActionState.UNDER_WAY})
# What was dropped can be taken up again; what is done stays done.
ACTION_MOVES: Mapping[ActionState, frozenset[ActionState]] = {
    ActionState.PLANNED: frozenset(ActionState),
    ActionState.UNDER_WAY: frozenset({ActionState.UNDER_WAY, ActionState.DONE, ActionState.DROPPED}),
    ActionState.DONE: frozenset({ActionState.DONE}),
    ActionState.DROPPED: frozenset({ActionState.DROPPED, ActionState.UNDER_WAY}),
}


class Effect(StrEnum):
    """What the last measured value says beside the one of before and the target."""

    NOT_MEASURED = "not_measured"
    TOO_FEW = "too_few"  # a percentage of too few answers says nothing
    REACHED = "reached"
    BETTER = "better"
    NO_CHANGE = "no_change"
    WORSE = "worse"


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is measured: its unit, its value before, and the one that is wanted."""

    unit: str
    baseline: float | None
    target: float | None


def effect_of(indicator: Indicator, value: float | None, answers: int | None = None) -> Effect:
    """Say what a value tells; more is better where the target is above the value of before, else less is."""
    if value is None or indicator.baseline is None or indicator.target is None:
        return Effect.NOT_MEASURED
    if indicator.unit == PERCENT and (answers or 0) < PERCENT_NEEDS:
        return Effect.TOO_FEW
    sign = 1 if indicator.target >= indicator.baseline else -1
    if sign * (value - indicator.target) >= 0:
        return Effect.REACHED
    gained = sign * (value - indicator.baseline)
    if gained == 0:
        return Effect.NO_CHANGE
    return Effect.BETTER if gained > 0 else Effect.WORSE
