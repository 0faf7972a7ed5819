"""Signing in: by password, or by a mail link that works once.

Nothing here tells whether an address has an account: same error, same writes, same time.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session, undefer

from app.accounts.credentials import email_key, hash_password, link_token, needs_rehash, token_hash, verify_password
from app.accounts.errors import BadCredentials, LinkExpired, LinkUsed
from app.accounts.events import LockedOut, SignInLinkAsked
from app.accounts.models import Person, SignInLink
from app.accounts.service.sessions import open_session
from app.accounts.types import PersonStatus
from app.core import clock
from app.core.idents import new_id
from app.db.session import transaction
from app.journal.record import record
from app.outbox.publish import publish
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action

LINK_MINUTES = 10
SET_UP_HOURS = 24  # the first administrator's link, printed on the console


def sign_in_with_password(session: Session, actor: Actor, email: str, password: str, device: str) -> str:
    """Open a session, and return its token.

    :raises BadCredentials: unknown address, wrong password, no password, disabled account: one answer for all
    """
    require(actor, Action.SIGN_IN, NOTHING)
    person = _person_in_use(session, email)
    stored = person.password_hash if person else None
    is_right = verify_password(stored, password)  # slow: outside the transaction
    stronger = hash_password(password) if stored and is_right and needs_rehash(stored) else stored
    token = None
    with transaction(session):
        person = _person_in_use(session, email)
        if person is not None and is_right and person.password_hash == stored:  # neither disabled nor changed meanwhile
            person.password_hash = stronger
            token = open_session(session, actor, person, device)
        else:
            _record(session, actor, "accounts.sign_in_failed", person)
    if token is None:
        raise BadCredentials
    return token


def _person_in_use(session: Session, email: str) -> Person | None:
    return session.scalar(
        select(Person)
        .where(Person.email_key == email_key(email), Person.status == PersonStatus.ACTIVE)
        .options(undefer(Person.password_hash))
        .execution_options(populate_existing=True)
    )


def _record(session: Session, actor: Actor, action: str, person: Person | None) -> None:
    """Write the entry whether or not there is an account; the address itself is not written."""
    facts = person.facts if person else NOTHING
    record(session, actor, action, ("person", person.id if person else None, facts))


def note_lockout(session: Session, actor: Actor, email: str) -> None:
    """Write down that an account takes no password for a while, and tell its owner."""
    require(actor, Action.SIGN_IN, NOTHING)
    with transaction(session):
        person = _person_in_use(session, email)
        _record(session, actor, "accounts.lock_out", person)
        if person is not None:
            publish(session, LockedOut(person_id=person.id))


def ask_sign_in_link(session: Session, actor: Actor, email: str, secret: str) -> None:
    """Send a link to the address if it has an account; earlier ones still work. The answer is always the same."""
    require(actor, Action.SIGN_IN, NOTHING)
    with transaction(session):
        person = _person_in_use(session, email)
        _record(session, actor, "accounts.ask_link", person)
        if person is not None:
            link = _new_link(session, person, secret, timedelta(minutes=LINK_MINUTES))
            publish(session, SignInLinkAsked(link_id=link.id))


def make_link(session: Session, actor: Actor, person: Person, secret: str) -> str:
    """Return the token of a link for the console: it sets up the first administrator, or lets one in again."""
    require(actor, Action.SIGN_IN, NOTHING)
    with transaction(session):
        link = _new_link(session, person, secret, timedelta(hours=SET_UP_HOURS))
        record(session, actor, "accounts.make_link", ("person", person.id, person.facts))
    return link_token(secret, link.id)


def _new_link(session: Session, person: Person, secret: str, life: timedelta) -> SignInLink:
    """Make one more link: whoever asks for it takes nothing from the person whose address it is."""
    link_id = new_id()
    link = SignInLink(
        id=link_id,
        token_hash=token_hash(link_token(secret, link_id)),
        person_id=person.id,
        expires_at=clock.now() + life,
    )
    session.add(link)
    session.flush()
    return link


def use_sign_in_link(session: Session, actor: Actor, token: str, device: str) -> str:
    """Open a session by a mail link, and return the session's token. The database decides who comes first.

    :raises LinkUsed: the link has been used
    :raises LinkExpired: it is too old, was replaced, never existed, or its account is disabled
    """
    require(actor, Action.SIGN_IN, NOTHING)
    with transaction(session):
        taken = session.execute(
            update(SignInLink)
            .where(
                SignInLink.token_hash == token_hash(token),
                SignInLink.used_at.is_(None),
                SignInLink.expires_at > clock.now(),
            )
            .values(used_at=clock.now())
            .returning(SignInLink.person_id)
        ).scalar()
        person = session.scalar(
            select(Person)
            .where(Person.id == taken, Person.status == PersonStatus.ACTIVE)
            .execution_options(populate_existing=True)
        )
        if person is not None:
            others = (SignInLink.person_id == person.id, SignInLink.used_at.is_(None))
            session.execute(delete(SignInLink).where(*others))  # one is enough: the rest would lie in the mailbox
            return open_session(session, actor, person, device, by_link=True)
        was_used = session.scalar(
            select(SignInLink.id).where(SignInLink.token_hash == token_hash(token), SignInLink.used_at.is_not(None))
        )
    raise LinkUsed if was_used is not None and taken is None else LinkExpired
