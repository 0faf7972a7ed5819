"""The request's database session: Flask-SQLAlchemy owns the engine and closes what it opened."""

from __future__ import annotations

from collections.abc import Callable
from functools import cached_property
from typing import Any

from flask import Flask, current_app, g
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as ManySession
from sqlalchemy import Connection, Engine, event
from sqlalchemy.orm import Session
from typing_extensions import override

from app.db.base import Base
from app.db.engine import prepare_engine, reading_options
from app.outbox.publish import WAKE
from config import Settings

SessionFactory = Callable[[], Session]


class OneSession(ManySession):
    """The request's session. There is one database: no statement need look for the one it is meant for."""

    @override
    def get_bind(
        self,
        mapper: object = None,
        clause: object = None,
        bind: Engine | Connection | None = None,
        **_options: Any,
    ) -> Engine | Connection:
        return self._engine if bind is None else bind

    @cached_property
    def _engine(self) -> Engine:
        return self._db.engine


# Rows stay usable after a commit: a use case returns what it wrote, and a page shows it.
db = SQLAlchemy(metadata=Base.metadata, session_options={"class_": OneSession, "expire_on_commit": False})


def init_app(app: Flask, settings: Settings, factory: SessionFactory | None = None) -> None:
    """Bind the application to its database. ``factory`` lets the tests bring their own sessions."""
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = reading_options(settings.database_url)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)

    @app.teardown_appcontext
    def close_session(_error: BaseException | None) -> None:
        session: Session | None = g.pop("session", None)
        if session is not None:
            session.close()

    app.extensions["session_factory"] = factory or db.session


def current_session() -> Session:
    """Return the session of the request or command, opened on first use."""
    if "session" not in g:
        g.session = current_app.extensions["session_factory"]()
    session: Session = g.session
    return session


def engine_of(app: Flask) -> Engine:
    """Return the application's engine."""
    with app.app_context():
        return db.engine


def on_commit(wake: Callable[[], None]) -> None:
    """Call ``wake`` after each commit that published an event."""

    @event.listens_for(Session, "after_commit")
    def wake_worker(session: Session) -> None:
        if not session.in_nested_transaction() and session.info.pop(WAKE, False):
            wake()
