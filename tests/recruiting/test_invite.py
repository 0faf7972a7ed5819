"""A list is looked at, sent once, by jobs; invitations tell what became of them, and never who said no."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.types import EditionStatus
from app.core import clock, idents
from app.core.errors import Forbidden, NotFound
from app.dashboards.queries.recount import figure_differences
from app.enrolment.service import enrol, leave
from app.figures.types import FigureName
from app.jobs.models import Job, JobState
from app.jobs.run import run_due, sweep
from app.journal.models import JournalEntry
from app.mail.message import Message
from app.mail.sender import MailRefused, MailUnavailable
from app.outbox.deliver import deliver_waiting
from app.policy.actor import SYSTEM, Actor, Role
from app.recruiting.credentials import address_hash
from app.recruiting.errors import RecruitingClosed, RemindedEnough, SentEnough
from app.recruiting.file_format import ListLine
from app.recruiting.models import Invitation, InvitationStop, InvitedWeek
from app.recruiting.queries import preview_list
from app.recruiting.service import (
    InviteInput,
    forget_invitations,
    invite_people,
    note_joined,
    note_not_sent,
    note_sent,
    send_again,
    stop_invitations,
)
from app.recruiting.types import AddressCaution, InvitationState, LineFault
from app.registry import HANDLERS, JOBS
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.feedback.scene import Scene, join, make_scene
from tests.figures.counted import counted
from tests.parallel import together
from tests.refusals import refused

A_DAY = 50


@pytest.fixture
def scene(session: Session) -> Scene:
    """Return an open campaign, in an entity whose people have addresses at ``bank.example``."""
    scene = make_scene(session)
    make_person(session, entity=scene.entity, email="known@bank.example")
    return scene


@pytest.fixture
def desk(session: Session, scene: Scene) -> Person:
    """Return an ambassador of the scene's entity."""
    return make_desk(session, scene)


def make_desk(session: Session, scene: Scene) -> Person:
    person = make_person(session, entity=scene.entity)
    make_mandate(session, person=person, role=Role.AMBASSADOR, entity=scene.entity, languages=("en",))
    session.commit()
    return person


def ambassador(desk: Person, scene: Scene) -> Actor:
    return actor_for(desk, Role.AMBASSADOR, entity=scene.entity)


def lines(*addresses: str, name: str = "") -> list[ListLine]:
    return [ListLine(number, address, name) for number, address in enumerate(addresses, 1)]


def invite(session: Session, actor: Actor, scene: Scene, *addresses: str, a_day: int = A_DAY) -> int:
    data = InviteInput(lines(*addresses), "en", a_day)
    return len(invite_people(session, actor, scene.edition.id, data).ready)


def test_who_was_invited_is_counted_by_week_and_stays_counted(session: Session, scene: Scene, desk: Person) -> None:
    actor = ambassador(desk, scene)
    assert invite(session, actor, scene, "one@bank.example", "two@bank.example") == 2
    assert invite(session, actor, scene, "two@bank.example", "three@bank.example") == 1
    stop_invitations(session, SYSTEM, address_hash("three@bank.example"))
    assert counted(session, FigureName.INVITED, scene.entity.id) == 3, "who wants no more was invited all the same"
    assert session.scalars(select(func.sum(InvitedWeek.people))).one() == 3
    assert [one for one in figure_differences(session, SYSTEM) if one.cell.name == FigureName.INVITED] == []


