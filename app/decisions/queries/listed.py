"""What was decided, across campaigns and entities, as everybody who sees the campaign reads it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, or_, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.aims.models import Aim
from app.campaigns.models import Campaign
from app.core.pages import Page, join_key, read_instant, read_key, read_number
from app.decisions.models import Decision
from app.decisions.queries.single import in_sight, is_replaced
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.feedback.types import Handling, State, Verdict
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action

PAGE_SIZE = 30
PLACES_MAX = 500
_leading = Decision.part_of_id.is_(None)


@dataclass(frozen=True, slots=True)
class DecidedFilters:
    """What narrows the list; empty means everything."""

    campaign: str = ""
    entity: str = ""
    verdict: Verdict | None = None
    aim: int | None = None


@dataclass(frozen=True, slots=True)
class ListedDecision:
    """A decision with the contributions it is about. Names are empty where they would tell a hidden entity."""

    id: int
    feedback_id: int
    title: str
    title_language: str
    handling: Handling
    verdict: Verdict
    reason: str
    language: str
    reason_text_id: int | None
    at: datetime
    campaign_id: int
    campaign_slug: str
    campaign_title_id: int
    entity_id: int | None
    by_name: str
    entity_name: str
    aim: str
    aim_language: str
    linked: tuple[tuple[int, str, str], ...] = ()  # the others: number, title, language


@dataclass(frozen=True, slots=True)
class DecidedPlaces:
    """Where something was decided: campaigns by slug, with the number of their titles, and entities by code."""

    campaigns: Mapping[str, int]
    entities: Mapping[str, str]


def decided_page(
    session: Session, actor: Actor, filters: DecidedFilters, after: str = "", *, limit: int = PAGE_SIZE
) -> Page[ListedDecision]:
    """Return a page of the decisions that stand, the last one first. Two statements."""
    require(actor, Action.DECISIONS_READ, NOTHING)
    statement = _statement(actor).where(*_narrowed(filters)).limit(limit + 1)
    place = read_key(after, read_instant, read_number)
    if place is not None:
        at, number = place
        statement = statement.where(or_(Decision.at < at, and_(Decision.at == at, Decision.id > number)))
    rows = [ListedDecision(*row) for row in session.execute(statement)]
    shown = _with_linked(session, rows[:limit])
    more = len(rows) > limit
    return Page(shown, join_key(shown[-1].at.isoformat(), shown[-1].id) if more else "")


def decisions_by_id(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, ListedDecision]:
    """Return, of these decisions, those the actor may read, also one that was replaced. Two statements."""
    require(actor, Action.DECISIONS_READ, NOTHING)
    statement = _statement(actor, standing_only=False).where(Decision.id.in_(ids))
    rows = _with_linked(session, [ListedDecision(*row) for row in session.execute(statement)])
    return {row.id: row for row in rows}


def decided_places(session: Session, actor: Actor) -> DecidedPlaces:
    """Return what the list can be narrowed to: where the actor reads decisions. One statement."""
    require(actor, Action.DECISIONS_READ, NOTHING)
    rows = session.execute(
        select(Campaign.slug, Campaign.title_text_id, Entity.code, Entity.name)
        .select_from(Decision)
        .join(Feedback, Feedback.id == Decision.feedback_id)
        .join(Campaign, Campaign.id == Feedback.campaign_id)
        .outerjoin(Entity, Entity.id == Feedback.shown_entity_id)
        .where(Feedback.state == State.PUBLISHED, in_sight(actor), _leading)
        .distinct()
        .order_by(Campaign.slug, Entity.name)
        .limit(PLACES_MAX)
    ).all()
    return DecidedPlaces({row[0]: row[1] for row in rows}, {row[2]: row[3] for row in rows if row[2]})


def _statement(actor: Actor, *, standing_only: bool = True) -> Select[*tuple[Any, ...]]:
    shows_entity = Feedback.shown_entity_id.is_not(None)
    return (
        select(
            Decision.id, Feedback.id, Feedback.title, Feedback.language, Feedback.handling, Decision.verdict,
            Decision.reason, Decision.language, Decision.reason_text_id, Decision.at,
            Campaign.id, Campaign.slug, Campaign.title_text_id, Feedback.shown_entity_id,
            case((shows_entity, Person.name), else_=""), case((shows_entity, Entity.name), else_=""),
            case((Aim.id.is_not(None), Aim.words), else_=""), case((Aim.id.is_not(None), Aim.language), else_=""),
        )
        .join(Feedback, Feedback.id == Decision.feedback_id)
        .join(Campaign, Campaign.id == Feedback.campaign_id)
        .join(Person, Person.id == Decision.by_id)
        .outerjoin(Entity, Entity.id == Feedback.shown_entity_id)
        .outerjoin(Aim, and_(Aim.id == Decision.aim_id, shows_entity))
        .where(
            Feedback.state == State.PUBLISHED,
            in_sight(actor),
            _leading,
            *([~is_replaced()] if standing_only else []),
        )
        .order_by(Decision.at.desc(), Decision.id)
    )  # fmt: skip


def _narrowed(filters: DecidedFilters) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = []
    if filters.campaign:
        conditions.append(Campaign.slug == filters.campaign)
    if filters.entity:
        conditions.append(Entity.code == filters.entity)
    if filters.verdict is not None:
        conditions.append(Decision.verdict == filters.verdict)
    if filters.aim is not None:
        conditions.append(Aim.id == filters.aim)
    return conditions


def _with_linked(session: Session, rows: Sequence[ListedDecision]) -> list[ListedDecision]:
    """Add the other contributions of each decision that readers can open. One statement."""
    if not rows:
        return []
    others: dict[int | None, list[tuple[int, str, str]]] = {}
    for part_of_id, feedback_id, title, language in session.execute(
        select(Decision.part_of_id, Feedback.id, Feedback.title, Feedback.language)
        .join(Feedback, Feedback.id == Decision.feedback_id)
        .where(Decision.part_of_id.in_([row.id for row in rows]), Feedback.state == State.PUBLISHED, ~is_replaced())
        .order_by(Feedback.created_at, Feedback.id)
    ):
        others.setdefault(part_of_id, []).append((feedback_id, title, language))
    return [replace(row, linked=tuple(others.get(row.id, ()))) for row in rows]
