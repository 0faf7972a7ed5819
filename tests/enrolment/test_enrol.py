"""Joining, leaving and coming back."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Edition
from app.campaigns.types import EditionStatus, PhaseKind
from app.core import clock
from app.core.errors import Forbidden, NotFound
from app.enrolment.errors import EnrolmentClosed, NotEnrolled
from app.enrolment.models import Enrolment
from app.enrolment.queries import place_of
from app.enrolment.service import enrol, leave, mark_active
from app.enrolment.types import EnrolmentStatus
from app.figures.types import FigureName
from app.journal.models import JournalEntry
from app.outbox.models import OutboxMessage
from app.policy.actor import Actor
from tests.factories.accounts import actor_for, make_entity, make_person
from tests.factories.campaigns import make_edition, make_enrolment
from tests.figures.counted import counted
from tests.refusals import refused


def employee(session: Session, edition: Edition) -> Person:
    """Save somebody who works where the edition takes place."""
    person = make_person(session)
    person.entity_id = edition.entity_id
    session.flush()
    return person


def sees(person: Person, edition: Edition) -> Actor:
    return actor_for(person, open_campaigns=(edition.campaign_id,))


def people(session: Session, edition: Edition) -> tuple[int, int]:
    """Return the figures: joined, active."""
    return (
        counted(session, FigureName.JOINED, edition.entity_id),
        counted(session, FigureName.ACTIVE, edition.entity_id),
    )


def events(session: Session) -> list[str]:
    return sorted(session.scalars(select(OutboxMessage.name)))


def test_an_employee_enrols_and_is_accepted_at_once(session: Session) -> None:
    edition = make_edition(session)
    person = employee(session, edition)

    enrolment = enrol(session, sees(person, edition), edition.id)

    assert (enrolment.status, enrolment.enrolled_on) == (EnrolmentStatus.ACCEPTED, clock.today())
    assert people(session, edition) == (1, 0)
    assert events(session) == ["enrolment.enrolled"]
    entry = session.scalars(select(JournalEntry)).one()
    assert (entry.action, entry.actor_id, entry.entity_id) == ("enrolment.enrolled", person.id, edition.entity_id)


def test_enrolling_twice_counts_once(session: Session) -> None:
    edition = make_edition(session)
    actor = sees(employee(session, edition), edition)

    first = enrol(session, actor, edition.id)
    second = enrol(session, actor, edition.id)

    assert first.id == second.id
    assert people(session, edition) == (1, 0)
    assert events(session) == ["enrolment.enrolled"]


def test_one_may_enrol_while_people_are_recruited(session: Session) -> None:
    edition = make_edition(session, phase=PhaseKind.RECRUIT)
    assert enrol(session, sees(employee(session, edition), edition), edition.id).status == "accepted"


@pytest.mark.parametrize(
    ("status", "phase"),
    [
        (EditionStatus.CLOSED, PhaseKind.TEST),
        (EditionStatus.OPEN, PhaseKind.VOTE),
        (EditionStatus.OPEN, None),
    ],
)
def test_an_edition_that_takes_nobody_in_says_so(
    session: Session, status: EditionStatus, phase: PhaseKind | None
) -> None:
    edition = make_edition(session, status=status, phase=phase)
    actor = sees(employee(session, edition), edition)

    with refused(session, EnrolmentClosed):
        enrol(session, actor, edition.id)

    assert session.scalars(select(Enrolment)).all() == []
    assert people(session, edition) == (0, 0)


def test_nobody_enrols_in_another_entity(session: Session) -> None:
    edition = make_edition(session)
    stranger = make_person(session, entity=make_entity(session))
    with refused(session, NotFound):
        enrol(session, actor_for(stranger), edition.id)
    with refused(session, Forbidden):
        enrol(session, sees(stranger, edition), edition.id)
    assert session.scalars(select(Enrolment)).all() == []


def test_leaving_takes_the_person_out_of_every_figure_and_tells_nobody_who_left(session: Session) -> None:
    edition = make_edition(session)
    person = employee(session, edition)
    actor = sees(person, edition)
    enrolment = enrol(session, actor, edition.id)
    mark_active(session, actor, edition.id)
    assert people(session, edition) == (1, 1)

    leave(session, actor, enrolment.id)
    leave(session, actor, enrolment.id)

    session.refresh(edition)
    assert enrolment.status is EnrolmentStatus.LEFT
    assert people(session, edition) == (0, 0)
    left = session.scalars(select(OutboxMessage).where(OutboxMessage.name == "enrolment.left")).one()
    assert left.payload == {"edition_id": edition.id}
    assert session.scalars(select(JournalEntry.action)).all() == ["enrolment.enrolled"]


def test_one_can_come_back(session: Session) -> None:
    edition = make_edition(session)
    actor = sees(employee(session, edition), edition)
    enrolment = enrol(session, actor, edition.id)
    mark_active(session, actor, edition.id)
    leave(session, actor, enrolment.id)

    again = enrol(session, actor, edition.id)

    session.refresh(edition)
    assert (again.id, again.status) == (enrolment.id, EnrolmentStatus.ACCEPTED)
    assert people(session, edition) == (1, 1)


def test_nobody_leaves_for_somebody_else(session: Session) -> None:
    edition = make_edition(session)
    enrolment = make_enrolment(session, person=employee(session, edition), edition=edition)
    other = sees(employee(session, edition), edition)

    with refused(session, Forbidden):
        leave(session, other, enrolment.id)
    with refused(session, NotFound):
        leave(session, other, 1)

    assert enrolment.status is EnrolmentStatus.ACCEPTED


def test_one_may_leave_a_closed_edition(session: Session) -> None:
    edition = make_edition(session, status=EditionStatus.CLOSED)
    person = employee(session, edition)
    enrolment = make_enrolment(session, person=person, edition=edition)
    leave(session, sees(person, edition), enrolment.id)
    assert enrolment.status is EnrolmentStatus.LEFT


def test_the_first_act_makes_somebody_active_once_and_keeps_the_day_only(session: Session) -> None:
    edition = make_edition(session)
    actor = sees(employee(session, edition), edition)
    enrolment = enrol(session, actor, edition.id)

    mark_active(session, actor, edition.id)
    mark_active(session, actor, edition.id)

    session.refresh(enrolment)
    assert type(enrolment.active_since) is date
    assert people(session, edition) == (1, 1)


def test_who_has_left_meanwhile_is_told(session: Session) -> None:
    edition = make_edition(session)
    person = employee(session, edition)
    stale = actor_for(person, enrolled=(edition.campaign_id,))
    with refused(session, NotEnrolled):
        mark_active(session, stale, edition.id)

    make_enrolment(session, person=person, edition=edition, status=EnrolmentStatus.LEFT)

    with pytest.raises(NotEnrolled) as refusal:
        mark_active(session, stale, edition.id)
    assert refusal.value.status == 409
    with refused(session, NotEnrolled):
        place_of(session, stale, edition.id)
    assert people(session, edition) == (0, 0)


def test_an_untraceable_act_writes_nothing_about_the_person(session: Session) -> None:
    edition = make_edition(session)
    person = employee(session, edition)
    enrolment = make_enrolment(session, person=person, edition=edition)

    place_of(session, actor_for(person, enrolled=(edition.campaign_id,)), edition.id)

    session.refresh(enrolment)
    assert enrolment.active_since is None
    assert people(session, edition) == (0, 0)
    assert events(session) == []
