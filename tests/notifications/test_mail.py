"""Mails: in the reader's language, of what they may see, once, and naming nobody."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import idents
from app.decisions.service import DecisionInput, record_decision
from app.enrolment.models import Enrolment
from app.enrolment.service import leave
from app.feedback.models import Feedback
from app.feedback.service.converse import CommentInput, comment_on_feedback
from app.feedback.types import Verdict
from app.jobs.models import Job, JobState
from app.jobs.run import Task
from app.mail.message import Message
from app.mail.models import Mail
from app.mail.sender import MailRefused, MailUnavailable
from app.mail.types import MailState
from app.moderation.service import hide_case, publish_case, send_back_case
from app.notifications.jobs import mail_notice
from app.notifications.models import Notice
from app.notifications.service import mark_read
from tests.moderation.world import World, make_world
from tests.notifications.conftest import Worker

PORTUGUESE = {"title": "O envio falha", "body": "A segunda fotografia mostra uma barra cinzenta."}


def sent_back(session: Session, world: World, question: str = "Which phone do you use?") -> Feedback:
    case = world.send(session, world.author, **PORTUGUESE)
    send_back_case(session, world.actor(world.manager), case.id, case.version, question)
    return case


def to(mails: list[Message], address: str) -> Message:
    return next(mail for mail in mails if mail.to == address)


def lang_and_dir_of(html: str, words: str) -> tuple[str, str]:
    """Return the language and direction of the passage that begins with those words."""
    found = re.search(rf'<p[^>]* dir="(\w+)" lang="([\w-]+)"[^>]*>{re.escape(words)}', html)
    assert found is not None, html
    return found.group(2), found.group(1)


def test_a_mail_quotes_title_and_question_in_their_own_language(session: Session, worker: Worker) -> None:
    world = make_world(session)
    case = sent_back(session, world)
    mail = to(worker.work(), world.author.email)
    address = f"http://localhost/feedback/{idents.encode(case.id)}"
    assert mail.subject == "A question about your contribution"
    assert mail.locale == "en"
    assert address in mail.text
    assert f'href="{address}"' in mail.html
    assert lang_and_dir_of(mail.html, "O envio falha") == ("pt", "ltr")
    assert lang_and_dir_of(mail.html, "Which phone") == ("en", "ltr")
    assert "Which phone do you use?" in mail.html
    assert mail.text.splitlines().count("O envio falha") == 1
    assert "O envio falha" not in mail.subject
    notice = session.scalars(select(Notice).where(Notice.person_id == world.author.id)).one()
    assert mail.message_id == f"<notice.{notice.id}@localhost>"
    assert notice.is_mailed


@pytest.mark.parametrize(
    ("own", "entity", "expected"),
    [
        ("de", "pt-PT", "de"),
        (None, "pt-PT", "pt-PT"),
        ("ar", "en", "ar"),
        ("xx", "en", "en"),
    ],
)
def test_a_mail_speaks_its_reader_s_language(
    session: Session, worker: Worker, own: str | None, entity: str, expected: str
) -> None:
    world = make_world(session, locale=entity)
    world.author.locale = own
    session.commit()
    sent_back(session, world)
    mail = to(worker.work(), world.author.email)
    assert mail.locale == expected
    direction = "rtl" if expected == "ar" else "ltr"
    assert f'<html lang="{expected}" dir="{direction}"' in mail.html
    assert lang_and_dir_of(mail.html, "O envio falha") == ("pt", "ltr")


def test_nobody_but_its_reader_is_named(session: Session, worker: Worker) -> None:
    world = make_world(session)
    case = world.send(session, identity="confidential")
    publish_case(session, world.actor(world.manager), case.id, case.version)
    comment_on_feedback(session, world.actor(world.colleague), case.id, CommentInput("The same here.", "c" * 64))
    comment_on_feedback(session, world.actor(world.author), case.id, CommentInput("Good to know.", "e" * 64))
    decision = DecisionInput(Verdict.GO, "It helps everybody.", "d" * 64)
    record_decision(session, world.actor(world.sponsor), case.id, decision)
    mails = worker.work()
    assert {mail.to for mail in mails} == {world.author.email, world.colleague.email}
    for mail in mails:
        for person in (world.author, world.colleague, world.manager, world.sponsor):
            greeted = person.email == mail.to
            assert (person.name in mail.text, person.name in mail.html) == (greeted, greeted)
            assert person.name not in mail.subject


def test_the_moderators_mail_leads_to_the_case_in_the_queue(session: Session, worker: Worker) -> None:
    world = make_world(session)
    case = idents.encode(world.send(session).id)
    mails = worker.work()
    assert {mail.to for mail in mails} == {world.manager.email, world.deputy.email}
    assert f"http://localhost/moderation?case={case}\n" in mails[0].text
    assert world.author.name not in mails[0].html


def test_nothing_is_mailed_of_what_was_dealt_with_meanwhile(session: Session, worker: Worker) -> None:
    world = make_world(session)
    case = world.send(session)
    worker.deliver()  # told, and not mailed yet
    publish_case(session, world.actor(world.manager), case.id, case.version)
    assert [mail.to for mail in worker.work()] == [world.author.email]


def test_nothing_is_mailed_that_its_reader_may_no_longer_see(session: Session, worker: Worker) -> None:
    world = make_world(session)
    case = world.send(session)
    manager = world.actor(world.manager)
    publish_case(session, manager, case.id, case.version)
    comment_on_feedback(session, world.actor(world.colleague), case.id, CommentInput("The same here.", "c" * 64))
    worker.work()
    comment_on_feedback(session, manager, case.id, CommentInput("Thank you.", "m" * 64))
    worker.deliver()
    session.refresh(case)
    hide_case(session, manager, case.id, case.version, "It shows an account.")
    mails = worker.work()
    assert {mail.to for mail in mails} == {world.author.email}


def test_what_was_read_on_the_site_is_not_mailed(session: Session, worker: Worker) -> None:
    world = make_world(session)
    sent_back(session, world)
    worker.deliver()
    mark_read(session, world.actor(world.author))
    assert worker.work() == []


def test_who_left_the_campaign_still_hears_of_their_own(session: Session, worker: Worker) -> None:
    world = make_world(session)
    case = sent_back(session, world)
    enrolment = session.scalars(select(Enrolment.id).where(Enrolment.person_id == world.author.id)).one()
    leave(session, world.actor(world.author), enrolment)
    assert idents.encode(case.id) in to(worker.work(), world.author.email).text


def test_the_reason_is_read_by_the_author_alone(session: Session, worker: Worker) -> None:
    world = make_world(session)
    case = world.send(session)
    hide_case(session, world.actor(world.manager), case.id, case.version, "Es zeigt ein Konto und einen Namen.")
    mail = to(worker.work(), world.author.email)
    assert lang_and_dir_of(mail.html, "Es zeigt ein Konto") == ("de", "ltr")


# --- the job ---------------------------------------------------------------------------------------


def task_of(session: Session, world: World) -> Task:
    notice = session.scalars(select(Notice).where(Notice.person_id == world.author.id)).one()
    return Task(job_id=1, name="notifications.mail", payload={"notice_id": notice.id}, attempt=1)


def test_the_job_run_twice_mails_once(session: Session, worker: Worker) -> None:
    world = make_world(session)
    sent_back(session, world)
    worker.deliver()
    task = task_of(session, world)
    with worker.context():
        mail_notice(session, task)
        mail_notice(session, task)
    assert len(worker.mails) == 1


@pytest.mark.parametrize("error", [MailUnavailable, MailRefused])
def test_a_mail_server_that_fails_is_asked_again_and_one_that_refuses_is_not(
    session: Session, worker: Worker, error: type[Exception]
) -> None:
    world = make_world(session)
    sent_back(session, world)
    worker.break_mail(error("no"))
    worker.work()
    session.expire_all()
    job = session.scalars(select(Job).where(Job.name == "notifications.mail")).one()
    assert job.state is (JobState.QUEUED if error is MailUnavailable else JobState.DEAD)
    assert session.scalars(select(Notice.is_mailed).where(Notice.kind == "feedback_sent_back")).one() is False
    state = session.scalars(select(Mail.state).where(Mail.person_id == world.author.id)).one()
    assert state is (MailState.PLANNED if error is MailUnavailable else MailState.REFUSED)


def test_a_notice_that_is_gone_is_not_mailed(session: Session, worker: Worker) -> None:
    with worker.context():
        mail_notice(session, Task(job_id=1, name="notifications.mail", payload={"notice_id": 7}, attempt=1))
    assert worker.mails == []
