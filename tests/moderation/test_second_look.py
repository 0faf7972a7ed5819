"""The author of what was hidden asks once that another moderator look at it."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.core import idents
from app.core.errors import Forbidden, NotFound, NotPossibleNow
from app.feedback.models import Feedback
from app.feedback.types import State
from app.journal.models import JournalEntry
from app.moderation.errors import SecondLookTaken
from app.moderation.models import SecondLook
from app.moderation.queries import QueueFilters, queue_page
from app.moderation.service import ask_second_look, hide_case, publish_case, undo_decision
from app.moderation.types import Outcome, QueueReason, QueueView
from app.notifications.models import Notice
from app.outbox.deliver import deliver_waiting
from app.policy.actor import Actor
from app.registry import HANDLERS
from tests.conftest import Browser
from tests.moderation.world import World, make_world
from tests.parallel import together
from tests.refusals import refused


def hidden(session: Session, world: World, identity: str = "named") -> tuple[Feedback, Actor]:
    """Return a contribution that the manager hid, and its author."""
    case = world.send(session, identity=identity)
    hide_case(session, world.actor(world.manager), case.id, case.version, "It shows an account.")
    author = world.actor(world.author)
    return case, replace(author, references=frozenset({case.id})) if identity == "untraceable" else author


@pytest.mark.parametrize("identity", ["named", "confidential", "untraceable"])
def test_another_moderator_decides_and_the_first_cannot(session: Session, identity: str) -> None:
    world = make_world(session)
    case, author = hidden(session, world, identity)
    ask_second_look(session, author, case.id)
    assert case.state is State.WAITING
    with refused(session, Forbidden):
        publish_case(session, world.actor(world.manager), case.id, case.version)
    filters = QueueFilters(view=QueueView.SECOND_LOOK)
    assert queue_page(session, world.actor(world.manager), filters).rows == ()
    row = queue_page(session, world.actor(world.deputy), filters).rows[0]
    assert (row.id, row.reason, row.may_decide) == (case.id, QueueReason.SECOND_LOOK, True)
    decision = publish_case(session, world.actor(world.deputy), case.id, case.version)
    look = session.get_one(SecondLook, case.id, populate_existing=True)
    assert (look.outcome, look.decision_id, case.first_decider_id) == (Outcome.PUBLISHED, decision.id, None)
    undo_decision(session, world.actor(world.deputy), decision.id)
    assert (look.outcome, case.first_decider_id) == (None, world.manager.id)


def test_it_is_asked_for_once(session: Session) -> None:
    world = make_world(session)
    case, author = hidden(session, world)
    for person in (world.colleague, world.deputy):
        with refused(session, (Forbidden, NotFound)):
            ask_second_look(session, world.actor(person), case.id)
    ask_second_look(session, author, case.id)
    ask_second_look(session, author, case.id)  # the same click twice
    hide_case(session, world.actor(world.deputy), case.id, case.version, "It still shows it.")
    with refused(session, SecondLookTaken):
        ask_second_look(session, author, case.id)


def test_what_is_not_hidden_needs_none(session: Session) -> None:
    world = make_world(session)
    case = world.send(session)
    with refused(session, NotPossibleNow):
        ask_second_look(session, world.actor(world.author), case.id)


def test_nothing_dates_an_author_nobody_knows(session: Session) -> None:
    world = make_world(session)
    case, author = hidden(session, world, "untraceable")
    ask_second_look(session, author, case.id)
    asked = select(func.count()).where(JournalEntry.action == "moderation.second_look_asked")
    assert session.scalar(asked) == 0
    assert case.waiting_since == case.created_at


def test_the_first_moderator_is_not_told(session: Session) -> None:
    world = make_world(session)
    case, author = hidden(session, world)
    deliver_waiting(session, HANDLERS)
    before = set(session.scalars(select(Notice.id)))
    ask_second_look(session, author, case.id)
    deliver_waiting(session, HANDLERS)
    rows = session.execute(select(Notice.person_id, Notice.id).where(Notice.kind == "feedback_waiting")).all()
    assert {person for person, number in rows if number not in before} == {world.deputy.id}


def test_the_author_s_page_offers_it_once(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case, _author = hidden(session, world)
    client, place = browser.as_(world.author), f"/feedback/{idents.encode(case.id)}"
    assert f'action="{place}/second-look"' in client.get(place).text
    assert client.post(f"{place}/second-look").status_code == 303
    page = client.get(place).text
    assert "another moderator will read it" in page
    assert f'action="{place}/second-look"' not in page
    session.refresh(case)
    hide_case(session, world.actor(world.deputy), case.id, case.version, "It still shows it.")
    page = client.get(place).text
    assert "Another moderator has looked at it again: it stays hidden. Reason: It still shows it." in page
    assert client.post(f"{place}/second-look").status_code == 303
    assert "It can be asked for once." in client.get(place).text


def test_two_clicks_at_once_are_one(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        world = make_world(session)
        case, author = hidden(session, world)
    case_id = case.id
    assert together(shared, [lambda session: ask_second_look(session, author, case_id)] * 3) == ["", "", ""]
    with Session(shared) as session:
        assert session.scalar(select(func.count(SecondLook.feedback_id))) == 1
