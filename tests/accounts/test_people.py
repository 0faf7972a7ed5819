"""Accounts: made, disabled, trusted; and the person's own settings."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts import errors
from app.accounts.models import Mandate, SignInSession
from app.accounts.queries import people_page, session_by_token
from app.accounts.service import (
    PasswordChange,
    PersonInput,
    ProfileInput,
    change_password,
    choose_locale,
    create_administrator,
    create_person,
    disable_person,
    edit_profile,
    enable_person,
    open_session,
    sign_in_with_password,
)
from app.core import clock
from app.core.errors import DomainError, Forbidden, NotFound
from app.journal.models import JournalEntry
from app.policy.actor import SYSTEM, Role
from tests.accounts.conftest import PASSWORD, MakeMember
from tests.factories.accounts import actor_for, make_entity, make_person, make_session
from tests.refusals import refused

NEW = "Seven quiet lanterns"


def wanted(session: Session, email: str = "carla@example.test", name: str = "Carla Semedo", **more: Any) -> PersonInput:
    """Return an account to make."""
    return PersonInput(email=email, name=name, entity_id=make_entity(session).id, **more)


@pytest.mark.parametrize(
    "spelling",
    [
        " carla@example.test", "Carla@Example.Test", "\uff43arla@example.test", "carla\u200b@example.test",
        "carla@example.test\u2060", "c\u00adarla@example.test", "CARLA@EXAMPLE.TEST ", "carla@\uff45xample.test",
        "carla@example\uff0etest", "ca\u200drla@example.test",
    ],
)  # fmt: skip
def test_s20_another_spelling_is_the_same_address(session: Session, spelling: str) -> None:
    create_person(session, SYSTEM, wanted(session))
    with pytest.raises(errors.EmailTaken) as refused:
        create_person(session, SYSTEM, wanted(session, email=spelling))
    assert refused.value.status == 409


def test_s20_the_kelvin_sign_is_a_k(session: Session) -> None:
    create_person(session, SYSTEM, wanted(session, email="kim@example.test"))
    data = wanted(session, email="\u212aim@example.test")
    with refused(session, errors.EmailTaken):
        create_person(session, SYSTEM, data)


@pytest.mark.parametrize(
    "email",
    [
        "\u0441arla@example.test",  # a Cyrillic es
        "\u0441\u0430rl\u0430@example.test",
        "carl\u03b1@example.test",  # a Greek alpha
        "carla", "@example.test", "carla@", "carla@@example.test", "carla@exa mple@test", "carla\n@x.test,b@y.test",
        "carla@ex..test", f"{'a' * 65}@example.test", f"carla@{'a' * 64}.test", "carla;dora@example.test", "",
        'car"la"@example.test', "carla@example_test",
    ],
)  # fmt: skip
def test_s20_what_could_be_mistaken_is_no_address(session: Session, email: str) -> None:
    data = wanted(session, email=email)
    with refused(session, errors.UnusableEmail):
        create_person(session, SYSTEM, data)


def test_s20_a_domain_is_kept_in_ascii(session: Session) -> None:
    person = create_person(session, SYSTEM, wanted(session, email="carla@b\u00fccher.example"))
    assert person.email_key == "carla@xn--bcher-kva.example"
    data = wanted(session, email="carla@xn--bcher-kva.example")
    with refused(session, errors.EmailTaken):
        create_person(session, SYSTEM, data)


@pytest.mark.parametrize("name", ["\u0421arla Semedo", "Carla Sem\u0435do", "C\u03b1rla", "", " \t "])
def test_s20_a_name_of_mixed_alphabets_is_refused(session: Session, name: str) -> None:
    data = wanted(session, name=name)
    with refused(session, errors.MistakableName):
        create_person(session, SYSTEM, data)


@pytest.mark.parametrize(
    "name",
    [
        "M\u00aa Jos\u00e9 Ant\u00f3nio",
        "Anna \u0418\u0432\u0430\u043d\u043e\u0432\u0430",
        "O\u02bcBrien",
        "\u5c71\u7530\u30bf\u30ed\u30a6",
        "J. R. d'Arc-Ville",
    ],
)
def test_a_name_in_two_scripts_word_by_word_is_fine(session: Session, name: str) -> None:
    assert create_person(session, SYSTEM, wanted(session, name=f"  {name} ")).name == name


@pytest.mark.parametrize(
    ("password", "refusal"),
    [
        ("short", errors.PasswordTooShort),
        ("x" * 201, errors.PasswordTooLong),
        ("Password1234", errors.PasswordTooCommon),
        ("motdepasse2026!", errors.PasswordTooCommon),
        ("aaaaaaaaaaaa", errors.PasswordTooCommon),
        ("123456789012", errors.PasswordTooCommon),
        ("semedo is my name", errors.PasswordHoldsName),
        ("I am SEMED\u00d3 the second", errors.PasswordHoldsName),
        ("who is carla, anyway", errors.PasswordHoldsName),
    ],
)
def test_a_weak_password_is_refused(session: Session, password: str, refusal: type[DomainError]) -> None:
    data = wanted(session, password=password)
    with refused(session, refusal):
        create_person(session, SYSTEM, data)


def test_only_administrators_make_and_close_accounts(session: Session) -> None:
    person, data = make_person(session), wanted(session)
    for role in set(Role) - {Role.ADMINISTRATOR}:
        actor = actor_for(make_person(session), role)
        for act in (
            lambda actor=actor: create_person(session, actor, data),
            lambda actor=actor: disable_person(session, actor, person.id),
            lambda actor=actor: enable_person(session, actor, person.id),
            lambda actor=actor: people_page(session, actor),
        ):
            with refused(session, Forbidden):
                act()


def test_the_first_administrator_has_account_and_mandate(session: Session) -> None:
    person = create_administrator(session, SYSTEM, wanted(session))
    assert session.scalars(select(Mandate.role).where(Mandate.person_id == person.id)).all() == [Role.ADMINISTRATOR]
    assert set(session.scalars(select(JournalEntry.action))) == {"accounts.create_person", "accounts.give_mandate"}


def test_nobody_closes_their_own_account_and_a_closed_one_can_open_again(
    session: Session, make_member: MakeMember
) -> None:
    administrator, person = make_person(session), make_member()
    actor = actor_for(administrator, Role.ADMINISTRATOR)
    with refused(session, errors.OwnAccount):
        disable_person(session, actor, administrator.id)
    with refused(session, NotFound):
        disable_person(session, actor, 42)
    disable_person(session, actor, person.id)
    with pytest.raises(errors.BadCredentials):
        sign_in_with_password(session, SYSTEM, person.email, PASSWORD, "")
    enable_person(session, actor, person.id)
    assert sign_in_with_password(session, SYSTEM, person.email, PASSWORD, "")
    actions = set(session.scalars(select(JournalEntry.action).where(JournalEntry.actor_id == administrator.id)))
    assert actions == {"accounts.disable_person", "accounts.enable_person"}


def test_language_and_time_zone_are_kept(session: Session) -> None:
    person = make_person(session)
    actor = actor_for(person)
    edit_profile(session, actor, ProfileInput("ar", "Asia/Dubai"))
    choose_locale(session, actor, "de")
    assert (person.locale, person.time_zone) == ("de", "Asia/Dubai")
    edit_profile(session, actor, ProfileInput(version=person.settings_version))
    assert (person.locale, person.time_zone) == (None, None)
    for data in (ProfileInput("tlh"), ProfileInput(None, "Mars/Olympus"), ProfileInput(None, "../../etc/passwd")):
        with refused(session, (errors.UnknownLocale, errors.NoSuchTimeZone)):
            edit_profile(session, actor, data)
    with refused(session, errors.UnknownLocale):
        choose_locale(session, actor, "xx")


def test_s24_s27_a_new_password_needs_the_old_one_and_ends_every_session(
    session: Session, make_member: MakeMember
) -> None:
    person = make_member()
    actor, others = actor_for(person), [make_session(session, person=person) for _ in range(2)]
    with refused(session, errors.WrongPassword):
        change_password(session, actor, 0, PasswordChange("", NEW, ""))
    token = change_password(session, actor, 0, PasswordChange(PASSWORD, NEW, ""))
    assert [session_by_token(session, SYSTEM, other) for other in others] == [None, None]
    assert session_by_token(session, SYSTEM, token) is not None
    assert sign_in_with_password(session, SYSTEM, person.email, NEW, "")
    with pytest.raises(errors.BadCredentials):
        sign_in_with_password(session, SYSTEM, person.email, PASSWORD, "")


def test_the_second_click_of_a_new_password_is_as_good_as_the_first(session: Session, make_member: MakeMember) -> None:
    person = make_member()
    first = change_password(session, actor_for(person), 0, PasswordChange(PASSWORD, NEW, ""))
    second = change_password(session, actor_for(person), 0, PasswordChange(PASSWORD, NEW, ""))
    assert session_by_token(session, SYSTEM, first) is None
    assert session_by_token(session, SYSTEM, second) is not None, "the browser keeps the answer to its last click"
    with refused(session, errors.WrongPassword):
        change_password(session, actor_for(person), 0, PasswordChange(PASSWORD, f"{NEW} again", ""))


def test_s27_a_fresh_link_stands_for_the_old_password_for_a_quarter_of_an_hour(
    session: Session, make_member: MakeMember
) -> None:
    person = make_member()
    open_session(session, SYSTEM, person, "", by_link=True)
    session_id = session.scalars(select(SignInSession.id)).one()
    stranger = actor_for(make_person(session))
    with time_machine.travel(clock.now() + timedelta(minutes=16), tick=False), refused(session, errors.WrongPassword):
        change_password(session, actor_for(person), session_id, PasswordChange("", NEW, ""))
    with refused(session, errors.FreshLinkNeeded):
        change_password(session, stranger, session_id, PasswordChange("", NEW, ""))
    assert change_password(session, actor_for(person), session_id, PasswordChange("", NEW, ""))


def test_people_are_found_by_three_letters_and_read_in_pages(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.accounts.queries.lists.PEOPLE_PER_PAGE", 2)
    actor = actor_for(make_person(session, name="Zoe", email="zoe@example.test"), Role.ADMINISTRATOR)
    for name, email in (("\u00c9tienne", "etienne.l@x.test"), ("Ana", "ana@x.test"), ("Rui 100%", "rui@x.test")):
        make_person(session, name=name, email=email)

    def names(search: str) -> list[str]:
        return [row.name for row in people_page(session, actor, search=search).rows]

    assert names("\u00e9tie") == names("etienne") == ["\u00c9tienne"]
    assert names("0%") == ["Ana", "Rui 100%"]  # two letters: nothing is searched
    assert names("00%") == ["Rui 100%"]
    assert names("%%%") == []
    for by_entity in (False, True):
        first = people_page(session, actor, by_entity=by_entity)
        second = people_page(session, actor, after=first.next_key, by_entity=by_entity)
        assert [len(first.rows), len(second.rows), second.next_key] == [2, 2, ""]
        assert not {row.id for row in first.rows} & {row.id for row in second.rows}
    assert len(people_page(session, actor, after="rubbish").rows) == 2