def test_two_who_invite_at_once_are_both_counted(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        scene = make_scene(session)
        desks = [make_desk(session, scene) for _ in range(2)]
    acts = [
        lambda session, place=place, desk=desk: invite(
            session, ambassador(desk, scene), scene, f"colleague-{place}@bank.example"
        )
        for place, desk in enumerate(desks)
    ]
    assert together(shared, acts) == ["", ""]
    with Session(shared) as session:
        assert counted(session, FigureName.INVITED) == 2


def work(app: Flask) -> int:
    """Let the worker do what is due."""
    with app.app_context():
        return run_due(app.extensions["session_factory"], JOBS, limit=100)


def states(session: Session) -> dict[str, InvitationState]:
    return {row.email: row.state for row in session.execute(select(Invitation.email, Invitation.state))}


def test_each_line_is_looked_at(session: Session, scene: Scene, desk: Person) -> None:
    actor = ambassador(desk, scene)
    joined = make_person(session, entity=scene.entity, email="joined@bank.example")
    join(session, joined, scene.edition)
    other = make_entity(session)
    make_person(session, entity=other, email="somebody@else.example")
    invite(session, actor, scene, "invited@bank.example", "stopped@bank.example")
    stop_invitations(session, SYSTEM, address_hash("stopped@bank.example"))
    given = [
        *lines(
            "new@bank.example", "NEW@bank.example", "known@bank.example", "joined@bank.example",
            "invited@bank.example", "stopped@bank.example", "somebody@else.example", "another@else.example",
            "no address", "\u0430@bank.example", "ana@b\u0430nk.example", "zoe@bnak.example", "zoe@nowhere.example",
            "a@b", "x@bank.example\r\nBcc: y@bank.example",
        ),
        ListLine(16, "named@bank.example", "Call http://evil.example"),
        ListLine(17, "named@bank.example", "Ana\r\nBcc: x"),
        ListLine(18, "named@bank.example", "\u0410na"),
    ]  # fmt: skip
    preview = preview_list(session, actor, scene.edition.facts, given, A_DAY)
    ready = {one.number: one.caution for one in preview.ready}
    assert ready == {1: None, 3: None, 12: AddressCaution.LOOKS_LIKE, 13: AddressCaution.UNKNOWN_DOMAIN}
    assert {one.number: one.reason for one in preview.refused} == {
        2: LineFault.DOUBLE, 4: LineFault.JOINED, 5: LineFault.INVITED, 6: LineFault.STOPPED, 7: LineFault.ELSEWHERE,
        8: LineFault.ELSEWHERE, 9: LineFault.INVALID, 10: LineFault.MISTAKABLE, 11: LineFault.MISTAKABLE,
        14: LineFault.INVALID, 15: LineFault.INVALID, 16: LineFault.NAME, 17: LineFault.NAME, 18: LineFault.NAME,
    }  # fmt: skip


def test_who_left_looks_like_who_takes_part(session: Session, scene: Scene, desk: Person) -> None:
    person = make_person(session, entity=scene.entity, email="left@bank.example")
    enrolment = join(session, person, scene.edition)
    facts, actor = scene.edition.facts, ambassador(desk, scene)
    before = preview_list(session, actor, facts, lines("left@bank.example"), A_DAY)
    leave(session, actor_for(person, enrolled=(scene.campaign.id,)), enrolment.id)
    assert preview_list(session, actor, facts, lines("left@bank.example"), A_DAY) == before


def test_the_same_list_twice_sends_nothing_twice(app: Flask, session: Session, scene: Scene, desk: Person) -> None:
    actor = ambassador(desk, scene)
    people = ("a@bank.example", "b@bank.example", "a@bank.example")
    assert invite(session, actor, scene, *people) == 2
    assert invite(session, actor, scene, *people) == 0
    assert work(app) == 2
    sent = app.extensions["mail_sender"].sent
    assert sorted(mail.to for mail in sent) == ["a@bank.example", "b@bank.example"]
    assert set(states(session).values()) == {InvitationState.SENT}
    entries = session.scalars(select(JournalEntry).where(JournalEntry.action == "recruiting.invite")).all()
    assert [entry.details for entry in entries] == [{"count": 2}]
    assert "List-Unsubscribe" in sent[0].headers
    assert "/invitation/" in sent[0].text
    assert "/no-more-invitations/" in sent[0].text
    assert "Tell us what you see." in sent[0].text.splitlines()


class WorkerKilled(BaseException):
    """The worker's process ends here."""


def test_a_worker_killed_in_the_middle_sends_each_recipient_one_mail(
    app: Flask, session: Session, scene: Scene, desk: Person
) -> None:
    """Killed before the mail server has a mail, it is sent later; killed afterwards, it is not sent again."""
    addresses = [f"p{number}@bank.example" for number in range(6)]
    invite(session, ambassador(desk, scene), scene, *addresses)
    sender, handed = app.extensions["mail_sender"], []

    class Mortal:
        def send(self, message: Message, before_last_line: Callable[[], None]) -> None:
            handed.append(message)
            if len(handed) == 2:
                raise WorkerKilled
            if len(handed) == 3:
                raise MailUnavailable
            sender.send(message, before_last_line)
            if len(handed) == 5:
                raise WorkerKilled

    app.extensions["mail_sender"] = Mortal()
    for minutes in (0, 5, 10, 15):
        with time_machine.travel(clock.now() + timedelta(minutes=minutes)):
            sweep(app.extensions["session_factory"])
            with suppress(WorkerKilled):
                work(app)
    assert sorted(mail.to for mail in sender.sent) == addresses
    session.expire_all()
    assert set(states(session).values()) == {InvitationState.SENT}
    assert session.scalar(select(func.count()).where(Job.state != JobState.DONE)) == 0


def test_an_address_the_server_refuses_is_not_delivered(
    app: Flask, session: Session, scene: Scene, desk: Person
) -> None:
    class Refusing:
        def send(self, _message: Message, _before_last_line: Callable[[], None]) -> None:
            raise MailRefused(str(550), 550)

    invite(session, ambassador(desk, scene), scene, "gone@bank.example")
    app.extensions["mail_sender"] = Refusing()
    work(app)
    assert states(session) == {"gone@bank.example": InvitationState.BOUNCED}
    assert session.scalars(select(Job.state)).one() is JobState.DONE


def test_who_recruits_elsewhere_invites_nobody_here(session: Session, scene: Scene, desk: Person) -> None:
    abroad = actor_for(make_person(session), Role.AMBASSADOR, entity=make_entity(session))
    for actor, error in ((abroad, NotFound), (scene.actor, Forbidden)):
        with refused(session, error):
            invite(session, actor, scene, "a@bank.example")
    scene.edition.status = EditionStatus.CLOSED
    with refused(session, RecruitingClosed):
        invite(session, ambassador(desk, scene), scene, "a@bank.example")


def test_nobody_sends_more_than_a_days_mails(session: Session, scene: Scene, desk: Person) -> None:
    actor = ambassador(desk, scene)
    people = [f"p{number}@bank.example" for number in range(4)]
    assert invite(session, actor, scene, *people, a_day=3) == 3
    assert invite(session, actor, scene, *people, a_day=3) == 0
    with time_machine.travel(clock.now() + timedelta(days=1)):
        assert invite(session, actor, scene, *people, a_day=3) == 1


def test_an_invitation_is_sent_again_within_limits(app: Flask, session: Session, scene: Scene, desk: Person) -> None:
    actor = ambassador(desk, scene)
    invite(session, actor, scene, "a@bank.example")
    row = session.scalars(select(Invitation)).one()
    note_sent(session, SYSTEM, row.id, 1)
    with refused(session, RemindedEnough):
        send_again(session, actor, row.id, A_DAY)
    colleague = actor_for(make_person(session, entity=scene.entity), Role.AMBASSADOR, entity=scene.entity)
    for days in (3, 6):
        with time_machine.travel(clock.now() + timedelta(days=days)):
            with refused(session, SentEnough):
                send_again(session, actor, row.id, 0)
            with refused(session, NotFound):
                send_again(session, colleague, row.id, A_DAY)
            send_again(session, actor, row.id, A_DAY)
            work(app)
    with time_machine.travel(clock.now() + timedelta(days=10)), refused(session, RemindedEnough):
        send_again(session, actor, row.id, A_DAY)
    assert (
        len({mail.message_id for mail in app.extensions["mail_sender"].sent}) == 2
    )  # its first mail was noted by hand


def test_who_wants_no_more_disappears_and_is_kept_off_every_campaign(
    app: Flask, session: Session, scene: Scene, desk: Person
) -> None:
    actor = ambassador(desk, scene)
    invite(session, actor, scene, "no@bank.example", "yes@bank.example")
    for _ in range(2):
        stop_invitations(session, SYSTEM, address_hash("no@bank.example"))
    assert work(app) == 2
    assert [mail.to for mail in app.extensions["mail_sender"].sent] == ["yes@bank.example"]
    assert set(states(session)) == {"yes@bank.example"}
    assert "no@bank" not in str(session.execute(select(InvitationStop.address_hash, InvitationStop.stopped_on)).all())
    other = make_scene(session, entity=scene.entity)
    assert invite(session, actor, other, "no@bank.example", "yes@bank.example") == 1


def test_joining_is_noted_and_leaving_is_not(session: Session, scene: Scene, desk: Person) -> None:
    invite(session, ambassador(desk, scene), scene, "a@bank.example")
    person = make_person(session, entity=scene.entity, email="a@bank.example")
    member = actor_for(person, open_campaigns=(scene.campaign.id,))
    enrolment = enrol(session, member, scene.edition.id)
    deliver_waiting(session, HANDLERS)
    leave(session, member, enrolment.id)
    deliver_waiting(session, HANDLERS)
    session.expire_all()
    assert states(session) == {"a@bank.example": InvitationState.JOINED}


def test_what_nobody_needs_is_forgotten(session: Session, scene: Scene, desk: Person) -> None:
    invite(session, ambassador(desk, scene), scene, "a@bank.example", "b@bank.example")
    used = session.scalars(select(Invitation).where(Invitation.email == "b@bank.example")).one()
    used.state = InvitationState.JOINED
    session.commit()
    forget_invitations(session, SYSTEM)
    assert len(states(session)) == 2
    with time_machine.travel(clock.now() + timedelta(days=60)):
        forget_invitations(session, SYSTEM)
        assert set(states(session)) == {"b@bank.example"}
        scene.edition.closed_at = clock.now() - timedelta(days=31)
        session.commit()
        forget_invitations(session, SYSTEM)
    assert states(session) == {}


def test_only_the_application_keeps_invitations(session: Session, scene: Scene, desk: Person) -> None:
    actor = ambassador(desk, scene)
    acts: list[Callable[[], object]] = [
        lambda: note_sent(session, actor, 1, 1),
        lambda: note_not_sent(session, actor, 1, 1, was_refused=True),
        lambda: note_joined(session, actor, 1),
        lambda: stop_invitations(session, actor, "x" * 64),
        lambda: forget_invitations(session, actor),
    ]
    for act in acts:
        with refused(session, Forbidden):
            act()


def test_two_who_invite_the_same_person_at_once_send_one_mail(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        scene = make_scene(session)
        desks = [make_desk(session, scene) for _ in range(2)]
    acts = [
        lambda session, desk=desk: invite(session, ambassador(desk, scene), scene, "a@bank.example")
        for desk in desks * 2
    ]
    assert together(shared, acts) == [""] * 4
    with Session(shared) as session:
        assert session.scalar(select(func.count()).select_from(Invitation)) == 1
        assert session.scalar(select(func.count()).select_from(Job)) == 1


# --- pages -----------------------------------------------------------------------------------------


def place(scene: Scene) -> str:
    return f"/recruiting/{scene.campaign.slug}/{scene.entity.code}"


def test_a_list_is_previewed_corrected_and_sent(session: Session, browser: Browser, scene: Scene, desk: Person) -> None:
    client = browser.as_(desk)
    pasted = "Who;Address\nAna;ana@bank.example\nRui;nothing"
    page = client.post(f"{place(scene)}/invite", data={"pasted": pasted, "locale": "en"})
    assert page.status_code == 200
    assert "1\u00a0colleague will be invited." in page.text
    assert "This is not an e-mail address." in page.text
    assert "Ana · ana@bank.example" not in page.text  # “Who” is no word for a name: the column is chosen by hand
    sent = {"pasted": pasted, "locale": "en", "name_column": "0", "email_column": "1", "header": "yes"}
    assert "Ana · ana@bank.example" in client.post(f"{place(scene)}/invite", data=sent).text
    assert session.scalars(select(Invitation)).all() == []
    done = client.post(f"{place(scene)}/invite", data=sent | {"send": "1"})
    assert done.location == f"{place(scene)}/invitations"
    listed = client.get(done.location).text
    assert "Ana" in listed
    assert "Being sent" in listed
    other = make_desk(session, scene)
    assert "ana@bank.example" not in browser.as_(other).get(done.location).text


def test_a_list_that_cannot_be_read_says_so_and_stays(browser: Browser, scene: Scene, desk: Person) -> None:
    client = browser.as_(desk)
    answer = client.post(f"{place(scene)}/invite", data={"pasted": "a@bank.example\n" * 1200, "locale": "en"})
    assert answer.status_code == 422
    assert "at most 1000\u00a0lines at a time" in answer.text
    assert answer.text.count("a@bank.example") == 1200
    assert client.post(f"{place(scene)}/invite", data={"pasted": " ", "locale": "en"}).status_code == 422


def test_a_thousand_lines_are_previewed_in_a_second(
    session: Session, scene: Scene, desk: Person, queries: CountQueries
) -> None:
    actor, counts = ambassador(desk, scene), []
    for count in (500, 1000):
        many = lines(*(f"person.{number}@bank.example" for number in range(count)), name="Ana Rebelo")
        began = time.process_time()
        with queries() as seen:
            preview = preview_list(session, actor, scene.edition.facts, many, 5000)
        assert time.process_time() - began < 1
        assert len(preview.ready) == count
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_list_costs_the_same_whatever_its_rows(
    session: Session, browser: Browser, scene: Scene, desk: Person, queries: CountQueries
) -> None:
    client, counts = browser.as_(desk), []
    client.get(f"{place(scene)}/invitations")
    for start in (0, 5):
        invite(session, ambassador(desk, scene), scene, *(f"p{start + n}@bank.example" for n in range(5)))
        session.commit()
        with queries() as seen:
            assert f"p{start}@bank.example" in client.get(f"{place(scene)}/invitations").text
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_the_button_to_send_again_comes_after_three_days(
    session: Session, browser: Browser, scene: Scene, desk: Person
) -> None:
    invite(session, ambassador(desk, scene), scene, "a@bank.example")
    row = session.scalars(select(Invitation)).one()
    note_sent(session, SYSTEM, row.id, 1)
    client, again = browser.as_(desk), f"{place(scene)}/invitations/{idents.encode(row.id)}/send-again"
    assert again not in client.get(f"{place(scene)}/invitations").text
    row.asked_on = clock.today() - timedelta(days=3)
    session.commit()
    assert again in client.get(f"{place(scene)}/invitations").text
    assert client.post(again).status_code == 303
