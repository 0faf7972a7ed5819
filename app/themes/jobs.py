"""What themes do later: group the contributions of a campaign, one language a job."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.jobs.run import Task
from app.policy.actor import SYSTEM
from app.themes.service.groups import group_language


def group_contributions(session: Session, task: Task) -> None:
    """Group the language whose turn it is."""
    group_language(session, SYSTEM, int(task.payload["run_id"]), int(task.payload["step"]))
