"""Phases open and close to the minute: what the clock says has happened is marked and told, once.

Who may write is decided by the clock at each request (``facts_in_time``); nothing here opens or closes anything.
A mark for each planned instant makes the telling happen once: a worker that slept finds all that it missed, oldest
first, and a clock that went ahead or back finds what it did already. Instants are stored, so a change of summer time
moves none.

A phase that is moved after its mark: a new instant that is still to come is a new turn, told when it comes; one that
is already past is a correction of dates, marked and told to nobody. An instant that was told stays told, also when the
dates move away from it and back. A phase without a last day has no instant for its end until it is given one.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.events import PhaseTurned
from app.campaigns.models import Edition, PhaseMark
from app.campaigns.queries.turns import DueTurn, turns_due
from app.campaigns.types import EditionStatus, PhaseKind, PhaseTurn
from app.core import clock
from app.db.insert import insert_rows
from app.db.session import transaction
from app.outbox.publish import publish_each
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action

TOLD_WITHIN = timedelta(days=7)  # what happened longer ago is marked, and told to nobody
WARNED_FROM = timedelta(days=7)  # shorter phases have no warning before their end
EDITIONS_MAX = 200  # in one transaction; the rest follows in the next

Dates = Mapping[PhaseKind, tuple[datetime, datetime | None]]


def turn_phases(session: Session, actor: Actor) -> int:
    """Mark all that is due, and publish an event for each that is told; return how many were marked.

    :raises Forbidden: only the application itself does
    """
    require(actor, Action.NOTICE_CREATE, NOTHING)
    marked = 0
    while some := _turn_some(session, actor):
        marked += some
    return marked


def keep_marks(session: Session, edition_id: int, before: Dates, after: Dates) -> None:
    """Mark, for dates that move, what was done before and is still past: a correction is told to nobody.

    Part of the use case that moves them, which asks, holds the edition and saves.
    """
    now = clock.now()
    done = {
        (mark.phase, mark.turn, mark.planned_at)
        for mark in session.scalars(select(PhaseMark).where(PhaseMark.edition_id == edition_id))
    }
    rows = []
    for kind in before.keys() & after.keys():
        for turn in PhaseTurn:
            was, planned_at = _planned(turn, before[kind]), _planned(turn, after[kind])
            if planned_at is None or turn.happens_at(planned_at) > now:
                continue
            if (kind, turn, was) in done and (kind, turn, planned_at) not in done:
                rows.append(_row(edition_id, kind, turn, planned_at))
    insert_rows(session, PhaseMark, rows)


def _turn_some(session: Session, actor: Actor) -> int:
    """Mark what is due in some editions. They are locked, in one order, then read again: another worker may have it."""
    with transaction(session):
        now = clock.now()
        waiting = dict.fromkeys(one.edition_id for one in turns_due(session, actor, now))
        if not waiting:
            return 0
        editions = session.scalars(
            select(Edition)
            .where(Edition.id.in_(list(waiting)[:EDITIONS_MAX]))
            .order_by(Edition.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        )
        locked = {edition.id: edition for edition in editions}
        due = turns_due(session, actor, now, locked.keys())
        told = [one for one in due if _is_told(one, locked[one.edition_id].status, now)]
        rows = [_row(one.edition_id, one.phase, one.turn, one.planned_at) | {"is_told": one in told} for one in due]
        insert_rows(session, PhaseMark, rows)
        publish_each(session, [_event(one, locked[one.edition_id]) for one in told])
        return len(due)


def _is_told(due: DueTurn, status: EditionStatus, now: datetime) -> bool:
    """Tell whether anybody still cares: the edition is open, and it happened lately."""
    if status is not EditionStatus.OPEN or due.planned_at < now - TOLD_WITHIN:
        return False
    if due.turn is PhaseTurn.ENDS_SOON:
        return due.starts_at <= now < due.planned_at and due.planned_at - due.starts_at >= WARNED_FROM
    return True


def _planned(turn: PhaseTurn, dates: tuple[datetime, datetime | None]) -> datetime | None:
    return dates[0] if turn is PhaseTurn.OPENS else dates[1]


def _row(edition_id: int, phase: PhaseKind, turn: PhaseTurn, planned_at: datetime) -> dict[str, object]:
    return {"edition_id": edition_id, "phase": phase, "turn": turn, "planned_at": planned_at, "is_told": False}


def _event(due: DueTurn, edition: Edition) -> PhaseTurned:
    return PhaseTurned(edition.id, edition.campaign_id, edition.entity_id, due.phase.value, due.turn.value)
