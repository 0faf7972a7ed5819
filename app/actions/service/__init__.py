"""Use cases of actions."""

from app.actions.service.plan import (
    TITLE_MAX_CHARS,
    ActionInput,
    change_action,
    plan_action,
    tell_of_missing_owners,
)
from app.actions.service.report import (
    NOTE_MAX_CHARS,
    MeasureInput,
    ProgressInput,
    measure_action,
    report_action,
)

__all__ = [
    "NOTE_MAX_CHARS",
    "TITLE_MAX_CHARS",
    "ActionInput",
    "MeasureInput",
    "ProgressInput",
    "change_action",
    "measure_action",
    "plan_action",
    "report_action",
    "tell_of_missing_owners",
]
