"""Use cases of enrolment.

Order of the locks, the same everywhere: one's own enrolment before the edition's counters. Only ``enrol``
begins with the edition, and it never waits for an enrolment that is in force.
"""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from app.campaigns.models import Edition
from app.campaigns.queries import edition_by_id_for_update
from app.charters.service import accept_charters
from app.charters.types import CharterPlace
from app.core import clock
from app.core.errors import NotFound
from app.core.states import check_move
from app.db.session import transaction
from app.enrolment.errors import EnrolmentClosed
from app.enrolment.events import TesterEnrolled, TesterLeft
from app.enrolment.models import Enrolment
from app.enrolment.queries import TESTERS, EnrolmentPlace, MissionPlace, place_at_for_update, place_of_for_update
from app.enrolment.types import TRANSITIONS, EnrolmentStatus
from app.figures.keep import add_new, keeping
from app.figures.weeks import last_sunday
from app.journal.record import record
from app.missions.queries import MissionAddress
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action
from app.questionnaires.service.respond import drop_started

_MINE = (
    select(Enrolment)
    .where(Enrolment.edition_id == bindparam("edition_id"), Enrolment.person_id == bindparam("person_id"))
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True, slots=True)
class JoinInput:
    """What somebody sends who wants to take part."""

    wording_ids: tuple[int, ...] = ()  # of the charter, as they read it


NOTHING_SENT = JoinInput()


def enrol(session: Session, actor: Actor, edition_id: int, data: JoinInput = NOTHING_SENT) -> Enrolment:
    """Make the actor a tester of an edition, for the first time or again; twice is the same as once.

    :raises NotFound: no such edition, or the actor may not know it
    :raises EnrolmentClosed: it takes nobody in for the moment
    :raises Forbidden: it is not the actor's own entity's
    :raises CharterChanged: what has to be agreed to is not what was read
    """
    with transaction(session):
        edition = edition_by_id_for_update(session, actor, edition_id)
        mine = {"edition_id": edition_id, "person_id": actor.person_id}
        known = session.scalars(_MINE, mine).one_or_none()
        if known is not None and known.status is EnrolmentStatus.ACCEPTED:
            return known
        facts = edition.facts_at(clock.now())
        if facts.entity_id == actor.entity_id and not facts.is_open_to_enrol:
            raise EnrolmentClosed
        require(actor, Action.ENROL, facts)
        accept_charters(session, actor, CharterPlace(edition.campaign_id, edition.id), data.wording_ids)
        enrolment = _accept(session, actor, edition, known)
        record(session, actor, "enrolment.enrolled", ("enrolment", enrolment.id, facts))
        publish(session, TesterEnrolled(enrolment_id=enrolment.id, edition_id=edition.id))
        return enrolment


def leave(session: Session, actor: Actor, enrolment_id: int) -> None:
    """Leave an edition: no reason, and nobody is told. What was contributed stays; one can come back.

    :raises NotFound: no such enrolment
    """
    with transaction(session):
        enrolment = session.scalars(
            select(Enrolment)
            .where(Enrolment.id == enrolment_id)
            .with_for_update()
            .execution_options(populate_existing=True)
        ).one_or_none()
        if enrolment is None:
            raise NotFound
        require(actor, Action.ENROLMENT_LEAVE, enrolment.facts)
        if enrolment.status is EnrolmentStatus.LEFT:
            return
        with keeping(session, TESTERS, enrolment.id):
            if enrolment.status is EnrolmentStatus.ACCEPTED:
                enrolment.left_on = clock.today()
            enrolment.status = check_move(TRANSITIONS, enrolment.status, EnrolmentStatus.LEFT)
        drop_started(session, actor, enrolment.edition_id)
        publish(session, TesterLeft(edition_id=enrolment.edition_id))


def mark_active(session: Session, actor: Actor, edition_id: int) -> EnrolmentPlace:
    """Note the day of the actor's first traceable act; their place stays locked until the transaction ends.

    :raises NotEnrolled: the actor has left, or never joined
    """
    require(actor, Action.ENROLMENT_USE, Facts(person_id=actor.person_id, edition_id=edition_id))
    with transaction(session):
        place = place_of_for_update(session, actor, edition_id)
        _note_active(session, actor, place)
    return place


def mark_active_at(session: Session, actor: Actor, address: MissionAddress, step_id: int | None) -> MissionPlace:
    """Note the day of the actor's first traceable act, found by the mission it is about; see ``mark_active``.

    :raises NotEnrolled: the actor has left, or never joined; or there is no such mission
    """
    require(actor, Action.ENROLMENT_USE, Facts(person_id=actor.person_id))
    with transaction(session):
        found = place_at_for_update(session, actor, address, step_id)
        _note_active(session, actor, found.place)
    return found


def _note_active(session: Session, actor: Actor, place: EnrolmentPlace) -> None:
    if place.active_since is not None:
        return
    mine = (Enrolment.edition_id == place.edition_id, Enrolment.person_id == actor.person_id)
    enrolment_id = session.scalars(select(Enrolment.id).where(*mine)).one()
    with keeping(session, TESTERS, enrolment_id):
        session.execute(update(Enrolment).where(Enrolment.id == enrolment_id).values(active_since=clock.today()))


def _accept(session: Session, actor: Actor, edition: Edition, known: Enrolment | None) -> Enrolment:
    """Write the enrolment, or take it up again; who comes back in the week they left has never been away."""
    today = clock.today()
    if known is not None:
        with keeping(session, TESTERS, known.id):
            known.status = check_move(TRANSITIONS, known.status, EnrolmentStatus.ACCEPTED)
            if known.left_on is None or known.left_on <= last_sunday(today):
                known.enrolled_on = today
            known.left_on = None
        return known
    enrolment = Enrolment(
        edition_id=edition.id, person_id=actor.person_id, status=EnrolmentStatus.ACCEPTED, enrolled_on=today
    )
    session.add(enrolment)
    add_new(session, TESTERS, [enrolment.id])
    return enrolment
