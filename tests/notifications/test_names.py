"""A confidential author's name is in no mail and no notice of anybody else, whatever happens to what they wrote."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core import idents
from app.decisions.service import DecisionInput, record_decision
from app.feedback.models import Feedback
from app.feedback.service.converse import CommentInput, comment_on_feedback
from app.feedback.service.handle import AnswerInput, HandlingInput, answer_feedback, handle_feedback
from app.feedback.service.names import show_name
from app.feedback.service.revise import ReplyInput, reply_to_question
from app.feedback.types import Handling, Verdict
from app.jobs.models import Job
from app.moderation.service import publish_case, send_back_case
from app.notifications.models import Notice
from app.outbox.models import OutboxMessage
from tests.conftest import Browser
from tests.moderation.world import NAMES, World, make_world
from tests.notifications.conftest import Worker


def _live(session: Session, world: World, feedback: Feedback) -> None:
    """Let all happen to a contribution that tells somebody something."""
    manager, author = world.actor(world.manager), world.actor(world.author)
    send_back_case(session, manager, feedback.id, feedback.version, "Which phone?")
    reply_to_question(session, author, feedback.id, ReplyInput("The small one.", "1" * 64))
    publish_case(session, manager, feedback.id, feedback.version)
    comment_on_feedback(session, author, feedback.id, CommentInput("It happened again.", "2" * 64))
    comment_on_feedback(session, world.actor(world.colleague), feedback.id, CommentInput("Here too.", "3" * 64))
    comment_on_feedback(session, author, feedback.id, CommentInput("Good to know.", "4" * 64))
    answer_feedback(session, manager, feedback.id, AnswerInput("We look into it.", 0))
    handle_feedback(session, manager, feedback.id, HandlingInput(Handling.KNOWN, feedback.version))
    record_decision(session, world.actor(world.sponsor), feedback.id, DecisionInput(Verdict.GO, "It helps.", "5" * 64))
    show_name(session, manager, feedback.id, "An account number stands in it.")


def test_no_mail_and_no_notice_names_a_confidential_author(session: Session, browser: Browser, worker: Worker) -> None:
    world = make_world(session)
    world.author.name, world.author.email = "Quirina Vastholm", "q.vastholm@example.test"
    feedback = world.send(session, identity="confidential")
    mails = worker.work()
    _live(session, world, feedback)
    mails += worker.work()
    secrets = [*world.author.name.split(), str(world.author.id), idents.encode(world.author.id)]
    told = {mail.to for mail in mails}
    assert {person.email for person in (world.manager, world.author, world.colleague)} <= told
    for mail in mails:
        said = f"{mail!r}" if mail.to != world.author.email else ""
        assert [word for word in (*secrets, "vastholm") if word in said] == [], mail
    for name in NAMES:
        person: Person = getattr(world, name)
        if person.id != world.author.id:
            page = browser.as_(person).get("/notifications").text
            assert [word for word in secrets if word in page] == [], name
    stored = [
        *session.scalars(select(Notice.params)), *session.scalars(select(OutboxMessage.payload)),
        *session.scalars(select(Job.payload)),
    ]  # fmt: skip
    assert [word for word in secrets for row in stored if word in str(row)] == []
