"""A person's own settings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from zoneinfo import available_timezones

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, undefer

from app.accounts.credentials import hash_password, verify_password
from app.accounts.errors import FreshLinkNeeded, NoSuchTimeZone, UnknownLocale, WrongPassword
from app.accounts.models import Person, SignInLink, SignInSession
from app.accounts.service.passwords import NewPassword
from app.accounts.service.sessions import open_session
from app.accounts.types import Function
from app.core import clock
from app.core.errors import ChangedMeanwhile
from app.db.session import transaction
from app.journal.record import record
from app.policy.actor import SYSTEM, Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action
from config import LOCALES

FRESH_MINUTES = 15  # a mail link used just now is as good as the current password


@dataclass(frozen=True, slots=True)
class ProfileInput:
    """What a person chooses; ``None`` leaves it to the browser and the entity."""

    locale: str | None = None
    time_zone: str | None = None
    version: int = 1  # that it was written against
    function: Function | None = None


@dataclass(frozen=True, slots=True)
class PasswordChange:
    """The current password (empty when there is none to give) and the one to come."""

    old: str
    new: str
    device: str


def choose_locale(session: Session, actor: Actor, locale: str) -> None:
    """Keep the language the person chose in the menu.

    :raises UnknownLocale: the interface does not speak it
    """
    require(actor, Action.PROFILE_EDIT, Facts(person_id=actor.person_id))
    if locale not in LOCALES:
        raise UnknownLocale
    with transaction(session):
        person = _own(session, actor)
        if person.locale != locale:
            person.locale, person.settings_version = locale, person.settings_version + 1


def edit_profile(session: Session, actor: Actor, data: ProfileInput) -> None:
    """Keep the person's language, time zone and function.

    :raises UnknownLocale: the interface does not speak it
    :raises NoSuchTimeZone: it does not exist
    :raises ChangedMeanwhile: they chose something else since the form was shown, in another window for example
    """
    require(actor, Action.PROFILE_EDIT, Facts(person_id=actor.person_id))
    if data.locale is not None and data.locale not in LOCALES:
        raise UnknownLocale
    if data.time_zone is not None and data.time_zone not in available_timezones():
        raise NoSuchTimeZone
    with transaction(session):
        person = _own(session, actor)
        chosen = (data.locale, data.time_zone, data.function)
        if (person.locale, person.time_zone, person.function) == chosen:
            return  # the same form twice is one change
        if person.settings_version != data.version:
            raise ChangedMeanwhile
        person.locale, person.time_zone, person.function = chosen
        person.settings_version += 1


def change_password(session: Session, actor: Actor, session_id: int, data: PasswordChange) -> str:
    """Set a new password, end every session of the person, and return the token of a new one for this browser.

    The current password is needed, or a session opened by a mail link less than a quarter of an hour ago.

    :raises WrongPassword: the current password is not right
    :raises FreshLinkNeeded: there is none, and the session is older than that
    :raises PasswordTooShort: see ``NewPassword``, as for its other refusals
    """
    require(actor, Action.PROFILE_EDIT, Facts(person_id=actor.person_id))
    person = _own(session, actor)
    known = person.password_hash
    is_right = _knows(known, data)
    if not (is_right or _came_by_link(session, actor, session_id)):
        raise WrongPassword if known else FreshLinkNeeded
    NewPassword(data.new, person.name, person.email).check()
    password_hash = hash_password(data.new)  # slow, as verifying is: outside the transaction
    with transaction(session):
        person = _own(session, actor)
        is_right = is_right and (person.password_hash == known or _knows(person.password_hash, data))
        if not (is_right or _came_by_link(session, actor, session_id)):
            raise WrongPassword  # it was changed meanwhile, and that ended the session
        person.password_hash = password_hash
        session.execute(delete(SignInSession).where(SignInSession.person_id == person.id))
        session.execute(delete(SignInLink).where(SignInLink.person_id == person.id))
        record(session, actor, "accounts.change_password", ("person", person.id, person.facts))
        return open_session(session, SYSTEM, person, data.device)


def _knows(known: str | None, data: PasswordChange) -> bool:
    """Tell whether the current password was given; at the second click of one form, the new one is it by then."""
    return verify_password(known, data.old) or verify_password(known, data.new)


def _came_by_link(session: Session, actor: Actor, session_id: int) -> bool:
    found = session.scalar(
        select(SignInSession.id).where(
            SignInSession.id == session_id,
            SignInSession.person_id == actor.person_id,
            SignInSession.by_link,
            SignInSession.created_at > clock.now() - timedelta(minutes=FRESH_MINUTES),
        )
    )
    return found is not None


def _own(session: Session, actor: Actor) -> Person:
    return session.scalars(
        select(Person)
        .where(Person.id == actor.person_id)
        .options(undefer(Person.password_hash))
        .execution_options(populate_existing=True)
        .with_for_update(key_share=True)
    ).one()
