"""Giving places: parts of the use cases, which ask the policy, open the transaction and lock the edition."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from app.campaigns.models import Edition
from app.core import clock
from app.core.errors import NotFound
from app.core.states import check_move
from app.db.lock import locked
from app.enrolment.events import PlaceOffered, TesterEnrolled
from app.enrolment.models import Enrolment, Quota, Recruitment
from app.enrolment.queries import TESTERS, members_waiting, places_taken
from app.enrolment.types import TRANSITIONS, EnrolmentStatus
from app.figures.counting import counting_changes
from app.figures.weeks import last_sunday
from app.journal.record import record
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.facts import Facts


def lock_edition(session: Session, enrolment_id: int) -> Edition:
    """Return the edition of an enrolment, locked until the transaction ends, with its phases.

    :raises NotFound: no such enrolment
    """
    edition_id = session.scalar(select(Enrolment.edition_id).where(Enrolment.id == enrolment_id))
    edition = session.scalars(
        select(Edition)
        .where(Edition.id == edition_id)
        .options(selectinload(Edition.phases))
        .with_for_update(of=Edition, key_share=True)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if edition is None:
        raise NotFound
    return edition


def enrolment_for_update(session: Session, enrolment_id: int) -> Enrolment:
    """Return an enrolment as it is now, locked until the transaction ends.

    :raises NotFound: no such enrolment
    """
    return locked(session, Enrolment, enrolment_id)


def fill_places(session: Session, actor: Actor, facts: Facts, joining: Enrolment | None = None) -> None:
    """Give the free places of a locked edition to its waiting list, in the order of asking.

    Who has to wait for a quota lets the next one pass. ``joining`` has just asked, and needs no notice of it.
    """
    waiting = session.scalars(
        select(Enrolment)
        .where(Enrolment.edition_id == facts.edition_id, Enrolment.status == EnrolmentStatus.WAITING_LIST)
        .order_by(Enrolment.queue_number, Enrolment.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    ).all()
    room = _Room(session, actor, facts) if waiting else None
    for enrolment in waiting:
        if room is not None and room.take(enrolment.id):
            _give(session, enrolment)
            record(session, actor, "enrolment.enrolled", ("enrolment", enrolment.id, facts))
            publish(session, TesterEnrolled(enrolment_id=enrolment.id, edition_id=enrolment.edition_id))
            if enrolment is not joining:
                publish(session, PlaceOffered(enrolment_id=enrolment.id))


class _Room:
    """What is free in a locked edition."""

    def __init__(self, session: Session, actor: Actor, facts: Facts) -> None:
        recruitment = session.get(Recruitment, facts.edition_id, populate_existing=True)
        quotas = session.scalars(
            select(Quota).where(Quota.edition_id == facts.edition_id).execution_options(populate_existing=True)
        ).all()
        self._free: float = float("inf")
        self._of_quota: dict[int, int] = {}
        self._members = members_waiting(session, actor, facts) if quotas else {}
        if recruitment is None or (recruitment.places is None and not quotas):
            return
        taken = places_taken(session, actor, facts)
        if recruitment.places is not None:
            self._free = recruitment.places - taken.total
        self._of_quota = {quota.id: quota.places - taken.by_quota.get(quota.id, 0) for quota in quotas}

    def take(self, enrolment_id: int) -> bool:
        """Take a place for an enrolment, if there is one."""
        quotas = self._members.get(enrolment_id, frozenset())
        if self._free <= 0 or any(self._of_quota[quota] <= 0 for quota in quotas):
            return False
        self._free -= 1
        for quota in quotas:
            self._of_quota[quota] -= 1
        return True


def _give(session: Session, enrolment: Enrolment) -> None:
    """Let somebody take part; who comes back in the week they left has never been away."""
    today = clock.today()
    with counting_changes(session, TESTERS, enrolment.id):
        enrolment.status = check_move(TRANSITIONS, enrolment.status, EnrolmentStatus.ACCEPTED)
        if enrolment.left_on is None or enrolment.left_on <= last_sunday(today):
            enrolment.enrolled_on = today
        enrolment.left_on = None
