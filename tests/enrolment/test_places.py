"""Places, quotas, the waiting list, and deciding on who applied."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition, Phase
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import ChangedMeanwhile, Forbidden, NotFound, NotPossibleNow
from app.enrolment.errors import AlreadyDeclined, PlacesNotInSteps, WrongPlaces
from app.enrolment.models import Enrolment
from app.enrolment.queries import places_taken, places_told
from app.enrolment.service import (
    QuotaInput,
    RecruitmentInput,
    accept_application,
    decline_application,
    end_recruitments,
    enrol,
    leave,
    set_recruitment,
)
from app.enrolment.types import EnrolmentStatus
from app.figures.types import FigureName
from app.journal.models import JournalEntry
from app.outbox.models import OutboxMessage
from app.policy.actor import SYSTEM, Actor, Role
from tests.factories.accounts import actor_for, make_person
from tests.factories.campaigns import make_edition
from tests.factories.places import make_places
from tests.figures.counted import counted
from tests.refusals import refused

ACCEPTED, WAITING = EnrolmentStatus.ACCEPTED, EnrolmentStatus.WAITING_LIST


@pytest.fixture
def edition(session: Session) -> Edition:
    return make_edition(session)


def employee(session: Session, edition: Edition) -> Actor:
    """Save somebody who works where the edition takes place."""
    person = make_person(session)
    person.entity_id = edition.entity_id
    session.flush()
    return actor_for(person, open_campaigns=(edition.campaign_id,))


def staff(session: Session, edition: Edition, role: Role = Role.COMMUNITY_MANAGER) -> Actor:
    """Save somebody with a role there."""
    actor = actor_for(make_person(session), role)
    session.flush()
    return Actor(actor.person_id, edition.entity_id, actor.grants)


def events(session: Session) -> list[str]:
    return sorted(session.scalars(select(OutboxMessage.name)))


def status_of(session: Session, enrolment: Enrolment) -> EnrolmentStatus:
    return session.scalars(select(Enrolment.status).where(Enrolment.id == enrolment.id)).one()


def test_who_finds_no_place_is_on_the_waiting_list_and_counted_nowhere(session: Session, edition: Edition) -> None:
    make_places(session, edition, 1)
    first = enrol(session, employee(session, edition), edition.id)
    second = enrol(session, employee(session, edition), edition.id)
    assert (first.status, second.status) == (ACCEPTED, WAITING)
    assert counted(session, FigureName.JOINED, edition.entity_id) == 1
    assert events(session) == ["enrolment.enrolled", "enrolment.place_awaited"]


def test_asking_twice_is_asking_once(session: Session, edition: Edition) -> None:
    make_places(session, edition, 0)
    actor = employee(session, edition)
    assert enrol(session, actor, edition.id).id == enrol(session, actor, edition.id).id
    assert events(session) == ["enrolment.place_awaited"]


def test_a_freed_place_goes_to_the_first_who_asked_and_tells_that_person_alone(
    session: Session, edition: Edition
) -> None:
    make_places(session, edition, 1)
    leaver = employee(session, edition)
    first = enrol(session, leaver, edition.id)
    waiting = [enrol(session, employee(session, edition), edition.id) for _ in range(3)]

    leave(session, leaver, first.id)

    assert [status_of(session, one) for one in waiting] == [ACCEPTED, WAITING, WAITING]
    offered = session.scalars(select(OutboxMessage).where(OutboxMessage.name == "enrolment.place_offered")).one()
    assert offered.payload == {"enrolment_id": waiting[0].id}
    assert (
        leaver.person_id
        not in session.scalars(
            select(JournalEntry.actor_id).where(
                JournalEntry.object_id == waiting[0].id, JournalEntry.action == "enrolment.enrolled"
            )
        ).all()
    )


def test_who_leaves_the_waiting_list_frees_nothing_and_may_ask_again_at_its_end(
    session: Session, edition: Edition
) -> None:
    make_places(session, edition, 1)
    taker = employee(session, edition)
    taken = enrol(session, taker, edition.id)
    impatient = employee(session, edition)
    one = enrol(session, impatient, edition.id)
    other = enrol(session, employee(session, edition), edition.id)
    leave(session, impatient, one.id)
    assert enrol(session, impatient, edition.id).status is WAITING
    leave(session, taker, taken.id)
    assert (status_of(session, other), status_of(session, one)) == (ACCEPTED, WAITING)


def test_a_quota_that_is_full_lets_the_next_one_pass(session: Session, edition: Edition) -> None:
    make_places(session, edition, 5, quotas=(QuotaInput(1, entity_id=edition.entity_id),))
    one, other = (enrol(session, employee(session, edition), edition.id) for _ in range(2))
    assert (one.status, other.status) == (ACCEPTED, WAITING)
    assert list(places_taken(session, SYSTEM, edition.facts).by_quota.values()) == [1]


def test_a_quota_lowered_under_what_is_taken_puts_nobody_out(session: Session, edition: Edition) -> None:
    stored = make_places(session, edition, 10, quotas=(QuotaInput(10, entity_id=edition.entity_id),))
    people = [enrol(session, employee(session, edition), edition.id) for _ in range(6)]
    lower = RecruitmentInput(
        10, asks_first=stored.asks_first, quotas=(QuotaInput(5, entity_id=edition.entity_id),), version=stored.version
    )
    set_recruitment(session, SYSTEM, edition.id, lower)
    assert {status_of(session, one) for one in people} == {ACCEPTED}
    late = enrol(session, employee(session, edition), edition.id)
    assert late.status is WAITING
    for gone, status in ((people[0], WAITING), (people[1], ACCEPTED)):  # six of five, then five of five are taken
        leave(session, Actor(gone.person_id), gone.id)
        assert status_of(session, late) is status


def test_fewer_places_than_are_taken_put_nobody_out(session: Session, edition: Edition) -> None:
    people = [enrol(session, employee(session, edition), edition.id) for _ in range(4)]
    make_places(session, edition, 2)
    assert {status_of(session, one) for one in people} == {ACCEPTED}
    late = enrol(session, employee(session, edition), edition.id)
    assert late.status is WAITING
    gone = people[0]
    leave(session, Actor(gone.person_id), gone.id)
    assert status_of(session, late) is WAITING  # three of two are still taken


def test_more_places_go_to_the_waiting_list_at_once(session: Session, edition: Edition) -> None:
    make_places(session, edition, 0)
    people = [enrol(session, employee(session, edition), edition.id) for _ in range(3)]
    make_places(session, edition, 2)
    assert [status_of(session, one) for one in people] == [ACCEPTED, ACCEPTED, WAITING]


def test_an_edition_that_asks_first_lets_somebody_decide(session: Session, edition: Edition) -> None:
    make_places(session, edition, 1, asks_first=True)
    manager = staff(session, edition)
    one, two, three = (enrol(session, employee(session, edition), edition.id) for _ in range(3))
    assert {one.status, two.status, three.status} == {EnrolmentStatus.APPLIED}

    accept_application(session, manager, two.id)
    accept_application(session, manager, two.id)
    accept_application(session, manager, one.id)
    decline_application(session, manager, three.id)
    decline_application(session, manager, three.id)

    assert [status_of(session, each) for each in (one, two, three)] == [WAITING, ACCEPTED, EnrolmentStatus.DECLINED]
    told = [name for name in events(session) if name != "enrolment.enrolled"]
    assert told == [
        "enrolment.application_declined", *["enrolment.application_received"] * 3, "enrolment.place_awaited",
        "enrolment.place_offered",
    ]  # fmt: skip


def test_who_was_declined_does_not_ask_again(session: Session, edition: Edition) -> None:
    make_places(session, edition, None, asks_first=True)
    actor = employee(session, edition)
    asked = enrol(session, actor, edition.id)
    manager = staff(session, edition)
    decline_application(session, manager, asked.id)
    with refused(session, AlreadyDeclined):
        enrol(session, actor, edition.id)
    with refused(session, NotPossibleNow):
        accept_application(session, manager, asked.id)


def test_who_may_decide(session: Session, edition: Edition) -> None:
    make_places(session, edition, None, asks_first=True)
    actor = employee(session, edition)
    asked = enrol(session, actor, edition.id)
    deciders = [staff(session, edition, role) for role in (Role.SPONSOR, Role.PRODUCT_TEAM)]
    themselves = Actor(actor.person_id, edition.entity_id, staff(session, edition).grants)
    for nobody in (actor, themselves, *deciders):
        with refused(session, Forbidden):
            accept_application(session, nobody, asked.id)
        with refused(session, Forbidden):
            decline_application(session, nobody, asked.id)
    with refused(session, NotFound):
        accept_application(session, deciders[0], 4242)
    assert accept_application(session, staff(session, edition, Role.AMBASSADOR), asked.id).status is ACCEPTED


def test_nobody_is_accepted_once_the_edition_takes_nobody_in(session: Session, edition: Edition) -> None:
    make_places(session, edition, None, asks_first=True)
    asked = enrol(session, employee(session, edition), edition.id)
    manager = staff(session, edition)
    edition.status = EditionStatus.CLOSED
    with refused(session, NotPossibleNow):
        accept_application(session, manager, asked.id)


def test_a_place_freed_after_the_end_goes_to_nobody(session: Session, edition: Edition) -> None:
    make_places(session, edition, 1)
    leaver = employee(session, edition)
    taken = enrol(session, leaver, edition.id)
    waiting = enrol(session, employee(session, edition), edition.id)
    edition.status = EditionStatus.CLOSED
    session.commit()
    leave(session, leaver, taken.id)
    assert status_of(session, waiting) is WAITING


@pytest.mark.parametrize("ending", ["closed", "over"])
def test_the_end_tells_those_who_are_still_on_a_list(session: Session, edition: Edition, ending: str) -> None:
    make_places(session, edition, 1)
    taken, waiting = (enrol(session, employee(session, edition), edition.id) for _ in range(2))
    assert end_recruitments(session, SYSTEM) == 0
    if ending == "closed":
        edition.status = EditionStatus.CLOSED
    else:
        session.execute(update(Phase).values(ends_at=clock.now() - timedelta(hours=1)))
    session.commit()
    assert end_recruitments(session, SYSTEM) == 1
    assert end_recruitments(session, SYSTEM) == 0
    assert (status_of(session, taken), status_of(session, waiting)) == (ACCEPTED, EnrolmentStatus.DECLINED)
    assert events(session).count("enrolment.recruitment_ended") == 1
    manager = staff(session, edition)
    with refused(session, Forbidden):
        end_recruitments(session, manager)


def test_where_the_test_has_no_last_day_nobody_is_sent_away(session: Session, edition: Edition) -> None:
    make_places(session, edition, 0)
    enrol(session, employee(session, edition), edition.id)
    session.execute(update(Phase).values(ends_at=None))
    with clock.set_to(clock.now() + timedelta(days=400)):
        assert end_recruitments(session, SYSTEM) == 0
    edition.status = EditionStatus.CLOSED
    session.commit()
    assert end_recruitments(session, SYSTEM) == 1


def test_between_two_phases_nobody_is_sent_away(session: Session, edition: Edition) -> None:
    make_places(session, edition, 0)
    enrol(session, employee(session, edition), edition.id)
    session.execute(update(Phase).values(starts_at=clock.now() + timedelta(days=1)))
    assert end_recruitments(session, SYSTEM) == 0


@pytest.mark.parametrize(
    "data",
    [
        RecruitmentInput(-1),
        RecruitmentInput(100_001),
        RecruitmentInput(1, quotas=(QuotaInput(1),)),
        RecruitmentInput(1, quotas=(QuotaInput(1, entity_id=1, part_id=1),)),
        RecruitmentInput(1, quotas=(QuotaInput(1, entity_id=1), QuotaInput(2, entity_id=1))),
        RecruitmentInput(1, quotas=tuple(QuotaInput(1, entity_id=number) for number in range(21))),
    ],
)
def test_numbers_out_of_range_are_refused(session: Session, edition: Edition, data: RecruitmentInput) -> None:
    with refused(session, WrongPlaces):
        set_recruitment(session, SYSTEM, edition.id, data)


def test_who_sets_places(session: Session, edition: Edition) -> None:
    for role in (Role.COMMUNITY_MANAGER, Role.SPONSOR, Role.AMBASSADOR):
        actor = staff(session, edition, role)
        with refused(session, Forbidden):
            set_recruitment(session, actor, edition.id, RecruitmentInput(1))
    stranger = staff(session, edition, Role.DPO)
    with refused(session, NotFound):
        set_recruitment(session, stranger, edition.id, RecruitmentInput(1))
    first = set_recruitment(session, staff(session, edition, Role.PRODUCT_TEAM), edition.id, RecruitmentInput(5))
    again = set_recruitment(session, staff(session, edition, Role.CENTRAL_TEAM), edition.id, RecruitmentInput(5))
    assert first.version == again.version == 1
    with refused(session, ChangedMeanwhile):
        set_recruitment(session, SYSTEM, edition.id, RecruitmentInput(10))


def test_places_are_set_in_steps_so_that_no_number_can_be_found_by_moving_them(
    session: Session, edition: Edition
) -> None:
    """With seven places taken and one person on the list, 7 lets nobody in, and 8 would: that would tell the seven."""
    for _ in range(7):
        enrol(session, employee(session, edition), edition.id)
    first = set_recruitment(session, SYSTEM, edition.id, RecruitmentInput(5))
    waiting = enrol(session, employee(session, edition), edition.id)
    for places in (6, 7, 8, 9, 11):
        with refused(session, PlacesNotInSteps):
            set_recruitment(session, SYSTEM, edition.id, RecruitmentInput(places, version=first.version))
        quotas = (QuotaInput(places, entity_id=edition.entity_id),)
        with refused(session, PlacesNotInSteps):
            set_recruitment(session, SYSTEM, edition.id, RecruitmentInput(5, quotas=quotas, version=first.version))
    set_recruitment(session, SYSTEM, edition.id, RecruitmentInput(10, version=first.version))
    assert status_of(session, waiting) is ACCEPTED


def test_a_number_from_before_stays_until_it_is_changed(session: Session, edition: Edition) -> None:
    stored = make_places(session, edition, 12, quotas=(QuotaInput(7, entity_id=edition.entity_id),))
    same = RecruitmentInput(12, asks_first=True, quotas=(QuotaInput(7, entity_id=edition.entity_id),), version=1)
    assert set_recruitment(session, SYSTEM, edition.id, same).version == stored.version == 2


def test_steps_are_those_of_the_campaign(session: Session, edition: Edition) -> None:
    session.get_one(Campaign, edition.campaign_id).min_group = 8
    session.commit()
    with refused(session, PlacesNotInSteps):
        set_recruitment(session, SYSTEM, edition.id, RecruitmentInput(10))
    assert set_recruitment(session, SYSTEM, edition.id, RecruitmentInput(16)).places == 16


def test_what_is_told_of_places_is_the_state_of_last_sunday(session: Session, edition: Edition) -> None:
    joined = clock.now()
    actors = [employee(session, edition) for _ in range(3)]
    first, *_others = [enrol(session, actor, edition.id) for actor in actors]
    assert places_told(session, SYSTEM, edition.facts).total == 0
    with clock.set_to(joined + timedelta(weeks=1)):
        assert places_told(session, SYSTEM, edition.facts).total == 3
        leave(session, actors[0], first.id)
        assert places_told(session, SYSTEM, edition.facts).total == 3
        assert places_taken(session, SYSTEM, edition.facts).total == 2
    with clock.set_to(joined + timedelta(weeks=2)):
        assert places_told(session, SYSTEM, edition.facts).total == 2
