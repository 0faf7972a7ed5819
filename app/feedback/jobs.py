"""What contributions do later: be read for what they mean."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy.orm import Session

from app.feedback.service.meanings import plan_meanings, read_meanings
from app.jobs.run import Task
from app.policy.actor import SYSTEM


def read_contributions(session: Session, task: Task) -> None:
    """Read the contribution that the job names, or some of those that were not read yet."""
    read_meanings(session, SYSTEM, task.payload.get("feedback_id"))


def read_missing(session: Session, _due_at: datetime) -> None:
    """Have read what no event told of. A handler for ``PERIODIC``, every hour."""
    plan_meanings(session, SYSTEM)
