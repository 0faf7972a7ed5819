"""Joining an edition, leaving it, and the first act in it.

Order of the locks, the same everywhere: the edition, then enrolments, then the edition's counters. Who gives or frees a
place begins with the edition; a first act takes one's own enrolment and needs no edition.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from sqlalchemy import bindparam, exists, func, literal, select, update
from sqlalchemy.orm import Session

from app.campaigns.models import Edition
from app.campaigns.queries import edition_by_id_for_update, welcomed_by
from app.charters.service import accept_charters
from app.charters.types import CharterPlace
from app.core import clock
from app.core.states import check_move
from app.db.base import BigId
from app.db.session import transaction
from app.enrolment.errors import AlreadyDeclined, EnrolmentClosed
from app.enrolment.events import ApplicationReceived, CameByLink, PlaceAwaited, TesterLeft
from app.enrolment.models import Enrolment, Recruitment
from app.enrolment.queries import TESTERS, EnrolmentPlace, MissionPlace, place_at_for_update, place_of_for_update
from app.enrolment.service.places import enrolment_for_update, fill_places, lock_edition
from app.enrolment.types import PENDING, TRANSITIONS, EnrolmentStatus
from app.figures.counting import counting_changes
from app.journal.record import record
from app.missions.models import Mission, MissionDone
from app.missions.queries import MissionAddress, is_others_variant
from app.outbox.publish import publish
from app.policy.actor import SYSTEM, Actor
from app.policy.check import can, require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.questionnaires.service.respond import drop_started
from app.questionnaires.service.screening import answer_screening, drop_screening
from app.questions.reading import Fields

IN_FORCE = PENDING | {EnrolmentStatus.ACCEPTED}
_MINE = (
    select(Enrolment)
    .where(Enrolment.edition_id == bindparam("edition_id"), Enrolment.person_id == bindparam("person_id"))
    .execution_options(populate_existing=True)
)


@dataclass(frozen=True, slots=True)
class JoinInput:
    """What somebody sends who wants to take part."""

    wording_ids: tuple[int, ...] = ()  # of the charter, as they read it
    answers: Mapping[int, Fields] = field(default_factory=dict)  # as they were typed, by the question's id
    came_by: str = ""  # the code of the link that brought them, for its count alone
    words: Mapping[tuple[int, int], str] = field(default_factory=dict)  # of question and part, where some are masked


NOTHING_SENT = JoinInput()


def enrol(session: Session, actor: Actor, edition_id: int, data: JoinInput = NOTHING_SENT) -> Enrolment:
    """Let the actor ask to take part, for the first time or again; twice is the same as once.

    They take part at once where an edition is open to all and has room, else they are on its waiting list; where it
    asks first, they have applied.

    :raises NotFound: no such edition, or the actor may not know it
    :raises EnrolmentClosed: it takes nobody in for the moment
    :raises Forbidden: it does not welcome the actor's entity
    :raises AlreadyDeclined: they asked before, and were declined
    :raises CharterChanged: what has to be agreed to is not what was read
    :raises AnswersNotReady: questions are asked first, and some answers are missing or refused
    """
    with transaction(session):
        edition = edition_by_id_for_update(session, actor, edition_id)
        mine = {"edition_id": edition_id, "person_id": actor.person_id}
        known = session.scalars(_MINE, mine).one_or_none()
        if known is not None and known.status in IN_FORCE:
            return known
        facts = replace(edition.facts_at(clock.now()), welcomes=welcomed_by(session, actor, edition_id))
        if not facts.is_open_to_enrol and can(actor, Action.ENROL, replace(facts, is_open_to_enrol=True)):
            raise EnrolmentClosed
        require(actor, Action.ENROL, facts)
        if known is not None and known.status is EnrolmentStatus.DECLINED:
            raise AlreadyDeclined
        accept_charters(session, actor, CharterPlace(edition.campaign_id, edition.id), data.wording_ids)
        answer_screening(session, actor, facts, data.answers, data.words)
        recruitment = session.get(Recruitment, edition_id, populate_existing=True)
        asks_first = recruitment is not None and recruitment.asks_first
        status = EnrolmentStatus.APPLIED if asks_first else EnrolmentStatus.WAITING_LIST
        enrolment = _ask(session, actor, edition_id, known, status)
        if data.came_by and known is None:  # who comes back came by nothing new
            publish(session, CameByLink(edition_id=edition_id, code=data.came_by), day_only=True)
        if asks_first:
            record(session, actor, "enrolment.applied", ("enrolment", enrolment.id, facts))
            publish(session, ApplicationReceived(enrolment_id=enrolment.id, edition_id=edition_id))
            return enrolment
        fill_places(session, actor, facts, joining=enrolment)
        if enrolment.status is EnrolmentStatus.WAITING_LIST:
            record(session, actor, "enrolment.waits", ("enrolment", enrolment.id, facts))
            publish(session, PlaceAwaited(enrolment_id=enrolment.id))
        return enrolment


def leave(session: Session, actor: Actor, enrolment_id: int) -> None:
    """Leave an edition, or a list: no reason, and nobody is told. What was contributed stays; one can come back.

    A freed place goes to the first of the waiting list who may have it.

    :raises NotFound: no such enrolment
    """
    with transaction(session):
        edition = lock_edition(session, enrolment_id)
        enrolment = enrolment_for_update(session, enrolment_id)
        require(actor, Action.ENROLMENT_LEAVE, enrolment.facts)
        if enrolment.status not in IN_FORCE:
            return
        with counting_changes(session, TESTERS, enrolment.id):
            if enrolment.status is EnrolmentStatus.ACCEPTED:
                enrolment.left_on = clock.today()
            enrolment.status = check_move(TRANSITIONS, enrolment.status, EnrolmentStatus.LEFT)
        drop_started(session, actor, enrolment.edition_id)
        drop_screening(session, SYSTEM, enrolment.edition_id, [enrolment.person_id])
        publish(session, TesterLeft(edition_id=enrolment.edition_id))
        facts = edition.facts_at(clock.now())
        if facts.is_open_to_enrol:
            fill_places(session, SYSTEM, facts)


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
    """Note the days of the actor's first traceable act and contribution, found by the mission; see ``mark_active``.

    :raises NotEnrolled: the actor has left, or never joined; or there is no such mission
    """
    require(actor, Action.ENROLMENT_USE, Facts(person_id=actor.person_id))
    with transaction(session):
        found = place_at_for_update(session, actor, address, step_id)
        _note_active(session, actor, found.place, contributes=True)
    return found


def _note_active(session: Session, actor: Actor, place: EnrolmentPlace, *, contributes: bool = False) -> None:
    first = {
        "active_since": place.active_since is None,
        "contributed_since": contributes and place.contributed_since is None,
    }
    days = {name: clock.today() for name, is_first in first.items() if is_first}
    if not days:
        return
    mine = (Enrolment.edition_id == place.edition_id, Enrolment.person_id == actor.person_id)
    enrolment_id = session.scalars(select(Enrolment.id).where(*mine)).one()
    with counting_changes(session, TESTERS, enrolment_id):
        session.execute(update(Enrolment).where(Enrolment.id == enrolment_id).values(days))


def note_completed(session: Session, actor: Actor, mission_id: int, person_id: int) -> None:
    """Note the day on which somebody has finished every mission of a campaign; later missions take nothing back.

    :raises Forbidden: only the application itself does
    """
    require(actor, Action.ENROLMENT_FOLLOW, NOTHING)
    campaign_id = select(Mission.campaign_id).where(Mission.id == mission_id).scalar_subquery()
    is_others = is_others_variant(literal(person_id, BigId))
    is_done = exists().where(
        MissionDone.mission_id == Mission.id, MissionDone.person_id == person_id, MissionDone.undone_on.is_(None)
    )
    with transaction(session):
        enrolment = session.scalars(
            select(Enrolment)
            .join(Edition, Edition.id == Enrolment.edition_id)
            .where(
                Enrolment.person_id == person_id,
                Enrolment.status == EnrolmentStatus.ACCEPTED,
                Enrolment.completed_since.is_(None),
                Edition.campaign_id == campaign_id,
            )
            .with_for_update(of=Enrolment, key_share=True)
            .execution_options(populate_existing=True)
        ).first()
        owed = select(Mission.id).where(
            Mission.campaign_id == campaign_id, Mission.recalled_on.is_(None), ~is_done, ~is_others
        )
        if enrolment is None or session.scalars(owed.limit(1)).first() is not None:
            return
        with counting_changes(session, TESTERS, enrolment.id):
            enrolment.completed_since = clock.today()


def _ask(
    session: Session, actor: Actor, edition_id: int, known: Enrolment | None, status: EnrolmentStatus
) -> Enrolment:
    """Write that somebody asks, at the end of the queue; nothing counts them yet. The edition is locked."""
    last = select(func.max(Enrolment.queue_number)).where(Enrolment.edition_id == edition_id)
    number = (session.scalar(last) or 0) + 1
    if known is None:
        known = Enrolment(edition_id=edition_id, person_id=actor.person_id, status=status, enrolled_on=clock.today())
        session.add(known)
    else:
        known.status = check_move(TRANSITIONS, known.status, status)
    known.queue_number = number
    session.flush()
    return known
