"""The links of an invitation's mail: an account of the right entity, once, and no more mails at one click."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.accounts.errors import EmailTaken, MistakableName
from app.accounts.models import Mandate, Person
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import Forbidden
from app.policy.actor import SYSTEM
from app.recruiting.credentials import address_hash, invitation_in, invitation_token, stop_token, stopped_by
from app.recruiting.errors import InvitationGone
from app.recruiting.models import Invitation, InvitationStop
from app.recruiting.service import AcceptInput, accept_invitation
from app.recruiting.types import InvitationState
from tests.conftest import SECRET, Browser
from tests.factories.accounts import make_entity, make_person
from tests.feedback.scene import Scene, make_scene
from tests.parallel import together
from tests.refusals import refused

GUEST = AcceptInput("Ana Rebelo", "en", "Firefox, Linux")


@pytest.fixture
def scene(session: Session) -> Scene:
    """Return an open campaign."""
    return make_scene(session)


@pytest.fixture
def invitation(session: Session, scene: Scene) -> Invitation:
    """Return an invitation to it."""
    return make_invitation(session, scene)


def make_invitation(session: Session, scene: Scene, email: str = "ana@bank.example") -> Invitation:
    row = Invitation(
        edition_id=scene.edition.id,
        email=email,
        email_key=email,
        address_hash=address_hash(email),
        name="Ana",
        locale="en",
        state=InvitationState.SENT,
        expires_on=clock.today() + timedelta(days=14),
    )
    session.add(row)
    session.commit()
    return row


def link(row: Invitation) -> str:
    return f"/invitation/{invitation_token(SECRET, row.id)}"


def test_a_token_opens_what_it_was_made_for() -> None:
    token = invitation_token(SECRET, 42)
    assert invitation_in(SECRET, token) == 42
    for wrong in ("", ".", "x", token[:-1], token + "0", invitation_token("another secret", 42), "é.ü"):
        assert invitation_in(SECRET, wrong) is None
        assert stopped_by(SECRET, wrong) is None
    hashed = address_hash("a@b.example")
    assert stopped_by(SECRET, stop_token(SECRET, hashed)) == hashed
    assert stopped_by(SECRET, f"{hashed}.{'0' * 64}") is None


def test_a_guest_becomes_a_tester_of_the_inviting_entity_and_joins(
    session: Session, browser: Browser, scene: Scene, invitation: Invitation
) -> None:
    client = browser.stranger()
    for _ in range(2):  # mail scanners open every link
        page = client.get(link(invitation))
        assert page.status_code == 200
        assert page.headers["Referrer-Policy"] == "no-referrer"
    assert session.scalar(select(func.count()).where(Person.email_key == "ana@bank.example")) == 0
    wrong = client.post(link(invitation), data={"name": ""})
    assert wrong.status_code == 422
    sent = {"name": "Ana Rebelo", "entity": "other", "entity_id": "99", "role": "administrator", "email": "x@y.example"}
    join = f"/campaigns/{scene.campaign.slug}/join"
    assert client.post(link(invitation), data=sent).location == join
    person = session.scalars(select(Person).where(Person.email_key == "ana@bank.example")).one()
    assert (person.name, person.entity_id) == ("Ana Rebelo", scene.entity.id)
    assert session.scalar(select(func.count()).where(Mandate.person_id == person.id)) == 0
    assert client.get(join).status_code == 200
    assert client.post(join, data={}).status_code == 302
    assert client.get(link(invitation)).location == join
    again = browser.stranger().get(link(invitation))
    assert again.location == f"/sign-in?next={join}"


def test_who_has_an_account_signs_in_and_comes_to_join(
    session: Session, browser: Browser, scene: Scene, invitation: Invitation
) -> None:
    person = make_person(session, entity=scene.entity, email="ana@bank.example")
    join = f"/campaigns/{scene.campaign.slug}/join"
    for method in ("get", "post"):
        assert getattr(browser.stranger(), method)(link(invitation)).location == f"/sign-in?next={join}"
        assert getattr(browser.as_(person), method)(link(invitation)).location == join


def test_an_invitation_is_for_its_address_alone(
    session: Session, browser: Browser, scene: Scene, invitation: Invitation
) -> None:
    client = browser.as_(make_person(session, entity=scene.entity))
    for answer in (client.get(link(invitation)), client.post(link(invitation), data={"name": "Ana"})):
        assert answer.status_code == 403
        assert "sent to another e-mail address" in answer.text
    assert session.scalar(select(func.count()).where(Person.email_key == "ana@bank.example")) == 0


def test_expired_closed_unknown_and_forged_look_alike(
    session: Session, browser: Browser, scene: Scene, invitation: Invitation
) -> None:
    client, pages = browser.stranger(), []
    token = invitation_token(SECRET, invitation.id)
    pages += [client.get(f"/invitation/{token[:-1]}"), client.get(f"/invitation/{invitation_token(SECRET, 7)}")]
    with time_machine.travel(clock.now() + timedelta(days=15)):
        pages.append(client.get(link(invitation)))
        with refused(session, InvitationGone):
            accept_invitation(session, SYSTEM, invitation.id, GUEST)
    scene.edition.status = EditionStatus.CLOSED
    session.commit()
    pages.append(client.get(link(invitation)))
    with refused(session, InvitationGone):
        accept_invitation(session, SYSTEM, invitation.id, GUEST)
    assert {answer.status_code for answer in pages} == {410}
    assert len({answer.text[answer.text.index("<main") : answer.text.index("</main>")] for answer in pages}) == 1


def test_what_is_refused_when_accepting(session: Session, scene: Scene, invitation: Invitation) -> None:
    with refused(session, Forbidden):
        accept_invitation(session, scene.actor, invitation.id, GUEST)
    with refused(session, MistakableName):
        accept_invitation(session, SYSTEM, invitation.id, replace(GUEST, name="\u0410na"))
    accept_invitation(session, SYSTEM, invitation.id, GUEST)
    with refused(session, InvitationGone):
        accept_invitation(session, SYSTEM, invitation.id, GUEST)
    second = make_invitation(session, make_scene(session), "ana@bank.example")
    with refused(session, EmailTaken):
        accept_invitation(session, SYSTEM, second.id, GUEST)


def test_clicked_at_once_it_opens_one_account(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        row = make_invitation(session, make_scene(session))
    codes = together(shared, [lambda session: accept_invitation(session, SYSTEM, row.id, GUEST)] * 4)
    assert codes == ["", *["invitation_gone"] * 3]
    with Session(shared) as session:
        assert session.scalar(select(func.count()).where(Person.email_key == "ana@bank.example")) == 1


def test_one_click_stops_invitations_for_good(session: Session, browser: Browser, invitation: Invitation) -> None:
    stop = f"/no-more-invitations/{stop_token(SECRET, invitation.address_hash)}"
    client = browser.stranger()
    assert "Send me no more invitations" in client.get(stop).text
    assert session.scalars(select(InvitationStop)).all() == []
    for _ in range(2):
        assert "Nobody has been told" in client.post(stop).text
    assert session.scalars(select(InvitationStop.address_hash)).all() == [invitation.address_hash]
    assert client.get(link(invitation)).status_code == 410
    assert client.post(f"/no-more-invitations/{'0' * 64}.{'0' * 64}").status_code == 410


def test_an_account_is_of_the_edition_it_was_invited_to(session: Session, invitation: Invitation, scene: Scene) -> None:
    make_entity(session)
    accept_invitation(session, SYSTEM, invitation.id, GUEST)
    person = session.scalars(select(Person).where(Person.email_key == "ana@bank.example")).one()
    assert person.entity_id == scene.entity.id
    assert session.scalars(select(Mandate).where(Mandate.person_id == person.id)).all() == []
