"""Ask for a piece of work, in the transaction that makes it necessary."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from app.core import clock
from app.jobs.models import Job
from app.outbox.publish import WAKE


def enqueue(session: Session, name: str, payload: Mapping[str, Any], run_at: datetime | None = None) -> Job:
    """Add a job to the transaction of the caller: it exists when the transaction is saved, and not before.

    ``payload`` holds ids and plain values, never what people wrote nor a secret: it stays readable in the
    table until the work is done, and longer when it fails for good.
    """
    job = Job(name=name, payload=dict(payload), run_at=run_at or clock.now())
    session.add(job)
    session.info[WAKE] = True
    return job
