"""Sessions: how long they live, how they end."""

from __future__ import annotations

from datetime import timedelta

import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person, SignInSession
from app.accounts.queries import own_sessions, session_by_token
from app.accounts.service import disable_person, enable_person, end_all_sessions, end_session, open_session
from app.actors import load_identity
from app.core import clock
from app.core.errors import NotFound
from app.journal.models import JournalEntry
from app.policy.actor import SYSTEM, Role
from app.web.auth import Identity
from tests.conftest import CountQueries
from tests.factories.accounts import actor_for, make_mandate, make_person, make_session
from tests.refusals import refused


def opens(session: Session, token: str) -> bool:
    """Tell whether a token opens the site."""
    return session_by_token(session, SYSTEM, token) is not None


def identity_of(session: Session, token: str) -> Identity | None:
    """Return who is behind a token, in the language they chose or their entity's."""
    return load_identity(session, token, frozenset(), lambda chosen, of_entity: chosen or of_entity)


def is_alive_after(session: Session, person: Person, pause: timedelta) -> bool:
    """Tell whether a session not used for that long still opens the site."""
    token = make_session(session, person=person)
    with time_machine.travel(clock.now() + pause, tick=False):
        return opens(session, token)


def test_s25_a_session_ends_after_eight_hours_without_use(session: Session) -> None:
    person = make_person(session)
    assert is_alive_after(session, person, timedelta(hours=7, minutes=59))
    assert not is_alive_after(session, person, timedelta(hours=8, minutes=1))


def test_s25_that_of_an_administrator_after_thirty_minutes(session: Session) -> None:
    person = make_person(session)
    make_mandate(session, person=person, role=Role.ADMINISTRATOR)
    assert is_alive_after(session, person, timedelta(minutes=29))
    assert not is_alive_after(session, person, timedelta(minutes=31))


def test_s25_a_former_administrator_has_the_usual_pause(session: Session) -> None:
    person = make_person(session)
    day = clock.today() - timedelta(days=3)
    make_mandate(session, person=person, role=Role.ADMINISTRATOR, starts_on=day, ends_on=day)
    assert is_alive_after(session, person, timedelta(minutes=31))


def test_s25_a_session_in_use_ends_after_seven_days(session: Session) -> None:
    token = open_session(session, SYSTEM, make_person(session), "Safari, iPhone")
    row = session.scalars(select(SignInSession)).one()
    row.seen_at = clock.now() + timedelta(days=7)
    session.commit()
    with time_machine.travel(clock.now() + timedelta(days=7) - timedelta(seconds=30), tick=False):
        assert opens(session, token)
    with time_machine.travel(clock.now() + timedelta(days=7), tick=False):
        assert not opens(session, token)


def test_a_page_is_one_read_and_writes_nothing(session: Session, queries: CountQueries) -> None:
    token = make_session(session, person=make_person(session))
    session.commit()
    with queries() as statements:
        identity_of(session, token)
    assert [statement.split()[0] for statement in statements.seen] == ["SELECT"]


def test_the_last_use_is_written_every_five_minutes(session: Session, queries: CountQueries) -> None:
    token = make_session(session, person=make_person(session))
    session.commit()
    later = clock.now() + timedelta(minutes=6)
    with time_machine.travel(later, tick=False):
        with queries() as first:
            assert identity_of(session, token) is not None
        with queries() as second:
            identity_of(session, token)
        seen_at = session.scalars(
            select(SignInSession.seen_at).execution_options(populate_existing=True),
        ).one()
    assert [len([s for s in block.seen if s.startswith("UPDATE")]) for block in (first, second)] == [1, 0]
    assert abs(seen_at - later) < timedelta(seconds=1)


def test_s24_a_session_ended_by_its_owner_opens_nothing(session: Session) -> None:
    person = make_person(session)
    token, other = make_session(session, person=person), make_session(session, person=person)
    signed_in = session_by_token(session, SYSTEM, token)
    assert signed_in is not None
    end_session(session, actor_for(person), signed_in.session_id)
    assert (opens(session, token), opens(session, other)) == (False, True)
    assert session.scalars(select(JournalEntry.action)).all() == ["accounts.end_session"]


def test_nobody_ends_or_sees_somebody_elses_session(session: Session) -> None:
    owner, other = make_person(session), make_person(session)
    token = make_session(session, person=owner)
    signed_in = session_by_token(session, SYSTEM, token)
    assert signed_in is not None
    with refused(session, NotFound):
        end_session(session, actor_for(other, Role.ADMINISTRATOR), signed_in.session_id)
    with refused(session, NotFound):
        end_session(session, actor_for(other), 42)
    assert opens(session, token)
    assert own_sessions(session, actor_for(other)) == ()


def test_s24_sign_out_everywhere(session: Session) -> None:
    person, colleague = make_person(session), make_person(session)
    tokens = [make_session(session, person=person) for _ in range(3)]
    kept = make_session(session, person=colleague)
    end_all_sessions(session, actor_for(person))
    assert not any(opens(session, token) for token in tokens)
    assert opens(session, kept)


def test_s07_a_disabled_account_is_out_at_once(session: Session) -> None:
    person, administrator = make_person(session), make_person(session)
    token = make_session(session, person=person)
    disable_person(session, actor_for(administrator, Role.ADMINISTRATOR), person.id)
    assert not opens(session, token)
    assert identity_of(session, token) is None
    enable_person(session, actor_for(administrator, Role.ADMINISTRATOR), person.id)
    assert not opens(session, token), "opened again, the account has no old session"
