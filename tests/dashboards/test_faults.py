"""Campaigns as small, as old and as far apart as they come, and contributions that change after they were counted."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Campaign, Edition
from app.dashboards.queries.campaign import campaign_dashboard
from app.dashboards.queries.recount import figure_differences
from app.dashboards.service import rebuild_figures
from app.dashboards.types import DashboardFilters
from app.decisions.service import DecisionInput, record_decision
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.feedback.service.handle import HandlingInput, handle_feedback
from app.feedback.service.revise import withdraw_feedback
from app.feedback.types import Handling, Verdict
from app.figures.types import FigureName
from app.merging.service import merge_feedback
from app.moderation.service import hide_case
from app.policy.actor import SYSTEM, Actor, Role
from app.reports.queries.content import ReportPlace, read_report
from tests.conftest import Browser
from tests.dashboards.test_pages import words
from tests.dashboards.world import NOW, staff
from tests.factories.accounts import actor_for, make_entity, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_enrolment
from tests.factories.feedback import make_feedback
from tests.merging.scene import published
from tests.moderation.world import World, make_world

LINE_ISLANDS, SAMOA = "Pacific/Kiritimati", "Pacific/Pago_Pago"  # 14 hours before UTC, 11 hours behind it


def central_of(session: Session) -> tuple[Person, Actor]:
    person = staff(session, Role.CENTRAL_TEAM)
    return person, actor_for(person, Role.CENTRAL_TEAM)


def contribute(session: Session, edition: Edition, people: int, *, each: int = 1) -> None:
    """Let so many people take part, since three weeks ago, and contribute on one day."""
    entity = edition.entity_id
    for _ in range(people):
        person = make_person(session)
        person.entity_id = entity
        enrolment = make_enrolment(session, person=person, edition=edition)
        enrolment.enrolled_on = enrolment.active_since = (NOW - timedelta(days=21)).date()
        for _ in range(each):
            make_feedback(session, edition=edition, author=person, created_at=NOW - timedelta(days=20))
    session.flush()
    rebuild_figures(session, SYSTEM)
    session.commit()


@pytest.mark.parametrize(("people", "told"), [(0, "Not shown"), (1, "Not shown"), (4, "Not shown"), (5, "5 or more")])
def test_a_campaign_of_so_many_contributors(session: Session, browser: Browser, people: int, told: str) -> None:
    with time_machine.travel(NOW, tick=False):
        edition = make_edition(session, campaign=make_campaign(session))
        contribute(session, edition, people)
        person, central = central_of(session)
        slug = session.get_one(Campaign, edition.campaign_id).slug
        board = campaign_dashboard(session, central, slug, DashboardFilters())
        assert board.cards.figures.of_cards(FigureName.CONTRIBUTIONS) == people
        client = browser.as_(person)
        page = words(client.get(f"/campaigns/{slug}/dashboard").text)
        sheet = words(client.get(f"/campaigns/{slug}/reports/sheet").text)
    assert ("Joined: 5 or more" in page) is (people == 5)
    assert f"Enrolments {told}" in sheet
    assert ("Active testers Not shown" in sheet) or people == 5
    assert "%" not in page.replace("95%", ""), "no percentage under 20 answers"
    assert "%" not in sheet.replace("95%", "")


def test_a_campaign_of_one_language_one_entity_and_one_day(session: Session, app: Flask) -> None:
    with time_machine.travel(NOW, tick=False):
        edition = make_edition(session, campaign=make_campaign(session))
        contribute(session, edition, 6)
        central = central_of(session)[1]
        slug = session.get_one(Campaign, edition.campaign_id).slug
        with app.test_request_context():
            content = read_report(session, central, ReportPlace(slug, "", "en"))
        board = campaign_dashboard(session, central, slug, DashboardFilters())
    assert content.languages == (("en", 6),)
    assert [part.name for part in content.entities] == [edition_name(session, edition)]
    assert [count for _monday, count in content.weeks] == [6, 0, 0, 0]
    assert dict(board.cards.weeks) == {date(2026, 2, 9): 6}


def edition_name(session: Session, edition: Edition) -> str:
    return session.get_one(Entity, edition.entity_id).name


def test_the_weeks_of_a_year_that_has_53(session: Session, app: Flask) -> None:
    """The last week of 2026 is its 53rd; it holds the first days of 2027 too."""
    days = [date(2026, 12, 27), date(2026, 12, 28), date(2026, 12, 31), date(2027, 1, 1), date(2027, 1, 3),
            date(2027, 1, 4)]  # fmt: skip
    with time_machine.travel(datetime(2027, 1, 13, 12, tzinfo=UTC), tick=False):
        edition = make_edition(session, campaign=make_campaign(session))
        author = make_person(session)
        for day in days:
            at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
            make_feedback(session, edition=edition, author=author, created_at=at)
        rebuild_figures(session, SYSTEM)
        session.commit()
        central = central_of(session)[1]
        slug = session.get_one(Campaign, edition.campaign_id).slug
        with app.test_request_context():
            content = read_report(session, central, ReportPlace(slug, "", "en"))
    assert content.weeks == (
        (date(2026, 12, 21), 1), (date(2026, 12, 28), 4), (date(2027, 1, 4), 1), (date(2027, 1, 11), 0),
    )  # fmt: skip


def test_on_either_side_of_a_day_the_weeks_are_the_same(session: Session, browser: Browser) -> None:
    """Sunday 23:30 and Monday 00:30 UTC are two weeks, wherever it was written and wherever it is read."""
    with time_machine.travel(NOW, tick=False):
        campaign = make_campaign(session)
        for time_zone in (LINE_ISLANDS, SAMOA):
            edition = make_edition(session, campaign=campaign, entity=make_entity(session, time_zone=time_zone))
            for at in (datetime(2026, 2, 15, 23, 30, tzinfo=UTC), datetime(2026, 2, 16, 0, 30, tzinfo=UTC)):
                make_feedback(session, edition=edition, author=make_person(session), created_at=at)
        rebuild_figures(session, SYSTEM)
        person, central = central_of(session)
        session.commit()
        board = campaign_dashboard(session, central, campaign.slug, DashboardFilters())
        narrowed = DashboardFilters(since=date(2026, 2, 16), until=date(2026, 2, 16))
        monday = campaign_dashboard(session, central, campaign.slug, narrowed)
        pages = set()
        for zone in (LINE_ISLANDS, SAMOA, "UTC"):
            person.time_zone = zone
            session.commit()
            page = browser.as_(person).get(f"/campaigns/{campaign.slug}/dashboard").text
            pages.add(words(page[page.index("<main") : page.index("</main>")]))
    assert dict(board.cards.weeks) == {date(2026, 2, 9): 2, date(2026, 2, 16): 2}
    assert monday.cards.figures.of_cards(FigureName.CONTRIBUTIONS) == 2
    assert len(pages) == 1, "a reader’s own time zone moves no figure"


def test_what_changes_after_it_was_counted_is_counted_anew(session: Session) -> None:
    world = make_world(session)
    rebuild_figures(session, SYSTEM)
    manager, sponsor = world.actor(world.manager), world.actor(world.sponsor)
    rows = [published(session, world, title=f"Upload {key}", body=f"{key} {key * 9}") for key in "abcdef"]
    withdrawn, hidden, merged, kept, decided, _left = rows
    assert shown(session, world) == {"contributions": 6, "decided": 0, "done": 0}
    withdraw_feedback(session, world.actor(world.author), withdrawn.id)
    assert shown(session, world) == {"contributions": 5, "decided": 0, "done": 0}
    session.refresh(hidden)
    hide_case(session, manager, hidden.id, hidden.version, "It names a colleague.")
    assert shown(session, world)["contributions"] == 4
    merge_feedback(session, manager, merged.id, kept.id)
    assert shown(session, world)["contributions"] == 3
    record_decision(session, sponsor, decided.id, DecisionInput(Verdict.GO, "It is worth it.", "d" * 64))
    assert shown(session, world) == {"contributions": 3, "decided": 1, "done": 0}
    move(session, manager, decided, Handling.DONE)
    assert shown(session, world) == {"contributions": 3, "decided": 1, "done": 1}


def move(session: Session, manager: Actor, row: Feedback, handling: Handling) -> None:
    session.refresh(row)
    handle_feedback(session, manager, row.id, HandlingInput(handling, row.version, "It is in version 4.13."))


def shown(session: Session, world: World) -> dict[str, int]:
    """Return what a sponsor's dashboard counts now; it is what counting all rows anew gives."""
    assert figure_differences(session, SYSTEM) == []
    board = campaign_dashboard(session, world.actor(world.sponsor), world.campaign.slug, DashboardFilters())
    names = (FigureName.CONTRIBUTIONS, FigureName.DECIDED, FigureName.DONE)
    return {name.value: board.cards.figures.of_cards(name) for name in names}
