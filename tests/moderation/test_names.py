"""A confidential author's name: on no page of a moderator, until one asks for it with a reason the author reads."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Mandate, Person
from app.accounts.service import end_mandate
from app.accounts.types import MandateStatus
from app.core import clock, idents
from app.core.errors import Forbidden, NotFound
from app.feedback.errors import NameReasonMissing
from app.feedback.models import Feedback, NameOpening
from app.feedback.queries.names import SHOWN, own_name_openings
from app.feedback.service.names import show_name
from app.journal.models import JournalEntry
from app.moderation.service import publish_and_trust_case
from app.policy.actor import Role
from tests.conftest import Browser
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign
from tests.moderation.world import World, make_world
from tests.refusals import refused

MODERATORS = ("manager", "deputy", "ambassador")


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def publish(session: Session, world: World, feedback: Feedback) -> None:
    publish_and_trust_case(session, world.actor(world.manager), feedback.id, feedback.version)
    session.commit()


@pytest.mark.parametrize("who", MODERATORS)
def test_no_page_of_a_moderator_prints_a_confidential_name(
    session: Session, world: World, browser: Browser, who: str
) -> None:
    body = "A segunda fotografia mostra uma barra cinzenta e depois o rascunho fica vazio."
    published = world.send(session, identity="confidential", body=body)
    publish(session, world, published)
    waiting = world.send(session, world.colleague, identity="confidential", body=f"Aconteceu outra vez hoje. {body}")
    client = browser.as_(getattr(world, who))
    places = ["/", "/moderation", "/notifications", f"/campaigns/{world.campaign.slug}",
              f"/campaigns/{world.campaign.slug}/feedback"]  # fmt: skip
    for one in (published, waiting):
        places += [f"/feedback/{idents.encode(one.id)}", f"/feedback/{idents.encode(one.id)}/name"]
    for place in places:
        answer = client.get(place)
        assert answer.status_code == 200, place
        for person in (world.author, world.colleague):
            assert person.name not in answer.text, place
    asked = client.post(f"/feedback/{idents.encode(published.id)}/me-too", headers={"Accept": "application/json"})
    assert world.author.name not in asked.text
    queue = client.get("/moderation").text
    assert "A colleague from Lusocrédito" in queue
    assert f"/feedback/{idents.encode(waiting.id)}/name" in queue


def test_a_named_author_keeps_the_name(session: Session, world: World, browser: Browser) -> None:
    feedback = world.send(session)
    client = browser.as_(world.manager)
    assert world.author.name in client.get("/moderation").text
    assert client.get(f"/feedback/{idents.encode(feedback.id)}/name").status_code == 403


def test_the_name_is_shown_once_for_a_reason_that_the_author_reads(
    session: Session, world: World, browser: Browser
) -> None:
    feedback = world.send(session, identity="confidential")
    address = f"/feedback/{idents.encode(feedback.id)}"
    client = browser.as_(world.manager)
    refusal = client.post(f"{address}/name", data={"reason": " "})
    assert (refusal.status_code, world.author.name in refusal.text) == (422, False)
    assert session.scalars(select(NameOpening)).all() == []
    answer = client.post(f"{address}/name", data={"reason": "An account number <b>stands</b> in it."})
    assert (answer.status_code, world.author.name in answer.text) == (200, True)
    assert answer.headers["Cache-Control"] == "no-store"
    for place in (address, f"{address}/name", "/moderation"):
        assert world.author.name not in client.get(place).text
    entry = session.scalars(select(JournalEntry).where(JournalEntry.action == "feedback.show_name")).one()
    assert (entry.actor_id, entry.object_id) == (world.manager.id, feedback.id)
    for place in (address, "/"):
        page = browser.as_(world.author).get(place).text
        assert f"{world.manager.name} read your name" in page
        assert "An account number &lt;b&gt;stands&lt;/b&gt; in it." in page
        assert "read your name" not in browser.as_(world.deputy).get(place).text


@pytest.mark.parametrize(
    ("who", "identity", "error"),
    [
        ("author", "confidential", Forbidden),
        ("colleague", "confidential", NotFound),
        ("sponsor", "confidential", NotFound),
        ("manager", "named", Forbidden),
        ("manager", "untraceable", Forbidden),
    ],
)
def test_who_may_not_see_a_name(
    session: Session, world: World, who: str, identity: str, error: type[Exception]
) -> None:
    feedback = world.send(session, identity=identity)
    person: Person = getattr(world, who)
    with refused(session, error):
        show_name(session, world.actor(person), feedback.id, "I am curious.")


def test_a_moderator_gives_a_reason_and_does_not_open_their_own(session: Session, world: World) -> None:
    feedback = world.send(session, identity="confidential")
    with refused(session, NameReasonMissing):
        show_name(session, world.actor(world.manager), feedback.id, "  ")
    own = world.send(session, world.ambassador, identity="confidential", body="Words of an ambassador.")
    with refused(session, Forbidden):
        show_name(session, world.actor(world.ambassador), own.id, "To see.")


def test_only_the_author_reads_who_opened_the_name(session: Session, world: World) -> None:
    feedback = world.send(session, identity="confidential")
    assert show_name(session, world.actor(world.deputy), feedback.id, "To call back.") == world.author.name
    (row,) = own_name_openings(session, world.actor(world.author))
    assert (row.by_name, row.reason, row.feedback_id) == (world.deputy.name, "To call back.", feedback.id)
    for person in (world.deputy, world.colleague, world.manager):
        assert own_name_openings(session, world.actor(person), feedback.id) == ()


def test_an_opening_is_not_buried_under_others(session: Session, world: World, browser: Browser) -> None:
    feedback = world.send(session, identity="confidential")
    show_name(session, world.actor(world.manager), feedback.id, "The first of all.")
    for number in range(SHOWN):
        show_name(session, world.actor(world.deputy), feedback.id, f"Reason {number}.")
    page = browser.as_(world.author).get(f"/feedback/{idents.encode(feedback.id)}").text
    assert page.count("read your name on ") == SHOWN + 1
    assert "The first of all." in page


def a_moderator(session: Session, world: World, **wanted: Any) -> tuple[Person, Mandate]:
    """Save and return a community manager at home with a mandate of one's own, and that mandate."""
    person = make_person(session, name="Another moderator")
    values: dict[str, Any] = {"entity": world.entity} | wanted
    mandate = make_mandate(session, person=person, role=Role.COMMUNITY_MANAGER, **values)
    session.commit()
    return person, mandate


