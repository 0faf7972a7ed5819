"""Signing in, by password and by link: the use cases."""

from __future__ import annotations

from datetime import timedelta

import pytest
import time_machine
from argon2 import PasswordHasher
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.credentials import link_token, needs_rehash, token_hash
from app.accounts.errors import BadCredentials, LinkExpired, LinkUsed
from app.accounts.models import Person, SignInLink, SignInSession
from app.accounts.queries import check_link, session_by_token
from app.accounts.service import (
    ask_sign_in_link,
    forget_ended_sessions,
    make_link,
    note_lockout,
    sign_in_with_password,
    use_sign_in_link,
)
from app.accounts.types import PersonStatus
from app.core import clock
from app.journal.models import JournalEntry
from app.outbox.models import OutboxMessage
from app.policy.actor import SYSTEM
from tests.accounts.conftest import PASSWORD, MakeMember
from tests.conftest import SECRET
from tests.factories.accounts import make_person
from tests.refusals import refused


def asked_token(session: Session, person: Person) -> str:
    """Ask for a link and return its token, as the mail would hold it."""
    ask_sign_in_link(session, SYSTEM, person.email, SECRET)
    asked = session.scalars(select(OutboxMessage).order_by(OutboxMessage.due_at.desc())).first()
    assert asked is not None
    return link_token(SECRET, asked.payload["link_id"])


def journal(session: Session) -> list[tuple[str, int | None]]:
    """Return what the journal says: action and object."""
    rows = session.execute(select(JournalEntry.action, JournalEntry.object_id).order_by(JournalEntry.at))
    return [(row.action, row.object_id) for row in rows]


def test_the_right_password_opens_a_session_of_seven_days(session: Session, make_member: MakeMember) -> None:
    person = make_member()
    token = sign_in_with_password(session, SYSTEM, f" {person.email.upper()}", PASSWORD, "Firefox, Linux")
    row = session.scalars(select(SignInSession)).one()
    assert (row.token_hash, row.device) == (token_hash(token), "Firefox, Linux")
    assert timedelta(days=6, hours=23) < row.expires_at - clock.now() <= timedelta(days=7)
    assert journal(session) == [("accounts.sign_in", person.id)]


def test_s23_unknown_disabled_wrong_and_without_password_are_one_answer(
    session: Session, make_member: MakeMember
) -> None:
    disabled, known, bare = make_member(status=PersonStatus.DISABLED), make_member(), make_person(session)
    for email, password in (
        (disabled.email, PASSWORD),
        (known.email, "Nine grey herons at dawn"),
        (bare.email, PASSWORD),
        (bare.email, ""),
        ("nobody@example.test", PASSWORD),
        ("not an address\udcff", PASSWORD),
    ):
        with pytest.raises(BadCredentials):
            sign_in_with_password(session, SYSTEM, email, password, "")
    assert session.scalars(select(SignInSession)).all() == []
    assert {action for action, _ in journal(session)} == {"accounts.sign_in_failed"}


def test_s60_a_failed_sign_in_is_journalled_without_the_address(session: Session, make_member: MakeMember) -> None:
    person = make_member(email="ines@example.test")
    for email in (person.email, "stranger@example.test"):
        with pytest.raises(BadCredentials):
            sign_in_with_password(session, SYSTEM, email, "wrong", "")
    entries = session.scalars(select(JournalEntry)).all()
    assert {entry.object_id for entry in entries} == {person.id, None}
    assert not any("example.test" in repr(vars(entry)) for entry in entries)


def test_accents_may_be_typed_composed_or_not(session: Session, make_member: MakeMember) -> None:
    person = make_member()
    person.password_hash = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash("Le caf\u00e9 refroidit")
    assert sign_in_with_password(session, SYSTEM, person.email, "Le cafe\u0301 refroidit", "")


def test_a_weaker_hash_is_replaced_at_sign_in(session: Session, make_member: MakeMember) -> None:
    person = make_member()
    person.password_hash = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1).hash(PASSWORD)
    session.commit()
    sign_in_with_password(session, SYSTEM, person.email, PASSWORD, "")
    assert person.password_hash is not None
    assert not needs_rehash(person.password_hash)


