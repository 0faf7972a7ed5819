"""The team answers, says what becomes of a contribution, and moderates."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import func, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import ChangedMeanwhile, Forbidden, NotFound, NotPossibleNow
from app.dashboards.queries.recount import figure_differences
from app.feedback.errors import HandlingReasonMissing
from app.feedback.models import Comment, Feedback, OfficialAnswer
from app.feedback.service.handle import (
    AnswerInput,
    HandlingInput,
    answer_feedback,
    handle_feedback,
    hide_feedback,
    publish_feedback,
    send_back_feedback,
)  # fmt: skip
from app.feedback.service.submit import submit_feedback
from app.feedback.types import DECIDED_STATES, CommentRole, Handling, State
from app.figures.types import FigureName
from app.files.storage import memory_storage
from app.journal.models import JournalEntry
from app.outbox.models import OutboxMessage
from app.policy.actor import SYSTEM, Role
from tests.factories.accounts import actor_for, make_entity, make_person
from tests.feedback.scene import Scene, make_colleague, make_input, make_manager, make_scene
from tests.figures.counted import counted
from tests.refusals import refused


def send(session: Session, scene: Scene, identity: str = "named") -> Feedback:
    data = make_input(identity=identity, code="abcd-efgh-jkmn-pqrs")
    return session.get_one(Feedback, submit_feedback(session, scene.actor, scene.address, data, memory_storage()))


def totals(session: Session) -> tuple[int, int, int]:
    """Return in time, decided and done, as the figures say."""
    return (
        counted(session, FigureName.IN_TIME),
        counted(session, FigureName.DECIDED),
        counted(session, FigureName.DONE),
    )


@pytest.mark.parametrize(("days", "in_time"), [(0, True), (20, False)])
def test_the_first_answer_keeps_the_promise_or_not(session: Session, days: int, *, in_time: bool) -> None:
    scene = make_scene(session, trusted=True)
    feedback = send(session, scene)
    _, manager = make_manager(session, scene)
    with time_machine.travel(clock.now() + timedelta(days=days)):
        answer = answer_feedback(session, manager, feedback.id, AnswerInput("Danke, wir prüfen das nächste Woche."))
    assert (answer.version, answer.language, feedback.is_answered_in_time) == (1, "de", in_time)
    assert totals(session) == (int(in_time), 0, 0)
    message = session.scalars(select(OutboxMessage).where(OutboxMessage.name == "feedback.answered")).one()
    assert message.payload == {"feedback_id": feedback.id, "version": 1, "by_id": manager.person_id}


def test_the_last_day_of_the_promise_is_in_time(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    feedback = send(session, scene)
    _, manager = make_manager(session, scene)
    assert feedback.due_on is not None
    with time_machine.travel(f"{feedback.due_on}T23:59:00+00:00"):
        answer_feedback(session, manager, feedback.id, AnswerInput("Thank you."))
    assert feedback.is_answered_in_time


def test_an_answer_written_anew_keeps_its_day(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    feedback = send(session, scene)
    _, manager = make_manager(session, scene)
    answer_feedback(session, manager, feedback.id, AnswerInput("Thank you."))
    answered_at = feedback.answered_at
    with time_machine.travel(clock.now() + timedelta(days=30)):
        answer = answer_feedback(session, manager, feedback.id, AnswerInput("It is mended.", version=1))
    assert (answer.version, answer.body) == (2, "It is mended.")
    assert (feedback.answered_at, feedback.is_answered_in_time) == (answered_at, True)
    assert totals(session) == (1, 0, 0)


def test_two_managers_the_second_reads_the_first_before_answering(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    feedback = send(session, scene)
    (_, first), (_, second) = make_manager(session, scene), make_manager(session, scene)
    answer_feedback(session, first, feedback.id, AnswerInput("First."))
    with refused(session, ChangedMeanwhile):
        answer_feedback(session, second, feedback.id, AnswerInput("Second."))
    assert session.scalars(select(OfficialAnswer.body)).all() == ["First."]


def test_who_may_not_answer_writes_nothing(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    feedback = send(session, scene)
    sponsor = actor_for(make_person(session, entity=scene.entity), Role.SPONSOR, entity=scene.entity)
    abroad = actor_for(make_person(session), Role.COMMUNITY_MANAGER, entity=make_entity(session))
    for actor, error in ((scene.actor, Forbidden), (sponsor, Forbidden), (abroad, NotFound)):
        with refused(session, error):
            answer_feedback(session, actor, feedback.id, AnswerInput("We know."))
        with refused(session, error):
            handle_feedback(session, actor, feedback.id, HandlingInput(Handling.DONE, feedback.version))
    assert session.scalars(select(OfficialAnswer)).all() == []
    assert (feedback.handling, totals(session)) == (Handling.NEW, (0, 0, 0))


def test_what_waits_is_not_answered(session: Session) -> None:
    scene = make_scene(session)
    feedback = send(session, scene)
    _, manager = make_manager(session, scene)
    with refused(session, Forbidden):
        answer_feedback(session, manager, feedback.id, AnswerInput("Thank you."))


@pytest.mark.parametrize("handling", sorted(DECIDED_STATES))
def test_where_it_ends_a_reason_is_needed(session: Session, handling: Handling) -> None:
    scene = make_scene(session, trusted=True)
    feedback = send(session, scene)
    _, manager = make_manager(session, scene)
    with refused(session, HandlingReasonMissing):
        handle_feedback(session, manager, feedback.id, HandlingInput(handling, feedback.version))
    handle_feedback(session, manager, feedback.id, HandlingInput(handling, feedback.version, "Another team mends it."))
    assert (feedback.handling, feedback.handling_reason) == (handling, "Another team mends it.")
    assert totals(session) == (0, 1, int(handling is Handling.DONE))


def test_what_is_done_keeps_the_reason_it_was_decided_for(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    feedback = send(session, scene)
    _, manager = make_manager(session, scene)
    decided = HandlingInput(Handling.DECIDED, feedback.version, "It helps everybody.")
    handle_feedback(session, manager, feedback.id, decided)
    handle_feedback(session, manager, feedback.id, HandlingInput(Handling.DONE, feedback.version))
    assert (feedback.handling, feedback.handling_reason) == (Handling.DONE, "It helps everybody.")
    with refused(session, HandlingReasonMissing):
        handle_feedback(session, manager, feedback.id, HandlingInput(Handling.NOT_KEPT, feedback.version))


def test_the_database_refuses_an_end_without_a_reason(session: Session) -> None:
    feedback = send(session, make_scene(session, trusted=True))
    with pytest.raises(IntegrityError, match="reason_where_decided"):
        session.execute(update(Feedback).where(Feedback.id == feedback.id).values(handling=Handling.DECIDED))


def test_the_handling_moves_the_figures_both_ways_and_tells_once(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    feedback = send(session, scene)
    _, manager = make_manager(session, scene)
    for handling, expected in (
        ("decided", (0, 1, 0)), ("done", (0, 1, 1)), ("done", (0, 1, 1)), ("known", (0, 0, 0)), ("done", (0, 1, 1)),
    ):  # fmt: skip
        handle_feedback(session, manager, feedback.id, HandlingInput(Handling(handling), feedback.version, "We do it."))
        assert totals(session) == expected
    told = session.scalars(select(OutboxMessage.name).where(OutboxMessage.name == "feedback.handled")).all()
    assert len(told) == 4, "nothing is told when nothing moved"


def test_the_second_manager_sees_the_first_ones_choice_before_changing_it(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    feedback = send(session, scene)
    managers = [make_manager(session, scene)[1] for _ in range(2)]
    read = feedback.version
    handle_feedback(session, managers[0], feedback.id, HandlingInput(Handling.KNOWN, read, "In the list."))
    for other in (
        HandlingInput(Handling.DONE, read, "It is mended."),
        HandlingInput(Handling.KNOWN, read, "Another reason."),
    ):
        with refused(session, ChangedMeanwhile):
            handle_feedback(session, managers[1], feedback.id, other)
    session.refresh(feedback)
    assert (feedback.handling, feedback.handling_reason) == (Handling.KNOWN, "In the list.")
    handle_feedback(session, managers[1], feedback.id, HandlingInput(Handling.DONE, feedback.version, "It is mended."))
    assert feedback.handling is Handling.DONE


def test_the_same_choice_twice_is_one_and_is_written_down_once(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    feedback = send(session, scene)
    _, manager = make_manager(session, scene)
    choice = HandlingInput(Handling.KNOWN, feedback.version, "In the list.")
    versions = [handle_feedback(session, manager, feedback.id, choice).version for _ in range(2)]
    assert versions[0] == versions[1]
    assert session.scalar(select(func.count()).where(JournalEntry.action == "feedback.handled")) == 1
    assert figure_differences(session, SYSTEM) == []


def test_publishing_shows_what_waited(session: Session) -> None:
    scene = make_scene(session)
    feedback = send(session, scene)
    _, manager = make_manager(session, scene)
    publish_feedback(session, manager, feedback.id, feedback.version)
    assert (feedback.state, feedback.waiting_since) == (State.PUBLISHED, None)
    assert feedback.published_at is not None


def test_what_nobody_can_trace_is_published_without_an_hour(session: Session) -> None:
    scene = make_scene(session)
    feedback = send(session, scene, "untraceable")
    _, manager = make_manager(session, scene)
    publish_feedback(session, manager, feedback.id, feedback.version)
    assert feedback.published_at == feedback.created_at


def test_hiding_leaves_no_trace_in_the_figures_and_publishing_brings_it_back(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    feedback = send(session, scene)
    _, manager = make_manager(session, scene)
    answer_feedback(session, manager, feedback.id, AnswerInput("Thank you."))
    hide_feedback(session, manager, feedback.id, feedback.version)
    assert totals(session) == (0, 0, 0)
    assert figure_differences(session, SYSTEM) == []
    publish_feedback(session, manager, feedback.id, feedback.version)
    assert totals(session) == (1, 0, 0)
    assert figure_differences(session, SYSTEM) == []


def test_sending_back_asks_a_question_only_author_and_moderators_read(session: Session) -> None:
    scene = make_scene(session)
    feedback = send(session, scene)
    person, manager = make_manager(session, scene)
    send_back_feedback(session, manager, feedback.id, feedback.version, "Which phone?")
    question = session.scalars(select(Comment)).one()
    assert (question.role, question.author_id, question.body) == (CommentRole.QUESTION, person.id, "Which phone?")
    assert (feedback.state, feedback.comment_count) == (State.SENT_BACK, 0)


def test_a_moderator_decides_on_what_was_read(session: Session) -> None:
    scene = make_scene(session)
    feedback = send(session, scene)
    _, manager = make_manager(session, scene)
    read = feedback.version
    hide_feedback(session, manager, feedback.id, read)
    with refused(session, ChangedMeanwhile):
        publish_feedback(session, manager, feedback.id, read)
    assert feedback.state is State.HIDDEN


def test_a_move_the_table_does_not_know_is_refused(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    feedback = send(session, scene)
    _, manager = make_manager(session, scene)
    with refused(session, NotPossibleNow):
        publish_feedback(session, manager, feedback.id, feedback.version)


def test_nobody_moderates_their_own_words_nor_a_colleagues_without_the_role(session: Session) -> None:
    scene = make_scene(session)
    feedback = send(session, scene)
    both = actor_for(scene.person, Role.COMMUNITY_MANAGER, entity=scene.entity, enrolled=(scene.campaign.id,))
    with refused(session, Forbidden):
        publish_feedback(session, both, feedback.id, feedback.version)
    _, colleague = make_colleague(session, scene)
    with refused(session, NotFound):
        publish_feedback(session, colleague, feedback.id, feedback.version)
    assert feedback.state is State.WAITING


AUCKLAND = "Pacific/Auckland"  # a day ahead of UTC in the evening


def sent_in_auckland(session: Session) -> tuple[Scene, Feedback]:
    """Return a contribution of Tuesday 10 March in UTC, which is Wednesday there."""
    with time_machine.travel("2026-03-10T20:00:00+00:00", tick=False):
        scene = make_scene(session, trusted=True, entity=make_entity(session, time_zone=AUCKLAND))
        return scene, send(session, scene)


def test_an_answer_is_due_by_the_entitys_own_calendar_day(session: Session) -> None:
    _, feedback = sent_in_auckland(session)
    assert str(feedback.due_on) == "2026-03-18", "five working days after the 11th, not after the 10th"


@pytest.mark.parametrize(("at", "in_time"), [("2026-03-18T10:59", True), ("2026-03-18T11:01", False)])
def test_an_answer_is_in_time_until_the_entitys_midnight(session: Session, at: str, *, in_time: bool) -> None:
    scene, feedback = sent_in_auckland(session)
    _, manager = make_manager(session, scene)
    with time_machine.travel(f"{at}:00+00:00", tick=False):
        answer_feedback(session, manager, feedback.id, AnswerInput("Danke, wir prüfen das."))
    assert feedback.is_answered_in_time is in_time


def test_what_is_hidden_is_not_sent_back(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    feedback = send(session, scene)
    _, manager = make_manager(session, scene)
    hide_feedback(session, manager, feedback.id, feedback.version)
    with refused(session, NotPossibleNow):
        send_back_feedback(session, manager, feedback.id, feedback.version, "Which phone?")
