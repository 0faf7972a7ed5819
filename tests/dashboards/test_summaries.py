"""Summaries: the right figures, for the right eyes, at a cost that does not follow what is counted."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Edition
from app.core.errors import NotFound
from app.dashboards.queries.summaries import entity_summary, group_summary
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.feedback.types import DECIDED_STATES, Handling, State
from app.figures.shown import Figures
from app.figures.types import FigureName
from app.policy.actor import Actor, Grant, Role
from tests.conftest import CountQueries
from tests.dashboards.world import NOW, populate
from tests.factories.accounts import actor_for, make_entity, make_person
from tests.factories.campaigns import make_campaign, make_edition


@pytest.fixture(autouse=True)
def _in_march() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


def sponsor_of(session: Session, entity: Entity) -> Actor:
    return actor_for(make_person(session, entity=entity), Role.SPONSOR, entity=entity)


def central(session: Session) -> Actor:
    return actor_for(make_person(session), Role.CENTRAL_TEAM)


def of_cards(figures: Figures) -> dict[str, int]:
    """Return the figures that anybody can count."""
    names = (FigureName.CONTRIBUTIONS, FigureName.IN_TIME, FigureName.LATE, FigureName.DECIDED, FigureName.DONE)
    return {name: figures.of_cards(name) for name in names}


def expected(session: Session, entity_id: int | None, *editions: Edition) -> dict[str, int]:
    """Return the same, counted from the cards that show the entity."""
    rows = session.scalars(
        select(Feedback).where(
            Feedback.edition_id.in_([edition.id for edition in editions]),
            Feedback.state == State.PUBLISHED,
            Feedback.shown_entity_id.is_(None) if entity_id is None else Feedback.shown_entity_id == entity_id,
        )
    ).all()
    return {
        FigureName.CONTRIBUTIONS: len(rows),
        FigureName.IN_TIME: sum(row.is_answered_in_time for row in rows),
        FigureName.LATE: sum(
            row.due_on is not None and row.due_on < NOW.date() and not row.is_answered_in_time for row in rows
        ),
        FigureName.DECIDED: sum(row.handling in DECIDED_STATES and row.handling_reason != "" for row in rows),
        FigureName.DONE: sum(row.handling is Handling.DONE for row in rows),
    }


@pytest.mark.parametrize("seed", range(3))
def test_the_figures_of_an_entity_are_those_of_its_cards(session: Session, seed: int) -> None:
    entity = make_entity(session)
    editions = [make_edition(session, entity=entity) for _ in range(2)]
    for number, edition in enumerate(editions):
        populate(session, edition, seed + 100 * number)
    summary = entity_summary(session, sponsor_of(session, entity), entity.code)
    assert of_cards(summary.figures) == expected(session, entity.id, *editions)
    lines = [of_cards(line.figures) for line in summary.campaigns]
    assert all(expected(session, entity.id, edition) in lines for edition in editions)
    assert sum(week.contributions for week in summary.weeks) == summary.figures.of_cards(FigureName.CONTRIBUTIONS)
    assert sum(summary.figures.kinds.values()) == summary.figures.of_cards(FigureName.CONTRIBUTIONS)
    assert summary.figures.of_people(FigureName.JOINED) == 10 + 10  # of 14 each, in steps


def test_few_people_hide_no_card_but_themselves(session: Session) -> None:
    entity = make_entity(session)
    edition = make_edition(session, entity=entity)
    populate(session, edition, people=4)
    figures = entity_summary(session, sponsor_of(session, entity), entity.code).figures
    assert of_cards(figures) == expected(session, entity.id, edition)
    assert figures.of_people(FigureName.JOINED) is None
    assert figures.of_people(FigureName.ACTIVE) is None


def test_a_stricter_campaign_asks_for_more_people(session: Session) -> None:
    entity = make_entity(session)
    campaign = make_campaign(session, min_group=12)
    populate(session, make_edition(session, campaign=campaign, entity=entity), people=23)
    figures = entity_summary(session, sponsor_of(session, entity), entity.code).figures
    assert figures.of_people(FigureName.JOINED) == 12


def test_the_group_adds_entities_by_name_and_what_nobody_knows(session: Session) -> None:
    places = [make_entity(session, name=name) for name in ("Zeta", "alpha", "Midi")]
    editions = [make_edition(session, entity=entity) for entity in places]
    for number, edition in enumerate(editions):
        populate(session, edition, number)
    summary = group_summary(session, central(session))
    assert [line.name for line in summary.entities] == ["alpha", "Midi", "Zeta"]
    assert of_cards(summary.entities[2].figures) == expected(session, places[0].id, editions[0])
    assert of_cards(summary.nameless) == expected(session, None, *editions)
    assert sum(week.contributions for week in summary.weeks) == summary.figures.of_cards(FigureName.CONTRIBUTIONS)
    parts = [*(line.figures for line in summary.entities), summary.nameless]
    assert of_cards(Figures.sum(parts)) == of_cards(summary.figures)


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
        populate(session, edition, number)
    person = make_person(session, entity=entity)
    summary = entity_summary(session, scoped(person, entity, editions[0]), entity.code)
    assert len(summary.campaigns) == 1
    assert of_cards(summary.figures) == expected(session, entity.id, editions[0])
    assert sum(week.contributions for week in summary.weeks) == summary.figures.of_cards(FigureName.CONTRIBUTIONS)
    with pytest.raises(NotFound):
        entity_summary(session, scoped(person, entity, make_edition(session)), entity.code)


def test_one_campaign_of_an_entity_can_be_read_alone(session: Session) -> None:
    entity = make_entity(session)
    editions = [make_edition(session, campaign=make_campaign(session, slug=slug), entity=entity) for slug in "ab"]
    for number, edition in enumerate(editions):
        populate(session, edition, number)
    sponsor = sponsor_of(session, entity)
    summary = entity_summary(session, sponsor, entity.code, "a")
    assert [line.slug for line in summary.campaigns] == ["a"]
    assert of_cards(summary.figures) == expected(session, entity.id, editions[0])
    assert sum(week.contributions for week in summary.weeks) == summary.figures.of_cards(FigureName.CONTRIBUTIONS)
    with pytest.raises(NotFound):
        entity_summary(session, scoped(make_person(session, entity=entity), entity, editions[0]), entity.code, "b")


def scoped(person: Person, entity: Entity, edition: Edition) -> Actor:
    grant = Grant(Role.SPONSOR, entity.id, edition.campaign_id)
    return Actor(person_id=person.id, entity_id=person.entity_id, grants=frozenset({grant}))


def test_statements_do_not_follow_the_rows(session: Session, queries: CountQueries) -> None:
    entity = make_entity(session)
    counts = []
    for size in (10, 20):
        campaign = make_campaign(session)
        for place in (entity, make_entity(session)):
            populate(session, make_edition(session, campaign=campaign, entity=place), size, size=size)
        sponsor, steering = sponsor_of(session, entity), central(session)
        with queries() as of_entity:
            entity_summary(session, sponsor, entity.code)
        with queries() as of_group:
            group_summary(session, steering)
        counts.append((len(of_entity), len(of_group)))
    assert counts == [(7, 3), (7, 3)]  # a sponsor has two more: what awaits a decision, and an exception
