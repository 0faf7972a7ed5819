"""An entity checks and corrects the days and hours on which its people work."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime, time
from threading import Barrier

import pytest
import time_machine
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.calendars.errors import DayTooFar, HoursTurnedRound, NoWorkingDay, UnknownPart
from app.calendars.queries import calendar_changes, calendar_of
from app.calendars.service import WeekInput, add_day_off, change_working_week, remove_day_off, take_public_holidays
from app.core.errors import ChangedMeanwhile, DomainError, Forbidden, NotFound
from app.core.public_holidays import holiday_names, parts_of, public_holidays
from app.entities.models import Entity
from app.entities.service import EntityInput, create_entity
from app.feedback.models import Feedback
from app.feedback.service.submit import submit_feedback
from app.files.storage import memory_storage
from app.journal.models import JournalEntry
from app.policy.actor import SYSTEM, Actor, Role
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.feedback.scene import Scene, make_input, make_scene
from tests.refusals import refused

WEEK = WeekInput(days=(1, 2, 3, 4, 5), starts=time(9), ends=time(18))
NOVEMBER = datetime(2026, 11, 27, 12, tzinfo=UTC)
GERMAN = EntityInput("hansa", "Hansa", "de", ("de",), "de", "Europe/Berlin")


@pytest.fixture(autouse=True)
def november() -> object:
    """Let it be the same Friday in each test."""
    with time_machine.travel(NOVEMBER, tick=False):
        yield


def send(session: Session, scene: Scene) -> Feedback:
    sent = submit_feedback(session, scene.actor, scene.address, make_input(), memory_storage())
    return session.get_one(Feedback, sent)


def make_manager(session: Session, entity: Entity) -> Actor:
    return actor_for(make_person(session, entity=entity, name="Miguel"), Role.COMMUNITY_MANAGER, entity=entity)


def test_a_new_entity_has_the_public_holidays_of_two_years(session: Session) -> None:
    entity = create_entity(session, SYSTEM, GERMAN)
    assert {"2026-12-25", "2027-01-01", "2027-10-03"} <= set(entity.holidays)
    assert "2027-01-06" not in entity.holidays  # only in some parts of the country
    assert entity.holidays_until == 2027


@pytest.mark.parametrize("role", [Role.COMMUNITY_MANAGER, Role.CENTRAL_TEAM, Role.ADMINISTRATOR])
def test_days_are_added_and_removed_once_and_it_is_known_by_whom(session: Session, role: Role) -> None:
    entity = make_entity(session, holidays=("2026-12-25",))
    actor = actor_for(make_person(session, entity=entity, name="Miguel"), role, entity=entity)
    for _ in range(2):
        add_day_off(session, actor, entity.code, date(2026, 12, 24))
        remove_day_off(session, actor, entity.code, date(2026, 12, 25))
    assert entity.holidays == ["2026-12-24"]
    row = calendar_of(session, actor, entity.code, date(2026, 11, 27))
    assert row.holidays == (date(2026, 12, 24),)
    changes = {(one.action, one.day, one.name) for one in calendar_changes(session, actor, row)}
    assert changes == {
        ("calendars.add_day", date(2026, 12, 24), "Miguel"),
        ("calendars.remove_day", date(2026, 12, 25), "Miguel"),
    }


@pytest.mark.parametrize("role", [Role.AMBASSADOR, Role.SPONSOR, None])
def test_nobody_else_changes_it(session: Session, role: Role | None) -> None:
    entity = make_entity(session, holidays=("2026-12-25",))
    actor = actor_for(make_person(session, entity=entity), *([role] if role else []), entity=entity)
    with refused(session, Forbidden):
        add_day_off(session, actor, entity.code, date(2026, 12, 24))
    with refused(session, Forbidden):
        remove_day_off(session, actor, entity.code, date(2026, 12, 25))
    with refused(session, Forbidden):
        change_working_week(session, actor, entity.code, replace(WEEK, days=(1,)))
    stranger = actor_for(make_person(session))
    with refused(session, NotFound):
        add_day_off(session, stranger, entity.code, date(2026, 12, 24))
    with refused(session, Forbidden):
        take_public_holidays(session, stranger)


@pytest.mark.parametrize(
    ("data", "refusal"),
    [
        (replace(WEEK, days=()), NoWorkingDay),
        (replace(WEEK, starts=time(18)), HoursTurnedRound),
        (replace(WEEK, part="BY"), UnknownPart),  # of another country
        (replace(WEEK, days=(1,), version=7), ChangedMeanwhile),
    ],
)
def test_a_week_that_cannot_be_is_refused(session: Session, data: WeekInput, refusal: type[DomainError]) -> None:
    entity = make_entity(session)
    actor = make_manager(session, entity)
    with refused(session, refusal):
        change_working_week(session, actor, entity.code, data)


@pytest.mark.parametrize("day", [date(2026, 11, 26), date(2029, 1, 1)])
def test_a_past_day_or_one_far_away_is_refused(session: Session, day: date) -> None:
    entity = make_entity(session, holidays=("2026-11-26",))
    actor = make_manager(session, entity)
    with refused(session, DayTooFar):
        add_day_off(session, actor, entity.code, day)
    remove_day_off(session, actor, entity.code, date(2026, 11, 26))
    assert entity.holidays == ["2026-11-26"]


def test_another_part_of_the_country_leaves_corrections_alone(session: Session) -> None:
    entity = create_entity(session, SYSTEM, GERMAN)
    actor = make_manager(session, entity)
    add_day_off(session, actor, entity.code, date(2026, 12, 24))
    remove_day_off(session, actor, entity.code, date(2026, 12, 26))
    change_working_week(session, actor, entity.code, replace(WEEK, part="BY"))
    assert "2027-01-06" in entity.holidays
    assert "2026-01-06" not in entity.holidays  # the past stays as it was
    change_working_week(session, actor, entity.code, replace(WEEK, part="BE", version=2))
    assert "2027-01-06" not in entity.holidays
    assert "2027-03-08" in entity.holidays
    assert "2026-12-24" in entity.holidays
    assert "2026-12-26" not in entity.holidays


def test_a_year_is_taken_once_when_it_comes_near(session: Session) -> None:
    entity = create_entity(session, SYSTEM, GERMAN)
    remove_day_off(session, make_manager(session, entity), entity.code, date(2026, 12, 26))
    make_entity(session)  # has none yet
    assert take_public_holidays(session, SYSTEM) == 1
    assert "2026-12-26" not in entity.holidays
    with time_machine.travel(datetime(2027, 1, 1, 12, tzinfo=UTC)):
        take_public_holidays(session, SYSTEM)
        assert take_public_holidays(session, SYSTEM) == 0
    session.refresh(entity)
    assert "2028-12-26" in entity.holidays
    assert "2026-12-26" not in entity.holidays


def test_a_date_that_was_told_stays(session: Session) -> None:
    scene = make_scene(session)
    feedback = send(session, scene)
    due = feedback.due_on
    assert due == date(2026, 12, 4)
    actor = make_manager(session, scene.entity)
    add_day_off(session, actor, scene.entity.code, date(2026, 12, 2))
    session.refresh(feedback)
    assert feedback.due_on == due
    assert send(session, scene).due_on == date(2026, 12, 7)


def test_two_people_at_once_lose_no_day(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        entity = make_entity(session)
        actor = make_manager(session, entity)
        session.commit()
    days = [date(2026, 12, number) for number in range(1, 9)]
    start = Barrier(len(days))

    def add(day: date) -> None:
        with Session(shared) as own:
            start.wait()
            add_day_off(own, actor, entity.code, day)

    with ThreadPoolExecutor(len(days)) as pool:
        list(pool.map(add, days))
    with Session(shared) as session:
        assert session.scalar(select(Entity.holidays).where(Entity.id == entity.id)) == [str(day) for day in days]


def test_holidays_are_named_in_the_readers_language_where_it_is_known() -> None:
    names, language = holiday_names("DE", "BY", [2026], ["de"])
    assert (names[date(2026, 1, 6)], language) == ("Heilige Drei Könige", "de")
    assert holiday_names("PT", "", [2026], ["pt-PT"])[0][date(2026, 12, 25)] == "Dia de Natal"
    assert holiday_names("PT", "", [2026], ["en"])[1] == "en"
    assert holiday_names("EG", "", [2026], ["ar", "en"])[1] == "ar-EG"


def test_holidays_are_named_in_a_language_of_the_entity_where_the_readers_is_not_known() -> None:
    names, language = holiday_names("DE", "", [2026], ["ar", "de"])
    assert (names[date(2026, 12, 25)], language) == ("Erster Weihnachtstag", "de")
    assert holiday_names("PT", "", [2026], ["ar"])[1] == "pt-PT"


def test_a_country_and_its_parts_may_not_be_known() -> None:
    assert parts_of("DE")["BY"] == "Bayern"
    assert parts_of("XX") == {}
    assert public_holidays("XX", "", [2026]) == frozenset()


def test_the_page_tells_everybody_and_is_corrected_by_the_manager(session: Session, browser: Browser) -> None:
    entity = make_entity(session, holidays=("2026-12-08", "2026-12-24"))
    reader, manager = make_person(session, entity=entity), make_person(session, entity=entity, name="Miguel")
    make_mandate(session, person=manager, role=Role.COMMUNITY_MANAGER, entity=entity)
    url = f"/entities/{entity.code}/calendar"
    page = browser.as_(reader).get(url).text
    assert "Immaculate Conception" in page
    assert "Thursday, 24 December 2026" in page
    assert "09:00 to 18:00" in page
    assert "<form" not in page.partition("<main")[2].partition("</main")[0]
    client = browser.as_(manager)
    assert client.post(f"{url}/days", data={"day": "2026-12-31"}).status_code == 303
    assert client.post(f"{url}/days/remove", data={"day": "2026-12-24"}).status_code == 303
    late = client.post(f"{url}/days", data={"day": "2026-11-01"})
    assert late.status_code == 422
    assert "from today to the end" in late.text
    assert client.post(f"{url}/days", data={"day": "soon"}).status_code == 422
    week = {"days": ["1", "2", "3", "4"], "starts": "08:00", "ends": "16:30", "part": "", "version": "1"}
    assert client.post(url, data=week).status_code == 303
    assert client.post(url, data=week | {"days": ["5"]}).status_code == 409
    assert client.post(url, data=week | {"starts": "17:00", "version": "2"}).status_code == 422
    session.expire_all()
    assert (entity.working_days, entity.work_ends) == ([1, 2, 3, 4], time(16, 30))
    assert entity.holidays == ["2026-12-08", "2026-12-31"]
    page = client.get(url).text
    assert "Miguel added 31\N{NO-BREAK SPACE}December\N{NO-BREAK SPACE}2026" in page
    assert session.scalars(select(JournalEntry.action)).all().count("calendars.add_day") == 1


def test_the_page_costs_the_same_whatever_is_in_it(session: Session, browser: Browser, queries: CountQueries) -> None:
    entity = make_entity(session)
    client, counted = browser.as_(make_person(session, entity=entity)), []
    actor = make_manager(session, entity)
    for days in ((1, 2, 3), (4, 5, 6)):
        for day in days:
            add_day_off(session, actor, entity.code, date(2026, 12, day))
        session.commit()
        with queries() as seen:
            assert client.get(f"/entities/{entity.code}/calendar").status_code == 200
        counted.append(len(seen))
    assert counted[0] == counted[1]
