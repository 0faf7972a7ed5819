"""What messages do later: leave when their hour has come, and the mails of whoever tries one."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.accounts.queries import addressee
from app.jobs.run import Task
from app.mail.deliver import Envelope, deliver
from app.mail.types import Purpose
from app.messages.service import send_message
from app.policy.actor import SYSTEM


def send_due(session: Session, task: Task) -> None:
    """Send the message of a task."""
    send_message(session, SYSTEM, task.payload["message_id"])


def mail_trial(session: Session, task: Task) -> None:
    """Mail somebody what they are writing, in one of its languages."""
    row = addressee(session, SYSTEM, int(task.payload["person_id"]))
    if row is None:
        return
    words = {name: task.payload[name] for name in ("subject", "body")}
    cause = ("message-trial", task.job_id)
    envelope = Envelope(cause, row.person_id, row.email, task.payload["locale"], Purpose.NEWS)
    deliver(session, "messages/mail/trial.html", envelope, **words)
