"""Who is signed in: the only module that knows Flask-Login.

The cookie holds a random token; the row behind it can be ended at any moment by a sign-out, a disabled
account or the clock. The composition root hands in how a token becomes an identity.
"""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask, current_app, g, request
from flask import session as cookie
from flask_babel import refresh
from flask_login import LoginManager, UserMixin, current_user, login_user, logout_user
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import Unauthenticated
from app.i18n.locale import best_match
from app.policy.actor import Actor
from app.web.cookie import EncryptedCookies
from app.web.database import current_session
from config import SESSION_LIFE_DAYS, Settings

REFERENCES = "references"  # cookie key: contributions whose reference code was given here
MAX_REFERENCES = 20
SESSION_GROUPS = 32


@dataclass(frozen=True, slots=True)
class Identity:
    """Who is signed in, with what every page shows of them."""

    session_id: int
    actor: Actor
    name: str
    entity_name: str
    entity_code: str
    unread_count: int


PickLocale = Callable[[str | None, str], str]  # a person's choice, their entity's language: the page's
LoadIdentity = Callable[[Session, str, frozenset[int], PickLocale], Identity | None]


class _SignedIn(UserMixin):
    """What Flask-Login keeps: the token, and the identity found behind it."""

    def __init__(self, token: str, identity: Identity | None = None) -> None:
        self.token = token
        self.identity = identity

    def get_id(self) -> str:
        return self.token


def init_app(app: Flask, settings: Settings, load: LoadIdentity, public: frozenset[str]) -> None:
    """Set the cookie's rules, how a token becomes an identity, and which endpoints need none."""
    secure = settings.cookie_secure
    app.session_interface = EncryptedCookies()
    app.config.update(
        SESSION_COOKIE_NAME="__Host-pepite" if secure else "pepite",
        SESSION_COOKIE_SECURE=secure,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_REFRESH_EACH_REQUEST=False,
        PERMANENT_SESSION_LIFETIME=SESSION_LIFE_DAYS * 86_400,
    )
    manager = LoginManager(app, add_context_processor=False)  # templates ask for nothing behind the page's back
    manager.session_protection = None  # mobile staff change addresses; the token is the proof

    @app.before_request
    def refuse_strangers() -> None:
        # A page that nobody declared public is closed to who is not signed in, also a new one.
        if request.endpoint is not None and request.endpoint not in public:
            current_identity()

    @manager.user_loader
    def load_user(token: str) -> _SignedIn | None:
        identity = load(current_session(), token, given_references(), pick_locale)
        return None if identity is None else _SignedIn(token, identity)


def pick_locale(chosen: str | None, of_entity: str | None) -> str:
    """Return the language of this request: the person's choice, else the browser's, else the entity's."""
    locales = current_app.extensions["settings"].locales
    return best_match(_wanted(chosen or cookie.get("locale"), of_entity), locales) or str(locales[0])


def _wanted(chosen: str | None, of_entity: str | None) -> Iterator[str]:
    """Yield languages in the order they are wanted; what the browser says is read only when it comes to that."""
    if chosen:
        yield chosen
    yield from request.accept_languages.values()
    if of_entity:
        yield of_entity


def identity_or_none() -> Identity | None:
    """Return who is signed in, or ``None``."""
    if "identity" not in g:
        user: Any = current_user
        g.identity = user.identity if user.is_authenticated else None
    identity: Identity | None = g.identity
    return identity


def ask_no_more() -> None:
    """Take the rest of this request for nobody's, unless it is known whose it is: looking it up has just failed."""
    if "identity" not in g:
        g.identity = None


def current_identity() -> Identity:
    """Return who is signed in.

    :raises Unauthenticated: nobody is
    """
    identity = identity_or_none()
    if identity is None:
        raise Unauthenticated
    return identity


def current_actor() -> Actor:
    """Return who asks.

    :raises Unauthenticated: nobody is signed in
    """
    return current_identity().actor


def start_session(token: str) -> None:
    """Remember the token in this browser: everything the cookie held before is dropped (no fixation)."""
    kept = cookie.get("locale")
    cookie.clear()
    cookie.permanent = True
    if kept:
        cookie["locale"] = kept
    login_user(_SignedIn(token))
    forget_request()


def renew_session(token: str) -> None:
    """Put another token in this browser's cookie and keep the rest: the same person goes on."""
    cookie["_user_id"] = token
    forget_request()


def sign_out() -> None:
    """Forget the token, and the references given in this browser."""
    logout_user()
    kept = cookie.get("locale")
    cookie.clear()
    if kept:
        cookie["locale"] = kept
    forget_request()


def group_of_session(secret: str) -> str:
    """Return a number that this browser's session shares with many others, another one each day.

    An act that must not name its author is counted under it: neither the person nor the session follows from it.
    """
    day = clock.today().isoformat()
    digest = hmac.new(secret.encode(), f"{day} {cookie.get('_user_id', '')}".encode(), hashlib.sha256).digest()
    return str(int.from_bytes(digest) % SESSION_GROUPS)


def forget_request() -> None:
    """Let the rest of this request ask anew who is there, in which language, and with which form token."""
    for name in ("identity", "_login_user", "csrf_token", "locale_code", "catalogue"):
        g.pop(name, None)
    refresh()


def given_references() -> frozenset[int]:
    """Return the untraceable contributions whose code was given in this browser."""
    raw = cookie.get(REFERENCES, [])
    return frozenset(int(item) for item in raw if str(item).isdigit())


def keep_reference(feedback_id: int) -> None:
    """Remember, in this browser's encrypted cookie only, that a contribution's code was given."""
    known = [item for item in cookie.get(REFERENCES, []) if item != str(feedback_id)]
    cookie[REFERENCES] = [*known, str(feedback_id)][-MAX_REFERENCES:]
