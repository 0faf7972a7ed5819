"""Summaries: the right figures, for the right eyes, at a cost that does not follow what is counted."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Campaign, Edition
from app.core.errors import NotFound
from app.dashboards.queries.ledger import Tally
from app.dashboards.queries.summaries import entity_summary, group_summary
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.feedback.types import COUNTED, DECIDED_STATES, Handling, Kind
from app.figures.record import Cell, cells_of
from app.figures.weeks import week_of
from app.policy.actor import Actor, Grant, Role
from tests.conftest import CountQueries
from tests.factories.accounts import actor_for, make_entity, make_person
from tests.factories.campaigns import make_campaign, make_edition
from tests.figures.simulation import Simulation

START = datetime(2026, 1, 5, tzinfo=UTC)  # a Monday
NOW = datetime(2026, 3, 4, 12, tzinfo=UTC)  # a Wednesday, in the ninth week
WEEKS = 8


@pytest.fixture(autouse=True)
def _in_march() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def world(session: Session, edition: Edition, seed: int = 1, people: int = 14, size: int = 60) -> Simulation:
    """Return an edition in which people contributed for eight weeks, and were answered."""
    simulation = Simulation(session, edition, Random(seed), START)  # noqa: S311 - a failure must happen again
    simulation.recruit(people, weeks=2)
    for _ in range(size):
        simulation.submit(WEEKS)
    for _ in range(size):
        simulation.answer()
        simulation.handle()
    session.flush()
    return simulation


def sponsor_of(session: Session, entity: Entity) -> Actor:
    return actor_for(make_person(session, entity=entity), Role.SPONSOR, entity=entity)


def central(session: Session) -> Actor:
    return actor_for(make_person(session), Role.CENTRAL_TEAM)


def counted(session: Session, edition: Edition) -> list[Feedback]:
    statement = select(Feedback).where(Feedback.edition_id == edition.id, Feedback.state.in_(COUNTED))
    return list(session.scalars(statement.order_by(Feedback.created_at)))


def last_weeks_of_blocks(rows: list[Feedback]) -> list[int]:
    """Return where blocks end, from the contributions alone."""
    authors: dict[Cell, set[int | None]] = {}
    for row in rows:
        for cell in cells_of(row.kind, row.created_at):
            authors.setdefault(cell, set()).add(row.author_id)
    ends, after = [], -1
    for week in sorted({week_of(row.created_at.date()) for row in rows} - {week_of(NOW.date())}):
        if any(
            len(people) >= 5
            for cell, people in authors.items()
            if not cell.kind and cell.weeks and after < cell.first_week and cell.first_week + cell.weeks - 1 <= week
        ):
            ends.append(week)
            after = week
    return ends


def expected_tally(session: Session, edition: Edition, *, days: int = 5) -> Tally:
    """Return the closure figures of an edition, counted from its contributions."""
    rows = counted(session, edition)
    ends = last_weeks_of_blocks(rows)
    inside = [row for row in rows if week_of(row.created_at.date()) <= ends[-1]]
    due_ends = [end for end in ends if working_days_since(end) > days]
    due = [row for row in inside if due_ends and week_of(row.created_at.date()) <= due_ends[-1]]
    return Tally(
        contributions=len(inside),
        due=len(due),
        in_time=sum(row.is_answered_in_time for row in due),
        answered=sum(row.answered_at is not None for row in inside),
        decided=sum(row.handling in DECIDED_STATES for row in inside),
        done=sum(row.handling is Handling.DONE for row in inside),
    )


def working_days_since(week: int) -> int:
    """Return how many working days there were after a week, today included."""
    sunday = date.fromordinal(week * 7 + 7)
    days = (sunday + timedelta(days=step) for step in range(1, (NOW.date() - sunday).days + 1))
    return sum(day.isoweekday() < 6 for day in days)


def closure(tally: Tally) -> tuple[int | None, ...]:
    return (tally.contributions, tally.due, tally.in_time, tally.answered, tally.decided, tally.done)


@pytest.mark.parametrize("seed", range(4))
def test_the_figures_of_an_entity_are_those_of_its_contributions(session: Session, seed: int) -> None:
    entity = make_entity(session)
    first, second = make_edition(session, entity=entity), make_edition(session, entity=entity)
    world(session, first, seed)
    world(session, second, seed + 100, size=30)
    summary = entity_summary(session, sponsor_of(session, entity), entity.code)
    parts = [expected_tally(session, edition) for edition in (first, second)]
    assert closure(summary.tally) == closure(Tally.sum(parts))
    assert {closure(line.tally) for line in summary.campaigns} == {closure(part) for part in parts}
    assert sum(bar.value for bar in summary.bars) == summary.tally.contributions
    assert summary.unsplit + sum(kind.value or 0 for kind in summary.kinds) == summary.tally.contributions
    assert summary.tally.recruited == 28
    assert (summary.through, summary.threshold, summary.answer_within_days) == (date(2026, 3, 1), 5, 5)


def test_an_example_by_hand(session: Session) -> None:
    entity = make_entity(session)
    edition = make_edition(session, entity=entity)
    simulation = Simulation(session, edition, Random(0), START)  # noqa: S311 - nothing is drawn that is asserted
    simulation.recruit(12)
    for person in simulation.people[:6]:  # first week: six people, an idea and a problem each
        simulation.submit(1, person, Kind.IDEA)
        simulation.submit(1, person, Kind.PROBLEM)
    simulation.start = START + timedelta(weeks=1)
    for person in simulation.people[:4]:  # second week: four of them
        simulation.submit(1, person, Kind.IDEA)
    simulation.start = START + timedelta(weeks=2)
    for person in simulation.people[3:7]:  # third week: four people, three of them new to the fortnight
        simulation.submit(1, person, Kind.PRAISE)
    simulation.start = datetime(2026, 3, 2, tzinfo=UTC)
    for person in simulation.people:  # this week
        simulation.submit(1, person, Kind.QUESTION)
    summary = entity_summary(session, sponsor_of(session, entity), entity.code)
    assert [bar.value for bar in summary.bars] == [12]  # the fortnight does not start on an even week: it waits
    assert {kind.key: kind.value for kind in summary.kinds} == {"problem": 6, "idea": 6, "praise": 0, "question": 0}
    assert (summary.tally.recruited, summary.tally.active) == (12, 6)
    assert (summary.tally.contributions, summary.tally.due, summary.tally.in_time) == (12, 12, 0)


def test_four_people_show_nothing(session: Session) -> None:
    entity = make_entity(session)
    world(session, make_edition(session, entity=entity), people=4, size=40)
    summary = entity_summary(session, sponsor_of(session, entity), entity.code)
    assert summary.tally == Tally(recruited=None, active=None, contributions=None)
    assert (summary.bars, summary.kinds, summary.unsplit) == ((), (), 0)


def test_a_stricter_campaign_asks_for_more_people(session: Session) -> None:
    entity = make_entity(session)
    campaign = make_campaign(session, min_group=12)
    world(session, make_edition(session, campaign=campaign, entity=entity), people=11)
    summary = entity_summary(session, sponsor_of(session, entity), entity.code)
    assert (summary.threshold, summary.tally.contributions) == (12, None)


def test_the_group_adds_entities_by_name(session: Session) -> None:
    places = [make_entity(session, name=name) for name in ("Zeta", "alpha", "Midi")]
    editions = [make_edition(session, entity=entity) for entity in places]
    for number, edition in enumerate(editions):
        world(session, edition, number, people=14 if number else 3, size=20 + 20 * number)
    summary = group_summary(session, central(session))
    assert [line.name for line in summary.entities] == ["alpha", "Midi", "Zeta"]
    assert summary.entities[2].tally.contributions is None
    shown = [expected_tally(session, edition) for edition in editions[1:]]
    assert closure(summary.tally) == closure(Tally.sum(shown))
    assert closure(summary.entities[0].tally) == closure(shown[0])


def test_the_promise_counts_once_it_is_due_for_a_whole_block(session: Session) -> None:
    entity = make_entity(session)
    campaign = make_campaign(session, answer_within_days=30)
    edition = make_edition(session, campaign=campaign, entity=entity)
    world(session, edition, 3)
    summary = entity_summary(session, sponsor_of(session, entity), entity.code)
    assert closure(summary.tally) == closure(expected_tally(session, edition, days=30))
    assert summary.tally.due < (summary.tally.contributions or 0)


def test_only_those_who_steer_an_entity_see_its_figures(session: Session) -> None:
    here, elsewhere = make_entity(session), make_entity(session)
    make_edition(session, entity=here)
    tester, other = make_person(session, entity=here), make_person(session, entity=elsewhere)
    refused = [
        actor_for(tester),
        actor_for(tester, Role.AMBASSADOR, entity=here),
        actor_for(tester, Role.PRODUCT_TEAM, Role.DPO, Role.ADMINISTRATOR, Role.REPRESENTATIVE),
        actor_for(other, Role.SPONSOR, Role.COMMUNITY_MANAGER, entity=elsewhere),
    ]
    for actor in refused:
        with pytest.raises(NotFound):
            entity_summary(session, actor, here.code)
        with pytest.raises(NotFound):
            group_summary(session, actor)
    for actor in (actor_for(tester, Role.COMMUNITY_MANAGER, entity=here), central(session)):
        assert entity_summary(session, actor, here.code).name == here.name
    with pytest.raises(NotFound):
        entity_summary(session, central(session), "nowhere")
    with pytest.raises(NotFound):
        group_summary(session, sponsor_of(session, here))


def test_a_mandate_for_one_campaign_shows_that_campaign(session: Session) -> None:
    entity = make_entity(session)
    editions = [make_edition(session, entity=entity) for _ in range(2)]
    for number, edition in enumerate(editions):
        world(session, edition, number)
    person = make_person(session, entity=entity)
    actor = scoped(person, entity, editions[0])
    summary = entity_summary(session, actor, entity.code)
    assert len(summary.campaigns) == 1
    assert closure(summary.tally) == closure(expected_tally(session, editions[0]))
    with pytest.raises(NotFound):
        entity_summary(session, scoped(person, entity, make_edition(session)), entity.code)


def scoped(person: Person, entity: Entity, edition: Edition) -> Actor:
    grant = Grant(Role.SPONSOR, entity.id, edition.campaign_id)
    return Actor(person_id=person.id, entity_id=person.entity_id, grants=frozenset({grant}))


def test_statements_do_not_follow_the_rows(session: Session, queries: CountQueries) -> None:
    entity = make_entity(session)
    campaigns: list[Campaign] = []
    counts = []
    for size in (10, 20):
        campaigns.append(make_campaign(session))
        world(session, make_edition(session, campaign=campaigns[-1], entity=entity), size, size=size)
        world(session, make_edition(session, campaign=campaigns[-1]), size, size=size)
        sponsor, steering = sponsor_of(session, entity), central(session)
        with queries() as of_entity:
            entity_summary(session, sponsor, entity.code)
        with queries() as of_group:
            group_summary(session, steering)
        counts.append((len(of_entity), len(of_group)))
    assert counts == [(6, 4), (6, 4)]
