"""An author changes, answers about, sends again and takes back what they wrote."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.campaigns.models import Edition
from app.campaigns.types import EditionStatus
from app.core.errors import ChangedMeanwhile, Forbidden, NotFound, NotPossibleNow
from app.dashboards.queries.recount import figure_differences
from app.feedback.errors import AlreadySent, CannotBeEdited
from app.feedback.models import Comment, Feedback, FeedbackRevision
from app.feedback.queries.single import feedback_by_id
from app.feedback.service.handle import publish_feedback, send_back_feedback
from app.feedback.service.revise import (
    ReplyInput,
    RevisionInput,
    reply_to_question,
    revise_feedback,
    withdraw_feedback,
)  # fmt: skip
from app.feedback.service.submit import submit_feedback
from app.feedback.types import CommentRole, State
from app.figures.types import FigureName
from app.files.storage import memory_storage
from app.journal.models import JournalEntry
from app.language.stems import stems
from app.outbox.models import OutboxMessage
from app.policy.actor import SYSTEM, Actor
from tests.factories.accounts import actor_for
from tests.feedback.scene import Scene, make_colleague, make_input, make_manager, make_scene
from tests.figures.counted import counted
from tests.refusals import refused


def send(session: Session, scene: Scene, **options: Any) -> Feedback:
    data = make_input(**options)
    return session.get_one(Feedback, submit_feedback(session, scene.actor, scene.address, data, memory_storage()))


def ask(session: Session, scene: Scene, feedback: Feedback) -> Actor:
    """A moderator sends the contribution back with a question; return them."""
    _, manager = make_manager(session, scene)
    send_back_feedback(session, manager, feedback.id, feedback.version, "Which phone was it?")
    return manager


def with_code(scene: Scene, feedback: Feedback) -> Actor:
    """Return the tester in a browser where the contribution's code was given."""
    return actor_for(scene.person, enrolled=(scene.campaign.id,), references=(feedback.id,))


def events(session: Session) -> list[str]:
    return sorted(session.scalars(select(OutboxMessage.name)))


