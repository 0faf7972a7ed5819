"""The dashboard of a campaign: the right figures for every filter, for the right eyes, and what is never narrowed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, timedelta
from random import Random

import pytest
import time_machine
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition, campaign_products
from app.campaigns.queries import campaign_by_slug
from app.core import idents
from app.core.errors import NotFound
from app.dashboards.queries.campaign import CampaignDashboard, campaign_dashboard
from app.dashboards.service import rebuild_figures
from app.dashboards.types import DashboardFilters
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.feedback.queries.feed import FeedFilters, feed_page
from app.feedback.queries.times import TimedStage
from app.feedback.types import DECIDED_STATES, Handling, Kind, State
from app.figures.registry import PEOPLE
from app.figures.types import FigureName
from app.missions.models import Mission, MissionStep
from app.policy.actor import SYSTEM, Actor, Role
from app.products.models import Product
from app.products.types import Owner
from app.texts.write import new_text
from app.themes.models import Theme, ThemeGiven
from tests.conftest import CountQueries
from tests.dashboards.world import NOW, populate
from tests.factories.accounts import actor_for, make_entity, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_mission

LANGUAGES = ("en", "pt", "de")
SINCE, UNTIL = date(2026, 2, 2), date(2026, 2, 22)


@pytest.fixture(autouse=True)
def _in_march() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@dataclass(frozen=True, slots=True)
class Told:
    """A campaign with two entities, whose contributions have languages, missions, steps and themes."""

    campaign: Campaign
    editions: tuple[Edition, ...]
    entities: tuple[Entity, ...]
    mission: Mission
    step: MissionStep
    theme: Theme
    central: Actor

    def read(self, session: Session, filters: DashboardFilters | None = None) -> CampaignDashboard:
        """Return its dashboard as the central team reads it."""
        return campaign_dashboard(session, self.central, self.campaign.slug, filters or DashboardFilters())


def make_told(session: Session, size: int = 40, people: int = 14) -> Told:
    random = Random(7)  # a failure must happen again
    campaign = make_campaign(session)
    entities = tuple(make_entity(session, name=name) for name in ("Alfa", "Beta"))
    editions = tuple(make_edition(session, campaign=campaign, entity=entity) for entity in entities)
    missions = [make_mission(session, campaign=campaign, number=number) for number in (1, 2)]
    steps = list(session.scalars(select(MissionStep).order_by(MissionStep.mission_id, MissionStep.number)))
    themes = [
        Theme(campaign_id=campaign.id, name_text_id=new_text(session, SYSTEM, "en", {"en": f"Theme {n}"}))
        for n in (1, 2)
    ]
    session.add_all(themes)
    for number, edition in enumerate(editions):
        populate(session, edition, number, people=people, size=size)
    rows = session.scalars(select(Feedback).where(Feedback.campaign_id == campaign.id)).all()
    rows = sorted(rows, key=lambda row: int(row.title.split()[1]))  # in the order in which they were saved
    for row in rows:
        row.language = random.choice(LANGUAGES)
        step = random.choice([None, *steps])
        row.mission_id, row.step_id = (step.mission_id, step.id) if step else (random.choice(missions).id, None)
        if row.author_id:
            row.published_at = row.created_at + timedelta(days=random.randrange(3))
        chosen = random.sample(themes, random.randrange(3))
        session.add_all(ThemeGiven(theme_id=theme.id, feedback_id=row.id) for theme in chosen)
    session.flush()
    rebuild_figures(session, SYSTEM)
    session.commit()
    central = actor_for(make_person(session), Role.CENTRAL_TEAM)
    return Told(campaign, editions, entities, missions[0], steps[0], themes[0], central)


def in_sight(session: Session, told: Told, keep: Callable[[Feedback], bool]) -> list[Feedback]:
    rows = session.scalars(
        select(Feedback).where(Feedback.campaign_id == told.campaign.id, Feedback.state == State.PUBLISHED)
    )
    return [row for row in rows if keep(row)]


def themes_of(session: Session, rows: list[Feedback]) -> Counter[str]:
    ids = {row.id for row in rows}
    given = session.scalars(select(ThemeGiven)).all()
    return Counter(idents.encode(each.theme_id) for each in given if each.feedback_id in ids)


def check(session: Session, page: CampaignDashboard, rows: list[Feedback]) -> None:
    """Compare what the dashboard counts with the contributions, counted another way."""
    figures = page.cards.figures
    assert figures.of_cards(FigureName.CONTRIBUTIONS) == len(rows) > 0
    assert figures.of_cards(FigureName.IN_TIME) == sum(row.is_answered_in_time for row in rows)
    assert figures.of_cards(FigureName.LATE) == sum(
        row.due_on is not None and row.due_on < NOW.date() and not row.is_answered_in_time for row in rows
    )
    assert figures.of_cards(FigureName.DECIDED) == sum(
        row.handling in DECIDED_STATES and row.handling_reason != "" for row in rows
    )
    assert figures.of_cards(FigureName.DONE) == sum(row.handling is Handling.DONE for row in rows)
    assert figures.kinds == Counter(row.kind for row in rows)
    mondays = Counter(row.created_at.date() - timedelta(days=row.created_at.weekday()) for row in rows)
    assert page.cards.weeks == mondays
    assert page.languages == Counter(row.language for row in rows)
    missions = {row.id: row.number for row in session.scalars(select(Mission))}
    steps = {row.id: row.number for row in session.scalars(select(MissionStep))}
    of_missions = Counter(missions[row.mission_id] for row in rows if row.mission_id)
    assert {line.number: line.contributions for line in page.missions if line.contributions} == of_missions
    heat = Counter(
        (missions[row.mission_id], steps[row.step_id], row.kind) for row in rows if row.mission_id and row.step_id
    )
    assert heat == {
        (line.number, step.number, kind): count
        for line in page.missions
        for step in line.steps
        for kind, count in step.kinds.items()
    }
    assert {line.public_id: line.contributions for line in page.themes} == themes_of(session, rows)


def test_the_whole_campaign_and_one_entity_are_read_from_what_is_kept(session: Session) -> None:
    told = make_told(session)
    check(session, told.read(session), in_sight(session, told, lambda _row: True))
    here = told.entities[0]
    page = told.read(session, DashboardFilters(entity=here.code))
    check(session, page, in_sight(session, told, lambda row: row.shown_entity_id == here.id))
    assert page.entity is not None
    assert page.entity.name == "Alfa"


def filters_tried(told: Told) -> list[tuple[DashboardFilters, Callable[[Feedback], bool]]]:
    here, mission, step = told.entities[1], told.mission, told.step
    one = DashboardFilters(mission=mission.number)
    return [
        (DashboardFilters(language="pt"), lambda row: row.language == "pt"),
        (DashboardFilters(kind=Kind.PROBLEM), lambda row: row.kind is Kind.PROBLEM),
        (one, lambda row: row.mission_id == mission.id),
        (replace(one, step=step.number), lambda row: row.step_id == step.id),
        (DashboardFilters(since=SINCE, until=UNTIL), lambda row: SINCE <= row.created_at.date() <= UNTIL),
        (DashboardFilters(since=SINCE), lambda row: row.created_at.date() >= SINCE),
        (
            DashboardFilters(entity=here.code, language="en", until=UNTIL),
            lambda row: row.shown_entity_id == here.id and row.language == "en" and row.created_at.date() <= UNTIL,
        ),
    ]


@pytest.mark.parametrize("number", range(7))
def test_filters_count_what_the_feed_shows_with_them_and_leave_people_out(session: Session, number: int) -> None:
    told = make_told(session)
    filters, keep = filters_tried(told)[number]
    page = told.read(session, filters)
    assert page.filters == filters
    check(session, page, in_sight(session, told, keep))
    assert page.people is None
    assert page.times is None


def test_a_theme_narrows_too(session: Session) -> None:
    told = make_told(session)
    ids = set(session.scalars(select(ThemeGiven.feedback_id).where(ThemeGiven.theme_id == told.theme.id)))
    page = told.read(session, DashboardFilters(theme=idents.encode(told.theme.id)))
    check(session, page, in_sight(session, told, lambda row: row.id in ids))
    assert page.people is None


def test_a_product_narrows_to_the_missions_that_try_it(session: Session) -> None:
    told = make_told(session)
    product = Product(code="loan", name="Our loan", owner=Owner.OWN)
    session.add(product)
    session.flush()
    session.execute(insert(campaign_products).values(campaign_id=told.campaign.id, product_id=product.id, position=1))
    session.get_one(Mission, told.mission.id).product_id = product.id
    session.commit()
    page = told.read(session, DashboardFilters(product=product.id))
    rows = in_sight(session, told, lambda row: row.mission_id == told.mission.id)
    check(session, page, rows)
    assert page.people is None
    assert [each.id for each in page.products_tried] == [product.id]
    facts = campaign_by_slug(session, told.central, told.campaign.slug).facts
    assert feed_page(session, told.central, facts, FeedFilters(product_id=product.id)).total == len(rows)
    assert told.read(session, DashboardFilters(product=product.id + 1)).filters == DashboardFilters()


def test_what_does_not_exist_here_is_ignored(session: Session) -> None:
    told = make_told(session)
    asked = DashboardFilters(entity="nowhere", mission=9, step=1, theme="x", beside="alfa", beside_before=True)
    page = told.read(session, asked)
    assert page.filters == DashboardFilters()
    assert page.beside is None
    assert page.people is not None


def test_people_are_told_by_entity_as_everywhere_else(session: Session) -> None:
    told = make_told(session)
    numbers = [told.read(session, DashboardFilters(entity=one.code)).people for one in told.entities]
    whole = told.read(session).people
    assert whole is not None
    for name in PEOPLE:
        parts = [figures.of_people(name) for figures in numbers if figures is not None]
        assert whole.of_people(name) == (sum(part for part in parts if part is not None) or None)
    assert whole.of_people(FigureName.JOINED) == 10 + 10


def test_two_entities_or_two_periods_stand_side_by_side(session: Session) -> None:
    told = make_told(session)
    here, there = told.entities
    page = told.read(session, DashboardFilters(entity=here.code, beside=there.code))
    assert page.beside is not None
    assert page.beside.cards == told.read(session, DashboardFilters(entity=there.code)).cards
    assert page.beside.people == told.read(session, DashboardFilters(entity=there.code)).people
    period = DashboardFilters(since=SINCE, until=UNTIL, beside_before=True)
    before = told.read(session, period).beside
    assert before is not None
    assert (before.filters.since, before.filters.until) == (date(2026, 1, 12), date(2026, 2, 1))
    assert before.cards == told.read(session, before.filters).cards
    assert before.people is None
    free = replace(period, beside_before=False, beside_since=date(2026, 2, 9), beside_until=date(2026, 2, 15))
    inside = told.read(session, free).beside
    assert inside is not None
    assert inside.cards == told.read(session, DashboardFilters(since=free.beside_since, until=free.beside_until)).cards
    assert inside.people is None, "one inside the other: people could be subtracted"
    entities = DashboardFilters(entity=here.code, beside=there.code, beside_since=date(2026, 2, 9))
    assert told.read(session, entities).filters == replace(entities, beside_since=None), "nor of an entity in a period"


def test_times_are_those_of_enough_people_up_to_last_sunday(session: Session) -> None:
    told = make_told(session)
    times = told.read(session).times
    assert times is not None
    assert set(times) == {TimedStage.PUBLISHED, TimedStage.ANSWERED}
    assert times[TimedStage.PUBLISHED].contributions >= 20
    assert 0 <= times[TimedStage.PUBLISHED].median <= 2
    low, high = times[TimedStage.PUBLISHED].low, times[TimedStage.PUBLISHED].high
    assert low is not None
    assert high is not None
    assert low <= times[TimedStage.PUBLISHED].median <= high
    few = make_told(session, people=4)
    assert few.read(session).times == {}, "fewer people than the minimum in each entity"


def test_an_entity_with_few_people_is_no_part_of_the_times_of_the_campaign(session: Session) -> None:
    told = make_told(session)
    alone = told.read(session, DashboardFilters(entity=told.entities[0].code)).times
    small = make_edition(session, campaign=told.campaign, entity=make_entity(session, name="Small"))
    before = told.read(session).times
    populate(session, small, 5, people=3)
    rows = session.scalars(select(Feedback).where(Feedback.edition_id == small.id)).all()
    for row in rows:
        row.published_at = row.created_at + timedelta(days=30)
    session.commit()
    assert told.read(session).times == before
    assert told.read(session, DashboardFilters(entity=told.entities[0].code)).times == alone


def test_who_steers_an_entity_that_takes_part_reads_it_and_nobody_else(session: Session) -> None:
    told = make_told(session)
    here, elsewhere = told.entities[0], make_entity(session)
    person = make_person(session, entity=here)
    for role in (Role.SPONSOR, Role.COMMUNITY_MANAGER):
        actor = actor_for(person, role, entity=here)
        assert campaign_dashboard(session, actor, told.campaign.slug, DashboardFilters()).entities[0].name == "Alfa"
    refused = [
        actor_for(person),
        actor_for(person, Role.AMBASSADOR, entity=here),
        actor_for(person, Role.PRODUCT_TEAM, Role.DPO, Role.ADMINISTRATOR, Role.REPRESENTATIVE),
        actor_for(make_person(session, entity=elsewhere), Role.SPONSOR, entity=elsewhere),
    ]
    for actor in refused:
        with pytest.raises(NotFound):
            campaign_dashboard(session, actor, told.campaign.slug, DashboardFilters())
    with pytest.raises(NotFound):
        campaign_dashboard(session, told.central, "nowhere", DashboardFilters())


def test_statements_do_not_follow_the_rows(session: Session, queries: CountQueries) -> None:
    counts = []
    for size in (10, 20):
        told = make_told(session, size=size)
        here, there = told.entities
        tried = (
            DashboardFilters(), DashboardFilters(entity=here.code, beside=there.code),
            DashboardFilters(since=SINCE, until=UNTIL, beside_before=True),
        )  # fmt: skip
        for filters in tried:
            told.read(session, filters)
            with queries() as statements:
                told.read(session, filters)
            counts.append(len(statements))
    assert counts[:3] == counts[3:] == [9, 10, 7]
