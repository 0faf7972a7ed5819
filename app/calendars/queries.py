"""Reads of an entity's calendar, and of who changed it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core.errors import NotFound
from app.entities.models import Entity
from app.journal.models import JournalEntry
from app.policy.actor import Actor
from app.policy.check import require_sight
from app.policy.facts import Facts
from app.policy.rules import Action

WEEK_CHANGED, DAY_ADDED, DAY_REMOVED = "calendars.week", "calendars.add_day", "calendars.remove_day"
CHANGES_SHOWN = 20


@dataclass(frozen=True, slots=True)
class CalendarRow:
    """The calendar of an entity; holidays are those from ``since`` on, in order."""

    entity_id: int
    code: str
    name: str
    locales: tuple[str, ...]  # its own first
    country: str
    part: str
    time_zone: str
    days: tuple[int, ...]  # ISO: Monday is 1
    starts: time
    ends: time
    holidays: tuple[date, ...]
    version: int

    @property
    def facts(self) -> Facts:
        """What the permission table may know about it."""
        return Facts(entity_id=self.entity_id)


@dataclass(frozen=True, slots=True)
class CalendarChange:
    """One change: of a day, or of the week; no name when the account is gone."""

    action: str
    day: date | None
    name: str | None
    at: datetime


def calendar_of(session: Session, actor: Actor, code: str, since: date) -> CalendarRow:
    """Return the calendar of an entity. One statement.

    :raises NotFound: no such entity, or none that the actor sees
    """
    found = session.execute(
        select(
            Entity.id, Entity.code, Entity.name, Entity.default_locale, Entity.locales, Entity.country,
            Entity.country_part, Entity.time_zone, Entity.working_days, Entity.work_starts, Entity.work_ends,
            Entity.holidays, Entity.calendar_version,
        ).where(Entity.code == code)
    ).one_or_none()  # fmt: skip
    if found is None:
        raise NotFound
    entity_id, code, name, own, locales, country, part, zone, days, starts, ends, holidays, version = found
    require_sight(actor, Action.ENTITY_VIEW, Facts(entity_id=entity_id))
    ahead = tuple(sorted(day for day in map(date.fromisoformat, holidays) if day >= since))
    spoken = tuple(dict.fromkeys((own, *locales)))
    return CalendarRow(entity_id, code, name, spoken, country, part, zone, tuple(days), starts, ends, ahead, version)


def calendar_changes(session: Session, actor: Actor, row: CalendarRow) -> tuple[CalendarChange, ...]:
    """Return who changed a calendar last, newest first. One statement.

    :raises NotFound: the actor does not see the entity
    """
    require_sight(actor, Action.ENTITY_VIEW, row.facts)
    found = session.execute(
        select(JournalEntry.action, JournalEntry.details, Person.name, JournalEntry.at)
        .outerjoin(Person, Person.id == JournalEntry.actor_id)
        .where(
            JournalEntry.object_type == "entity",
            JournalEntry.object_id == row.entity_id,
            JournalEntry.action.in_((WEEK_CHANGED, DAY_ADDED, DAY_REMOVED)),
        )
        .order_by(JournalEntry.at.desc(), JournalEntry.id.desc())
        .limit(CHANGES_SHOWN)
    )
    return tuple(CalendarChange(action, _day(details), name, at) for action, details, name, at in found)


def _day(details: dict[str, Any]) -> date | None:
    return date.fromisoformat(details["day"]) if "day" in details else None
