"""What is owed: published contributions without an answer yet, and those that await a sponsor's decision."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import ColumnElement, and_, case, exists, func, select, text
from sqlalchemy.orm import Session

from app.campaigns.models import Edition
from app.campaigns.types import EditionStatus, IdentityLevel
from app.core import clock
from app.core.pages import Page, join_key, read_instant, read_key, read_number
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.feedback.queries.worklist import Keys, WorkEntity, entities_reached, first_of
from app.feedback.types import Kind
from app.missions.models import Mission
from app.policy.actor import Actor, Role
from app.policy.check import can, require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.policy.scopes import answer_sight, decision_sight, somebody_elses

PAGE_SIZE = 50
COUNT_MAX = 999  # counting stops here: "999+" says enough

# Written as in the partial indexes: with parameters in their place, neither database would use them.
_UNANSWERED = text("feedback.state = 'published' AND feedback.answered_at IS NULL")
_SELECTED = text("feedback.state = 'published' AND feedback.handling = 'selected'")


class Promise(StrEnum):
    """How the promised day stands to today."""

    OVERDUE = "overdue"
    IN_TIME = "in-time"


@dataclass(frozen=True, slots=True)
class OwedFilters:
    """What the reader asked to see; the defaults mean everything."""

    entity: str = ""  # code
    promise: Promise | None = None


@dataclass(frozen=True, slots=True)
class OwedRow:
    """A contribution to which something is owed; ``entity_name`` is empty where readers may not know it."""

    id: int
    kind: Kind
    title: str
    language: str
    identity: IdentityLevel
    entity_name: str
    campaign_id: int
    mission_text_id: int | None
    created_at: datetime  # midnight of the day when untraceable
    due_on: date | None
    me_too_count: int


@dataclass(frozen=True, slots=True)
class OwedCounts:
    """How many answers are late, and how many have their day still before them; counting stops after COUNT_MAX."""

    overdue: int
    in_time: int


# --- answers ---------------------------------------------------------------------------------------


def owed_answers(session: Session, actor: Actor, filters: OwedFilters, after: str = "") -> Page[OwedRow]:
    """Return a page of what is published and not answered, the first promised day first. Two statements.

    :raises Forbidden: the actor answers nowhere
    """
    entities = [entity for entity in answering_entities(session, actor) if filters.entity in {"", entity.code}]
    place = read_key(after, date.fromisoformat, read_number)
    conditions = _answer_conditions(actor, entities if filters.entity else [], filters.promise)
    keys = first_of(_unanswered(actor, entities), Feedback.due_on, conditions, place, PAGE_SIZE + 1)
    rows = _rows(session, keys)
    shown = rows[:PAGE_SIZE]
    return Page(shown, join_key(shown[-1].due_on, shown[-1].id) if len(rows) > PAGE_SIZE else "")


def count_owed_answers(session: Session, actor: Actor, entity: str = "") -> OwedCounts:
    """Return how many answers the actor owes; ``entity``: the code of one alone. Two statements."""
    entities = [each for each in answering_entities(session, actor) if entity in {"", each.code}]
    conditions = _answer_conditions(actor, entities if entity else [], None)
    keys = first_of(_unanswered(actor, entities), Feedback.due_on, conditions, None, COUNT_MAX + 1)
    if keys is None:
        return OwedCounts(0, 0)
    some = keys.subquery()
    is_overdue = case((some.c.place < clock.today(actor.time_zone), 1), else_=0)
    counted, overdue = session.execute(
        select(func.count(), func.coalesce(func.sum(is_overdue), 0)).select_from(some)
    ).one()
    return OwedCounts(int(overdue), counted - int(overdue))


def answering_entities(session: Session, actor: Actor) -> tuple[WorkEntity, ...]:
    """Return the entities for which the actor answers, by name. One statement."""
    require(actor, Action.ANSWERS_OWED_VIEW, NOTHING)
    return entities_reached(session, actor, {Role.COMMUNITY_MANAGER, Role.CENTRAL_TEAM})


def _unanswered(actor: Actor, entities: Iterable[WorkEntity]) -> list[ColumnElement[bool]]:
    """Return what is not answered in each entity: one stretch of ``ix_feedback_owed``."""
    sight = answer_sight(actor, Feedback.entity_id, Feedback.campaign_id)
    return [and_(_UNANSWERED, Feedback.entity_id == entity.id, sight) for entity in entities]


def _answer_conditions(
    actor: Actor, chosen: Iterable[WorkEntity], promise: Promise | None
) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [Feedback.due_on.is_not(None), _not_own(actor)]
    today = clock.today(actor.time_zone)
    if promise is not None:
        conditions.append(Feedback.due_on < today if promise is Promise.OVERDUE else Feedback.due_on >= today)
    # Who does not moderate there may not learn by a filter which entity a card hides.
    conditions += [
        Feedback.shown_entity_id == entity.id for entity in chosen if not actor.has(Role.COMMUNITY_MANAGER, entity.id)
    ]
    return conditions


# --- decisions -------------------------------------------------------------------------------------


def owed_decisions(session: Session, actor: Actor, entity: str = "", after: str = "") -> Page[OwedRow]:
    """Return a page of what was selected for the actor to decide on, the oldest first. Two statements.

    What hides its entity is for every sponsor of its campaign; ``entity``, the code of one, leaves it out.

    :raises Forbidden: the actor is a sponsor nowhere
    """
    place = read_key(after, read_instant, read_number)
    stretches = _selected(actor, deciding_entities(session, actor), entity)
    keys = first_of(stretches, Feedback.created_at, [_not_own(actor)], place, PAGE_SIZE + 1)
    rows = _rows(session, keys)
    shown = rows[:PAGE_SIZE]
    return Page(shown, join_key(shown[-1].created_at.isoformat(), shown[-1].id) if len(rows) > PAGE_SIZE else "")


def count_owed_decisions(session: Session, actor: Actor, entity: str = "") -> int:
    """Return how many decisions await the actor; counting stops after COUNT_MAX. Two statements."""
    return _count(session, actor, _selected(actor, deciding_entities(session, actor), entity))


def count_decisions_of(session: Session, actor: Actor, entity: WorkEntity) -> int:
    """Return how many decisions await the actor on the cards of one entity, or 0 who decides nowhere. One statement."""
    if not can(actor, Action.DECISIONS_OWED_VIEW, NOTHING):
        return 0
    return _count(session, actor, _selected(actor, [entity], entity.code))


def _count(session: Session, actor: Actor, stretches: list[ColumnElement[bool]]) -> int:
    keys = first_of(stretches, Feedback.created_at, [_not_own(actor)], None, COUNT_MAX + 1)
    if keys is None:
        return 0
    return session.scalars(select(func.count()).select_from(keys.subquery())).one()


def deciding_entities(session: Session, actor: Actor) -> tuple[WorkEntity, ...]:
    """Return the entities for which the actor decides, by name. One statement."""
    require(actor, Action.DECISIONS_OWED_VIEW, NOTHING)
    return entities_reached(session, actor, {Role.SPONSOR})


def _selected(actor: Actor, entities: Iterable[WorkEntity], chosen: str) -> list[ColumnElement[bool]]:
    """Return what is selected in each entity that cards show, and what hides its entity: each one stretch."""
    sight = decision_sight(actor, Feedback.shown_entity_id, Feedback.campaign_id)
    stretches = [
        and_(_SELECTED, Feedback.shown_entity_id == entity.id, sight)
        for entity in entities
        if chosen in {"", entity.code}
    ]
    if chosen:
        return stretches
    takes_part = exists().where(
        Edition.campaign_id == Feedback.campaign_id,
        Edition.status != EditionStatus.DRAFT,
        decision_sight(actor, Edition.entity_id, Edition.campaign_id),
    )
    return [*stretches, and_(_SELECTED, Feedback.shown_entity_id.is_(None), takes_part)]


# --- both ------------------------------------------------------------------------------------------


def _not_own(actor: Actor) -> ColumnElement[bool]:
    return somebody_elses(actor, Feedback.author_id, Feedback.id)


def _rows(session: Session, keys: Keys | None) -> list[OwedRow]:
    """Return the contributions that the keys name, in their order."""
    if keys is None:
        return []
    page = keys.subquery("page")
    rows = session.execute(
        select(
            Feedback.id, Feedback.kind, Feedback.title, Feedback.language, Feedback.identity,
            func.coalesce(Entity.name, ""), Feedback.campaign_id, Mission.title_text_id, Feedback.created_at,
            Feedback.due_on, Feedback.me_too_count,
        )
        .select_from(page)
        .join(Feedback, Feedback.id == page.c.id)
        .outerjoin(Entity, Entity.id == Feedback.shown_entity_id)
        .outerjoin(Mission, Mission.id == Feedback.mission_id)
        .order_by(page.c.place, page.c.id)
    )  # fmt: skip
    return [OwedRow(*row) for row in rows]
