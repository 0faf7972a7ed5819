"""Mails as who runs the site may see them: how many wait, which could not leave and why; no word, no whole address."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, case, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.jobs.models import Job, JobState
from app.mail.ledger import is_address_of, mail_trouble, refused_mailboxes
from app.mail.models import Mail
from app.notifications.models import Notice
from app.notifications.types import MailSort, cause_of
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action

LISTED = 50  # the latest; their number is told


@dataclass(frozen=True, slots=True)
class MailCounts:
    """How many mails wait for their hour or their turn, are tried again, were given up, or had no answer lately."""

    waiting: int
    retried: int
    given_up: int
    unanswered: int


@dataclass(frozen=True, slots=True)
class FailedMail:
    """A mail that was given up. ``error``: what the mail server said, or the kind of failure; nothing about people."""

    job_id: int
    sort: MailSort
    masked_address: str  # "": the account is gone, or it is nobody's yet
    error: str


@dataclass(frozen=True, slots=True)
class RefusedAddress:
    """An address at which nobody lives, says a mail server; ``""``: its holder has another one by now."""

    person_id: int
    masked_address: str
    day: date
    code: int


def mail_counts(session: Session, actor: Actor) -> MailCounts:
    """Return how many mails stand where. Two statements."""
    require(actor, Action.MAILS_MANAGE, NOTHING)
    is_retried = case((Job.attempts > 0, 1), else_=0)
    rows = session.execute(
        select(Job.state, is_retried.label("is_retried"), func.count().label("number"))
        .where(Job.name.in_([sort.value for sort in MailSort]), Job.state != JobState.DONE)
        .group_by(Job.state, is_retried)
    ).all()
    return MailCounts(
        waiting=sum(row.number for row in rows if row.state is not JobState.DEAD and not row.is_retried),
        retried=sum(row.number for row in rows if row.state is not JobState.DEAD and row.is_retried),
        given_up=sum(row.number for row in rows if row.state is JobState.DEAD),
        unanswered=mail_trouble(session).unanswered,
    )


def failed_mails(session: Session, actor: Actor) -> list[FailedMail]:
    """Return the mails that were given up, the latest first. Four statements."""
    require(actor, Action.MAILS_MANAGE, NOTHING)
    jobs = session.execute(
        select(Job.id, Job.name, Job.payload, Job.error)
        .where(Job.name.in_([sort.value for sort in MailSort]), Job.state == JobState.DEAD)
        .order_by(Job.run_at.desc(), Job.id)
        .limit(LISTED)
    ).all()
    told = [job.payload["notice_id"] for job in jobs if "notice_id" in job.payload]
    readers = dict(session.execute(select(Notice.id, Notice.person_id).where(Notice.id.in_(told))).all())
    people = {job.id: int(job.payload.get("person_id") or readers.get(job.payload.get("notice_id"), 0)) for job in jobs}
    addresses = dict(session.execute(select(Person.id, Person.email).where(Person.id.in_(people.values()))).all())
    said = dict(session.execute(select(Mail.cause, Mail.error).where(Mail.cause.in_(_causes(jobs)))).all())
    return [
        FailedMail(
            job_id=job.id,
            sort=MailSort(job.name),
            masked_address=_masked(addresses.get(people[job.id], "")),
            error=said.get(cause_of(job.name, job.payload)) or job.error,
        )
        for job in jobs
    ]


def refused_addresses(session: Session, actor: Actor) -> list[RefusedAddress]:
    """Return the addresses to which no mail is sent for some days, the latest first. Two statements."""
    require(actor, Action.MAILS_MANAGE, NOTHING)
    refused = refused_mailboxes(session, LISTED)
    people = [row.person_id for row in refused]
    addresses = dict(session.execute(select(Person.id, Person.email).where(Person.id.in_(people))).all())
    return [
        RefusedAddress(
            row.person_id,
            _masked(address) if is_address_of(row, address := addresses.get(row.person_id, "")) else "",
            row.day,
            row.code,
        )
        for row in refused
    ]


def _masked(address: str) -> str:
    """Return an address so that only who knows it recognises it: its first letter and its domain."""
    name, _at, domain = address.rpartition("@")
    return f"{name[:1]}…@{domain}" if name else ""


def _causes(jobs: Iterable[Row[*tuple[Any, ...]]]) -> list[str]:
    return [cause for job in jobs if (cause := cause_of(job.name, job.payload))]
