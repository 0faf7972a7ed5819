"""Report a barrier, handle it, and choose who receives reports."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from app.accounts.credentials import email_key
from app.accounts.models import Person
from app.accounts.types import PersonStatus
from app.barriers.errors import BarrierAnswerMissing, UnknownContact, UnknownEntity
from app.barriers.events import BarrierHandled, BarrierReported
from app.barriers.models import BarrierContact, BarrierReport
from app.barriers.queries import barrier_facts
from app.barriers.types import Aid, BarrierState
from app.core import clock
from app.core.errors import ChangedMeanwhile, FormUsed
from app.db.lock import locked
from app.db.session import transaction
from app.entities.models import Entity
from app.journal.record import record
from app.language.detect import detect
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import NOTHING
from app.policy.rules import Action


@dataclass(frozen=True, slots=True)
class BarrierInput:
    """What somebody met, where, and with which aid."""

    page: str
    body: str
    aid: Aid
    shows_name: bool
    submission_key: str


@dataclass(frozen=True, slots=True)
class HandlingOfBarrier:
    """How far the contact is, what they answer, and the version they read."""

    state: BarrierState
    answer: str
    version: int


def report_barrier(session: Session, actor: Actor, data: BarrierInput) -> BarrierReport:
    """Record a barrier and tell who receives it; the same form sent twice is one report.

    :raises FormUsed: the form was sent before with other words
    """
    require(actor, Action.BARRIER_REPORT, NOTHING)
    with transaction(session):
        person = locked(session, Person, actor.person_id)
        sent = session.scalars(select(BarrierReport).where(BarrierReport.submission_key == data.submission_key)).first()
        if sent is not None:
            if (sent.reporter_id, sent.body) != (person.id, data.body):
                raise FormUsed
            return sent
        report = BarrierReport(
            entity_id=person.entity_id,
            reporter_id=person.id,
            shows_name=data.shows_name,
            page=data.page,
            body=data.body,
            language=detect(data.body, (actor.language,)),
            aid=data.aid,
            submission_key=data.submission_key,
        )
        session.add(report)
        session.flush()
        publish(session, BarrierReported(report_id=report.id))
    return report


def handle_barrier(session: Session, actor: Actor, report_id: int, data: HandlingOfBarrier) -> BarrierReport:
    """Say how far a report is, and answer it; whoever reported it is told.

    :raises NotFound: absent, or none of the actor's business
    :raises Forbidden: the actor wrote it, and does not receive it
    :raises BarrierAnswerMissing: solved, without a word about what was done
    :raises ChangedMeanwhile: another administrator was faster
    """
    with transaction(session):
        report = locked(session, BarrierReport, report_id)
        facts = barrier_facts(session, actor, report, report.reporter_id)
        require_sight(actor, Action.BARRIER_VIEW, facts)
        require(actor, Action.BARRIER_HANDLE, facts)
        if data.state is BarrierState.SOLVED and not data.answer:
            raise BarrierAnswerMissing
        if (report.state, report.answer) == (data.state, data.answer):
            return report
        if report.version != data.version:
            raise ChangedMeanwhile
        report.state, report.answer = data.state, data.answer
        report.answer_language = detect(data.answer, (actor.language,)) if data.answer else ""
        report.handled_at, report.version = clock.now(), report.version + 1
        record(session, actor, "barriers.handle", ("barrier", report.id, facts), {"state": data.state.value})
        publish(session, BarrierHandled(report_id=report.id))
    return report


def choose_barrier_contact(session: Session, actor: Actor, entity_code: str, email: str) -> None:
    """Choose who receives the reports of an entity; without an address, the administrators do.

    :raises Forbidden: only an administrator chooses
    :raises UnknownEntity: there is no such entity
    :raises UnknownContact: no active account has the address
    """
    require(actor, Action.ENTITY_MANAGE, NOTHING)
    with transaction(session):
        entity = session.scalars(
            select(Entity).where(Entity.code == entity_code).with_for_update(key_share=True)
        ).first()
        if entity is None:
            raise UnknownEntity
        person_id = _active_person(session, email) if email else None
        session.execute(delete(BarrierContact).where(BarrierContact.entity_id == entity.id))
        if person_id is not None:
            session.add(BarrierContact(entity_id=entity.id, person_id=person_id))
        record(session, actor, "barriers.choose_contact", ("entity", entity.id, entity.facts), {"person_id": person_id})


def _active_person(session: Session, email: str) -> int:
    found = session.scalar(
        select(Person.id).where(Person.email_key == email_key(email), Person.status == PersonStatus.ACTIVE)
    )
    if found is None:
        raise UnknownContact
    return found
