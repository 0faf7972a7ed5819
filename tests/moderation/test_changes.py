"""The pages around a change and a hidden contribution, and an author who changes words while a moderator decides."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from app.core import idents
from app.core.errors import Forbidden
from app.feedback.models import Feedback
from app.feedback.service.language import correct_language
from app.feedback.service.revise import RevisionInput, revise_feedback
from app.feedback.types import State
from app.files.storage import memory_storage
from app.moderation.queries import QueueFilters, case_by_id, queue_counts, queue_page
from app.moderation.service import hide_case, publish_case, refuse_case_change
from tests.conftest import Browser
from tests.moderation.world import World, make_world
from tests.parallel import Act, together
from tests.refusals import refused


def changed(session: Session) -> tuple[World, Feedback]:
    """Return a published contribution whose author, not trusted, has changed it."""
    world = make_world(session)
    case = world.send(session, title="The upload stops")
    publish_case(session, world.actor(world.manager), case.id, case.version)
    words = RevisionInput("The upload breaks", case.body, case.version)
    revise_feedback(session, world.actor(world.author), case.id, words, memory_storage())
    return world, case


def test_a_change_is_before_those_who_read_its_words(session: Session) -> None:
    """The ambassador reads Portuguese: the new words, not those that readers see meanwhile."""
    world = make_world(session)
    case = world.send(session)
    manager, ambassador = world.actor(world.manager), world.actor(world.ambassador)
    publish_case(session, manager, case.id, case.version)
    words = RevisionInput("Envio", "A segunda fotografia mostra uma barra cinzenta.", case.version)
    assert queue_counts(session, ambassador).waiting == 0
    revise_feedback(session, world.actor(world.author), case.id, words, memory_storage())
    assert queue_counts(session, ambassador).waiting == 1
    (row,) = queue_page(session, ambassador, QueueFilters(language="pt")).rows
    assert (row.id, row.language, row.may_decide, row.is_read_by_ambassador) == (case.id, "en", True, True)
    assert queue_page(session, manager, QueueFilters(language="en")).rows == ()
    publish_case(session, ambassador, case.id, case.version)
    assert (case.language, case.pending_language) == ("pt", None)


def test_the_language_of_a_change_is_corrected_and_kept_by_the_next(session: Session) -> None:
    world = make_world(session)
    case = world.send(session)
    author, ambassador = world.actor(world.author), world.actor(world.ambassador)
    publish_case(session, world.actor(world.manager), case.id, case.version)
    words = RevisionInput("Upload", "The third photo stops it too, and nothing is said.", case.version)
    revise_feedback(session, author, case.id, words, memory_storage())
    correct_language(session, author, case.id, "pt")
    assert (case.language, case.pending_language) == ("en", "pt")
    again = RevisionInput("Upload", "The third photo stops it too, and nothing is said. Ever.", case.version)
    revise_feedback(session, author, case.id, again, memory_storage())
    (row,) = queue_page(session, ambassador, QueueFilters()).rows
    assert row.other is not None
    assert (row.other.language, row.other.body) == ("pt", again.body)
    refuse_case_change(session, ambassador, case.id, case.version, "It was clearer before.")
    assert (case.language, case.pending_language) == ("en", None)
    with refused(session, Forbidden):
        hide_case(session, ambassador, case.id, case.version, "Words I do not read.")


def test_the_queue_marks_what_went_and_what_came(session: Session, browser: Browser) -> None:
    world, _case = changed(session)
    page = browser.as_(world.manager).get("/moderation").text
    assert "<del>stops</del>" in page
    assert "<ins>breaks</ins>" in page


def test_the_former_version_is_kept_for_a_reason_and_a_refused_one_comes_back(
    session: Session, browser: Browser
) -> None:
    world, case = changed(session)
    client, address = browser.as_(world.manager), f"/moderation/{idents.encode(case.id)}/refuse-change"
    assert client.post(address, data={"version": str(case.version), "reason": " "}).status_code == 422
    late = client.post(address, data={"version": "1", "reason": "It was clearer before."})
    assert late.status_code == 409
    assert ">It was clearer before.</textarea>" in late.text.replace("\r\n", "")
    session.refresh(case)
    assert case.title == "The upload stops"
    assert "The upload breaks" in client.get(f"/feedback/{idents.encode(case.id)}").text, "the change still waits"
    assert client.post(address, data={"version": str(case.version), "reason": "Clearer."}).status_code == 302
    session.refresh(case)
    assert (case.title, case.pending_version) == ("The upload stops", None)


def test_what_was_hidden_is_shown_again_from_its_page(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = world.send(session)
    hide_case(session, world.actor(world.manager), case.id, case.version, "It shows an account.")
    client, public_id = browser.as_(world.manager), idents.encode(case.id)
    assert "Show again" in client.get(f"/feedback/{public_id}").text
    answer = client.post(f"/moderation/{public_id}/publish?from=page", data={"version": str(case.version)})
    assert answer.location == f"/feedback/{public_id}"
    session.refresh(case)
    assert case.state is State.PUBLISHED


def test_a_manager_reads_which_states_need_a_reason_before_sending(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = world.send(session)
    publish_case(session, world.actor(world.manager), case.id, case.version)
    page = browser.as_(world.manager).get(f"/feedback/{idents.encode(case.id)}").text
    assert "“Decided”, “Done” and “Not taken forward” need a reason." in page


@pytest.mark.parametrize("turn", range(4))
def test_words_that_change_while_a_moderator_publishes_are_never_published_unread(shared: Engine, turn: int) -> None:
    with Session(shared, expire_on_commit=False) as session:
        world = make_world(session)
        case = world.send(session)
    author, manager = world.actor(world.author), world.actor(world.manager)
    case_id, version = case.id, case.version
    words = RevisionInput("With new words", "And more of them.", version)
    acts: list[Act] = [
        lambda session: revise_feedback(session, author, case_id, words, memory_storage()),
        lambda session: publish_case(session, manager, case_id, version),
    ]
    order = acts if turn % 2 else acts[::-1]
    said = together(shared, order)  # sorted
    with Session(shared) as session:
        feedback = session.get_one(Feedback, case_id)
        if feedback.state is State.WAITING:  # the author was first: the moderator reads the new words
            assert said == ["", "feedback.changed_while_read"]
            assert case_by_id(session, manager, case_id).title == "With new words"
        else:
            assert said == ["", "changed_meanwhile"]
            assert (feedback.state, feedback.title) == (State.PUBLISHED, "The upload stops")
