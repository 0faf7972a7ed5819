"""Places of an edition, in any number: the use case takes steps of the minimum group."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.campaigns.models import Edition
from app.campaigns.queries import edition_by_id_for_update
from app.core import clock
from app.enrolment.models import Quota, Recruitment
from app.enrolment.service import QuotaInput
from app.enrolment.service.places import fill_places
from app.policy.actor import SYSTEM


def make_places(
    session: Session,
    edition: Edition,
    places: int | None,
    *,
    asks_first: bool = False,
    quotas: Sequence[QuotaInput] = (),
) -> Recruitment:
    """Save how an edition takes people in, whatever was there, and give what is free to its waiting list."""
    made = session.merge(Recruitment(edition_id=edition.id, places=places, asks_first=asks_first))
    session.execute(delete(Quota).where(Quota.edition_id == edition.id))
    session.flush()
    for each in quotas:
        session.add(Quota(edition_id=edition.id, places=each.places, entity_id=each.entity_id, part_id=each.part_id))
    session.flush()
    fill_places(session, SYSTEM, edition_by_id_for_update(session, SYSTEM, edition.id).facts_at(clock.now()))
    session.commit()
    return made
