"""Reads of the queue: what waits for a moderator, oldest first."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import (
    ColumnElement,
    Select,
    and_,
    case,
    func,
    or_,
    select,
    text,
    union_all,
)
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core import clock
from app.core.errors import NotFound
from app.core.pages import Page, join_key, read_instant, read_key, read_number
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.moderation.models import ModerationDecision
from app.moderation.queries.cases import Keys, QueueRow, cases_of
from app.policy.actor import MODERATING_ROLES, Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.policy.scopes import moderation_sight, somebody_elses

PAGE_SIZE = 20
AGES_DAYS = (1, 3, 7, 14)  # "older than", as it is offered
COUNT_MAX = 999  # counting stops here: "999+" says enough

# Written as in the partial index: with a parameter in its place, neither database would use it.
_WAITING = text("feedback.waiting_since IS NOT NULL")


@dataclass(frozen=True, slots=True)
class QueueFilters:
    """What the moderator asked to see; the defaults mean everything."""

    entity: str = ""  # code
    language: str = ""  # BCP 47, "und" for unknown
    older_than_days: int = 0


@dataclass(frozen=True, slots=True)
class QueueEntity:
    """An entity the actor moderates."""

    id: int
    code: str
    name: str


@dataclass(frozen=True, slots=True)
class QueueOptions:
    """What the queue can be narrowed to. ``languages`` is ``None`` when the actor moderates them all."""

    entities: tuple[QueueEntity, ...]
    languages: frozenset[str] | None


@dataclass(frozen=True, slots=True)
class QueueCounts:
    """How many contributions wait, and for how many of them the promise is broken; counting stops at COUNT_MAX."""

    waiting: int
    late: int

    @property
    def is_more(self) -> bool:
        """Whether there are more than were counted."""
        return self.waiting > COUNT_MAX


@dataclass(frozen=True, slots=True)
class LastDecision:
    """The latest decision on a contribution. ``by_name`` is empty when that account is gone."""

    decision: ModerationDecision
    by_name: str


def queue_page(session: Session, actor: Actor, filters: QueueFilters, after_key: str = "") -> Page[QueueRow]:
    """Return one page of what waits where the actor moderates, oldest first. Nine statements at most.

    The time does not depend on how much was ever contributed: each entity's oldest come from the index of
    what waits there, and are then put together.

    :raises Forbidden: the actor moderates nothing
    """
    require(actor, Action.QUEUE_VIEW, NOTHING)
    entities = [entity for entity in _entities(session, actor) if filters.entity in {"", entity.code}]
    keys = _oldest_of(actor, entities, filters, read_key(after_key, read_instant, read_number), PAGE_SIZE + 1)
    if keys is None:
        return Page(())
    rows = cases_of(session, actor, keys)
    shown = rows[:PAGE_SIZE]
    return Page(shown, _key_of(shown[-1]) if len(rows) > PAGE_SIZE else "")


def case_by_id(session: Session, actor: Actor, feedback_id: int) -> QueueRow:
    """Return one case of the queue. Seven statements at most.

    :raises NotFound: it does not wait, or not for the actor
    """
    require(actor, Action.QUEUE_VIEW, NOTHING)
    key = select(Feedback.id, Feedback.waiting_since).where(Feedback.id == feedback_id, _WAITING, _sight(actor))
    rows = cases_of(session, actor, key)
    if not rows:
        raise NotFound
    return rows[0]


def queue_options(session: Session, actor: Actor) -> QueueOptions:
    """Return what the actor's queue can be narrowed to. One statement."""
    require(actor, Action.QUEUE_VIEW, NOTHING)
    each = [grant.languages_moderated for grant in actor.grants]
    languages = None if None in each else frozenset[str]().union(*(some for some in each if some is not None))
    return QueueOptions(_entities(session, actor), languages)


