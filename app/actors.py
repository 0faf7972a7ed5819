"""From a session's token to who asks: one statement, whatever the person may do."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta

from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import Session

from app.accounts.queries import SignedInRow, session_by_token
from app.accounts.service import touch_session
from app.core import clock
from app.policy.actor import SYSTEM, Actor
from app.web.auth import Identity, PickLocale

SEEN_EVERY = timedelta(minutes=5)  # the last use of a session is written this often, not at each page


def load_identity(session: Session, token: str, references: frozenset[int], pick_locale: PickLocale) -> Identity | None:
    """Return who is behind a token, or ``None`` when its session, or the account, has ended."""
    signed_in = session_by_token(session, SYSTEM, token)
    if signed_in is None:
        return None
    _note_use(session, signed_in)
    rights = signed_in.rights
    actor = Actor(
        person_id=signed_in.person_id,
        entity_id=signed_in.entity_id,
        grants=rights.grants,
        enrolled_in=rights.enrolled_in,
        campaigns_open=rights.campaigns_open,
        charters_owed=rights.charters_owed,
        legal_owed=rights.legal_owed,
        references=references,
        trusted_in=rights.trusted_in,
        locale=pick_locale(signed_in.locale, signed_in.entity_locale),  # authored texts in the page's own language
        time_zone=signed_in.time_zone or signed_in.entity_time_zone,
    )
    return Identity(
        session_id=signed_in.session_id,
        actor=actor,
        name=signed_in.name,
        entity_name=signed_in.entity_name,
        entity_code=signed_in.entity_code,
        unread_count=signed_in.unread_count,
    )


def _note_use(session: Session, signed_in: SignedInRow) -> None:
    """Keep the session alive. Reading goes on while nothing can be written."""
    seen_before = clock.now() - SEEN_EVERY
    if signed_in.seen_at <= seen_before:
        with suppress(OperationalError):
            touch_session(session, SYSTEM, signed_in.session_id, seen_before)
