"""Two people press the same button at the same instant, on a database that several connections share."""

from __future__ import annotations

from functools import partial

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.accounts.credentials import link_token, verify_password
from app.accounts.errors import AlreadyHeld, EmailTaken, LinkUsed, RolesApart, WrongPassword
from app.accounts.models import Mandate, Person, SignInLink, SignInSession
from app.accounts.service import (
    MandateInput,
    PasswordChange,
    PersonInput,
    ask_sign_in_link,
    change_password,
    confirm_mandate,
    create_person,
    end_mandate,
    end_session,
    give_mandate,
    open_session,
    refuse_mandate,
    use_sign_in_link,
)
from app.core.errors import NotFound, NotPossibleNow
from app.journal.models import JournalEntry
from app.policy.actor import SYSTEM, Role
from tests.accounts.conftest import PASSWORD
from tests.conftest import SECRET
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person, make_session
from tests.parallel import together

BROWSERS = 8
PEOPLE = 4


def how_often(session: Session, action: str) -> int:
    """Return how many entries the journal has of an act."""
    return session.scalar(select(func.count()).where(JournalEntry.action == action)) or 0


@pytest.mark.slow
def test_s21_a_link_pressed_by_eight_browsers_opens_one_session(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        person = make_person(session)
        session.commit()
        ask_sign_in_link(session, SYSTEM, person.email, SECRET)
        token = link_token(SECRET, session.scalars(select(SignInLink.id)).one())
    refusals = together(shared, [lambda session: use_sign_in_link(session, SYSTEM, token, "")] * BROWSERS)
    assert refusals == ["", *[LinkUsed.code] * (BROWSERS - 1)]
    with Session(shared) as session:
        assert session.scalar(select(func.count(SignInSession.id))) == 1
        assert how_often(session, "accounts.sign_in") == 1


@pytest.mark.slow
def test_s21_links_asked_at_once_all_work(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        person = make_person(session)
        session.commit()
    asked = [lambda session: ask_sign_in_link(session, SYSTEM, person.email, SECRET)] * BROWSERS
    assert together(shared, asked) == [""] * BROWSERS
    with Session(shared) as session:
        assert session.scalar(select(func.count(SignInLink.id)).where(SignInLink.used_at.is_(None))) == BROWSERS


def test_a_role_given_by_several_people_at_once_is_given_once(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        person, entity = make_person(session), make_entity(session)
        session.commit()
    role = MandateInput(person.id, Role.SPONSOR, entity.id)
    refusals = together(shared, [lambda session: give_mandate(session, SYSTEM, role)] * PEOPLE)
    assert refusals == ["", *[AlreadyHeld.code] * (PEOPLE - 1)]
    with Session(shared) as session:
        assert session.scalar(select(func.count(Mandate.id))) == how_often(session, "accounts.give_mandate") == 1


def test_roles_kept_apart_given_at_once_are_not_both_given(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        person, entity = make_person(session), make_entity(session)
        session.commit()
    roles = [MandateInput(person.id, role, entity.id) for role in (Role.SPONSOR, Role.COMMUNITY_MANAGER)]
    refusals = together(shared, [partial(give_mandate, actor=SYSTEM, data=data) for data in roles])
    assert refusals == ["", RolesApart.code]
    with Session(shared) as session:
        assert session.scalar(select(func.count(Mandate.id))) == how_often(session, "accounts.give_mandate") == 1


def test_a_proposed_role_is_agreed_to_or_refused_once(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        person, entity = make_person(session), make_entity(session)
        make_mandate(session, person=person, role=Role.SPONSOR, entity=entity)
        first, *others = (actor_for(make_person(session), Role.CENTRAL_TEAM) for _ in range(PEOPLE + 1))
        session.commit()
        data = MandateInput(person.id, Role.COMMUNITY_MANAGER, entity.id, reason="For a while.")
        mandate_id = give_mandate(session, first, data).id
    acts = [confirm_mandate, refuse_mandate] * (PEOPLE // 2)
    pressed = [partial(act, actor=who, mandate_id=mandate_id) for act, who in zip(acts, others, strict=True)]
    assert together(shared, pressed) == ["", *[NotPossibleNow.code] * (PEOPLE - 1)]
    with Session(shared) as session:
        assert how_often(session, "accounts.confirm_mandate") + how_often(session, "accounts.refuse_mandate") == 1


def test_a_role_ended_by_several_people_at_once_ends_once(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        mandate = make_mandate(session, person=make_person(session), role=Role.CENTRAL_TEAM)
        session.commit()
    refusals = together(shared, [lambda session: end_mandate(session, SYSTEM, mandate.id)] * PEOPLE)
    assert set(refusals[1:]) <= {"", NotFound.code}
    with Session(shared) as session:
        assert how_often(session, "accounts.end_mandate") == 1


def test_a_session_ended_by_several_clicks_ends_once(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        person = make_person(session)
        make_session(session, person=person)
        session.commit()
        session_id = session.scalars(select(SignInSession.id)).one()
    refusals = together(shared, [partial(end_session, actor=actor_for(person), session_id=session_id)] * PEOPLE)
    assert refusals == ["", *[NotFound.code] * (PEOPLE - 1)]
    with Session(shared) as session:
        assert how_often(session, "accounts.end_session") == 1


@pytest.mark.slow
@pytest.mark.parametrize("by_link", [False, True])
def test_several_new_passwords_at_once_and_the_first_stands(
    shared: Engine, password_hash: str, *, by_link: bool
) -> None:
    with Session(shared, expire_on_commit=False) as session:
        person = make_person(session)
        person.password_hash = password_hash
        open_session(session, SYSTEM, person, "", by_link=by_link)
        session_id = session.scalars(select(SignInSession.id)).one()
    words = [f"Nine red herons at dawn {number}" for number in range(PEOPLE)]
    changes = [PasswordChange("" if by_link else PASSWORD, new, "") for new in words]
    asked = [
        partial(change_password, actor=actor_for(person), session_id=session_id, data=change) for change in changes
    ]
    assert together(shared, asked) == ["", *[WrongPassword.code] * (PEOPLE - 1)]
    with Session(shared) as session:
        stored = session.scalars(select(Person.password_hash)).one()
        assert [verify_password(stored, new) for new in words].count(True) == 1
        assert session.scalar(select(func.count(SignInSession.id))) == 1
        assert how_often(session, "accounts.change_password") == 1


@pytest.mark.slow
def test_one_new_password_sent_several_times_at_once_is_right_each_time(shared: Engine, password_hash: str) -> None:
    with Session(shared, expire_on_commit=False) as session:
        person = make_person(session)
        person.password_hash = password_hash
        session.commit()
    change = partial(
        change_password, actor=actor_for(person), session_id=0, data=PasswordChange(PASSWORD, "Nine red herons", "")
    )
    assert together(shared, [change] * PEOPLE) == [""] * PEOPLE
    with Session(shared) as session:
        assert session.scalar(select(func.count(SignInSession.id))) == 1


def test_one_address_asked_for_several_times_at_once_is_one_account(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        entity = make_entity(session)
        session.commit()
    spellings = ["ana@example.test", "Ana@Example.test", " ANA@example.test", "ana@example.test "]
    asked = [partial(create_person, actor=SYSTEM, data=PersonInput(email, "Ana", entity.id)) for email in spellings]
    refusals = together(shared, asked)
    assert refusals == ["", *[EmailTaken.code] * (len(spellings) - 1)]
    with Session(shared) as session:
        assert session.scalar(select(func.count(Person.id))) == how_often(session, "accounts.create_person") == 1
