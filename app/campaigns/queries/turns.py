"""Phases that opened, closed or are about to end by the clock, and are not marked as done."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, exists, literal, select, union_all
from sqlalchemy.orm import Session

from app.campaigns.models import Edition, Phase, PhaseMark
from app.campaigns.types import WARNED_BEFORE, EditionStatus, PhaseKind, PhaseTurn
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action

ORDER = list(PhaseTurn)


@dataclass(frozen=True, slots=True)
class DueTurn:
    """What the clock says has happened to a phase of an edition, with what decides whether anybody is told."""

    edition_id: int
    phase: PhaseKind
    turn: PhaseTurn
    planned_at: datetime
    starts_at: datetime

    @property
    def happens_at(self) -> datetime:
        """The instant it is due."""
        return self.turn.happens_at(self.planned_at)


def turns_due(session: Session, actor: Actor, now: datetime, among: Collection[int] | None = None) -> list[DueTurn]:
    """Return what is due at ``now`` and not marked, oldest first, in all editions that have opened, or among some.

    One statement. Closed editions too: theirs is marked, and told to nobody.
    """
    require(actor, Action.NOTICE_CREATE, NOTHING)
    rows = session.execute(union_all(*(_waiting(turn, now, among) for turn in PhaseTurn)))
    due = [DueTurn(row[0], PhaseKind(row[1]), PhaseTurn(row[2]), *row[3:]) for row in rows]
    return sorted(due, key=lambda one: (one.happens_at, ORDER.index(one.turn), one.edition_id))


def _waiting(turn: PhaseTurn, now: datetime, among: Collection[int] | None) -> Select[*tuple[Any, ...]]:
    planned_at = Phase.starts_at if turn is PhaseTurn.OPENS else Phase.ends_at  # without a last day: never due
    is_marked = exists().where(
        PhaseMark.edition_id == Phase.edition_id,
        PhaseMark.phase == Phase.kind,
        PhaseMark.turn == turn,
        PhaseMark.planned_at == planned_at,
    )
    latest = now + WARNED_BEFORE if turn is PhaseTurn.ENDS_SOON else now
    waiting = (
        select(Phase.edition_id, Phase.kind, literal(turn.value), planned_at, Phase.starts_at)
        .join(Edition, Edition.id == Phase.edition_id)
        .where(Edition.status != EditionStatus.DRAFT, planned_at <= latest, ~is_marked)
    )
    return waiting if among is None else waiting.where(Phase.edition_id.in_(among))
