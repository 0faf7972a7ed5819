"""Ask for a report, let it be built, lose the worker, the room or the right."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from app.accounts.models import Mandate
from app.core import clock
from app.core.errors import Forbidden, NotFound
from app.core.failures import Hopeless
from app.feedback.service.revise import withdraw_feedback
from app.files.errors import NoRoom
from app.files.models import StoredFile
from app.files.storage import memory_storage
from app.jobs.models import Job, JobState
from app.jobs.run import Task, sweep
from app.journal.models import JournalEntry
from app.policy.actor import SYSTEM
from app.reports.errors import NoFormatChosen, ReportLanguageMissing, ReportsUnderWay
from app.reports.jobs import build_report
from app.reports.models import ReportFile, StoredReport
from app.reports.queries.lists import my_reports
from app.reports.service import (
    MadeFile,
    ReportWish,
    ask_report,
    begin_building,
    forget_expired_reports,
    keep_file,
    open_report_file,
    take_back_reports,
)
from app.reports.service.ask import UNDER_WAY_MAX
from app.reports.types import ReportFailure, ReportFormat, ReportState
from tests.conftest import CountQueries
from tests.factories.accounts import actor_for
from tests.parallel import together
from tests.refusals import refused
from tests.reports.world import ALL, build, make_scene, work

OVER = date(2026, 1, 5)  # a mandate of long ago
XLSX = frozenset({ReportFormat.XLSX})


def count_of(session: Session, what: type[StoredReport | ReportFile | Job | StoredFile]) -> int:
    return session.scalar(select(func.count()).select_from(what)) or 0


def test_a_report_waits_is_built_and_is_listed(app: Flask, session: Session, queries: CountQueries) -> None:
    scene = make_scene(session)
    report = ask_report(session, scene.central, scene.slug, ReportWish("", "en", ALL))
    assert my_reports(session, scene.central)[0].state is ReportState.WAITING
    with app.app_context():
        work(session)
    (row,) = my_reports(session, scene.central)
    assert (row.id, row.state, row.done) == (report.id, ReportState.READY, len(ALL))
    assert {kind for kind, _size, _note in row.files} == ALL
    assert my_reports(session, scene.central, "elsewhere") == []
    central = scene.central
    with queries() as one:
        my_reports(session, central)
    with app.app_context():
        build(session, scene, formats=XLSX)
    central = scene.central
    with queries() as two:
        my_reports(session, central)
    assert len(one) == len(two) == 2


def test_who_may_not_and_what_cannot_be_asked(session: Session) -> None:
    scene = make_scene(session)
    world, sponsor = scene.world, scene.world.actor(scene.world.sponsor)
    for person in (world.author, world.manager, world.ambassador):
        with refused(session, Forbidden):
            ask_report(session, world.actor(person), scene.slug, ReportWish("", "en", XLSX))
    with refused(session, Forbidden):
        ask_report(session, sponsor, scene.slug, ReportWish("", "en", XLSX))
    for code in (scene.abroad.entity_id, "nowhere"):
        with refused(session, NotFound):
            ask_report(session, sponsor, scene.slug, ReportWish(str(code), "en", XLSX))
    with refused(session, NoFormatChosen):
        ask_report(session, scene.central, scene.slug, ReportWish("", "en", frozenset()))
    with refused(session, ReportLanguageMissing):
        ask_report(session, scene.central, scene.slug, ReportWish("", "fr", XLSX))
    assert ask_report(session, sponsor, scene.slug, ReportWish(world.entity.code, "en", XLSX)).entity_id


def test_asked_twice_it_is_the_one_under_way(session: Session) -> None:
    scene = make_scene(session)
    first = ask_report(session, scene.central, scene.slug, ReportWish("", "en", ALL))
    assert ask_report(session, scene.central, scene.slug, ReportWish("", "en", ALL)).id == first.id
    others = [ReportWish("", "en", frozenset({kind})) for kind in ReportFormat][: UNDER_WAY_MAX - 2]
    for one in (*others, ReportWish(scene.world.entity.code, "en", ALL)):
        assert ask_report(session, scene.central, scene.slug, one).id != first.id
    while len(my_reports(session, scene.central)) < UNDER_WAY_MAX:
        code = scene.world.entity.code
        ask_report(session, scene.central, scene.slug, ReportWish(code, "en", XLSX))
    with refused(session, ReportsUnderWay):
        pair = frozenset({ReportFormat.CSV, ReportFormat.JSON})
        ask_report(session, scene.central, scene.slug, ReportWish("", "en", pair))


def test_two_clicks_at_once_are_one_report(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        scene = make_scene(session, cards=2)
        central, slug = scene.central, scene.slug
        session.commit()
    asked = ReportWish("", "en", XLSX)
    together(shared, [lambda session: ask_report(session, central, slug, asked)] * 2)
    with Session(shared) as session:
        assert count_of(session, StoredReport) == 1


def test_a_lost_worker_begins_again_and_leaves_no_half_report(app: Flask, session: Session) -> None:
    scene = make_scene(session)
    report = ask_report(session, scene.central, scene.slug, ReportWish("", "en", ALL))
    lost = begin_building(session, SYSTEM, report.id)
    assert lost is not None
    storage = memory_storage()
    assert keep_file(session, SYSTEM, storage, lost, MadeFile(ReportFormat.XLSX, b"old", "text/plain"))
    session.execute(
        update(Job)
        .where(Job.name == "reports.build")
        .values(state=JobState.RUNNING, lease_until=clock.now() - timedelta(seconds=1))
    )
    session.commit()
    sweep(lambda: Session(session.connection(), join_transaction_mode="create_savepoint"))
    with app.app_context():
        work(session)
    (row,) = my_reports(session, scene.central)
    assert (row.state, row.done, len(row.files)) == (ReportState.READY, len(ALL), len(ALL))
    assert all(size > 100 for _kind, size, _note in row.files), "nothing is left of the first attempt"
    # The worker of before comes back: what it holds is not wanted any more.
    assert not keep_file(session, SYSTEM, storage, lost, MadeFile(ReportFormat.CSV, b"late", "text/plain"))
    assert count_of(session, ReportFile) == len(ALL)
    assert begin_building(session, SYSTEM, report.id) is None


def test_no_room_says_so_and_keeps_nothing(app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = make_scene(session)
    taken: list[bytes] = []

    class Full:
        def put(self, _key: str, data: bytes) -> None:
            if taken:
                raise NoRoom
            taken.append(data)

    monkeypatch.setitem(app.extensions, "storage", Full())
    with app.app_context():
        report = build(session, scene)
    assert (report.state, report.failure) == (ReportState.FAILED, ReportFailure.NO_ROOM)
    assert taken
    assert count_of(session, ReportFile) == count_of(session, StoredFile) == 0


@pytest.mark.parametrize(
    ("error", "failure"), [(ImportError, ReportFailure.LIBRARY_MISSING), (ValueError, ReportFailure.BROKEN)]
)
def test_what_cannot_be_built_says_why(
    app: Flask, session: Session, monkeypatch: pytest.MonkeyPatch, error: type[Exception], failure: ReportFailure
) -> None:
    scene = make_scene(session)

    def breaks(_document: object) -> MadeFile:
        raise error

    monkeypatch.setattr("app.reports.jobs.WRITERS", dict.fromkeys(ReportFormat, breaks))
    with app.app_context():
        report = build(session, scene)
        for attempt, raised in ((2, error), (3, Hopeless)):  # the queue tries again, later each time
            if failure is ReportFailure.BROKEN:
                with pytest.raises(raised):
                    build_report(session, Task(1, "reports.build", {"report_id": report.id}, attempt))
    session.refresh(report)
    assert (report.state, report.failure) == (ReportState.FAILED, failure)


def test_who_may_no_longer_read_it_gets_none(app: Flask, session: Session) -> None:
    scene = make_scene(session)
    with app.app_context():
        ready = build(session, scene, formats=XLSX)
        waiting = ask_report(session, scene.central, scene.slug, ReportWish("", "en", ALL))
        session.execute(update(Mandate).where(Mandate.person_id == scene.team.id).values(starts_on=OVER, ends_on=OVER))
        session.commit()
        work(session)
    session.refresh(waiting)
    assert waiting.failure is ReportFailure.NO_ACCESS
    with refused(session, NotFound):
        open_report_file(session, actor_for(scene.team), ready.id, ReportFormat.XLSX)
    with refused(session, Forbidden):
        my_reports(session, actor_for(scene.team))


def test_only_the_asker_opens_it_and_the_journal_knows(app: Flask, session: Session) -> None:
    scene = make_scene(session)
    with app.app_context():
        report = build(session, scene, formats=XLSX)
    sponsor = scene.world.actor(scene.world.sponsor)
    for actor, kind in ((sponsor, ReportFormat.XLSX), (scene.central, ReportFormat.CSV)):
        with refused(session, NotFound):
            open_report_file(session, actor, report.id, kind)
    open_report_file(session, scene.central, report.id, ReportFormat.XLSX)
    entry = session.scalars(select(JournalEntry).where(JournalEntry.action == "reports.downloaded")).one()
    assert (entry.actor_id, entry.object_id, entry.details) == (scene.team.id, report.id, {"format": "xlsx"})


def test_after_a_week_it_is_gone(app: Flask, session: Session) -> None:
    scene = make_scene(session)
    with app.app_context():
        report = build(session, scene, formats=XLSX)
    with time_machine.travel(clock.now() + timedelta(days=7, seconds=1)):
        with refused(session, NotFound):
            open_report_file(session, scene.central, report.id, ReportFormat.XLSX)
        assert my_reports(session, scene.central) == []
        forget_expired_reports(session, SYSTEM, clock.now())
    assert count_of(session, StoredReport) == count_of(session, ReportFile) == count_of(session, StoredFile) == 0


def test_what_is_taken_back_takes_its_reports_along(app: Flask, session: Session) -> None:
    scene = make_scene(session)
    with app.app_context():
        ready = build(session, scene, formats=XLSX)
        waiting = ask_report(session, scene.central, scene.slug, ReportWish("", "en", ALL))
        lost = begin_building(session, SYSTEM, waiting.id)
        withdraw_feedback(session, scene.world.actor(scene.world.author), scene.decision.feedback_id)
        work(session)
    session.refresh(ready)
    session.refresh(waiting)
    assert (ready.state, ready.failure) == (ReportState.FAILED, ReportFailure.TAKEN_BACK)
    with refused(session, NotFound):
        open_report_file(session, scene.central, ready.id, ReportFormat.XLSX)
    assert waiting.state is ReportState.READY
    assert lost is not None
    assert not keep_file(session, SYSTEM, memory_storage(), lost, MadeFile(ReportFormat.CSV, b"old", "text/plain"))


def test_only_the_application_builds(session: Session) -> None:
    scene = make_scene(session, cards=1)
    with refused(session, Forbidden):
        begin_building(session, scene.central, 5)
    with refused(session, Forbidden):
        take_back_reports(session, scene.central, scene.world.campaign.id)
    with refused(session, Forbidden):
        forget_expired_reports(session, scene.central, clock.now())
