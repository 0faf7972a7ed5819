"""A manager merges duplicates: what follows, who stays hidden, what is refused, and what comes back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import ChangedMeanwhile, Forbidden, NotFound
from app.decisions.service import DecisionInput, record_decision
from app.enrolment.models import Enrolment
from app.feedback.errors import OwnContribution
from app.feedback.models import Comment, Feedback, MeToo, OfficialAnswer
from app.feedback.presenters.conversation import comments_of
from app.feedback.queries.single import feedback_by_id
from app.feedback.service.converse import say_me_too, unsay_me_too
from app.feedback.service.handle import AnswerInput, answer_feedback
from app.feedback.service.revise import RevisionInput, revise_feedback, withdraw_feedback
from app.feedback.types import State, Verdict
from app.files.storage import memory_storage
from app.i18n.locale import language_of
from app.journal.models import JournalEntry
from app.leaving.service.leave import LeavingInput, leave_with_choice
from app.leaving.types import Fate
from app.merging.errors import (
    AlreadyMerged,
    ChangeIsWaiting,
    DecidedAlready,
    NothingToMerge,
    NotMerged,
)
from app.merging.service import merge_feedback, undo_merge
from app.outbox.models import OutboxMessage
from tests.merging.scene import central, colleague, published, say, snapshot, wrong_counts
from tests.moderation.world import World, make_world
from tests.refusals import refused


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def supporters(session: Session, feedback: Feedback) -> set[int]:
    return set(session.scalars(select(MeToo.person_id).where(MeToo.feedback_id == feedback.id)))


def check_counts(session: Session) -> None:
    assert wrong_counts(session) == []


def test_supporters_comments_author_and_answer_follow_once(session: Session, world: World) -> None:
    manager = world.actor(world.manager)
    kept = published(session, world)
    duplicate = published(session, world, world.colleague, title="Upload stops")
    first, second = colleague(session, world), colleague(session, world)
    for feedback, actors in ((kept, [first[1]]), (duplicate, [first[1], second[1], world.actor(world.author)])):
        for actor in actors:
            say_me_too(session, actor, feedback.id)
    said = say(session, second[1], duplicate)
    answer_feedback(session, manager, duplicate.id, AnswerInput("We know."))
    merge_feedback(session, manager, duplicate.id, kept.id)
    session.expire_all()
    # Who supported both is counted once, the author of the duplicate too, and nobody supports their own.
    assert supporters(session, kept) == {first[0].id, second[0].id, world.colleague.id}
    assert (kept.me_too_count, kept.comment_count, kept.merged_count) == (3, 1, 1)
    assert (duplicate.state, duplicate.shown_in_id, duplicate.comment_count) == (State.HIDDEN, kept.id, 0)
    assert session.get_one(Comment, said).feedback_id == kept.id
    answer = session.get_one(OfficialAnswer, kept.id)
    assert (answer.body, answer.via_id) == ("We know.", duplicate.id)
    assert kept.is_answered_in_time
    check_counts(session)
    entry = session.scalars(select(JournalEntry).where(JournalEntry.action == "merging.merged")).one()
    assert (entry.object_id, entry.details) == (duplicate.id, {"into": kept.id})
    event = session.scalars(select(OutboxMessage).where(OutboxMessage.name == "merging.merged")).one()
    assert event.payload["duplicate_id"] == duplicate.id


def test_a_merge_of_a_merge_is_taken_apart_in_any_order(session: Session, world: World) -> None:
    manager = world.actor(world.manager)
    one, two, three = (published(session, world, title=f"Upload {name}", body=name * 9) for name in "abc")
    for feedback in (one, two, three):
        person, actor = colleague(session, world)
        say_me_too(session, actor, feedback.id)
        say(session, actor, feedback, f"To {feedback.title}")
        assert supporters(session, feedback) == {person.id}
    before = snapshot(session)
    for first_undone in (one, two):
        merge_feedback(session, manager, one.id, two.id)
        merge_feedback(session, manager, two.id, three.id)
        session.expire_all()
        assert (three.me_too_count, three.comment_count, three.merged_count) == (3, 3, 2)
        assert (one.merged_into_id, one.shown_in_id, two.merged_count) == (two.id, three.id, 0)
        check_counts(session)
        for feedback in (first_undone, two if first_undone is one else one):
            undo_merge(session, manager, feedback.id)
            check_counts(session)
        assert snapshot(session) == before


@pytest.mark.parametrize("is_canonical_hidden", [True, False])
def test_a_hidden_name_stays_hidden_on_both_sides(
    app: Flask, session: Session, world: World, *, is_canonical_hidden: bool
) -> None:
    """An author who hides their name and commented under it as a colleague elsewhere is not given away by a merge."""
    manager = world.actor(world.manager)
    kept = published(session, world, identity="confidential" if is_canonical_hidden else "named")
    duplicate = published(session, world, world.colleague, identity="confidential", title="Upload stops")
    say(session, world.actor(world.colleague), duplicate, "As its author")
    say(session, world.actor(world.author), duplicate, "As a colleague")
    say(session, world.actor(world.colleague), kept, "Before, as a colleague")
    merge_feedback(session, manager, duplicate.id, kept.id)
    say(session, world.actor(world.colleague), kept, "Afterwards")
    _reader, reading = colleague(session, world)
    view = feedback_by_id(session, reading, kept.id)
    with app.test_request_context(), language_of("en"):
        shown = {line.passage.body: line.author for line in comments_of(view, reading, "en", clock.now())}
    assert shown == {
        "As its author": "The author of a merged contribution",
        "As a colleague": world.author.name,
        "Before, as a colleague": world.colleague.name,
        "Afterwards": "The author of a merged contribution",
    }
    assert [(row.author_name, row.may_open) for row in view.merged] == [(None, False)]
    undo_merge(session, manager, duplicate.id)
    assert {row.body for row in feedback_by_id(session, reading, duplicate.id).comments} == {
        "As its author", "As a colleague", "Afterwards",
    }  # fmt: skip


def test_undo_keeps_what_came_since(session: Session, world: World) -> None:
    manager = world.actor(world.manager)
    kept, duplicate = published(session, world), published(session, world, world.colleague, title="Upload stops")
    answer_feedback(session, manager, duplicate.id, AnswerInput("We know."))
    merge_feedback(session, manager, duplicate.id, kept.id)
    person, actor = colleague(session, world)
    say_me_too(session, actor, kept.id)
    say(session, actor, kept, "Since then")
    answer_feedback(session, manager, kept.id, AnswerInput("It is mended.", version=1))
    revise_feedback(
        session, world.actor(world.author), kept.id,
        RevisionInput("The upload stops", "It stops at the second photo.", kept.version), memory_storage(),
    )  # fmt: skip
    record_decision(session, world.actor(world.sponsor), kept.id, DecisionInput(Verdict.GO, "Yes.", "d" * 64))
    undo_merge(session, manager, duplicate.id)
    session.expire_all()
    assert supporters(session, kept) == {person.id}
    assert (kept.comment_count, duplicate.comment_count, kept.handling.value) == (1, 0, "decided")
    assert kept.pending_version is not None, "the change still waits"
    bodies = {row.feedback_id: row.body for row in session.scalars(select(OfficialAnswer))}
    assert bodies == {kept.id: "It is mended.", duplicate.id: "We know."}
    check_counts(session)


def test_support_taken_back_is_taken_back_from_both(session: Session, world: World) -> None:
    manager, (person, actor) = world.actor(world.manager), colleague(session, world)
    kept, duplicate = published(session, world), published(session, world, world.colleague, title="Upload stops")
    say_me_too(session, actor, duplicate.id)
    merge_feedback(session, manager, duplicate.id, kept.id)
    with refused(session, OwnContribution):
        unsay_me_too(session, world.actor(world.colleague), kept.id)
    assert unsay_me_too(session, actor, kept.id) == 1
    undo_merge(session, manager, duplicate.id)
    session.expire_all()
    assert person.id not in supporters(session, duplicate) | supporters(session, kept)
    assert (kept.me_too_count, duplicate.me_too_count) == (0, 0)
    check_counts(session)


@pytest.mark.parametrize("which", ["duplicate", "kept"])
def test_who_withdraws_takes_nobody_along(session: Session, world: World, which: str) -> None:
    manager = world.actor(world.manager)
    kept, duplicate = published(session, world), published(session, world, world.colleague, title="Upload stops")
    merge_feedback(session, manager, duplicate.id, kept.id)
    gone, left = (duplicate, kept) if which == "duplicate" else (kept, duplicate)
    author = world.colleague if which == "duplicate" else world.author
    withdraw_feedback(session, world.actor(author), gone.id)
    session.expire_all()
    assert (gone.state, left.state, left.is_merged, left.merged_count) == (State.WITHDRAWN, State.PUBLISHED, False, 0)
    assert left.me_too_count == 0
    check_counts(session)


@pytest.mark.parametrize("fate", [Fate.DELETE, Fate.WITHOUT_ME])
@pytest.mark.parametrize("which", ["duplicate", "kept"])
def test_who_leaves_takes_nobody_along(session: Session, world: World, which: str, fate: Fate) -> None:
    manager = world.actor(world.manager)
    kept, duplicate = published(session, world), published(session, world, world.colleague, title="Upload stops")
    say(session, world.actor(world.author), duplicate, "Said to the duplicate")
    merge_feedback(session, manager, duplicate.id, kept.id)
    leaver, left = (world.colleague, kept) if which == "duplicate" else (world.author, duplicate)
    enrolment = session.scalars(select(Enrolment).where(Enrolment.person_id == leaver.id)).one()
    leave_with_choice(session, world.actor(leaver), enrolment.id, LeavingInput({}, others=fate))
    session.expire_all()
    rows = {row.id: row for row in session.scalars(select(Feedback))}
    assert (rows[left.id].is_merged, rows[left.id].state) == (False, State.PUBLISHED)
    assert len(rows) == (1 if fate is Fate.DELETE else 2)
    assert all(row.shown_in_id is None for row in rows.values())
    assert all(comment.origin_id is None for comment in session.scalars(select(Comment)))
    check_counts(session)


def test_what_cannot_be_merged_is_refused(session: Session, world: World) -> None:
    manager = world.actor(world.manager)
    kept, duplicate = published(session, world), published(session, world, world.colleague, title="Upload stops")
    with refused(session, NothingToMerge):
        merge_feedback(session, manager, kept.id, kept.id)
    with refused(session, NotFound):
        merge_feedback(session, manager, kept.id, 12345)
    waiting = world.send(session, world.colleague, title="It waits")
    with refused(session, Forbidden):
        merge_feedback(session, manager, waiting.id, kept.id)
    for person in (world.author, world.colleague, world.sponsor, world.ambassador):
        with refused(session, Forbidden):
            merge_feedback(session, world.actor(person), duplicate.id, kept.id)
    record_decision(session, world.actor(world.sponsor), duplicate.id, DecisionInput(Verdict.GO, "Yes.", "d" * 64))
    with refused(session, DecidedAlready):
        merge_feedback(session, manager, duplicate.id, kept.id)
    words = RevisionInput("New", "Words", kept.version)
    revise_feedback(session, world.actor(world.author), kept.id, words, memory_storage())
    with refused(session, ChangeIsWaiting):
        merge_feedback(session, manager, kept.id, duplicate.id)


def test_nobody_merges_or_separates_their_own(session: Session, world: World) -> None:
    """By the code of one that nobody can trace, too; and others are not told that it is merged."""
    manager = world.actor(world.manager)
    kept = published(session, world)
    anonymous = published(session, world, identity="untraceable", title="Nobody’s")
    own = replace(manager, references=frozenset({anonymous.id}))
    with refused(session, Forbidden):
        merge_feedback(session, own, anonymous.id, kept.id)
    merge_feedback(session, manager, anonymous.id, kept.id)
    with refused(session, AlreadyMerged):
        merge_feedback(session, manager, anonymous.id, kept.id)
    with refused(session, ChangedMeanwhile):
        merge_feedback(session, manager, kept.id, anonymous.id)
    with refused(session, NotFound):
        undo_merge(session, own, anonymous.id)
    for person in (world.colleague, world.sponsor, world.ambassador):
        with refused(session, NotFound):
            undo_merge(session, world.actor(person), anonymous.id)
    undo_merge(session, central(session, world), anonymous.id)
    with refused(session, NotMerged):
        undo_merge(session, manager, anonymous.id)
