"""Readers report; moderators look; reporters are told, and nobody reads who they are."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.core import clock, idents
from app.core.errors import Forbidden, NotFound
from app.core.private_data import MASK
from app.feedback.lifecycle import LifeStage
from app.feedback.models import Comment, Feedback
from app.feedback.service.converse import CommentInput, comment_on_feedback
from app.feedback.types import CommentState
from app.moderation.errors import AlreadyReported, HidingReasonMissing, ReportWordsMissing, TooManyReports
from app.moderation.models import ContentReport
from app.moderation.queries import QueueFilters, queue_page
from app.moderation.service import (
    REPORTS_A_DAY,
    UNDO_WITHIN,
    ReportInput,
    hide_case,
    hide_comment,
    publish_case,
    report_content,
    show_comment,
    undo_decision,
)
from app.moderation.types import QueueReason, QueueView, ReportOutcome, ReportReason
from app.notifications.models import Notice
from app.outbox.deliver import deliver_waiting
from app.registry import HANDLERS
from tests.conftest import Browser
from tests.moderation.world import World, make_world
from tests.parallel import together
from tests.refusals import refused

A_NAME = ReportInput(ReportReason.PERSON)


def published(session: Session, world: World, title: str = "The upload stops") -> Feedback:
    """Send a contribution, and publish it."""
    case = world.send(session, title=title)
    publish_case(session, world.actor(world.manager), case.id, case.version)
    return case


def commented(session: Session, world: World, case: Feedback) -> Comment:
    """Let the colleague comment."""
    words = CommentInput("It is the fault of one person.", "c" * 64)
    return comment_on_feedback(session, world.actor(world.colleague), case.id, words)


def told(session: Session, kind: str) -> list[int]:
    """Deliver what is due, and return who is told of it."""
    with clock.set_to(clock.now() + UNDO_WITHIN):
        deliver_waiting(session, HANDLERS)
    return list(session.scalars(select(Notice.person_id).where(Notice.kind == kind)))


def test_a_report_brings_it_into_the_queue_and_leaves_it_where_it_is(session: Session) -> None:
    world = make_world(session)
    case = published(session, world)
    report_content(session, world.actor(world.colleague), case.id, ReportInput(ReportReason.OTHER, "It is a joke."))
    assert case.stage is LifeStage.CHANGED
    page = queue_page(session, world.actor(world.manager), QueueFilters(view=QueueView.REPORTED))
    assert [(row.id, row.reason, row.reports[0].words) for row in page.rows] == [
        (case.id, QueueReason.REPORTED, "It is a joke.")
    ]


@pytest.mark.parametrize(("act", "outcome"), [("keep", ReportOutcome.KEPT), ("hide", ReportOutcome.ACTED)])
def test_whoever_reported_is_told_the_outcome_once_it_is_certain(
    session: Session, act: str, outcome: ReportOutcome
) -> None:
    world = make_world(session)
    case = published(session, world)
    number = report_content(session, world.actor(world.colleague), case.id, A_NAME)
    manager = world.actor(world.manager)
    if act == "keep":
        publish_case(session, manager, case.id, case.version)
    else:
        hide_case(session, manager, case.id, case.version, "It names somebody.")
    deliver_waiting(session, HANDLERS)
    assert session.scalar(select(func.count()).where(Notice.kind == "report_settled")) == 0, "it can still be undone"
    assert told(session, "report_settled") == [world.colleague.id]
    assert session.get_one(ContentReport, number, populate_existing=True).outcome is outcome


def test_undoing_the_decision_opens_the_report_again_and_tells_nobody(session: Session) -> None:
    world = make_world(session)
    case = published(session, world)
    number = report_content(session, world.actor(world.colleague), case.id, A_NAME)
    manager = world.actor(world.manager)
    decision = publish_case(session, manager, case.id, case.version)
    undo_decision(session, manager, decision.id)
    report = session.get_one(ContentReport, number, populate_existing=True)
    assert (report.outcome, report.decision_id, report.message_id) == (None, None, None)
    assert told(session, "report_settled") == []


def test_what_a_report_refuses(session: Session) -> None:
    world = make_world(session)
    case, colleague = published(session, world), world.actor(world.colleague)
    with refused(session, ReportWordsMissing):
        report_content(session, colleague, case.id, ReportInput(ReportReason.OTHER, "  "))
    with refused(session, Forbidden):
        report_content(session, world.actor(world.author), case.id, A_NAME)
    report_content(session, colleague, case.id, A_NAME)
    with refused(session, AlreadyReported):
        report_content(session, colleague, case.id, A_NAME)
    waiting = world.send(session, title="Another subject", body="The button is grey on the second page.")
    with refused(session, NotFound):
        report_content(session, colleague, waiting.id, A_NAME)
    with refused(session, NotFound):
        report_content(session, colleague, case.id, ReportInput(ReportReason.PERSON, "", 5))


def test_one_person_reports_so_much_a_day(session: Session) -> None:
    world = make_world(session)
    colleague = world.actor(world.colleague)
    cases = [published(session, world, title=f"Subject {number}") for number in range(REPORTS_A_DAY + 1)]
    for case in cases[:-1]:
        report_content(session, colleague, case.id, A_NAME)
    with refused(session, TooManyReports):
        report_content(session, colleague, cases[-1].id, A_NAME)
    report_content(session, world.actor(world.sponsor), cases[-1].id, A_NAME)


def test_a_comment_is_hidden_with_a_reason_and_shown_again(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = published(session, world)
    comment = commented(session, world, case)
    report_content(session, world.actor(world.author), case.id, ReportInput(ReportReason.PERSON, "", comment.id))
    ambassador = world.actor(world.manager)
    with refused(session, HidingReasonMissing):
        hide_comment(session, ambassador, comment.id, " ")
    for person in (world.colleague, world.sponsor, world.author):
        with refused(session, Forbidden):
            hide_comment(session, world.actor(person), comment.id, "Unkind.")
    hide_comment(session, ambassador, comment.id, "It blames one person.")
    session.refresh(case)
    assert (comment.state, case.comment_count) == (CommentState.HIDDEN, 0)
    assert told(session, "comment_hidden") == [world.colleague.id]
    assert told(session, "report_settled") == [world.author.id]
    place = f"/feedback/{idents.encode(case.id)}"
    assert comment.body not in browser.as_(world.author).get(place).text
    assert "It blames one person." in browser.as_(world.colleague).get(place).text
    show_comment(session, ambassador, comment.id)
    assert comment.body in browser.as_(world.author).get(place).text
    session.refresh(case)
    assert case.comment_count == 1


def test_the_pages_lead_through_a_report_and_name_nobody(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = published(session, world)
    comment = commented(session, world, case)
    reader = browser.as_(world.sponsor)
    place = f"/feedback/{idents.encode(case.id)}"
    page = reader.get(place).text
    assert f"{place}/report" in page
    address = f"{place}/report?comment={idents.encode(comment.id)}"
    assert address in page
    assert comment.body in reader.get(address).text
    assert reader.post(address, data={"reason": "other", "words": ""}).status_code == 422
    answer = reader.post(address, data={"reason": "person", "comment": idents.encode(comment.id)})
    assert (answer.status_code, answer.location) == (303, place)
    queue = browser.as_(world.manager).get("/moderation?view=reported").text
    assert comment.body in queue
    assert world.sponsor.name not in queue
    hide = f"/moderation/comments/{idents.encode(comment.id)}"
    assert hide in queue
    assert browser.as_(world.manager).post(hide, data={"reason": "It blames one person."}).status_code == 302
    assert browser.as_(world.colleague).get(hide).status_code == 403


def test_two_reports_at_once_are_one(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        world = make_world(session)
        case = published(session, world)
    reader, case_id = world.actor(world.colleague), case.id
    acts = [lambda session: report_content(session, reader, case_id, A_NAME)] * 3
    assert together(shared, acts) == ["", "moderation.already_reported", "moderation.already_reported"]
    with Session(shared) as session:
        assert session.scalar(select(func.count(ContentReport.id))) == 1


def test_an_account_number_in_a_report_is_pointed_out_before_it_is_stored(session: Session, browser: Browser) -> None:
    world = make_world(session)
    place = f"/feedback/{idents.encode(published(session, world).id)}"
    client, sent = browser.as_(world.sponsor), {"reason": "other", "words": "It shows PT50 0002 0123 1234 5678 9015 4"}
    asked = client.post(f"{place}/report", data=sent)
    assert asked.status_code == 422
    assert "This looks like an account number (IBAN):" in asked.text
    assert session.scalars(select(ContentReport)).all() == []
    [choice] = set(re.findall(r"found-[0-9a-f]{16}", asked.text))
    assert client.post(f"{place}/report", data={**sent, choice: "mask"}).status_code == 303
    assert session.scalars(select(ContentReport.words)).one() == f"It shows {MASK}"
