"""Who looks at a case and who deals with it; notes and labels, that nobody else ever sees."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core import clock, idents
from app.core.errors import Forbidden, NotFound
from app.feedback.models import Feedback
from app.feedback.queries.locked import feedback_for_update
from app.moderation.errors import AssignedInThePast, AssigneeMissing, LabelTooLong, TooManyLabels
from app.moderation.models import CaseAssignment, CaseClaim, CaseLabel, CaseNote
from app.moderation.queries import QueueFilters, central_notes, desks_of, notes_of, queue_page
from app.moderation.service import (
    CLAIMED_FOR,
    AssignInput,
    NoteInput,
    assign_case,
    claim_case,
    close_note,
    forget_claims,
    label_case,
    publish_case,
    write_note,
)
from app.moderation.types import Assigned, NoteAudience
from app.notifications.models import Notice
from app.outbox.deliver import deliver_waiting
from app.policy.actor import SYSTEM, Actor, Role
from app.registry import HANDLERS
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.moderation.world import make_world
from tests.parallel import together
from tests.refusals import refused

SECRET = "Ring the branch before answering"


def claim(session: Session, actor: Actor, case: Feedback) -> None:
    facts = feedback_for_update(session, actor, case.id)[1]
    session.commit()
    claim_case(session, actor, case.id, facts)


def claimed_by(session: Session, actor: Actor, case: Feedback) -> str:
    return desks_of(session, actor, [case.id])[case.id].claimed_by


def test_a_claim_says_who_looks_expires_and_goes_with_the_next_case(session: Session) -> None:
    world = make_world(session)
    first, second = world.send(session), world.send(session, title="Another one")
    manager, deputy = world.actor(world.manager), world.actor(world.deputy)
    claim(session, manager, first)
    assert claimed_by(session, deputy, first) == world.manager.name
    assert claimed_by(session, manager, first) == ""
    claim(session, deputy, first)  # hinders nobody, and takes nothing away
    assert claimed_by(session, deputy, first) == world.manager.name
    claim(session, manager, second)
    assert (claimed_by(session, deputy, first), claimed_by(session, deputy, second)) == ("", world.manager.name)
    with clock.set_to(clock.now() + CLAIMED_FOR + timedelta(seconds=1)):
        assert claimed_by(session, deputy, second) == ""
        claim(session, deputy, second)
        assert claimed_by(session, manager, second) == world.deputy.name
    with clock.set_to(clock.now() + 3 * CLAIMED_FOR):
        forget_claims(session, SYSTEM)
    assert session.scalar(select(func.count(CaseClaim.feedback_id))) == 0


def test_a_decision_ends_the_claim_and_is_not_hindered_by_it(session: Session) -> None:
    world = make_world(session)
    case = world.send(session)
    claim(session, world.actor(world.manager), case)
    publish_case(session, world.actor(world.deputy), case.id, case.version)
    assert session.scalar(select(func.count(CaseClaim.feedback_id))) == 0


def test_two_who_open_the_same_case_at_once_make_one_claim(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        world = make_world(session)
        cases = [world.send(session, title=f"Subject {number}") for number in range(2)]
    acts = [
        lambda session, who=who, case=case: claim(session, world.actor(who), case)
        for who in (world.manager, world.deputy)
        for case in (*cases, *cases[::-1])
    ]
    assert together(shared, acts) == [""] * len(acts)
    with Session(shared) as session:
        claims = session.scalars(select(CaseClaim)).all()
        assert len({each.feedback_id for each in claims}) == len(claims) > 0


def test_a_case_is_assigned_told_filtered_and_given_back(session: Session) -> None:
    world = make_world(session)
    case, other = world.send(session), world.send(session, title="Another one")
    manager, deputy, today = world.actor(world.manager), world.actor(world.deputy), clock.today()
    assign_case(session, manager, case.id, AssignInput(world.deputy.id, today))
    assign_case(session, manager, case.id, AssignInput(world.deputy.id, today))  # the same click twice
    deliver_waiting(session, HANDLERS)
    told = select(Notice.person_id).where(Notice.kind == "case_assigned")
    assert session.scalars(told).all() == [world.deputy.id]
    mine, nobody = QueueFilters(assigned=Assigned.MINE), QueueFilters(assigned=Assigned.NOBODY)
    assert [row.id for row in queue_page(session, deputy, mine).rows] == [case.id]
    assert [row.id for row in queue_page(session, manager, mine).rows] == []
    assert [row.id for row in queue_page(session, manager, nobody).rows] == [other.id]
    desk = desks_of(session, manager, [case.id])[case.id]
    assert (desk.assignee, desk.due_on) == (world.deputy.name, today)
    assign_case(session, deputy, case.id, AssignInput(None))
    assert session.scalar(select(func.count(CaseAssignment.feedback_id))) == 0
    publish_case(session, manager, case.id, case.version)


def test_who_cannot_be_assigned_and_who_cannot_assign(session: Session) -> None:
    world = make_world(session)
    case = world.send(session)
    case.language = "de"
    session.commit()
    manager, yesterday = world.actor(world.manager), clock.today() - timedelta(days=1)
    for data, error in (
        (AssignInput(world.colleague.id), AssigneeMissing),
        (AssignInput(world.sponsor.id), AssigneeMissing),
        (AssignInput(world.ambassador.id), AssigneeMissing),  # does not read German
        (AssignInput(world.deputy.id, yesterday), AssignedInThePast),
    ):
        with refused(session, error):
            assign_case(session, manager, case.id, data)
    for person, refusal in (
        (world.author, Forbidden), (world.colleague, NotFound), (world.sponsor, NotFound), (world.ambassador, NotFound),
    ):  # fmt: skip
        with refused(session, refusal):
            assign_case(session, world.actor(person), case.id, AssignInput(world.manager.id))


def test_that_somebody_wrote_it_does_not_show_when_it_is_assigned_to_them(session: Session) -> None:
    world = make_world(session)
    case = world.send(session, world.ambassador, identity="confidential")
    case.language = "pt"
    session.commit()
    assign_case(session, world.actor(world.manager), case.id, AssignInput(world.ambassador.id))
    deliver_waiting(session, HANDLERS)
    told = select(func.count(Notice.id)).where(Notice.kind == "case_assigned")
    assert session.scalar(told) == 0
    mine = QueueFilters(assigned=Assigned.MINE)
    assert queue_page(session, world.actor(world.ambassador), mine).rows == ()


def test_notes_are_read_by_their_audience_only(session: Session) -> None:
    world = make_world(session)
    case, hidden = world.send(session), world.send(session, identity="confidential", title="Another one")
    manager = world.actor(world.manager)
    for each in (case, hidden):
        publish_case(session, manager, each.id, each.version)
        write_note(session, manager, each.id, NoteInput(SECRET))
        write_note(session, manager, each.id, NoteInput(SECRET))  # the same click twice
    assert session.scalar(select(func.count(CaseNote.id))) == 2
    facts = [feedback_for_update(session, manager, each.id)[1] for each in (case, hidden)]
    sponsor = world.actor(world.sponsor)
    assert [note.author for note in notes_of(session, sponsor, case.id, facts[0])] == [world.manager.name]
    with refused(session, Forbidden):
        notes_of(session, sponsor, hidden.id, facts[1])
    for person in (world.author, world.colleague):
        with refused(session, Forbidden):
            notes_of(session, world.actor(person), case.id, facts[0])
        with refused(session, Forbidden):
            write_note(session, world.actor(person), case.id, NoteInput(SECRET))


def test_the_central_team_reads_what_is_for_it_and_no_more(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case, secret = world.send(session), world.send(session, identity="confidential", title="Another one")
    manager, ambassador = world.actor(world.manager), world.actor(world.ambassador)
    case.language = "pt"
    session.commit()
    write_note(session, manager, secret.id, NoteInput("Only for us."))
    write_note(session, manager, secret.id, NoteInput(SECRET, NoteAudience.CENTRAL))
    write_note(session, ambassador, case.id, NoteInput("A local law", NoteAudience.CENTRAL))
    publish_case(session, manager, secret.id, secret.version)
    publish_case(session, manager, case.id, case.version)
    abroad = make_person(session, entity=make_entity(session, name="Central"), name="Cleo Central")
    make_mandate(session, person=abroad, role=Role.CENTRAL_TEAM)
    central = actor_for(abroad, Role.CENTRAL_TEAM)
    found = {note.body: note.feedback_id for note in central_notes(session, central)}
    assert found == {SECRET: None, "A local law": case.id}  # the other one does not tell its entity
    client = browser.as_(abroad)
    page = client.get("/moderation/central").text
    assert SECRET in page
    assert "Only for us." not in page
    note = next(note for note in central_notes(session, central) if note.body == SECRET)
    assert client.post(f"/moderation/central/{idents.encode(note.id)}/done").status_code == 303
    assert "1\u00a0note is open." in client.get("/moderation/central").text
    with refused(session, Forbidden):
        central_notes(session, manager)
    with refused(session, Forbidden):
        close_note(session, manager, note.id)


def test_labels_are_few_and_keep_their_spelling(session: Session) -> None:
    world = make_world(session)
    case, other = world.send(session), world.send(session, title="Another one")
    manager = world.actor(world.manager)
    label_case(session, manager, case.id, ["Opening hours", " opening  HOURS", "Fees", ""])
    label_case(session, manager, other.id, ["fees"])
    assert desks_of(session, manager, [other.id])[other.id].labels == ("Fees",)
    assert desks_of(session, manager, [case.id])[case.id].known_labels == ("Fees", "Opening hours")
    assert [row.id for row in queue_page(session, manager, QueueFilters(label="Opening hours")).rows] == [case.id]
    label_case(session, manager, case.id, [])
    assert session.scalars(select(CaseLabel.name)).all() == ["Fees"]
    with refused(session, LabelTooLong):
        label_case(session, manager, case.id, ["x" * 31])
    with refused(session, TooManyLabels):
        label_case(session, manager, case.id, list("abcdef"))
    with refused(session, Forbidden):
        label_case(session, world.actor(world.author), case.id, ["Fees"])


def test_the_pages_work_without_script_and_keep_what_was_typed(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = world.send(session)
    public_id, client = idents.encode(case.id), browser.as_(world.manager)
    answer = client.post(f"/moderation/{public_id}/notes", data={"body": " ", "audience": "team"})
    assert answer.status_code == 422
    assert "Please fill in this field." in answer.text
    answer = client.post(f"/moderation/{public_id}/notes?age=1", data={"body": SECRET, "audience": "team"})
    assert (answer.status_code, "age=1" in answer.location, f"case={public_id}" in answer.location) == (303, True, True)
    answer = client.post(
        f"/moderation/{public_id}/assign", data={"assignee": idents.encode(world.deputy.id), "due_on": "2020-01-01"}
    )
    assert answer.status_code == 422
    assert "This day is over." in answer.text
    data = {"assignee": idents.encode(world.deputy.id), "due_on": ""}
    assert client.post(f"/moderation/{public_id}/assign", data=data).status_code == 303
    assert client.post(f"/moderation/{public_id}/labels", data={"labels": "Fees، Hours"}).status_code == 303
    assert client.post(f"/moderation/{public_id}/stay").status_code == 303
    page = client.get(f"/moderation?case={public_id}").text
    for words in (SECRET, f"Assigned to {world.deputy.name}.", "Fees", "Hours"):
        assert words in page
    assert f"{world.manager.name} is looking at it." in browser.as_(world.deputy).get("/moderation").text
    assert client.get("/moderation?assignee=mine").text.count("No waiting contribution matches these filters.") == 1
    assert "You are looking at it; other moderators see that." in page
    with clock.set_to(clock.now() + 2 * CLAIMED_FOR):
        assert "is looking at it" not in browser.as_(world.deputy).get("/moderation").text


@pytest.mark.parametrize("identity", ["named", "confidential"])
def test_nothing_of_it_shows_to_who_does_not_moderate_there(session: Session, browser: Browser, identity: str) -> None:
    world = make_world(session)
    case = world.send(session, identity=identity)
    manager = world.actor(world.manager)
    publish_case(session, manager, case.id, case.version)
    readers = [world.author, world.colleague, *([world.sponsor] if identity == "confidential" else [])]
    path = f"/feedback/{idents.encode(case.id)}"
    before = [_words(browser, person, path) for person in readers]
    claim(session, manager, case)
    assign_case(session, manager, case.id, AssignInput(world.deputy.id))
    write_note(session, manager, case.id, NoteInput(SECRET))
    label_case(session, manager, case.id, ["Fees"])
    session.commit()
    assert [_words(browser, person, path) for person in readers] == before
    for person in readers:
        for page in ("notes", "assign", "labels"):
            assert browser.as_(person).get(f"/moderation/{idents.encode(case.id)}/{page}").status_code == 403


def _words(browser: Browser, person: Person, path: str) -> str:
    return re.sub(r'(nonce|value|content)="[^"]*"', "", browser.as_(person).get(path).text)


def test_as_many_statements_for_many_cases(session: Session, queries: CountQueries) -> None:
    world = make_world(session)
    manager = world.actor(world.manager)
    spent = []
    for count in (2, 4):
        cases = [world.send(session, title=f"Subject {number} of {count}") for number in range(count)]
        for case in cases:
            label_case(session, manager, case.id, [f"Label {case.id}"])
        with queries() as statements:
            desks_of(session, manager, [case.id for case in cases])
        spent.append(len(statements))
    assert spent == [1, 1]
