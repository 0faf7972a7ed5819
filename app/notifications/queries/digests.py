"""What digests bring: who has some, and which notices are in one."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import ColumnElement, and_, exists, or_, select
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Person
from app.accounts.types import PersonStatus
from app.core.working_time import WorkingTime
from app.entities.models import Entity
from app.notifications.models import FOR_DIGEST, Notice
from app.notifications.queries.notices import notice_columns
from app.notifications.types import Cadence, NoticeRow
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action

IN_ONE_DIGEST = 100  # notices; of more, the latest, and a sentence


@dataclass(frozen=True, slots=True)
class DigestPlace:
    """An entity in which people work at an instant: their day, and since when the week's digest brings no more."""

    entity_id: int
    day: date
    week_starts: datetime

    def is_due(self) -> ColumnElement[bool]:
        """Return the condition on notices of its people: to be brought today, and by no digest of today."""
        wanted = or_(
            Notice.cadence == Cadence.DAILY,
            and_(Notice.cadence == Cadence.WEEKLY, Notice.created_at < self.week_starts),
        )
        return and_(wanted, or_(Notice.digest_on.is_(None), Notice.digest_on < self.day))


def digest_places(session: Session, actor: Actor, now: datetime) -> list[DigestPlace]:
    """Return the entities in which people work now. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    entities = session.scalars(select(Entity).order_by(Entity.id)).all()
    times = [(entity.id, entity.working_time) for entity in entities]
    return [_place(entity_id, time, now) for entity_id, time in times if time.is_working_time(now)]


def people_due(session: Session, actor: Actor, place: DigestPlace, after: int, limit: int) -> list[int]:
    """Return who gets a digest today and was planned none yet, by number from ``after`` on. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    earlier = aliased(Notice)
    planned = exists().where(earlier.person_id == Notice.person_id, earlier.digest_on == place.day)
    return list(
        session.scalars(
            select(Notice.person_id)
            .join(Person, Person.id == Notice.person_id)
            .where(
                FOR_DIGEST, place.is_due(), ~planned, Notice.person_id > after,
                Person.entity_id == place.entity_id, Person.status == PersonStatus.ACTIVE,
            )
            .distinct()
            .order_by(Notice.person_id)
            .limit(limit)
        )
    )  # fmt: skip


def digest_notices(session: Session, actor: Actor, person_id: int, day: date) -> list[NoticeRow]:
    """Return what the digest of a day brings somebody, the latest first, and one more than fits. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    rows = session.execute(
        notice_columns()
        .where(Notice.person_id == person_id, Notice.digest_on == day, FOR_DIGEST)
        .order_by(Notice.created_at.desc(), Notice.id.desc())
        .limit(IN_ONE_DIGEST + 1)
    )
    return [NoticeRow(*row) for row in rows]


def _place(entity_id: int, time: WorkingTime, now: datetime) -> DigestPlace:
    day = time.day_of(now)
    monday = day - timedelta(days=day.weekday())
    return DigestPlace(entity_id, day, time.first_opening(monday))
