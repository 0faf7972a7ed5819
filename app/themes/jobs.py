"""What themes do later: group the contributions of a campaign, in steps."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.jobs.run import Task
from app.policy.actor import SYSTEM
from app.themes.service.groups import group_language
from app.themes.service.meanings import begin_by_meaning, group_by_meaning


def group_contributions(session: Session, task: Task) -> None:
    """Group the language whose turn it is; before the first, see whether meanings can be compared instead."""
    run_id, step = int(task.payload["run_id"]), int(task.payload["step"])
    if step > 0 or not begin_by_meaning(session, SYSTEM, run_id):
        group_language(session, SYSTEM, run_id, step)


def group_contributions_by_meaning(session: Session, task: Task) -> None:
    """Read some contributions, or make the groups once all have been read."""
    group_by_meaning(session, SYSTEM, int(task.payload["run_id"]), int(task.payload["step"]))