DAY = timedelta(days=1)


def test_a_name_is_out_of_reach_of_every_mandate_but_one_in_force_there(
    session: Session, world: World, browser: Browser
) -> None:
    feedback = world.send(session, identity="confidential")
    publish(session, world, feedback)
    address = f"/feedback/{idents.encode(feedback.id)}/name"

    def asked(person: Person) -> tuple[int, bool]:
        answer = browser.as_(person).post(address, data={"reason": "To call back."})
        return answer.status_code, world.author.name in answer.text

    today = clock.today()
    proposed, mandate = a_moderator(session, world)
    assert asked(proposed) == (200, True)
    mandate.status, mandate.reason = MandateStatus.PROPOSED, "For a week."
    session.commit()
    elsewhere, _ = a_moderator(session, world, entity=make_entity(session))
    other, _ = a_moderator(session, world, campaign_id=make_campaign(session).id)
    over, _ = a_moderator(session, world, starts_on=today - 9 * DAY, ends_on=today - DAY)
    to_come, _ = a_moderator(session, world, starts_on=today + DAY)
    for person in (proposed, elsewhere, other, over, to_come, world.ambassador, world.sponsor):  # it is in English
        assert asked(person) in {(403, False), (404, False)}, person.name
    ended, mandate = a_moderator(session, world)
    assert asked(ended) == (200, True)
    end_mandate(session, actor_for(make_person(session), Role.ADMINISTRATOR), mandate.id)
    assert asked(ended) == (404, False)
    assert len(session.scalars(select(NameOpening)).all()) == 2


def test_a_mandate_of_one_day_reads_names_on_that_day_only(session: Session, world: World, browser: Browser) -> None:
    feedback = world.send(session, identity="confidential")
    day = clock.today() + DAY
    person, _ = a_moderator(session, world, starts_on=day, ends_on=day)
    address = f"/feedback/{idents.encode(feedback.id)}/name"
    midnight, second = datetime.combine(day, time.min, tzinfo=UTC), timedelta(seconds=1)
    for at, status in (
        (midnight - second, 404), (midnight, 200), (midnight + DAY - second, 200), (midnight + DAY, 404),
    ):  # fmt: skip
        with clock.set_to(at):
            assert browser.as_(person).get(address).status_code == status, at
