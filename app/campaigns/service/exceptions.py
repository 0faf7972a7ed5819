"""Let an entity open editions although answers are late there."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.errors import ExceptionTooLong
from app.campaigns.models import OpeningException
from app.core import clock
from app.core.errors import FormUsed
from app.db.lock import locked
from app.db.session import transaction
from app.entities.models import Entity
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action

LONGEST = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class ExceptionInput:
    """Up to which day, which is included, and why; both are shown."""

    until: date
    reason: str
    submission_key: str


def give_opening_exception(session: Session, actor: Actor, entity_id: int, data: ExceptionInput) -> OpeningException:
    """Let an entity open editions up to a day, in spite of late answers. The same form sent again is one exception.

    It ends by itself; a later one that lasts longer replaces it.

    :raises Forbidden: only the central team does
    :raises NotFound: no such entity
    :raises ExceptionTooLong: the day is past, or lies more than ``LONGEST`` ahead
    :raises FormUsed: the same form was sent before with other words
    """
    facts = Facts(entity_id=entity_id)
    require(actor, Action.EXCEPTION_GIVE, facts)
    with transaction(session):
        entity = locked(session, Entity, entity_id)
        sent = select(OpeningException).where(OpeningException.submission_key == data.submission_key)
        there = session.scalars(sent).one_or_none()
        if there is not None:
            if (there.entity_id, there.until, there.reason) != (entity_id, data.until, data.reason):
                raise FormUsed
            return there
        today = clock.today(entity.time_zone)
        if not today <= data.until <= today + LONGEST:
            raise ExceptionTooLong
        given = OpeningException(
            entity_id=entity_id,
            until=data.until,
            reason=data.reason,
            given_by_id=actor.person_id,
            submission_key=data.submission_key,
        )
        session.add(given)
        session.flush()
        details = {"until": data.until.isoformat(), "reason": data.reason}
        record(session, actor, "campaigns.give_exception", ("entity", entity_id, facts), details)
    return given