def test_former_words_are_kept_and_readers_see_that_it_changed(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    feedback = send(session, scene, title="The upload stops")
    revised = revise_feedback(
        session,
        scene.actor,
        feedback.id,
        RevisionInput("Der Upload stoppt", "Bei großen Fotos bricht er ab.", 1),
        memory_storage(),
    )
    assert (revised.title, revised.version, revised.language) == ("Der Upload stoppt", 2, "de")
    assert revised.revised_at is not None
    assert revised.stems == stems("Der Upload stoppt Bei großen Fotos bricht er ab.", "de"), "the search finds them"
    assert revised.state is State.PUBLISHED
    kept = session.scalars(select(FeedbackRevision)).one()
    assert (kept.version, kept.title) == (1, "The upload stops")
    entry = session.scalars(select(JournalEntry).where(JournalEntry.action == "feedback.revised")).one()
    assert entry.details == {"version": 2}, "the journal tells that words changed, never which"


def test_two_tabs_the_second_does_not_overwrite_the_first(session: Session) -> None:
    scene = make_scene(session)
    feedback = send(session, scene)
    revise_feedback(session, scene.actor, feedback.id, RevisionInput("First tab", "First.", 1), memory_storage())
    with refused(session, ChangedMeanwhile):
        revise_feedback(session, scene.actor, feedback.id, RevisionInput("Second tab", "Second.", 1), memory_storage())
    session.refresh(feedback)
    assert feedback.title == "First tab"
    assert session.scalar(select(func.count()).select_from(FeedbackRevision)) == 1


def test_what_nobody_can_trace_cannot_be_edited(session: Session) -> None:
    scene = make_scene(session)
    feedback = send(session, scene, identity="untraceable", code="abcd-efgh-jkmn-pqrs")
    with refused(session, NotFound):
        revise_feedback(session, scene.actor, feedback.id, RevisionInput("New", "Words.", 1), memory_storage())
    with refused(session, CannotBeEdited):
        revise_feedback(
            session, with_code(scene, feedback), feedback.id, RevisionInput("New", "Words.", 1), memory_storage()
        )
    assert session.scalars(select(FeedbackRevision)).all() == []


def test_a_colleague_changes_nothing(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    feedback = send(session, scene)
    _, colleague = make_colleague(session, scene)
    with refused(session, Forbidden):
        revise_feedback(session, colleague, feedback.id, RevisionInput("Mine now", "Words.", 1), memory_storage())
    with refused(session, Forbidden):
        withdraw_feedback(session, colleague, feedback.id)
    assert (feedback.title, feedback.state) == ("The upload stops", State.PUBLISHED)


def test_nothing_is_changed_in_an_edition_that_closed(session: Session) -> None:
    scene = make_scene(session)
    feedback = send(session, scene)
    session.get_one(Edition, scene.edition.id).status = EditionStatus.CLOSED
    session.commit()
    with refused(session, Forbidden):
        revise_feedback(session, scene.actor, feedback.id, RevisionInput("Late", "Words.", 1), memory_storage())


@pytest.mark.parametrize("trusted", [False, True])
def test_what_was_sent_back_waits_again_whoever_its_author_is_now(session: Session, *, trusted: bool) -> None:
    scene = make_scene(session, trusted=trusted)
    feedback = send(session, scene)
    ask(session, scene, feedback)
    words = RevisionInput("Clearer", "On my own phone.", feedback.version)
    revise_feedback(session, scene.actor, feedback.id, words, memory_storage())
    assert feedback.state is State.WAITING
    assert feedback.waiting_since is not None
    message = session.scalars(select(OutboxMessage).where(OutboxMessage.name == "feedback.resubmitted")).one()
    assert message.payload == {"feedback_id": feedback.id, "waits": True}


def test_an_answer_by_account_goes_back_to_the_moderator(session: Session) -> None:
    scene = make_scene(session)
    feedback = send(session, scene)
    manager = ask(session, scene, feedback)
    read = feedback.version
    for actor, error in ((manager, Forbidden), (make_colleague(session, scene)[1], NotFound)):
        with refused(session, error):
            reply_to_question(session, actor, feedback.id, ReplyInput("A Fairphone.", "key"))
    reply = reply_to_question(session, scene.actor, feedback.id, ReplyInput("A Fairphone.", "key"))
    assert (reply.role, reply.author_id) == (CommentRole.REPLY_TO_QUESTION, scene.person.id)
    assert feedback.state is State.WAITING
    with refused(session, ChangedMeanwhile):
        publish_feedback(session, manager, feedback.id, read)
    assert "feedback.resubmitted" in events(session)


def test_an_answer_by_code_names_nobody_and_no_hour_of_its_own(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    feedback = send(session, scene, identity="untraceable", code="abcd-efgh-jkmn-pqrs")
    ask(session, scene, feedback)
    with refused(session, NotFound):
        reply_to_question(session, scene.actor, feedback.id, ReplyInput("A Fairphone.", "key"))
    reply = reply_to_question(session, with_code(scene, feedback), feedback.id, ReplyInput("A Fairphone.", "key"))
    assert reply.author_id is None
    asked_at = session.scalars(select(Comment.created_at).where(Comment.role == CommentRole.QUESTION)).one()
    assert reply.created_at == asked_at, "it stands under the question and has no instant of its own"
    assert (feedback.state, feedback.waiting_since) == (State.WAITING, feedback.created_at)


def test_an_answer_sent_twice_is_one_answer(session: Session) -> None:
    scene = make_scene(session)
    feedback = send(session, scene)
    ask(session, scene, feedback)
    reply_to_question(session, scene.actor, feedback.id, ReplyInput("A Fairphone.", "key"))
    with refused(session, AlreadySent):
        reply_to_question(session, scene.actor, feedback.id, ReplyInput("A Fairphone.", "key"))
    ask(session, scene, feedback)
    with refused(session, AlreadySent):
        reply_to_question(session, scene.actor, feedback.id, ReplyInput("A Fairphone.", "key"))
    replies = select(func.count()).where(Comment.role == CommentRole.REPLY_TO_QUESTION)
    assert session.scalar(replies) == 1


def test_an_answer_to_no_question_is_refused(session: Session) -> None:
    scene = make_scene(session)
    feedback = send(session, scene)
    with refused(session, NotPossibleNow):
        reply_to_question(session, scene.actor, feedback.id, ReplyInput("Hello?", "key"))
    assert session.scalars(select(Comment)).all() == []


@pytest.mark.parametrize("identity", ["named", "confidential", "untraceable"])
def test_what_is_taken_back_is_in_no_figure(session: Session, identity: str) -> None:
    scene = make_scene(session)
    kept = send(session, scene)
    gone = send(session, scene, identity=identity, code="abcd-efgh-jkmn-pqrs")
    actor = with_code(scene, gone) if identity == "untraceable" else scene.actor
    withdraw_feedback(session, actor, gone.id)
    assert (kept.state, gone.state) == (State.WAITING, State.WITHDRAWN)
    assert counted(session, FigureName.CONTRIBUTIONS) == 0
    assert figure_differences(session, SYSTEM) == []


def test_taking_back_twice_is_refused_and_counts_once(session: Session) -> None:
    scene = make_scene(session)
    feedback = send(session, scene)
    withdraw_feedback(session, scene.actor, feedback.id)
    with refused(session, NotFound):
        withdraw_feedback(session, scene.actor, feedback.id)
    assert counted(session, FigureName.CONTRIBUTIONS) == 0
    assert events(session).count("feedback.withdrawn") == 1
    assert session.scalar(select(func.count()).where(JournalEntry.action == "feedback.withdrawn")) == 1


def test_taking_back_what_nobody_can_trace_leaves_no_line_in_the_journal(session: Session) -> None:
    scene = make_scene(session)
    feedback = send(session, scene, identity="untraceable", code="abcd-efgh-jkmn-pqrs")
    withdraw_feedback(session, with_code(scene, feedback), feedback.id)
    assert session.scalars(select(JournalEntry)).all() == []


def revise(
    session: Session, scene: Scene, feedback: Feedback, title: str, body: str = "New words.", **more: Any
) -> None:
    data = RevisionInput(title, body, session.get_one(Feedback, feedback.id).version, **more)
    revise_feedback(session, scene.actor, feedback.id, data, memory_storage())


def titles_read(session: Session, actor: Actor, feedback: Feedback) -> list[str]:
    return [row.title for row in feedback_by_id(session, actor, feedback.id).versions]


def test_readers_read_the_words_they_saw(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    _, colleague = make_colleague(session, scene)
    feedback = send(session, scene, title="First words")
    revise(session, scene, feedback, "Second words")
    revise(session, scene, feedback, "Third words")
    assert titles_read(session, colleague, feedback) == ["Second words", "First words"]


def test_readers_read_nothing_that_waited_was_refused_or_taken_away(session: Session) -> None:
    scene = make_scene(session)
    _, colleague = make_colleague(session, scene)
    _, manager = make_manager(session, scene)
    feedback = send(session, scene, title="Before it was read")
    revise(session, scene, feedback, "As it was published")
    publish_feedback(session, manager, feedback.id, feedback.version)
    assert titles_read(session, colleague, feedback) == []
    revise(session, scene, feedback, "A change that waits")
    assert titles_read(session, colleague, feedback) == []
    assert len(titles_read(session, scene.actor, feedback)) == 2
    publish_feedback(session, manager, feedback.id, feedback.version)
    assert titles_read(session, colleague, feedback) == ["As it was published"]
    send_back_feedback(session, manager, feedback.id, feedback.version, "Whose name is that?")
    revise(session, scene, feedback, "Without the name")
    publish_feedback(session, manager, feedback.id, feedback.version)
    assert titles_read(session, colleague, feedback) == [], "what a moderator took away stays away"


@pytest.mark.parametrize("trusted", [True, False])
def test_an_author_withholds_what_it_said_before(session: Session, *, trusted: bool) -> None:
    scene = make_scene(session, trusted=True)
    _, colleague = make_colleague(session, scene)
    _, manager = make_manager(session, scene)
    feedback = send(session, scene, title="First words")
    revise(session, scene, feedback, "A customer’s name")
    if not trusted:
        scene = replace(scene, actor=replace(scene.actor, trusted_in=frozenset()))
    revise(session, scene, feedback, "Without it", withholds_former=True)
    if not trusted:
        assert titles_read(session, colleague, feedback) == []
        publish_feedback(session, manager, feedback.id, feedback.version)
    assert titles_read(session, colleague, feedback) == []
    assert titles_read(session, manager, feedback) == ["A customer’s name", "First words"]
    revise(session, scene, feedback, "Better still")
    if not trusted:
        publish_feedback(session, manager, feedback.id, feedback.version)
    assert titles_read(session, colleague, feedback) == ["Without it"]
