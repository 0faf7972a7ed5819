"""Reads of aims."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.aims.models import Aim
from app.entities.queries import EntityPlace
from app.policy.actor import Actor
from app.policy.check import require_sight
from app.policy.facts import Facts
from app.policy.rules import Action

SHOWN_MAX = 100


@dataclass(frozen=True, slots=True)
class AimRow:
    """One aim of an entity."""

    id: int
    words: str
    language: str
    has_ended: bool


def aims_of(session: Session, actor: Actor, place: EntityPlace) -> tuple[AimRow, ...]:
    """Return the aims of an entity, those that go on first. One statement.

    :raises NotFound: none of the actor's business
    """
    require_sight(actor, Action.AIM_VIEW, place.facts)
    rows = session.execute(
        select(Aim.id, Aim.words, Aim.language, Aim.ended_at.is_not(None))
        .where(Aim.entity_id == place.id)
        .order_by(Aim.ended_at.is_not(None), Aim.written_at, Aim.id)
        .limit(SHOWN_MAX)
    )
    return tuple(AimRow(*row) for row in rows)


def current_aims(session: Session, actor: Actor, entity_id: int | None) -> tuple[AimRow, ...]:
    """Return the aims that a decision of an entity can serve; none where they are not the actor's business."""
    if entity_id is None:
        return ()
    require_sight(actor, Action.AIM_VIEW, Facts(entity_id=entity_id))
    rows = session.execute(
        select(Aim.id, Aim.words, Aim.language, Aim.ended_at.is_not(None))
        .where(Aim.entity_id == entity_id, Aim.ended_at.is_(None))
        .order_by(Aim.written_at, Aim.id)
    )
    return tuple(AimRow(*row) for row in rows)
