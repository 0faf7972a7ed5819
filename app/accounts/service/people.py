"""Accounts: made and disabled."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import delete
from sqlalchemy.orm import Session

from app.accounts.credentials import clean_address, email_key, hash_password, mixes_alphabets
from app.accounts.errors import EmailTaken, MistakableName, OwnAccount, UnusableEmail
from app.accounts.events import AccountMade
from app.accounts.models import Person, SignInLink, SignInSession
from app.accounts.service.mandates import MandateInput, give_mandate
from app.accounts.service.passwords import NewPassword
from app.accounts.types import Function, PersonStatus
from app.core.wording import normalise
from app.db.lock import locked
from app.db.session import transaction, unique
from app.journal.record import record
from app.outbox.publish import publish
from app.policy.actor import Actor, Role
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action


@dataclass(frozen=True, slots=True)
class PersonInput:
    """An account to make. Without a password the person signs in by mail links."""

    email: str
    name: str
    entity_id: int
    locale: str | None = None
    time_zone: str | None = None
    password: str | None = None
    password_hash: str | None = None  # made before, for whoever brings in many accounts
    is_demo: bool = False


def create_person(session: Session, actor: Actor, data: PersonInput) -> Person:
    """Make an account; the person is a tester of their entity and nothing more.

    :raises Forbidden: only an administrator does
    :raises UnusableEmail: not an address, or one that could be mistaken for another
    :raises EmailTaken: another account has it, or one that reads the same
    :raises MistakableName: a word of the name mixes alphabets
    """
    require(actor, Action.PEOPLE_MANAGE, Facts(entity_id=data.entity_id))
    address, name = clean_address(data.email), " ".join(normalise(data.name).split())
    if address is None:
        raise UnusableEmail
    if not name or mixes_alphabets(name):
        raise MistakableName
    password_hash = data.password_hash
    if data.password is not None:
        NewPassword(data.password, name, address).check()
        password_hash = hash_password(data.password)
    with transaction(session):
        person = Person(
            email=address,
            email_key=email_key(address),
            name=name,
            entity_id=data.entity_id,
            password_hash=password_hash,
            locale=data.locale,
            time_zone=data.time_zone,
            is_demo=data.is_demo,
        )
        with unique(session, EmailTaken):
            session.add(person)
        record(session, actor, "accounts.create_person", ("person", person.id, person.facts))
        publish(session, AccountMade(person_id=person.id, by_id=actor.person_id))
    return person


def create_administrator(session: Session, actor: Actor, data: PersonInput) -> Person:
    """Make an account that runs the installation: account and mandate together, or none.

    :raises EmailTaken: another account has the address
    """
    require(actor, Action.PEOPLE_MANAGE, Facts(entity_id=data.entity_id))
    with transaction(session):
        person = create_person(session, actor, data)
        give_mandate(session, actor, MandateInput(person.id, Role.ADMINISTRATOR))
    return person


def disable_person(session: Session, actor: Actor, person_id: int) -> None:
    """Close an account: the next request of any of its browsers is refused.

    :raises OwnAccount: the actor's own
    :raises NotFound: no such account
    """
    with transaction(session):
        person = _locked(session, actor, person_id)
        if person.id == actor.person_id:
            raise OwnAccount
        person.status = PersonStatus.DISABLED
        session.execute(delete(SignInSession).where(SignInSession.person_id == person_id))
        session.execute(delete(SignInLink).where(SignInLink.person_id == person_id))
        record(session, actor, "accounts.disable_person", ("person", person.id, person.facts))


def enable_person(session: Session, actor: Actor, person_id: int) -> None:
    """Open a disabled account again; its sessions stay ended.

    :raises NotFound: no such account
    """
    with transaction(session):
        person = _locked(session, actor, person_id)
        person.status = PersonStatus.ACTIVE
        record(session, actor, "accounts.enable_person", ("person", person.id, person.facts))


def _locked(session: Session, actor: Actor, person_id: int) -> Person:
    person = locked(session, Person, person_id)
    require(actor, Action.PEOPLE_MANAGE, Facts(entity_id=person.entity_id))
    return person


def choose_function(session: Session, actor: Actor, person_id: int, function: Function | None) -> None:
    """Say in which part of the company a person works; they read it in their settings, and can change it there.

    :raises NotFound: no such account
    """
    with transaction(session):
        person = _locked(session, actor, person_id)
        if person.function is function:
            return
        person.function, person.settings_version = function, person.settings_version + 1
        details = {"function": function.value if function else None}
        record(session, actor, "accounts.choose_function", ("person", person.id, person.facts), details)
