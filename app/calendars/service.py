"""Use cases of calendars. Dates that were told stay: nothing here changes a promise that runs."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, time

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.calendars.errors import DayTooFar, HoursTurnedRound, NoWorkingDay, UnknownPart
from app.calendars.queries import DAY_ADDED, DAY_REMOVED, WEEK_CHANGED
from app.core import clock
from app.core.errors import ChangedMeanwhile
from app.core.public_holidays import parts_of, public_holidays
from app.db.session import transaction
from app.entities.models import Entity
from app.entities.queries import entity_for_update
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action

YEARS_AHEAD = 1  # whose public holidays are known beside this year's
YEARS_CORRECTED = 2  # whose days the entity may correct beside this year's


@dataclass(frozen=True, slots=True)
class WeekInput:
    """The working days, the hours and the part of the country whose holidays count."""

    days: tuple[int, ...]  # ISO: Monday is 1
    starts: time
    ends: time
    part: str = ""  # "": only what holds in the whole country
    version: int = 1  # that it was written against


def change_working_week(session: Session, actor: Actor, code: str, data: WeekInput) -> None:
    """Change on which days and at which hours an entity works, and whose public holidays it takes.

    Days that people added or removed stay so when another part of the country is chosen.

    :raises NotFound: no such entity, or none that the actor sees
    :raises Forbidden: who manages the community, the central team and administrators do
    :raises NoWorkingDay, HoursTurnedRound, UnknownPart: no such week can be
    :raises ChangedMeanwhile: somebody else changed it first
    """
    with transaction(session):
        entity = entity_for_update(session, actor, code, Action.ENTITY_VIEW)
        require(actor, Action.CALENDAR_WRITE, entity.facts)
        days = sorted(set(data.days))
        if not days:
            raise NoWorkingDay
        if data.ends <= data.starts:
            raise HoursTurnedRound
        if data.part and data.part not in parts_of(entity.country):
            raise UnknownPart
        stored = (entity.working_days, entity.work_starts, entity.work_ends, entity.country_part)
        if stored == (days, data.starts, data.ends, data.part):
            return
        if entity.calendar_version != data.version:
            raise ChangedMeanwhile
        if data.part != entity.country_part:
            _take_part(entity, data.part)
        entity.working_days, entity.work_starts, entity.work_ends = days, data.starts, data.ends
        entity.calendar_version += 1
        details = {"days": days, "starts": f"{data.starts:%H:%M}", "ends": f"{data.ends:%H:%M}", "part": data.part}
        record(session, actor, WEEK_CHANGED, ("entity", entity.id, entity.facts), details)


def add_day_off(session: Session, actor: Actor, code: str, day: date) -> None:
    """Say that nobody works on a day; said twice, it is said once.

    :raises NotFound: no such entity, or none that the actor sees
    :raises Forbidden: who manages the community, the central team and administrators do
    :raises DayTooFar: the day is past, or nobody plans so far ahead
    """
    today = clock.today()
    if not today <= day <= date(today.year + YEARS_CORRECTED, 12, 31):
        raise DayTooFar
    with transaction(session):
        entity = entity_for_update(session, actor, code, Action.ENTITY_VIEW)
        require(actor, Action.CALENDAR_WRITE, entity.facts)
        if day.isoformat() in entity.holidays:
            return
        entity.holidays = sorted({*entity.holidays, day.isoformat()})
        record(session, actor, DAY_ADDED, ("entity", entity.id, entity.facts), {"day": day.isoformat()})


def remove_day_off(session: Session, actor: Actor, code: str, day: date) -> None:
    """Say that people work on a day after all; one that is worked anyway is left alone, and so is a past one.

    :raises NotFound: no such entity, or none that the actor sees
    :raises Forbidden: who manages the community, the central team and administrators do
    """
    with transaction(session):
        entity = entity_for_update(session, actor, code, Action.ENTITY_VIEW)
        require(actor, Action.CALENDAR_WRITE, entity.facts)
        if day < clock.today() or day.isoformat() not in entity.holidays:
            return
        entity.holidays = [each for each in entity.holidays if each != day.isoformat()]
        record(session, actor, DAY_REMOVED, ("entity", entity.id, entity.facts), {"day": day.isoformat()})


def take_public_holidays(session: Session, actor: Actor) -> int:
    """Take the public holidays of the years that no entity has yet; return how many entities took some.

    Each year is taken once, so that a day which was removed does not come back. Run every day, for the system.
    """
    require(actor, Action.ENTITY_MANAGE, NOTHING)
    today, taken = clock.today(), 0
    last = today.year + YEARS_AHEAD
    with transaction(session):
        for entity in session.scalars(
            select(Entity).where(Entity.holidays_until < last).with_for_update(key_share=True)
        ):
            years = range(max(entity.holidays_until + 1, today.year), last + 1)
            entity.holidays = _joined(entity, public_holidays(entity.country, entity.country_part, years))
            entity.holidays_until = last
            taken += 1
    return taken


def _take_part(entity: Entity, part: str) -> None:
    """Take the holidays of another part of the country, from today on."""
    today = clock.today()
    years = range(today.year, max(entity.holidays_until, today.year) + 1)
    before = public_holidays(entity.country, entity.country_part, years)
    after = public_holidays(entity.country, part, years)
    gone = {day.isoformat() for day in before - after if day >= today}
    entity.holidays = [day for day in entity.holidays if day not in gone]
    entity.holidays = _joined(entity, (day for day in after - before if day >= today))
    entity.country_part = part


def _joined(entity: Entity, days: Iterable[date]) -> list[str]:
    return sorted({*entity.holidays, *(day.isoformat() for day in days)})
