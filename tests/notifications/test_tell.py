"""Who is told of what, once, and who is not."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.types import PersonStatus
from app.core import clock
from app.core.errors import Forbidden
from app.decisions.service import DecisionInput, record_decision
from app.feedback.models import Comment, Feedback
from app.feedback.service.converse import CommentInput, comment_on_feedback, say_me_too
from app.feedback.service.handle import AnswerInput, HandlingInput, answer_feedback, handle_feedback
from app.feedback.service.revise import (
    ReplyInput,
    RevisionInput,
    reply_to_question,
    revise_feedback,
    withdraw_feedback,
)
from app.feedback.types import CommentRole, Handling, Verdict
from app.files.storage import memory_storage
from app.moderation.service import hide_case, publish_case, send_back_case
from app.notifications.kinds import feedback_waiting
from app.notifications.models import Notice
from app.notifications.queries.contributions import seen_contributions
from app.notifications.service import NoticeInput, mark_mailed, tell, tell_of_untraceable
from app.notifications.types import SubjectType, Topic
from app.outbox.models import OutboxMessage
from app.policy.actor import SYSTEM, Role
from tests.factories.accounts import make_entity, make_mandate, make_person, make_trust
from tests.factories.campaigns import make_enrolment
from tests.moderation.world import World, make_world
from tests.notifications.conftest import Worker
from tests.refusals import refused


def told(session: Session, kind: str) -> set[str]:
    """Return the names of those who have a notice of that kind."""
    people = select(Person.name).join(Notice, Notice.person_id == Person.id).where(Notice.kind == kind)
    return {name.partition(" ")[0] for name in session.scalars(people)}


def published(session: Session, world: World, worker: Worker, *, identity: str = "named") -> Feedback:
    """Return a published contribution on which a colleague commented, and another said "me too"."""
    case = world.send(session, identity=identity)
    publish_case(session, world.actor(world.manager), case.id, case.version)
    words = CommentInput("The same here.", f"c{case.id}".ljust(64, "0"))
    comment_on_feedback(session, world.actor(world.colleague), case.id, words)
    say_me_too(session, world.actor(world.ambassador), case.id)
    worker.deliver()
    return case


# --- moderators ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("body", "people"),
    [
        ("The second photo shows a grey bar, and then the draft is empty.", {"Manager", "Deputy"}),
        ("A segunda fotografia mostra uma barra cinzenta.", {"Manager", "Deputy", "Ambassador"}),
    ],
)
def test_moderators_who_read_the_language_are_told_of_what_waits(
    session: Session, worker: Worker, body: str, people: set[str]
) -> None:
    world = make_world(session)
    elsewhere = make_person(session, name="Elsewhere", entity=make_entity(session))
    make_mandate(session, person=elsewhere, role=Role.COMMUNITY_MANAGER, entity=make_entity(session))
    ended = make_person(session, name="Ended", entity=world.entity)
    yesterday = clock.today() - timedelta(days=1)
    make_mandate(session, person=ended, role=Role.COMMUNITY_MANAGER, entity=world.entity, ends_on=yesterday)
    gone = make_person(session, name="Gone", entity=world.entity, status=PersonStatus.DISABLED)
    make_mandate(session, person=gone, role=Role.COMMUNITY_MANAGER, entity=world.entity)
    world.send(session, title="Envio" if "segunda" in body else "Upload", body=body)
    worker.deliver()
    assert told(session, "feedback_waiting") == people


def test_moderators_who_read_the_new_words_are_told_of_a_change(session: Session, worker: Worker) -> None:
    world = make_world(session)
    case = world.send(session)
    publish_case(session, world.actor(world.manager), case.id, case.version)
    worker.deliver()
    assert told(session, "feedback_waiting") == set()
    words = RevisionInput("Envio", "A segunda fotografia mostra uma barra cinzenta.", case.version)
    revise_feedback(session, world.actor(world.author), case.id, words, memory_storage())
    worker.deliver()
    assert told(session, "feedback_waiting") == {"Manager", "Deputy", "Ambassador"}
    seen = seen_contributions(session, world.actor(world.ambassador), [case.id])[case.id]
    assert (seen.title.language, seen.is_read_by_ambassador) == ("en", True)


def test_a_manager_for_the_group_is_told_and_one_of_another_campaign_is_not(session: Session, worker: Worker) -> None:
    world = make_world(session)
    for name, entity, campaign in (("Group", None, None), ("Other", world.entity, world.campaign.id)):
        person = make_person(session, name=name)
        make_mandate(session, person=person, role=Role.COMMUNITY_MANAGER, entity=entity, campaign_id=campaign)
    world.send(session)
    worker.deliver()
    assert told(session, "feedback_waiting") == {"Manager", "Deputy", "Group", "Other"}


def test_the_author_is_not_told_that_their_own_waits(session: Session, worker: Worker) -> None:
    world = make_world(session)
    world.send(session, world.ambassador, title="Envio", body="A segunda fotografia mostra uma barra cinzenta.")
    worker.deliver()
    assert told(session, "feedback_waiting") == {"Manager", "Deputy"}


def test_what_appears_at_once_or_is_gone_waits_for_nobody(session: Session, worker: Worker) -> None:
    world = make_world(session)
    case = world.send(session)
    withdraw_feedback(session, world.actor(world.author), case.id)
    make_trust(session, world.author)
    session.commit()
    world.send(session, title="Another")
    worker.deliver()
    assert told(session, "feedback_waiting") == set()


def test_a_reply_is_told_to_moderators_again(session: Session, worker: Worker) -> None:
    world = make_world(session)
    case = world.send(session)
    send_back_case(session, world.actor(world.manager), case.id, case.version, "Which phone?")
    worker.deliver()
    assert told(session, "feedback_waiting") == set()  # dealt with before anybody was told
    reply_to_question(session, world.actor(world.author), case.id, ReplyInput("A small one.", "k" * 64))
    worker.deliver()
    assert told(session, "feedback_waiting") == {"Manager", "Deputy"}


def test_who_can_no_longer_open_it_is_told_nothing(session: Session, worker: Worker) -> None:
    world = make_world(session)
    case = published(session, world, worker)
    officer = make_person(session, name="Officer", entity=make_entity(session))
    session.add(
        Comment(
            feedback_id=case.id, author_id=officer.id, body="I read it once.", language="en",
            role=CommentRole.COMMENT, submission_key="o" * 64,
        )
    )  # fmt: skip
    session.commit()
    comment_on_feedback(session, world.actor(world.manager), case.id, CommentInput("Thank you.", "m" * 64))
    worker.deliver()
    assert told(session, "feedback_commented") == {"Author", "Colleague"}


# --- authors ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("identity", ["named", "confidential", "untraceable"])
def test_the_author_is_told_of_each_decision_if_anybody_knows_them(
    session: Session, worker: Worker, identity: str
) -> None:
    world = make_world(session)
    manager = world.actor(world.manager)
    first, second, third = (world.send(session, identity=identity, title=f"Title {number}") for number in range(3))
    publish_case(session, manager, first.id, first.version)
    send_back_case(session, manager, second.id, second.version, "Which phone?")
    hide_case(session, manager, third.id, third.version, "It shows an account.")
    worker.deliver()
    expected = set() if identity == "untraceable" else {"Author"}
    for kind in ("feedback_published", "feedback_sent_back", "feedback_hidden"):
        assert told(session, kind) == expected, kind


def test_a_disabled_author_is_told_nothing(session: Session, worker: Worker) -> None:
    world = make_world(session)
    case = world.send(session)
    world.author.status = PersonStatus.DISABLED
    session.commit()
    publish_case(session, world.actor(world.manager), case.id, case.version)
    worker.deliver()
    assert told(session, "feedback_published") == set()


# --- those who supported it ---------------------------------------------------------------------------


def test_a_comment_is_told_to_the_author_and_earlier_commenters_but_not_to_who_wrote_it(
    session: Session, worker: Worker
) -> None:
    world = make_world(session)
    case = published(session, world, worker)
    assert told(session, "feedback_commented") == {"Author"}
    comment_on_feedback(session, world.actor(world.manager), case.id, CommentInput("Thank you.", "m" * 64))
    worker.deliver()
    assert told(session, "feedback_commented") == {"Author", "Colleague"}
    notices = session.scalars(select(Notice).where(Notice.kind == "feedback_commented")).all()
    assert len(notices) == 3


@pytest.mark.parametrize("identity", ["named", "untraceable"])
def test_answers_handling_and_decisions_are_told_to_all_who_joined_in(
    session: Session, worker: Worker, identity: str
) -> None:
    world = make_world(session)
    case = published(session, world, worker, identity=identity)
    manager = world.actor(world.manager)
    answer_feedback(session, manager, case.id, AnswerInput("We look into it."))
    handle_feedback(session, manager, case.id, HandlingInput(Handling.TO_INVESTIGATE, case.version))
    decision = DecisionInput(Verdict.GO, "It helps everybody.", "d" * 64)
    record_decision(session, world.actor(world.sponsor), case.id, decision)
    worker.deliver()
    expected = {"Colleague", "Ambassador"} | ({"Author"} if identity == "named" else set())
    for kind in ("feedback_answered", "feedback_handled", "decision_recorded"):
        assert told(session, kind) == expected, kind


def test_who_did_it_is_not_told(session: Session, worker: Worker) -> None:
    world = make_world(session)
    case = published(session, world, worker)
    manager = world.actor(world.manager)
    comment_on_feedback(session, manager, case.id, CommentInput("Thank you.", "m" * 64))
    answer_feedback(session, manager, case.id, AnswerInput("We look into it."))
    worker.deliver()
    assert "Manager" not in told(session, "feedback_answered")


def test_a_decision_is_told_once_although_it_moves_the_handling(session: Session, worker: Worker) -> None:
    world = make_world(session)
    case = published(session, world, worker)
    decision = DecisionInput(Verdict.NO_GO, "The supplier stops it.", "d" * 64)
    record_decision(session, world.actor(world.sponsor), case.id, decision)
    worker.deliver()
    assert told(session, "decision_recorded") == {"Author", "Colleague", "Ambassador"}
    assert told(session, "feedback_handled") == set()
    handle_feedback(
        session, world.actor(world.manager), case.id, HandlingInput(Handling.DONE, case.version, "It is mended.")
    )
    worker.deliver()
    assert told(session, "feedback_handled") == {"Author", "Colleague", "Ambassador"}


def test_readers_are_told_nothing_of_what_they_may_no_longer_read(session: Session, worker: Worker) -> None:
    world = make_world(session)
    case = published(session, world, worker)
    manager = world.actor(world.manager)
    answer_feedback(session, manager, case.id, AnswerInput("We look into it."))
    session.refresh(case)
    hide_case(session, manager, case.id, case.version, "It shows an account.")
    worker.deliver()
    assert told(session, "feedback_answered") == set()
    assert told(session, "feedback_hidden") == {"Author"}


# --- once ------------------------------------------------------------------------------------------


def test_an_event_delivered_twice_makes_one_notice_and_one_mail(session: Session, worker: Worker) -> None:
    world = make_world(session)
    case = world.send(session)
    worker.work()
    publish_case(session, world.actor(world.manager), case.id, case.version)
    message = session.scalars(select(OutboxMessage)).one()
    number, name, payload = message.id, message.name, dict(message.payload)
    assert len(worker.work()) == 1
    session.expunge_all()
    session.add(OutboxMessage(id=number, name=name, payload=payload))
    session.commit()
    assert worker.work() == []
    assert len(session.scalars(select(Notice).where(Notice.kind == "feedback_published")).all()) == 1


def test_many_people_are_told_in_few_statements(session: Session, worker: Worker) -> None:
    world = make_world(session)
    case = published(session, world, worker)
    people = [make_person(session, entity=world.entity) for _ in range(30)]
    for person in people:
        make_enrolment(session, person=person, edition=world.edition)
    notice = NoticeInput("an answer", "feedback_answered", SubjectType.CONTRIBUTION, case.id, Topic.CONTRIBUTIONS)
    everybody = {person.id for person in people}
    assert tell(session, SYSTEM, everybody, notice) == everybody
    assert tell(session, SYSTEM, everybody, notice) == frozenset()


def test_only_the_system_tells(session: Session) -> None:
    world = make_world(session)
    case = world.send(session)
    actor = world.actor(world.manager)
    notice = NoticeInput("an answer", "feedback_answered", SubjectType.CONTRIBUTION, case.id, Topic.CONTRIBUTIONS)
    with refused(session, Forbidden):
        tell(session, actor, {world.author.id}, notice)
    with refused(session, Forbidden):
        tell_of_untraceable(session, actor, feedback_waiting.KIND)
    with refused(session, Forbidden):
        mark_mailed(session, actor, 1)
    assert session.scalars(select(Notice)).all() == []
