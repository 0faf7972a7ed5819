"""The sponsor's page."""

from __future__ import annotations

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import idents
from app.decisions.models import Decision
from app.feedback.models import Feedback
from app.moderation.service import publish_case
from tests.conftest import Browser
from tests.moderation.world import World, make_world

GOOD = {"verdict": "no_go", "reason": "The supplier stops it next year.", "key": "k" * 32}


def published(session: Session, world: World, **words: str) -> tuple[Feedback, str]:
    case = world.send(session, world.author, **words)
    publish_case(session, world.actor(world.manager), case.id, case.version)
    return case, f"/feedback/{idents.encode(case.id)}"


def recorded(session: Session) -> list[str]:
    return [decision.verdict.value for decision in session.scalars(select(Decision))]


def test_the_page_shows_what_is_decided_on_and_records_it(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case, address = published(session, world, title="O envio falha", body="A segunda fotografia mostra uma barra.")
    client = browser.as_(world.sponsor)
    page = client.get(f"{address}/decision").text
    assert '<h2 id="subject" lang="pt" dir="ltr">' in page
    assert "Somebody else decides" in page
    assert "Your reason, in English" in page
    answer = client.post(f"{address}/decision", data=GOOD)
    assert (answer.status_code, answer.location) == (302, f"{address}#answer")
    session.refresh(case)
    assert (case.handling.value, recorded(session)) == ("not_kept", ["no_go"])
    again = client.get(f"{address}/decision").text
    assert "The supplier stops it next year." in again
    assert world.sponsor.name in again
    assert ("Record the decision" in page, "Record the decision" in again) == (True, False)
    assert "Replace the decision" in again
    assert "This tells the author, and those who commented." in page


def test_a_preview_decides_nothing(session: Session, browser: Browser) -> None:
    world = make_world(session)
    _case, address = published(session, world)
    page = browser.as_(world.sponsor).post(f"{address}/decision", data=GOOD | {"preview": "1"})
    assert page.status_code == 200
    preview = page.text.split('class="preview"', 1)[1].split("</section>", 1)[0]
    assert "The supplier stops it next year." in preview
    assert "No-go" in preview
    assert "The supplier stops it next year.</textarea>" in page.text
    assert recorded(session) == []


def test_the_same_form_twice_is_one_decision(session: Session, browser: Browser) -> None:
    world = make_world(session)
    _case, address = published(session, world)
    client = browser.as_(world.sponsor)
    assert [client.post(f"{address}/decision", data=GOOD).status_code for _ in range(2)] == [302, 302]
    assert recorded(session) == ["no_go"]


@pytest.mark.parametrize(
    "wrong", [{"verdict": ""}, {"verdict": "maybe"}, {"reason": " "}, {"reason": "x" * 2001}, {"reason": "a\x00b"}]
)
def test_a_wrong_form_keeps_what_was_typed(session: Session, browser: Browser, wrong: dict[str, str]) -> None:
    world = make_world(session)
    _case, address = published(session, world)
    answer = browser.as_(world.sponsor).post(f"{address}/decision", data=GOOD | wrong)
    assert answer.status_code == 422
    assert (GOOD | wrong)["reason"].strip().partition("\x00")[0] in answer.text
    assert recorded(session) == []


def test_who_may_not_gets_neither_the_form_nor_a_decision(session: Session, browser: Browser) -> None:
    world = make_world(session)
    _case, address = published(session, world)
    for person in (world.author, world.manager, world.colleague):
        client = browser.as_(person)
        assert client.get(f"{address}/decision").status_code == 403
        assert client.post(f"{address}/decision", data=GOOD).status_code == 403
    waiting = world.send(session, title="Other")
    client = browser.as_(world.sponsor)
    assert client.get(f"/feedback/{idents.encode(waiting.id)}/decision").status_code == 404
    assert browser.stranger().get(f"{address}/decision").status_code == 302
    assert recorded(session) == []
