"""What was promised comes first: an entity with late answers opens no edition, unless it is granted for a while."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.campaigns.errors import ExceptionTooLong
from app.campaigns.models import Edition, OpeningException
from app.campaigns.queries import lateness_of
from app.campaigns.service import ExceptionInput, give_opening_exception
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import Forbidden, FormUsed
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.feedback.types import State
from app.journal.models import JournalEntry
from app.policy.actor import SYSTEM, Role
from app.policy.facts import Facts
from app.readiness.errors import NotReady
from app.readiness.queries import readiness_of
from app.readiness.service import open_edition
from app.readiness.types import Colour
from tests.campaigns.world import central_team, ready_edition
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.campaigns import make_edition
from tests.factories.feedback import make_feedback
from tests.refusals import refused

FRIDAY = datetime(2026, 11, 27, 12, tzinfo=UTC)
REASON = "The manager is back on Monday."


@pytest.fixture(autouse=True)
def friday() -> object:
    """Let it be the same Friday in each test."""
    with time_machine.travel(FRIDAY, tick=False):
        yield


def owe(session: Session, entity: Entity, due_on: date, *, shown: bool = True) -> Feedback:
    """Return a published contribution of another campaign of the entity, with its promise."""
    author = make_person(session, entity=entity)
    feedback = make_feedback(session, edition=make_edition(session, entity=entity), author=author, shows_entity=shown)
    feedback.due_on = due_on
    session.flush()
    return feedback


def scene(session: Session, days: int = -1, *, time_zone: str = "Europe/Lisbon") -> tuple[Edition, Feedback]:
    entity = make_entity(session, time_zone=time_zone)
    edition = ready_edition(session, entity=entity)
    return edition, owe(session, entity, FRIDAY.date() + timedelta(days=days))


def test_an_entity_with_late_answers_opens_no_edition(session: Session) -> None:
    edition, late = scene(session)
    central = central_team(session)
    [late_answers] = readiness_of(session, central, edition.id).of(Colour.RED)
    assert (late_answers.check, late_answers.words.num) == ("late_answers", 1)
    with refused(session, NotReady):
        open_edition(session, central, edition.id)
    late.answered_at = clock.now()
    session.flush()
    assert open_edition(session, central, edition.id).status is EditionStatus.OPEN


@pytest.mark.parametrize("change", ["due today", "another entity", "hidden", "imported", "withdrawn", "card hides it"])
def test_what_is_not_late_holds_nothing_back(session: Session, change: str) -> None:
    edition, feedback = scene(session)
    match change:
        case "due today":
            feedback.due_on = FRIDAY.date()
        case "another entity":
            feedback.entity_id = feedback.shown_entity_id = make_entity(session).id
        case "hidden":
            feedback.state = State.HIDDEN
        case "imported":
            feedback.source_key = "csv:7"
        case "withdrawn":
            feedback.state = State.WITHDRAWN
        case _:
            feedback.shown_entity_id = None
    session.flush()
    assert readiness_of(session, central_team(session), edition.id).is_ready


def test_lateness_begins_on_the_entitys_own_clock(session: Session) -> None:
    edition, feedback = scene(session, days=0, time_zone="Pacific/Kiritimati")  # it is Saturday there
    assert feedback.due_on == FRIDAY.date()
    assert not readiness_of(session, central_team(session), edition.id).is_ready


def test_an_exception_ends_by_itself_and_is_journalled(session: Session) -> None:
    edition, _late = scene(session)
    central = central_team(session)
    data = ExceptionInput(FRIDAY.date() + timedelta(days=3), REASON, "k")
    given = give_opening_exception(session, central, edition.entity_id, data)
    assert give_opening_exception(session, central, edition.entity_id, data).id == given.id
    assert readiness_of(session, central, edition.id).is_ready
    [details] = session.scalars(
        select(JournalEntry.details).where(JournalEntry.action == "campaigns.give_exception")
    ).all()
    assert details == {"until": "2026-11-30", "reason": REASON}
    with time_machine.travel(FRIDAY + timedelta(days=4), tick=False):
        assert not readiness_of(session, central, edition.id).is_ready
        with refused(session, NotReady):
            open_edition(session, central, edition.id)
    open_edition(session, central, edition.id)
    with refused(session, FormUsed):
        give_opening_exception(session, central, edition.entity_id, ExceptionInput(data.until, "Other words.", "k"))


@pytest.mark.parametrize("days", [-1, 61])
def test_an_exception_is_dated(session: Session, days: int) -> None:
    edition, _late = scene(session)
    data = ExceptionInput(FRIDAY.date() + timedelta(days=days), REASON, "k")
    central = central_team(session)
    with refused(session, ExceptionTooLong):
        give_opening_exception(session, central, edition.entity_id, data)


@pytest.mark.parametrize("role", [role for role in Role if role is not Role.CENTRAL_TEAM])
def test_nobody_but_the_central_team_grants_one(session: Session, role: Role) -> None:
    edition, _late = scene(session)
    actor = actor_for(make_person(session), role)
    with refused(session, Forbidden):
        give_opening_exception(session, actor, edition.entity_id, ExceptionInput(FRIDAY.date(), REASON, "k"))
    if role in {Role.SPONSOR, Role.COMMUNITY_MANAGER}:
        return  # they read what holds the edition back
    with refused(session, Forbidden):
        lateness_of(session, actor, [Facts(entity_id=edition.entity_id)])


def test_the_page_says_which_and_grants_an_exception(session: Session, browser: Browser) -> None:
    edition, _late = scene(session)
    entity = session.get_one(Entity, edition.entity_id)
    central, sponsor = make_person(session, name="Claire"), make_person(session, entity=entity)
    make_mandate(session, person=central, role=Role.CENTRAL_TEAM)
    make_mandate(session, person=sponsor, role=Role.SPONSOR, entity=entity)
    client, url = browser.as_(central), f"/campaigns/{edition.campaign.slug}/editions/{entity.code}"
    readiness = f"/campaigns/{edition.campaign.slug}/readiness"
    page = client.get(readiness).text
    assert "1\u00a0answer is late in this entity" in page
    link = next(part.split('"')[0] for part in page.split('href="') if part.startswith("/answers?entity="))
    assert "Contribution" in client.get(link.replace("&amp;", "&")).text
    form = {"key": "k", "until": "2026-12-01", "reason": REASON}
    assert client.post(f"{url}/exception", data=form | {"reason": ""}).status_code == 422
    refusal = client.post(f"{url}/exception", data=form | {"until": "2027-12-01"})
    assert refusal.status_code == 422
    assert "at most 60" in refusal.text
    assert REASON in refusal.text
    assert session.scalar(select(func.count()).select_from(OpeningException)) == 0
    for _ in range(2):
        assert client.post(f"{url}/exception", data=form).status_code == 303
    page = client.get(readiness).text
    assert "Claire lets this entity open editions until 1\N{NO-BREAK SPACE}December\N{NO-BREAK SPACE}2026" in page
    assert "Open it now" in page
    dashboard = browser.as_(sponsor).get(f"/entities/{entity.code}/dashboard").text
    assert "Claire lets this entity open editions until 1\N{NO-BREAK SPACE}December\N{NO-BREAK SPACE}2026" in dashboard
    assert REASON in dashboard


def test_lateness_costs_two_statements_whatever_is_late(session: Session, queries: CountQueries) -> None:
    edition, _late = scene(session)
    for number in range(4):
        owe(session, make_entity(session), FRIDAY.date() - timedelta(days=number + 1))
    ids = session.scalars(select(Entity.id)).all()
    with queries() as one:
        lateness_of(session, SYSTEM, [Facts(entity_id=edition.entity_id)])
    with queries() as all_of_them:
        found = lateness_of(session, SYSTEM, [Facts(entity_id=entity_id) for entity_id in ids])
    assert len(one) == len(all_of_them) == 2
    assert sum(each.late for each in found.values()) == 5
