"""A moderator decides: what is recorded, and what is refused."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import ChangedMeanwhile, DomainError, Forbidden, NotFound, NotPossibleNow
from app.feedback.models import Comment, Feedback
from app.feedback.service.revise import ReplyInput, RevisionInput, reply_to_question, revise_feedback
from app.feedback.types import CommentRole, State
from app.figures.types import FigureName
from app.files.storage import memory_storage
from app.journal.models import JournalEntry
from app.moderation.errors import AlreadyDecided, CannotTrust, HidingReasonMissing, QuestionMissing
from app.moderation.models import ModerationDecision
from app.moderation.service import hide_case, publish_and_trust_case, publish_case, send_back_case
from app.moderation.types import Outcome
from app.outbox.models import OutboxMessage
from app.policy.actor import Actor
from tests.factories.accounts import make_entity, make_person, trusted_in
from tests.factories.campaigns import make_edition, make_enrolment
from tests.factories.feedback import make_feedback
from tests.figures.counted import counted
from tests.moderation.world import make_world
from tests.refusals import refused

Act = Callable[[Session, Actor, Feedback], object]

ACTS: dict[str, Act] = {
    "publish": lambda session, actor, case: publish_case(session, actor, case.id, case.version),
    "publish and trust": lambda session, actor, case: publish_and_trust_case(session, actor, case.id, case.version),
    "send back": lambda session, actor, case: send_back_case(session, actor, case.id, case.version, "Which phone?"),
    "hide": lambda session, actor, case: hide_case(session, actor, case.id, case.version, "It shows an account."),
}


def decisions(session: Session) -> list[ModerationDecision]:
    return list(session.scalars(select(ModerationDecision)))


def events(session: Session) -> list[str]:
    names = session.scalars(select(OutboxMessage.name))
    return sorted(name for name in names if name.startswith("moderation."))


def entries(session: Session) -> list[JournalEntry]:
    found = session.scalars(select(JournalEntry).where(JournalEntry.action.startswith("moderation.")))
    return list(found)


@pytest.mark.parametrize(
    ("act", "state", "outcome", "event"),
    [
        ("publish", State.PUBLISHED, Outcome.PUBLISHED, "moderation.published"),
        ("publish and trust", State.PUBLISHED, Outcome.PUBLISHED_AND_TRUSTED, "moderation.published"),
        ("send back", State.SENT_BACK, Outcome.SENT_BACK, "moderation.sent_back"),
        ("hide", State.HIDDEN, Outcome.HIDDEN, "moderation.hidden"),
    ],
)
def test_a_decision_is_kept_with_its_journal_entry_and_event(
    session: Session, act: str, state: State, outcome: Outcome, event: str
) -> None:
    world = make_world(session)
    case = world.send(session)
    ACTS[act](session, world.actor(world.manager), case)
    assert (case.state, case.waiting_since) == (state, None)
    decision = decisions(session)[0]
    assert (decision.outcome, decision.by_id, decision.feedback_id) == (outcome, world.manager.id, case.id)
    assert events(session) == [event]
    entry = entries(session)[0]
    assert (entry.action, entry.actor_id, entry.object_id) == (event, world.manager.id, case.id)
    assert "phone" not in str(entry.details)
    assert "account" not in str(entry.details)


def test_trust_is_given_to_a_person_once(session: Session) -> None:
    world = make_world(session)
    case = world.send(session)
    ACTS["publish and trust"](session, world.actor(world.manager), case)
    assert trusted_in(world.author) == {(world.entity.id, world.campaign.id)}
    assert "accounts.trust_author" in session.scalars(select(JournalEntry.action)).all()


def test_nobody_can_be_trusted_for_what_nobody_can_trace(session: Session) -> None:
    world = make_world(session)
    case = world.send(session, identity="untraceable")
    with refused(session, CannotTrust):
        ACTS["publish and trust"](session, world.actor(world.manager), case)
    session.refresh(case)
    assert (case.state, decisions(session), events(session)) == (State.WAITING, [], [])
    ACTS["publish"](session, world.actor(world.manager), case)
    assert case.published_at == case.created_at  # the day, no instant


def test_the_question_is_part_of_the_conversation_and_the_case_returns_with_the_reply(session: Session) -> None:
    world = make_world(session)
    case = world.send(session)
    ACTS["send back"](session, world.actor(world.manager), case)
    question = session.scalars(select(Comment)).one()
    assert (question.role, question.body) == (CommentRole.QUESTION, "Which phone?")
    reply_to_question(session, world.actor(world.author), case.id, ReplyInput("A small one.", "k" * 64))
    assert case.state is State.WAITING
    ACTS["publish"](session, world.actor(world.deputy), case)
    assert [decision.outcome for decision in decisions(session)].count(Outcome.PUBLISHED) == 1


def test_hiding_takes_the_contribution_out_of_the_counter(session: Session) -> None:
    world = make_world(session)
    case = world.send(session)
    assert counted(session, FigureName.CONTRIBUTIONS) == 0, "what waits is counted by nobody"
    ACTS["publish"](session, world.actor(world.manager), case)
    assert counted(session, FigureName.CONTRIBUTIONS) == 1
    ACTS["hide"](session, world.actor(world.manager), case)
    assert counted(session, FigureName.CONTRIBUTIONS) == 0


@pytest.mark.parametrize("act", ACTS)
def test_the_second_moderator_is_told_who_decided_and_when(session: Session, act: str) -> None:
    world = make_world(session)
    case = world.send(session)
    version = case.version
    publish_case(session, world.actor(world.manager), case.id, version)
    first = decisions(session)[0]
    session.expunge(case)
    case.version = version  # what the second one read
    with pytest.raises(AlreadyDecided) as refused:
        ACTS[act](session, world.actor(world.deputy), case)
    assert (refused.value.name, refused.value.at) == (world.manager.name, first.at)
    assert refused.value.status == 409
    assert len(decisions(session)) == len(entries(session)) == len(events(session)) == 1


def test_the_same_decision_sent_twice_is_one(session: Session) -> None:
    world = make_world(session)
    case = world.send(session)
    version = case.version
    actor = world.actor(world.manager)
    first = send_back_case(session, actor, case.id, version, "Which phone?")
    assert send_back_case(session, actor, case.id, version, "Which phone?").id == first.id
    assert len(decisions(session)) == len(entries(session)) == len(events(session)) == 1
    with refused(session, AlreadyDecided):
        hide_case(session, actor, case.id, version, "It shows an account.")


def test_a_contribution_changed_since_it_was_read_is_read_again(session: Session) -> None:
    world = make_world(session)
    case = world.send(session)
    version = case.version
    revise_feedback(
        session, world.actor(world.author), case.id, RevisionInput("Other", "Other words.", version), memory_storage()
    )
    with refused(session, ChangedMeanwhile):
        publish_case(session, world.actor(world.manager), case.id, version)
    assert (case.state, decisions(session)) == (State.WAITING, [])


def test_publishing_what_is_published_is_refused(session: Session) -> None:
    world = make_world(session)
    case = world.send(session)
    publish_case(session, world.actor(world.manager), case.id, case.version)
    with refused(session, NotPossibleNow):
        publish_case(session, world.actor(world.deputy), case.id, case.version)


@pytest.mark.parametrize("blank", ["", "  \n"])
def test_words_are_required_where_the_author_reads_them(session: Session, blank: str) -> None:
    world = make_world(session)
    case = world.send(session)
    actor = world.actor(world.manager)
    with refused(session, QuestionMissing):
        send_back_case(session, actor, case.id, case.version, blank)
    with refused(session, HidingReasonMissing):
        hide_case(session, actor, case.id, case.version, blank)
    assert decisions(session) == []


# --- who may ----------------------------------------------------------------------------------------


REFUSALS: dict[str, type[DomainError]] = {"colleague": NotFound, "sponsor": NotFound, "author": Forbidden}


@pytest.mark.parametrize("act", ACTS)
@pytest.mark.parametrize("who", REFUSALS)
def test_others_are_refused_and_nothing_is_written(session: Session, act: str, who: str) -> None:
    world = make_world(session)
    case = world.send(session)
    with refused(session, REFUSALS[who]):
        ACTS[act](session, world.actor(getattr(world, who)), case)
    assert (decisions(session), events(session), entries(session)) == ([], [], [])
    session.refresh(case)
    assert case.state is State.WAITING


@pytest.mark.parametrize("act", ACTS)
def test_an_ambassador_decides_in_the_languages_they_read(session: Session, act: str) -> None:
    world = make_world(session)
    english = world.send(session)
    portuguese = world.send(session, title="O envio falha", body="A segunda fotografia mostra uma barra cinzenta.")
    assert (english.language, portuguese.language) == ("en", "pt")
    ambassador = world.actor(world.ambassador)
    with refused(session, NotFound):
        ACTS[act](session, ambassador, english)
    ACTS[act](session, ambassador, portuguese)
    assert [decision.feedback_id for decision in decisions(session)] == [portuguese.id]


@pytest.mark.parametrize("act", ACTS)
def test_a_moderator_never_decides_on_their_own(session: Session, act: str) -> None:
    world = make_world(session)
    words = {"title": "O envio falha", "body": "A segunda fotografia mostra uma barra cinzenta."}
    own = world.send(session, world.ambassador, identity="confidential", **words)
    with refused(session, Forbidden):
        ACTS[act](session, world.actor(world.ambassador), own)
    assert decisions(session) == []
    ACTS[act](session, world.actor(world.manager), own)
    assert len(decisions(session)) == 1


@pytest.mark.parametrize("act", ACTS)
def test_a_moderator_of_another_entity_does_not_know_it_exists(session: Session, act: str) -> None:
    world = make_world(session)
    elsewhere = make_entity(session)
    edition = make_edition(session, campaign=world.campaign, entity=elsewhere)
    author = make_person(session, entity=elsewhere)
    make_enrolment(session, person=author, edition=edition)
    case = make_feedback(session, edition=edition, author=author, state=State.WAITING)
    session.commit()
    with refused(session, NotFound):
        ACTS[act](session, world.actor(world.manager), case)
    assert decisions(session) == []
