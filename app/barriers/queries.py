"""Reads of barriers: one's own, and those somebody answers for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, literal, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Mandate, Person
from app.accounts.types import PersonStatus
from app.barriers.models import BarrierContact, BarrierReport
from app.barriers.types import Aid, BarrierList, BarrierState
from app.core import clock
from app.core.errors import NotFound
from app.core.pages import Page, join_key
from app.db.paging import newest_first
from app.entities.models import Entity
from app.policy.actor import Actor, Role
from app.policy.check import require, require_sight
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.policy.scopes import grants_condition

PAGE_SIZE = 30
ENTITIES_MAX = 500


@dataclass(frozen=True, slots=True)
class BarrierRow:
    """One report, as its reader may see it; ``reporter_name`` only where it is shown."""

    id: int
    entity_id: int
    entity_name: str
    is_mine: bool
    reporter_name: str | None
    page: str
    body: str
    language: str
    aid: Aid
    state: BarrierState
    answer: str
    answer_language: str
    created_at: datetime
    handled_at: datetime | None
    version: int


@dataclass(frozen=True, slots=True)
class ContactRow:
    """An entity, and who answers for accessibility there; ``None`` where the administrators do."""

    code: str
    name: str
    contact_name: str | None
    contact_email: str | None


@dataclass(frozen=True, slots=True)
class Receiver:
    """Who receives what the actor reports; no name where it is the administrators."""

    name: str | None


def _active_contact() -> Select[int, int]:
    return (
        select(BarrierContact.entity_id, BarrierContact.person_id)
        .join(Person, Person.id == BarrierContact.person_id)
        .where(Person.status == PersonStatus.ACTIVE)
    )


def contacts_of(session: Session, actor: Actor, entity_id: int) -> frozenset[int]:
    """Return who receives the reports of an entity: its contact, or else the administrators. Two statements at most.

    For the use cases and the notices, which ask the policy with it.
    """
    del actor  # who answers for accessibility is no secret
    chosen = session.scalars(
        _active_contact().with_only_columns(BarrierContact.person_id).where(BarrierContact.entity_id == entity_id)
    ).all()
    if chosen:
        return frozenset(chosen)
    administrators = (
        select(Mandate.person_id)
        .join(Person, Person.id == Mandate.person_id)
        .where(
            Mandate.role == Role.ADMINISTRATOR,
            or_(Mandate.entity_id.is_(None), Mandate.entity_id == entity_id),
            Mandate.in_force_on(clock.today()),
            Person.status == PersonStatus.ACTIVE,
        )
    )
    return frozenset(session.scalars(administrators))


def barrier_facts(session: Session, actor: Actor, report: BarrierReport | BarrierRow, reporter_id: int | None) -> Facts:
    """Return what rules may know about a report. Two statements at most."""
    contacts = contacts_of(session, actor, report.entity_id)
    return Facts(entity_id=report.entity_id, person_id=reporter_id, contacts=contacts)


def receiver_of(session: Session, actor: Actor) -> Receiver:
    """Return who receives what the actor reports. One statement."""
    require(actor, Action.BARRIER_REPORT, NOTHING)
    name = session.scalar(
        _active_contact().with_only_columns(Person.name).where(BarrierContact.entity_id == actor.entity_id)
    )
    return Receiver(name)


def receives_reports(session: Session, actor: Actor) -> bool:
    """Tell whether reports of some entity go to the actor. One statement."""
    require(actor, Action.BARRIER_REPORT, NOTHING)
    return session.scalar(select(Entity.id).where(_received_by(actor)).limit(1)) is not None


def barriers_page(session: Session, actor: Actor, which: BarrierList, after: str = "") -> Page[BarrierRow]:
    """Return a page of the actor's own reports, or of those they answer for, newest first. One statement."""
    require(actor, Action.BARRIER_REPORT, NOTHING)
    wanted = BarrierReport.reporter_id == actor.person_id
    if which is BarrierList.RECEIVED:
        wanted = _entity_received_by(actor)
    found = _rows(actor).where(wanted)
    statement = newest_first(found, BarrierReport.created_at, BarrierReport.id, after, PAGE_SIZE)
    rows = [BarrierRow(*row) for row in session.execute(statement)]
    shown = rows[:PAGE_SIZE]
    more = len(rows) > PAGE_SIZE
    return Page(shown, join_key(shown[-1].created_at.isoformat(), shown[-1].id) if more else "")


def barrier_by_id(session: Session, actor: Actor, report_id: int) -> tuple[BarrierRow, Facts]:
    """Return one report, and what rules may know of it. Three statements at most.

    :raises NotFound: absent, or the actor neither wrote it nor receives it
    """
    found = session.execute(_rows(actor).where(BarrierReport.id == report_id)).first()
    if found is None:
        raise NotFound
    row = BarrierRow(*found)
    facts = barrier_facts(session, actor, row, actor.person_id if row.is_mine else None)
    require_sight(actor, Action.BARRIER_VIEW, facts)
    return row, facts


def contact_list(session: Session, actor: Actor) -> list[ContactRow]:
    """Return every entity with its contact, by name. One statement.

    :raises Forbidden: only an administrator chooses them
    """
    require(actor, Action.ENTITY_MANAGE, NOTHING)
    is_active = and_(Person.id == BarrierContact.person_id, Person.status == PersonStatus.ACTIVE)
    rows = session.execute(
        select(Entity.code, Entity.name, Person.name, Person.email)
        .outerjoin(BarrierContact, BarrierContact.entity_id == Entity.id)
        .outerjoin(Person, is_active)
        .order_by(Entity.name, Entity.id)
        .limit(ENTITIES_MAX)
    )
    return [ContactRow(*row) for row in rows]


def _rows(actor: Actor) -> Select[*tuple[Any, ...]]:
    is_mine = BarrierReport.reporter_id == actor.person_id
    columns: Select[*tuple[Any, ...]] = (
        select(
            BarrierReport.id, BarrierReport.entity_id, Entity.name, is_mine,
            case((or_(is_mine, BarrierReport.shows_name), Person.name), else_=literal(None)),
            BarrierReport.page, BarrierReport.body, BarrierReport.language, BarrierReport.aid, BarrierReport.state,
            BarrierReport.answer, BarrierReport.answer_language, BarrierReport.created_at, BarrierReport.handled_at,
            BarrierReport.version,
        )
        .join(Entity, Entity.id == BarrierReport.entity_id)
        .join(Person, Person.id == BarrierReport.reporter_id)
    )  # fmt: skip
    return columns


def _received_by(actor: Actor) -> ColumnElement[bool]:
    """Return the condition on entities "its reports go to the actor", be there any or not."""
    own = select(BarrierContact.entity_id).where(BarrierContact.person_id == actor.person_id)
    taken = _active_contact().with_only_columns(BarrierContact.entity_id)
    mandates = [grant for grant in actor.grants if grant.role is Role.ADMINISTRATOR and grant.campaign_id is None]
    return or_(Entity.id.in_(own), and_(Entity.id.not_in(taken), grants_condition(mandates, Entity.id, literal(None))))


def _entity_received_by(actor: Actor) -> ColumnElement[bool]:
    return BarrierReport.entity_id.in_(select(Entity.id).where(_received_by(actor)))
