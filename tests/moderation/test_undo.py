"""A moderator undoes what they have just decided: everything stands as before, and nobody was told."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import Forbidden, NotFound
from app.feedback.lifecycle import LIFECYCLE, Act, LifeStage, Who
from app.feedback.models import Comment, Feedback, FeedbackRevision
from app.feedback.service.handle import AnswerInput, answer_feedback
from app.feedback.service.language import correct_language
from app.feedback.service.revise import (
    ReplyInput,
    RevisionInput,
    reply_to_question,
    revise_feedback,
    withdraw_feedback,
)
from app.feedback.service.versions import Versions
from app.feedback.types import State
from app.figures.types import FigureName
from app.files.storage import memory_storage
from app.journal.models import JournalEntry
from app.moderation.errors import CannotBeUndone
from app.moderation.jobs import forget_decided
from app.moderation.models import DecisionUndo, ModerationDecision
from app.moderation.service import (
    UNDO_KEPT,
    UNDO_WITHIN,
    hide_case,
    publish_and_trust_case,
    publish_case,
    send_back_case,
    undo_decision,
)
from app.moderation.types import Outcome
from app.notifications.models import Notice
from app.outbox.deliver import deliver_waiting
from app.outbox.models import OutboxMessage
from app.registry import HANDLERS
from tests.factories.accounts import make_trust, trusted_in
from tests.figures.counted import counted
from tests.moderation.test_lifecycle import DOING, NEW, Case
from tests.moderation.world import make_world
from tests.parallel import Act as AtOnce
from tests.parallel import together
from tests.refusals import refused

CELLS = [
    pytest.param(stage, act, id=f"{stage.name}-{act.name}".lower())
    for stage, who, act in LIFECYCLE
    if who is Who.MODERATOR
]


def last(session: Session) -> ModerationDecision:
    """Return the latest decision."""
    found = session.scalars(select(ModerationDecision).order_by(ModerationDecision.at.desc())).first()
    assert found is not None
    return found


def kept(session: Session) -> list[tuple[int, str, str, bool]]:
    """Return the other versions, as they stand."""
    session.expire_all()
    return [
        (row.version, row.title, row.kept_at.isoformat(), row.is_refused)
        for row in session.scalars(select(FeedbackRevision).order_by(FeedbackRevision.version))
    ]


@pytest.mark.parametrize(("stage", "act"), CELLS)
def test_what_a_moderator_did_leads_back(session: Session, stage: LifeStage, act: Act) -> None:
    case = Case(session, Who.MODERATOR)
    case.bring_to(stage)
    feedback, actor, title = case.feedback, case.actor(), case.shown()
    versions, standing = kept(session), Versions(session, feedback).standing
    language = feedback.pending_language
    words, comments = (feedback.title, feedback.stems), session.scalar(select(func.count(Comment.id)))
    told, decided = set(session.scalars(select(OutboxMessage.id))), set(session.scalars(select(ModerationDecision.id)))
    shown = counted(session, FigureName.CONTRIBUTIONS)
    DOING[act](session, actor, feedback)
    decision_id = next(each for each in session.scalars(select(ModerationDecision.id)) if each not in decided)
    undo_decision(session, actor, decision_id)
    session.refresh(feedback)
    assert (feedback.stage, case.shown()) == (stage, title)
    assert Versions(session, feedback).standing == standing
    assert feedback.pending_language == language
    assert (feedback.title, feedback.stems) == words
    assert kept(session) == versions
    assert session.scalar(select(func.count(Comment.id))) == comments
    assert counted(session, FigureName.CONTRIBUTIONS) == shown
    assert set(session.scalars(select(OutboxMessage.id))) == told
    assert set(session.scalars(select(ModerationDecision.id))) == decided
    assert not trusted_in(case.world.author)
    actions = session.scalars(select(JournalEntry.action).order_by(JournalEntry.at)).all()
    assert actions[-1] == "moderation.undone"


def test_a_change_that_was_published_waits_again_with_its_words(session: Session) -> None:
    case = Case(session, Who.MODERATOR)
    case.bring_to(LifeStage.CHANGE_WAITING)
    proposed = case.feedback.pending_version
    publish_case(session, case.actor(), case.feedback.id, case.feedback.version)
    assert case.shown() == "A first change"
    undo_decision(session, case.actor(), last(session).id)
    revision = session.get_one(FeedbackRevision, (case.feedback.id, proposed))
    assert (revision.title, case.feedback.pending_version) == ("A first change", proposed)
    publish_case(session, case.actor(), case.feedback.id, case.feedback.version)
    assert case.shown() == "A first change"


def test_the_author_is_told_once_it_is_certain(session: Session) -> None:
    world = make_world(session)
    case = world.send(session)
    publish_case(session, world.actor(world.manager), case.id, case.version)
    deliver_waiting(session, HANDLERS)
    told = select(Notice).where(Notice.person_id == world.author.id)
    assert session.scalars(told).all() == []
    with clock.set_to(clock.now() + UNDO_WITHIN):
        deliver_waiting(session, HANDLERS)
    assert [notice.kind for notice in session.scalars(told)] == ["feedback_published"]


def test_nobody_is_told_of_what_was_undone(session: Session) -> None:
    world = make_world(session)
    case = world.send(session)
    actor = world.actor(world.manager)
    send_back_case(session, actor, case.id, case.version, "Which phone?")
    undo_decision(session, actor, last(session).id)
    with clock.set_to(clock.now() + timedelta(days=1)):
        deliver_waiting(session, HANDLERS)
    assert session.scalars(select(Notice).where(Notice.person_id == world.author.id)).all() == []
    assert session.scalars(select(Comment)).all() == []


def test_it_is_too_late_once_the_time_is_over_or_the_author_was_told(session: Session) -> None:
    world = make_world(session)
    cases = [world.send(session, title=f"Title {number}") for number in range(2)]
    actor = world.actor(world.manager)
    for case in cases:
        publish_case(session, actor, case.id, case.version)
    with clock.set_to(clock.now() + UNDO_WITHIN + timedelta(seconds=1)), refused(session, CannotBeUndone):
        undo_decision(session, actor, last(session).id)
    with clock.set_to(clock.now() + UNDO_WITHIN):
        deliver_waiting(session, HANDLERS)
    with refused(session, CannotBeUndone):
        undo_decision(session, actor, last(session).id)
    assert {case.state for case in cases} == {State.PUBLISHED}


def test_what_the_author_did_since_stays(session: Session) -> None:
    world = make_world(session)
    cases = [world.send(session, title=f"Title {number}") for number in range(2)]
    manager, author = world.actor(world.manager), world.actor(world.author)
    publish_case(session, manager, cases[0].id, cases[0].version)
    first = last(session).id
    revise_feedback(
        session, author, cases[0].id, RevisionInput(NEW, "Other words.", cases[0].version), memory_storage()
    )
    with refused(session, CannotBeUndone):
        undo_decision(session, manager, first)
    send_back_case(session, manager, cases[1].id, cases[1].version, "Which phone?")
    second = last(session).id
    reply_to_question(session, author, cases[1].id, ReplyInput("A small one.", "k" * 64))
    with refused(session, CannotBeUndone):
        undo_decision(session, manager, second)


def test_what_was_answered_since_stays_published(session: Session) -> None:
    world = make_world(session)
    case = world.send(session)
    publish_case(session, world.actor(world.manager), case.id, case.version)
    answer_feedback(session, world.actor(world.deputy), case.id, AnswerInput("We will mend it."))
    with refused(session, CannotBeUndone):
        undo_decision(session, world.actor(world.manager), last(session).id)


def test_what_was_withdrawn_since_stays_withdrawn(session: Session) -> None:
    world = make_world(session)
    case = world.send(session)
    publish_case(session, world.actor(world.manager), case.id, case.version)
    withdraw_feedback(session, world.actor(world.author), case.id)
    with refused(session, CannotBeUndone):
        undo_decision(session, world.actor(world.manager), last(session).id)
    with refused(session, NotFound):
        undo_decision(session, world.actor(world.deputy), last(session).id)


def test_a_rare_language_that_was_corrected_since_hides_the_entity(session: Session) -> None:
    world = make_world(session)
    case, actor = world.send(session, identity="confidential"), world.actor(world.manager)
    publish_case(session, actor, case.id, case.version)
    case.shown_entity_id = case.entity_id  # as where many write its language
    hide_case(session, actor, case.id, case.version, "It shows an account.")
    correct_language(session, actor, case.id, "it")
    hidden = select(ModerationDecision.id).where(ModerationDecision.outcome == Outcome.HIDDEN)
    undo_decision(session, actor, session.scalars(hidden).one())
    shown = select(Feedback.shown_entity_id).where(Feedback.state == State.PUBLISHED)
    assert session.scalars(shown).all() == [None]


def test_only_who_decided_undoes(session: Session) -> None:
    world = make_world(session)
    case = world.send(session)
    publish_case(session, world.actor(world.manager), case.id, case.version)
    decision_id = last(session).id
    for person, error in ((world.deputy, Forbidden), (world.author, Forbidden), (world.sponsor, Forbidden)):
        with refused(session, error):
            undo_decision(session, world.actor(person), decision_id)
    with refused(session, NotFound):
        undo_decision(session, world.actor(world.manager), decision_id + 1)


def test_twice_is_once(session: Session) -> None:
    world = make_world(session)
    case = world.send(session)
    actor = world.actor(world.manager)
    publish_case(session, actor, case.id, case.version)
    decision_id = last(session).id
    for _ in range(2):
        undo_decision(session, actor, decision_id)
    entries = select(func.count()).where(JournalEntry.action == "moderation.undone")
    assert (case.state, session.scalar(entries)) == (State.WAITING, 1)


def test_trust_that_another_moderator_gives_too_stays(session: Session) -> None:
    world = make_world(session)
    cases = [world.send(session, title=f"Title {number}") for number in range(2)]
    publish_and_trust_case(session, world.actor(world.manager), cases[0].id, cases[0].version)
    first = last(session).id
    publish_and_trust_case(session, world.actor(world.deputy), cases[1].id, cases[1].version)
    undo_decision(session, world.actor(world.manager), first)
    assert trusted_in(world.author)


def test_trust_that_two_moderators_gave_is_gone_once_both_undo(session: Session) -> None:
    world = make_world(session)
    cases = [world.send(session, title=f"Title {number}") for number in range(2)]
    people = (world.manager, world.deputy)
    for person, case in zip(people, cases, strict=True):
        publish_and_trust_case(session, world.actor(person), case.id, case.version)
    decided = {decision.by_id: decision.id for decision in session.scalars(select(ModerationDecision))}
    for person in people:
        undo_decision(session, world.actor(person), decided[person.id])
    assert not trusted_in(world.author)


def test_trust_that_was_there_before_stays(session: Session) -> None:
    world = make_world(session)
    case = world.send(session)
    make_trust(session, world.author)
    publish_and_trust_case(session, world.actor(world.manager), case.id, case.version)
    undo_decision(session, world.actor(world.manager), last(session).id)
    assert trusted_in(world.author)


def test_what_is_too_old_is_forgotten(session: Session) -> None:
    world = make_world(session)
    case = world.send(session)
    publish_case(session, world.actor(world.manager), case.id, case.version)
    forget_decided(session, clock.now())
    assert session.scalar(select(func.count(DecisionUndo.id))) == 1
    with clock.set_to(clock.now() + UNDO_KEPT + timedelta(seconds=1)):
        forget_decided(session, clock.now())
    assert session.scalar(select(func.count(DecisionUndo.id))) == 0


def test_one_s_code_is_no_way_around(session: Session) -> None:
    world = make_world(session)
    case = world.send(session, identity="untraceable")
    manager = world.actor(world.manager)
    publish_case(session, manager, case.id, case.version)
    with refused(session, Forbidden):
        undo_decision(session, replace(manager, references=frozenset({case.id})), last(session).id)


# --- at once ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("turn", range(3))
def test_undone_while_another_moderator_decides(shared: Engine, turn: int) -> None:
    with Session(shared, expire_on_commit=False) as session:
        world = make_world(session)
        case = world.send(session)
        publish_case(session, world.actor(world.manager), case.id, case.version)
        decision_id, case_id, version = last(session).id, case.id, case.version
    manager, deputy = world.actor(world.manager), world.actor(world.deputy)
    acts: list[AtOnce] = [
        lambda session: undo_decision(session, manager, decision_id),
        lambda session: hide_case(session, deputy, case_id, version, "It shows an account."),
    ]
    order = acts if turn % 2 else acts[::-1]
    assert together(shared, order) in (
        ["", "feedback.changed_while_read"],
        ["", "moderation.cannot_be_undone"],
    )
    with Session(shared) as session:
        feedback = session.get_one(Feedback, case_id)
        outcomes = [decision.outcome.value for decision in session.scalars(select(ModerationDecision))]
        undone = feedback.state is State.WAITING
        assert sorted(outcomes) == ([] if undone else ["hidden", "published"])
        waiting = select(func.count(OutboxMessage.id)).where(OutboxMessage.name == "moderation.published")
        assert session.scalar(waiting) == (0 if undone else 1)


def test_undone_four_times_at_once_is_once(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        world = make_world(session)
        case = world.send(session)
        publish_and_trust_case(session, world.actor(world.manager), case.id, case.version)
        decision_id = last(session).id
    manager = world.actor(world.manager)
    assert together(shared, [lambda session: undo_decision(session, manager, decision_id)] * 4) == [""] * 4
    with Session(shared) as session:
        undone = select(func.count()).where(JournalEntry.action == "moderation.undone")
        assert session.scalar(undone) == 1
        assert session.get_one(Feedback, case.id).version == case.version + 1
