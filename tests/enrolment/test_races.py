"""Two clicks at once, on a database that several connections share."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.enrolment.models import Enrolment
from app.enrolment.service import (
    RecruitmentInput,
    accept_application,
    enrol,
    leave,
    mark_active,
    set_recruitment,
)
from app.figures.types import FigureName
from app.policy.actor import SYSTEM, Actor, Role
from tests.factories.accounts import actor_for, make_person
from tests.factories.campaigns import make_edition
from tests.figures.counted import counted
from tests.parallel import Act, acting, together

CLICKS = 6


@pytest.fixture
def place(shared: Engine) -> tuple[int, Actor]:
    """Return an edition and somebody who may join it, both committed."""
    with Session(shared, expire_on_commit=False) as session, session.begin():
        edition = make_edition(session)
        person = make_person(session)
        person.entity_id = edition.entity_id
        session.flush()
        return edition.id, actor_for(person, open_campaigns=(edition.campaign_id,))


def counts(engine: Engine) -> tuple[int, int, int]:
    """Return how many enrolments there are, and the two figures of people."""
    with Session(engine) as session:
        enrolments = session.scalar(select(func.count()).select_from(Enrolment)) or 0
        return enrolments, counted(session, FigureName.JOINED), counted(session, FigureName.ACTIVE)


def test_several_clicks_at_once_enrol_once(shared: Engine, place: tuple[int, Actor]) -> None:
    edition_id, actor = place
    assert together(shared, [lambda session: enrol(session, actor, edition_id)] * CLICKS) == [""] * CLICKS
    assert counts(shared) == (1, 1, 0)


def test_several_first_acts_at_once_count_one_active_person(shared: Engine, place: tuple[int, Actor]) -> None:
    edition_id, actor = place
    with Session(shared) as session:
        enrol(session, actor, edition_id)
    assert together(shared, [lambda session: mark_active(session, actor, edition_id)] * CLICKS) == [""] * CLICKS
    assert counts(shared) == (1, 1, 1)


def test_several_clicks_at_once_leave_once(shared: Engine, place: tuple[int, Actor]) -> None:
    edition_id, actor = place
    with Session(shared, expire_on_commit=False) as session:
        enrolment_id = enrol(session, actor, edition_id).id
    assert together(shared, [lambda session: leave(session, actor, enrolment_id)] * CLICKS) == [""] * CLICKS
    assert counts(shared) == (1, 0, 0)


def test_joining_leaving_and_acting_at_once_leave_the_figures_in_step(shared: Engine, place: tuple[int, Actor]) -> None:
    edition_id, actor = place
    with Session(shared, expire_on_commit=False) as session:
        enrolment_id = enrol(session, actor, edition_id).id
    acts: list[Act] = [
        lambda session: enrol(session, actor, edition_id),
        lambda session: leave(session, actor, enrolment_id),
        lambda session: mark_active(session, actor, edition_id),
    ]
    refusals = together(shared, acts * 2)
    assert set(refusals) <= {"", "not_enrolled"}
    with Session(shared) as session:
        enrolment = session.get_one(Enrolment, enrolment_id)
        accepted = int(enrolment.status == "accepted")
        active = int(accepted and enrolment.active_since is not None)
    assert counts(shared) == (1, accepted, active)


PEOPLE = 20


@pytest.fixture
def crowd(shared: Engine) -> tuple[int, list[Actor], Actor]:
    """Return an edition with five places, twenty people who want one, and somebody who decides."""
    with Session(shared, expire_on_commit=False) as session, session.begin():
        edition = make_edition(session)
        people = []
        for _ in range(PEOPLE):
            person = make_person(session)
            person.entity_id = edition.entity_id
            session.flush()
            people.append(actor_for(person, open_campaigns=(edition.campaign_id,)))
        manager = actor_for(make_person(session), Role.COMMUNITY_MANAGER)
        return edition.id, people, manager


def statuses(engine: Engine) -> dict[str, int]:
    """Return how many enrolments there are of each status."""
    with Session(engine) as session:
        rows = session.execute(select(Enrolment.status, func.count()).group_by(Enrolment.status))
        return {str(status): number for status, number in rows}


def test_twenty_at_once_take_five_places(shared: Engine, crowd: tuple[int, list[Actor], Actor]) -> None:
    edition_id, people, _manager = crowd
    with Session(shared) as session:
        set_recruitment(session, SYSTEM, edition_id, RecruitmentInput(5))
    acts: list[Act] = [acting(enrol, who, edition_id) for who in people]
    assert together(shared, acts) == [""] * PEOPLE
    assert statuses(shared) == {"accepted": 5, "waiting_list": 15}
    assert counts(shared) == (20, 5, 0)


def test_twenty_accepted_at_once_get_five_places(shared: Engine, crowd: tuple[int, list[Actor], Actor]) -> None:
    edition_id, people, manager = crowd
    with Session(shared, expire_on_commit=False) as session:
        set_recruitment(session, SYSTEM, edition_id, RecruitmentInput(5, asks_first=True))
        asked = [enrol(session, who, edition_id).id for who in people]
    acts: list[Act] = [acting(accept_application, manager, one) for one in asked]
    assert together(shared, acts) == [""] * PEOPLE
    assert statuses(shared) == {"accepted": 5, "waiting_list": 15}


def test_leaving_and_joining_at_once_never_oversell(shared: Engine, crowd: tuple[int, list[Actor], Actor]) -> None:
    edition_id, people, _manager = crowd
    with Session(shared, expire_on_commit=False) as session:
        set_recruitment(session, SYSTEM, edition_id, RecruitmentInput(5))
        taken = [(who, enrol(session, who, edition_id).id) for who in people[:10]]
    acts: list[Act] = [acting(leave, *one) for one in taken[:5]]
    acts += [acting(enrol, who, edition_id) for who in people[10:]]
    assert together(shared, acts) == [""] * len(acts)
    assert statuses(shared) == {"accepted": 5, "left": 5, "waiting_list": 10}