def queue_counts(session: Session, actor: Actor) -> QueueCounts:
    """Return how much of the queue the actor may decide, and how much of it is late. Two statements at most."""
    require(actor, Action.QUEUE_VIEW, NOTHING)
    keys = _oldest_of(actor, _entities(session, actor), QueueFilters(), None, COUNT_MAX + 1)
    if keys is None:
        return QueueCounts(0, 0)
    some = keys.subquery()
    is_late = case(((Feedback.due_on < clock.today(actor.time_zone)) & Feedback.answered_at.is_(None), 1), else_=0)
    waiting, late = session.execute(
        select(func.count(), func.coalesce(func.sum(is_late), 0))
        .select_from(some)
        .join(Feedback, Feedback.id == some.c.id)
    ).one()
    return QueueCounts(waiting, int(late))


def last_decision(session: Session, actor: Actor, feedback_id: int) -> LastDecision | None:
    """Return the latest decision on a contribution, and who took it. One statement."""
    require(actor, Action.QUEUE_VIEW, NOTHING)
    row = session.execute(
        select(ModerationDecision, Person.name)
        .outerjoin(Person, Person.id == ModerationDecision.by_id)
        .where(ModerationDecision.feedback_id == feedback_id)
        .order_by(ModerationDecision.at.desc(), ModerationDecision.id)
        .limit(1)
    ).first()
    return LastDecision(row[0], row[1] or "") if row else None


# --- where the actor moderates ---------------------------------------------------------------------


def _entities(session: Session, actor: Actor) -> tuple[QueueEntity, ...]:
    """Return the entities the actor moderates, by name; a mandate for the group reaches them all."""
    places = {grant.entity_id for grant in actor.grants if grant.role in MODERATING_ROLES}
    statement = select(Entity.id, Entity.code, Entity.name).order_by(Entity.name, Entity.id).limit(ENTITIES_MAX)
    if None not in places:
        statement = statement.where(Entity.id.in_(places))
    return tuple(QueueEntity(*row) for row in session.execute(statement))


ENTITIES_MAX = 400  # SQLite puts at most 500 selections together; a group has dozens of companies


def _sight(actor: Actor) -> ColumnElement[bool]:
    """Return the condition "the actor may decide on it": nobody's own is in their queue."""
    sight = moderation_sight(actor, Feedback.entity_id, Feedback.campaign_id, Feedback.language)
    return sight & somebody_elses(actor, Feedback.author_id, Feedback.id)


# --- rows ------------------------------------------------------------------------------------------


PageStart = tuple[datetime, int]  # waiting since when, and the contribution's number


def _oldest_of(
    actor: Actor, entities: Sequence[QueueEntity], filters: QueueFilters, place: PageStart | None, limit: int
) -> Keys | None:
    """Return where the oldest of several entities are, or ``None`` when there is no entity.

    One stretch of the index for each, put together: a list of entities in one condition would be sorted whole.
    """
    conditions = _conditions(filters, place)
    each = [_oldest(actor, entity.id).where(*conditions).limit(limit).subquery() for entity in entities]
    if not each:
        return None
    keys = select(each[0]) if len(each) == 1 else union_all(*(select(part) for part in each))
    return keys.order_by("waiting_since", "id").limit(limit)


def _oldest(actor: Actor, entity_id: int) -> Select[*tuple[Any, ...]]:
    """Select what waits for the actor in one entity, in the order of ``ix_feedback_queue``."""
    statement: Select[*tuple[Any, ...]] = select(Feedback.id, Feedback.waiting_since)
    return statement.where(_WAITING, Feedback.entity_id == entity_id, _sight(actor)).order_by(
        Feedback.waiting_since, Feedback.id
    )


def _conditions(filters: QueueFilters, place: PageStart | None) -> list[Any]:
    conditions: list[Any] = []
    if filters.language:
        conditions.append(Feedback.language == filters.language)
    if filters.older_than_days > 0:
        conditions.append(Feedback.waiting_since <= clock.now() - timedelta(days=filters.older_than_days))
    if place is not None:
        since, feedback_id = place
        later = and_(Feedback.waiting_since == since, Feedback.id > feedback_id)
        conditions += [Feedback.waiting_since >= since, or_(Feedback.waiting_since > since, later)]
    return conditions


def _key_of(row: QueueRow) -> str:
    return join_key(row.waiting_since.isoformat(), row.id)
