"""`rebuild` and `verify`: every figure is what its rows say."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.campaigns.types import IdentityLevel
from app.core import clock
from app.core.errors import Forbidden
from app.dashboards.queries.recount import figure_differences
from app.dashboards.service import rebuild_figures
from app.enrolment.types import EnrolmentStatus
from app.feedback.models import Comment
from app.feedback.types import Handling, Kind, State
from app.figures.definitions import ANY_DAY
from app.figures.models import FigureCount
from app.figures.types import UNKNOWN_ENTITY, FigureName
from app.figures.weeks import monday_of
from app.policy.actor import SYSTEM, Role
from tests.factories.accounts import actor_for, make_person
from tests.factories.campaigns import make_edition, make_enrolment
from tests.factories.feedback import make_feedback
from tests.figures.counted import counted


def test_each_figure_counts_its_rows(session: Session) -> None:
    edition = make_edition(session)
    author = make_person(session)
    today = clock.today()
    kept = make_feedback(session, edition=edition, author=author, handling=Handling.DECIDED, me_too_count=2)
    kept.handling_reason, kept.due_on, kept.is_answered_in_time = "Because.", today, True
    kept.imported_votes, kept.comment_count = 2, 3
    session.add_all(Comment(feedback_id=kept.id, body="Yes.", language="en", author_id=author.id) for _ in range(3))
    silent = make_feedback(session, edition=edition, author=author, kind=Kind.PROBLEM, handling=Handling.DONE)
    silent.due_on = today - timedelta(days=1)  # done, and not answered
    make_feedback(session, edition=edition, author=None)  # nobody knows of which entity
    make_feedback(session, edition=edition, author=author, identity=IdentityLevel.CONFIDENTIAL, shows_entity=False)
    for state in set(State) - {State.PUBLISHED}:
        make_feedback(session, edition=edition, author=author, state=state)
    rebuild_figures(session, SYSTEM)
    here = {name: counted(session, name, edition.entity_id) for name in FigureName}
    assert {name: number for name, number in here.items() if number} == {
        FigureName.CONTRIBUTIONS: 2,
        FigureName.REACTIONS: 5,
        FigureName.IN_TIME: 1,
        FigureName.LATE: 1,
        FigureName.DECIDED: 2,
        FigureName.DONE: 1,
        FigureName.LANGUAGES: 2,
    }
    assert counted(session, FigureName.CONTRIBUTIONS, UNKNOWN_ENTITY) == 2
    kinds = select(FigureCount.value).where(
        FigureCount.name == FigureName.CONTRIBUTIONS, FigureCount.entity_id == edition.entity_id
    )
    assert set(session.scalars(kinds)) == {"", "idea", "problem"}, "by type, and by week"


def test_cards_are_counted_by_their_week_and_promises_on_their_day(session: Session) -> None:
    edition, author = make_edition(session), make_person(session)
    monday = datetime(2026, 3, 2, tzinfo=UTC)
    for days in range(8):
        at = monday + timedelta(days=days)
        make_feedback(session, edition=edition, author=author, created_at=at).due_on = at.date()
    rebuild_figures(session, SYSTEM)

    def kept(name: FigureName) -> list[tuple[date, int]]:
        rows = session.execute(select(FigureCount.day, FigureCount.count).where(FigureCount.name == name))
        return sorted((day, count) for day, count in rows)

    assert kept(FigureName.CONTRIBUTIONS) == [
        (ANY_DAY, 8), (monday.date(), 7), (monday.date() + timedelta(days=7), 1),
    ]  # fmt: skip
    assert kept(FigureName.LATE) == [(ANY_DAY, 8), *((monday.date() + timedelta(days=ago), 1) for ago in range(8))]
    assert kept(FigureName.LANGUAGES) == [(ANY_DAY, 8)]


def test_people_are_counted_in_the_week_they_come_and_the_week_they_go(session: Session) -> None:
    edition, monday = make_edition(session), monday_of(clock.today())
    weeks = [monday - timedelta(weeks=ago) for ago in range(5)]
    for status in EnrolmentStatus:
        enrolment = make_enrolment(session, person=make_person(session), edition=edition, status=status)
        enrolment.enrolled_on, enrolment.active_since = weeks[4], weeks[3] + timedelta(days=6)
        if status is EnrolmentStatus.LEFT:
            enrolment.left_on = weeks[1] + timedelta(days=3)
    rebuild_figures(session, SYSTEM)
    rows = session.execute(select(FigureCount.name, FigureCount.day, FigureCount.count)).all()
    assert sorted(map(tuple, rows)) == sorted(
        [
            ("joined", ANY_DAY, 2), ("joined", weeks[4], 3), ("joined", weeks[1], -1),
            ("active", ANY_DAY, 2), ("active", weeks[3], 3), ("active", weeks[1], -1),
        ]
    )  # fmt: skip


def test_differences_are_found_and_mended(session: Session) -> None:
    edition = make_edition(session)
    make_feedback(session, edition=edition, author=make_person(session))
    make_enrolment(session, person=make_person(session), edition=edition)
    assert {one.cell.name for one in figure_differences(session, SYSTEM)} == {"contributions", "joined", "languages"}
    rebuild_figures(session, SYSTEM)
    assert figure_differences(session, SYSTEM) == []
    session.execute(update(FigureCount).values(count=7))
    assert {(one.stored, one.expected) for one in figure_differences(session, SYSTEM)} == {(7, 1)}
    rebuild_figures(session, SYSTEM)
    assert figure_differences(session, SYSTEM) == []


def test_nobody_rebuilds_or_compares_figures_but_the_machine(session: Session) -> None:
    actor = actor_for(make_person(session), Role.CENTRAL_TEAM, Role.ADMINISTRATOR)
    with pytest.raises(Forbidden):
        rebuild_figures(session, actor)
    with pytest.raises(Forbidden):
        figure_differences(session, actor)
