"""Sessions: opened, used, ended."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from app.accounts.credentials import new_token, token_hash
from app.accounts.models import Person, SignInLink, SignInSession
from app.core import clock
from app.db.lock import locked
from app.db.session import transaction
from app.journal.record import record
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from config import SESSION_LIFE_DAYS

DEVICE_MAX_CHARS = 60
KEPT_DAYS = 30  # a session that has ended, a link that was used


def open_session(session: Session, actor: Actor, person: Person, device: str, *, by_link: bool = False) -> str:
    """Open a session for a person who has proved who they are; return its token, which is stored nowhere."""
    require(actor, Action.SIGN_IN, NOTHING)
    token = new_token()
    with transaction(session):
        session.add(
            SignInSession(
                token_hash=token_hash(token),
                person_id=person.id,
                device=device[:DEVICE_MAX_CHARS],
                expires_at=clock.now() + timedelta(days=SESSION_LIFE_DAYS),
                by_link=by_link,
            )
        )
        how = {"by": "link" if by_link else "password"}
        record(session, actor, "accounts.sign_in", ("person", person.id, person.facts), how)
    return token


def touch_session(session: Session, actor: Actor, session_id: int, seen_before: datetime) -> None:
    """Note that a session is in use, unless another page has just noted it."""
    require(actor, Action.ACTOR_BUILD, NOTHING)
    with transaction(session):
        session.execute(
            update(SignInSession)
            .where(SignInSession.id == session_id, SignInSession.seen_at <= seen_before)
            .values(seen_at=clock.now())
        )


def end_session(session: Session, actor: Actor, session_id: int) -> None:
    """End one of the actor's sessions: its cookie opens nothing from now on.

    :raises NotFound: it ended before, or is somebody else's
    """
    with transaction(session):
        row = locked(session, SignInSession, session_id)
        require_sight(actor, Action.SESSION_END, row.facts)
        session.delete(row)
        record(session, actor, "accounts.end_session", ("person", actor.person_id, row.facts))


def end_all_sessions(session: Session, actor: Actor) -> None:
    """Sign the actor out everywhere, this browser included."""
    facts = Facts(person_id=actor.person_id)
    require(actor, Action.SESSION_END, facts)
    with transaction(session):
        session.execute(delete(SignInSession).where(SignInSession.person_id == actor.person_id))
        record(session, actor, "accounts.end_all_sessions", ("person", actor.person_id, facts))


def forget_ended_sessions(session: Session, actor: Actor) -> None:
    """Delete the sessions and links that ended a month ago."""
    require(actor, Action.SIGN_IN, NOTHING)
    until = clock.now() - timedelta(days=KEPT_DAYS)
    with transaction(session):
        session.execute(delete(SignInSession).where(SignInSession.expires_at < until))
        session.execute(delete(SignInLink).where(SignInLink.expires_at < until))
