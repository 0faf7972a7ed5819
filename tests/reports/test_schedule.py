"""Reports that are built by themselves: when, for whom, and that they stop when the right goes."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Mandate
from app.core import clock
from app.core.errors import Forbidden, NotFound
from app.policy.actor import SYSTEM, Role
from app.reports.errors import NoFormatChosen, TooManySchedules
from app.reports.models import ReportSchedule, StoredReport
from app.reports.queries.lists import my_schedules
from app.reports.service import ReportWish, ask_scheduled_reports, schedule_report, stop_schedule
from app.reports.service.schedule import SCHEDULES_MAX
from app.reports.types import ReportFormat, Rhythm
from tests.conftest import Browser
from tests.dashboards.world import staff
from tests.factories.accounts import actor_for
from tests.feedback.scene import Scene, make_scene
from tests.parallel import together
from tests.refusals import refused

WISH = ReportWish("", "en", frozenset({ReportFormat.CSV}))


@pytest.mark.parametrize(
    ("rhythm", "day", "following"),
    [
        (Rhythm.WEEKLY, date(2026, 3, 4), date(2026, 3, 9)),
        (Rhythm.WEEKLY, date(2026, 3, 9), date(2026, 3, 16)),
        (Rhythm.WEEKLY, date(2026, 12, 31), date(2027, 1, 4)),  # a year of 53 weeks
        (Rhythm.MONTHLY, date(2026, 1, 31), date(2026, 2, 1)),
        (Rhythm.MONTHLY, date(2026, 12, 1), date(2027, 1, 1)),
    ],
)
def test_the_next_day_is_never_the_same(rhythm: Rhythm, day: date, following: date) -> None:
    assert rhythm.next_after(day) == following


def late(session: Session) -> datetime:
    return datetime.combine(session.scalars(select(ReportSchedule.next_on)).one(), clock.now().time(), UTC)


def reports(session: Session) -> list[tuple[int, str]]:
    return [(one.asked_by_id, one.formats) for one in session.scalars(select(StoredReport))]


def test_it_is_asked_for_on_its_day_once(session: Session) -> None:
    scene = make_scene(session)
    person = staff(session, Role.CENTRAL_TEAM)
    actor = actor_for(person, Role.CENTRAL_TEAM)
    first = schedule_report(session, actor, scene.campaign.slug, WISH, Rhythm.WEEKLY)
    assert schedule_report(session, actor, scene.campaign.slug, WISH, Rhythm.WEEKLY).id == first.id
    assert ask_scheduled_reports(session, SYSTEM, clock.now()) == 0
    due = late(session)
    assert ask_scheduled_reports(session, SYSTEM, due) == 1
    assert ask_scheduled_reports(session, SYSTEM, due) == 0, "a second worker"
    assert reports(session) == [(person.id, "csv")]
    assert late(session).date() == due.date() + timedelta(days=7)


def test_it_stops_when_the_right_goes(session: Session) -> None:
    scene = make_scene(session)
    sponsor = staff(session, Role.SPONSOR, scene.entity)
    actor = actor_for(sponsor, Role.SPONSOR, entity=scene.entity)
    with refused(session, Forbidden):
        schedule_report(session, actor, scene.campaign.slug, WISH, Rhythm.MONTHLY)
    wish = ReportWish(scene.entity.code, "en", frozenset({ReportFormat.CSV}))
    schedule_report(session, actor, scene.campaign.slug, wish, Rhythm.MONTHLY)
    due = late(session)
    session.execute(update(Mandate).values(ends_on=clock.today() - timedelta(days=1)))
    session.commit()
    assert ask_scheduled_reports(session, SYSTEM, due) == 0
    assert reports(session) == []
    assert session.scalar(select(func.count()).select_from(ReportSchedule)) == 0


def test_it_is_refused_and_nobody_elses(session: Session) -> None:
    scene = make_scene(session)
    actor = actor_for(staff(session, Role.CENTRAL_TEAM), Role.CENTRAL_TEAM)
    other = actor_for(staff(session, Role.CENTRAL_TEAM), Role.CENTRAL_TEAM)
    with refused(session, NoFormatChosen):
        schedule_report(session, actor, scene.campaign.slug, ReportWish("", "en", frozenset()), Rhythm.WEEKLY)
    made = schedule_report(session, actor, scene.campaign.slug, WISH, Rhythm.WEEKLY)
    with refused(session, NotFound):
        stop_schedule(session, other, made.id)
    assert my_schedules(session, other) == []
    with refused(session, Forbidden):
        ask_scheduled_reports(session, actor, clock.now())
    session.add_all(
        ReportSchedule(
            campaign_id=scene.campaign.id, entity_id=None, asked_by_id=actor.person_id, locale="en",
            formats=str(number), rhythm=Rhythm.MONTHLY, next_on=clock.today(),
        )
        for number in range(SCHEDULES_MAX)
    )  # fmt: skip
    session.commit()
    with refused(session, TooManySchedules):
        schedule_report(session, actor, scene.campaign.slug, WISH, Rhythm.MONTHLY)


def test_it_is_scheduled_listed_and_stopped_on_the_page(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    client = browser.as_(staff(session, Role.CENTRAL_TEAM))
    path = f"/campaigns/{scene.campaign.slug}/reports"
    form = {"entity": "-", "language": "en", "formats": ["csv"], "rhythm": "weekly"}
    assert client.post(path, data=form).status_code == 303
    page = client.get(path).text
    assert "Every Monday" in page
    assert "Next on" in page
    stop = page.partition("/reports/schedules/")[2].partition("/stop")[0]
    assert client.post(f"/reports/schedules/{stop}/stop").status_code == 303
    assert "Next on" not in client.get(path).text


def test_two_workers_ask_once(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        scene: Scene = make_scene(session)
        actor = actor_for(staff(session, Role.CENTRAL_TEAM), Role.CENTRAL_TEAM)
        schedule_report(session, actor, scene.campaign.slug, WISH, Rhythm.WEEKLY)
        due = late(session)
    assert together(shared, [lambda session: ask_scheduled_reports(session, SYSTEM, due)] * 3) == [""] * 3
    with Session(shared) as session:
        assert len(reports(session)) == 1
