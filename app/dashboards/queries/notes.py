"""For whom a monthly note is written, and what it shows whoever opens it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from app.accounts.queries import holders_of
from app.campaigns.models import Edition
from app.campaigns.types import EditionStatus
from app.core.errors import NotFound
from app.core.working_time import WorkingTime
from app.dashboards.credentials import NoteAddress
from app.dashboards.errors import NoteGone
from app.dashboards.queries.summaries import EntitySummary, entity_summary
from app.entities.models import Entity
from app.notifications.queries.readers import Reader, readers_of
from app.policy.actor import Actor, Role
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action


@dataclass(frozen=True, slots=True)
class NoteReader:
    """Somebody who decides for an entity, and when people work there."""

    person_id: int
    entity_id: int
    working_time: WorkingTime


@dataclass(frozen=True, slots=True)
class SponsorNote:
    """A note as its reader may read it today."""

    reader: Reader
    summary: EntitySummary


def note_readers(session: Session, actor: Actor, day: date) -> list[NoteReader]:
    """Return the sponsors of the entities in which a campaign has opened. Two statements, whatever their number.

    :raises Forbidden: only the application itself writes notes
    """
    require(actor, Action.NOTICE_CREATE, NOTHING)
    opened = exists().where(Edition.entity_id == Entity.id, Edition.status != EditionStatus.DRAFT)
    entities = {row.id: row for row in session.scalars(select(Entity).where(opened).order_by(Entity.id))}
    holders = holders_of(session, actor, {Role.SPONSOR}, day, entities)
    found = {
        (holder.person_id, entity_id)
        for holder in holders
        for entity_id in ([holder.grant.entity_id] if holder.grant.entity_id is not None else entities)
    }
    return [NoteReader(person, entity, entities[entity].working_time) for person, entity in sorted(found)]


def open_note(session: Session, actor: Actor, address: NoteAddress | None, day: date) -> SponsorNote:
    """Return a note with the figures that its reader may see today, by the same rules as the dashboard.

    :raises Forbidden: only the application itself opens an address for nobody
    :raises NoteGone: it is too old, or its reader no longer decides there
    """
    require(actor, Action.NOTICE_CREATE, NOTHING)
    if address is None or not address.written_on <= day < address.expires_on:
        raise NoteGone
    reader = readers_of(session, actor, [address.person_id]).get(address.person_id)
    code = session.scalar(select(Entity.code).where(Entity.id == address.entity_id))
    if reader is None or code is None:
        raise NoteGone
    if not any(
        grant.role is Role.SPONSOR and grant.entity_id in {None, address.entity_id} for grant in reader.actor.grants
    ):
        raise NoteGone
    try:
        return SponsorNote(reader, entity_summary(session, reader.actor, code))
    except NotFound as error:
        raise NoteGone from error