def test_s21_a_link_signs_in_once(session: Session) -> None:
    person = make_person(session)
    token = asked_token(session, person)
    for _ in range(3):
        check_link(session, SYSTEM, token)  # a mail scanner
    opened = use_sign_in_link(session, SYSTEM, token, "Safari, iPhone")
    signed_in = session_by_token(session, SYSTEM, opened)
    assert signed_in is not None
    assert signed_in.person_id == person.id
    with refused(session, LinkUsed):
        use_sign_in_link(session, SYSTEM, token, "")
    with refused(session, LinkUsed):
        check_link(session, SYSTEM, token)


def test_s21_a_link_lives_ten_minutes(session: Session) -> None:
    token = asked_token(session, make_person(session))
    check_life(session, token, timedelta(minutes=10))


def check_life(session: Session, token: str, life: timedelta) -> None:
    """Check that a link made just now opens nothing after its life, and a session a little before its end."""
    with time_machine.travel(clock.now() + life, tick=False), refused(session, LinkExpired):
        use_sign_in_link(session, SYSTEM, token, "")
    assert session.scalars(select(SignInSession)).all() == []
    with time_machine.travel(clock.now() + life - timedelta(seconds=30), tick=False):
        assert use_sign_in_link(session, SYSTEM, token, "")


def test_s21_each_link_works_until_one_is_used(session: Session) -> None:
    """Who asks for somebody else's address takes nothing from them."""
    person = make_person(session)
    older = asked_token(session, person)
    newer = asked_token(session, person)
    assert use_sign_in_link(session, SYSTEM, older, "")
    with refused(session, LinkExpired):
        use_sign_in_link(session, SYSTEM, newer, "")


def test_a_link_of_a_disabled_account_opens_nothing(session: Session) -> None:
    person = make_person(session)
    token = asked_token(session, person)
    person.status = PersonStatus.DISABLED
    session.commit()
    with pytest.raises(LinkExpired):
        use_sign_in_link(session, SYSTEM, token, "")
    assert session.scalars(select(SignInSession)).all() == []


@pytest.mark.parametrize("token", ["", "x", "\udcff", "a" * 500])
def test_an_invented_link_opens_nothing(session: Session, token: str) -> None:
    with refused(session, LinkExpired):
        use_sign_in_link(session, SYSTEM, token, "")
    assert session.scalars(select(SignInSession)).all() == []


def test_s59_the_token_of_a_link_rests_nowhere(session: Session) -> None:
    person = make_person(session)
    token = asked_token(session, person)
    rows = [*session.scalars(select(OutboxMessage)), *session.scalars(select(JournalEntry))]
    link = session.scalars(select(SignInLink)).one()
    assert token not in repr([vars(row) for row in (*rows, link)])
    assert [row.payload for row in rows if isinstance(row, OutboxMessage)] == [{"link_id": link.id}]


def test_s23_asking_for_a_link_writes_as_much_for_an_unknown_address(session: Session) -> None:
    ask_sign_in_link(session, SYSTEM, "nobody@example.test", SECRET)
    assert journal(session) == [("accounts.ask_link", None)]
    assert session.scalars(select(OutboxMessage)).all() == []


def test_a_lock_out_tells_the_owner_and_the_journal(session: Session) -> None:
    person = make_person(session)
    note_lockout(session, SYSTEM, person.email)
    note_lockout(session, SYSTEM, "nobody@example.test")
    assert {object_id for _, object_id in journal(session)} == {person.id, None}
    message = session.scalars(select(OutboxMessage)).one()
    assert (message.name, message.payload) == ("accounts.locked_out", {"person_id": person.id})


def test_s61_a_set_up_link_lives_a_day(session: Session) -> None:
    token = make_link(session, SYSTEM, make_person(session), SECRET)
    check_life(session, token, timedelta(hours=24))


def test_sessions_and_links_are_forgotten_a_month_after_their_end(session: Session) -> None:
    person = make_person(session)
    use_sign_in_link(session, SYSTEM, asked_token(session, person), "")
    for days, left in ((36, 1), (38, 0)):
        with time_machine.travel(clock.now() + timedelta(days=days), tick=False):
            forget_ended_sessions(session, SYSTEM)
        assert len(session.scalars(select(SignInSession)).all()) == left
    assert session.scalars(select(SignInLink)).all() == []
