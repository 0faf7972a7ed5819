"""What follows from the events of accounts: two mails, sent by jobs so that no transaction waits for a mail server."""

from __future__ import annotations

from sqlalchemy.orm import Session

from app.jobs.queue import enqueue
from app.outbox.deliver import Delivery

MAIL_LINK = "accounts.mail_link"
MAIL_LOCK_OUT = "accounts.mail_lock_out"


def plan_link_mail(session: Session, delivery: Delivery) -> None:
    """Have the sign-in link mailed."""
    enqueue(session, MAIL_LINK, {"link_id": delivery.payload["link_id"]})


def plan_lock_out_mail(session: Session, delivery: Delivery) -> None:
    """Have the owner told that somebody tries passwords."""
    enqueue(session, MAIL_LOCK_OUT, {"person_id": delivery.payload["person_id"]})
