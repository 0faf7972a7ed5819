"""Deciding on who asked, and telling the rest once an edition takes nobody in any more."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Edition, Phase, not_ended
from app.campaigns.types import EditionStatus, PhaseKind
from app.core import clock
from app.core.errors import NotPossibleNow
from app.core.states import check_move
from app.db.session import transaction
from app.enrolment.events import ApplicationDeclined, PlaceAwaited, RecruitmentEnded
from app.enrolment.models import Enrolment
from app.enrolment.service.places import enrolment_for_update, fill_places, lock_edition
from app.enrolment.types import PENDING, TRANSITIONS, EnrolmentStatus
from app.journal.record import record
from app.outbox.publish import publish
from app.policy.actor import SYSTEM, Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action
from app.questionnaires.service.screening import drop_screening


def accept_application(session: Session, actor: Actor, enrolment_id: int) -> Enrolment:
    """Accept who applied: they take part, or are on the waiting list while no place is free. Twice is once.

    :raises NotFound: no such application
    :raises Forbidden: the actor does not decide there, or applied themselves
    :raises NotPossibleNow: it was declined or taken back, or the edition takes nobody in any more
    """
    with transaction(session):
        edition = lock_edition(session, enrolment_id)
        enrolment = enrolment_for_update(session, enrolment_id)
        facts = edition.facts_at(clock.now())
        require(actor, Action.ENROLMENT_DECIDE, enrolment.facts_in(facts))
        if enrolment.status in {EnrolmentStatus.WAITING_LIST, EnrolmentStatus.ACCEPTED}:
            return enrolment
        if not facts.is_open_to_enrol:
            raise NotPossibleNow
        enrolment.status = check_move(TRANSITIONS, enrolment.status, EnrolmentStatus.WAITING_LIST)
        session.flush()
        record(session, actor, "enrolment.accepted", ("enrolment", enrolment.id, facts))
        fill_places(session, actor, facts)
        if enrolment.status is EnrolmentStatus.WAITING_LIST:
            publish(session, PlaceAwaited(enrolment_id=enrolment.id))
        return enrolment


def decline_application(session: Session, actor: Actor, enrolment_id: int) -> None:
    """Decline who applied, or who is on the waiting list. Twice is the same as once.

    :raises NotFound: no such application
    :raises Forbidden: the actor does not decide there, or applied themselves
    :raises NotPossibleNow: they take part, or have taken it back
    """
    with transaction(session):
        edition = lock_edition(session, enrolment_id)
        enrolment = enrolment_for_update(session, enrolment_id)
        facts = edition.facts_at(clock.now())
        require(actor, Action.ENROLMENT_DECIDE, enrolment.facts_in(facts))
        if enrolment.status is EnrolmentStatus.DECLINED:
            return
        enrolment.status = check_move(TRANSITIONS, enrolment.status, EnrolmentStatus.DECLINED)
        drop_screening(session, SYSTEM, enrolment.edition_id, [enrolment.person_id])
        record(session, actor, "enrolment.declined", ("enrolment", enrolment.id, facts))
        publish(session, ApplicationDeclined(enrolment_id=enrolment.id))


def end_recruitments(session: Session, actor: Actor) -> int:
    """Tell those still on a list of an edition that takes nobody in any more; return how many.

    :raises Forbidden: only the application itself does
    """
    require(actor, Action.RECRUITMENT_END, NOTHING)
    still_to_come = (
        select(Phase.id)
        .where(
            Phase.edition_id == Edition.id,
            Phase.kind.in_([PhaseKind.RECRUIT, PhaseKind.TEST]),
            not_ended(clock.now()),
        )
        .exists()
    )
    with transaction(session):
        editions = session.scalars(
            select(Edition)
            .where(
                Edition.id.in_(select(Enrolment.edition_id).where(Enrolment.status.in_(PENDING))),
                (Edition.status == EditionStatus.CLOSED) | ((Edition.status == EditionStatus.OPEN) & ~still_to_come),
            )
            .order_by(Edition.id)
            .with_for_update(key_share=True)
        ).all()
        rest = session.scalars(
            select(Enrolment)
            .where(Enrolment.edition_id.in_([edition.id for edition in editions]), Enrolment.status.in_(PENDING))
            .order_by(Enrolment.id)
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        ).all()
        for enrolment in rest:
            enrolment.status = check_move(TRANSITIONS, enrolment.status, EnrolmentStatus.DECLINED)
            publish(session, RecruitmentEnded(enrolment_id=enrolment.id))
        for edition in editions:
            drop_screening(session, actor, edition.id, [one.person_id for one in rest if one.edition_id == edition.id])
    return len(rest)
