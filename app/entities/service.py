"""What can be done to entities."""

from __future__ import annotations

from dataclasses import dataclass
from zoneinfo import available_timezones

from sqlalchemy.orm import Session

from app.core import clock
from app.core.public_holidays import public_holidays
from app.core.wording import is_code
from app.core.working_time import WORKING_WEEK
from app.db.session import transaction, unique
from app.entities.errors import DefaultLanguageNotSpoken, EntityCodeTaken, UnknownTimeZone, UnreadableCode
from app.entities.models import Entity
from app.entities.types import Stage
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action


@dataclass(frozen=True, slots=True)
class EntityInput:
    """A company as it joins; its languages are codes such as ``pt-PT``, its holidays ISO dates.

    Public holidays of its country come by themselves, for this year and the next.
    """

    code: str
    name: str
    country: str  # ISO 3166, two letters
    locales: tuple[str, ...]
    default_locale: str
    time_zone: str  # IANA
    working_days: tuple[int, ...] = WORKING_WEEK
    holidays: tuple[str, ...] = ()
    stage: Stage = Stage.PREPARING


def create_entity(session: Session, actor: Actor, data: EntityInput) -> Entity:
    """Add a company to the group.

    :raises Forbidden: only an administrator does
    :raises UnreadableCode: the code would not read well in an address
    :raises EntityCodeTaken: another entity has the code
    :raises UnknownTimeZone: no such time zone
    :raises DefaultLanguageNotSpoken: the default language is not one of the entity's
    """
    require(actor, Action.ENTITY_MANAGE, NOTHING)
    with transaction(session):
        _check(data)
        years = (clock.today().year, clock.today().year + 1)
        public = public_holidays(data.country.upper(), "", years)
        entity = Entity(
            code=data.code,
            name=data.name,
            country=data.country.upper(),
            locales=list(data.locales),
            default_locale=data.default_locale,
            time_zone=data.time_zone,
            working_days=sorted(set(data.working_days)),
            holidays=sorted({*data.holidays, *(day.isoformat() for day in public)}),
            holidays_until=years[-1],
            stage=data.stage,
        )
        with unique(session, EntityCodeTaken):
            session.add(entity)
        record(session, actor, "entities.create", ("entity", entity.id, entity.facts), {"code": entity.code})
    return entity


def _check(data: EntityInput) -> None:
    if not is_code(data.code):
        raise UnreadableCode
    if data.time_zone not in available_timezones():
        raise UnknownTimeZone
    if data.default_locale not in data.locales:
        raise DefaultLanguageNotSpoken
