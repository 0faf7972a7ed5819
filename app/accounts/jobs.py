"""Mails about accounts, and what is forgotten on time. They run in an application context, without a request."""

from __future__ import annotations

from datetime import datetime

from flask import current_app
from sqlalchemy.orm import Session

from app.accounts.credentials import link_token
from app.accounts.queries import PostalRow, addressee, link_addressee
from app.accounts.service import forget_ended_sessions
from app.jobs.run import Task
from app.mail.deliver import Envelope, deliver
from app.mail.types import Purpose
from app.policy.actor import SYSTEM
from app.web.addresses import path_of
from config import Settings


def mail_link(session: Session, task: Task) -> None:
    """Send a sign-in link. Its token is derived here, so it is stored neither in the outbox nor among the jobs."""
    settings, link_id = _settings(), int(task.payload["link_id"])
    row = link_addressee(session, SYSTEM, link_id)
    if row is None:  # used, replaced or too old meanwhile
        return
    url = settings.base_url + path_of("accounts.link", token=link_token(settings.secret_key, link_id))
    _send(session, row, "accounts/mail/sign_in_link.html", ("sign-in-link", link_id), url)


def mail_lock_out(session: Session, task: Task) -> None:
    """Tell the owner of an account that too many wrong passwords were given for it."""
    row = addressee(session, SYSTEM, int(task.payload["person_id"]))
    if row is not None:
        _send(session, row, "accounts/mail/lock_out.html", ("lock-out", task.job_id), _settings().base_url)


def forget_ended(session: Session, _due_at: datetime) -> None:
    """Delete sessions and links that ended a month ago. A handler for ``PERIODIC``, once a day."""
    forget_ended_sessions(session, SYSTEM)


def _send(session: Session, row: PostalRow, template: str, cause: tuple[str, int], url: str) -> None:
    envelope = Envelope(cause, row.person_id, row.email, row.locale, Purpose.ACCOUNT)
    deliver(session, template, envelope, name=row.name, url=url)


def _settings() -> Settings:
    settings: Settings = current_app.extensions["settings"]
    return settings
