"""The request's database session: Flask-SQLAlchemy owns the engine and closes what it opened."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import Flask, current_app, g
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Engine, event
from sqlalchemy.orm import Session

from app.db.base import Base
from app.db.engine import engine_options, prepare_engine
from app.outbox.publish import WAKE
from config import Settings

SessionFactory = Callable[[], Session]

# Rows stay usable after a commit: a use case returns what it wrote, and a page shows it.
db = SQLAlchemy(metadata=Base.metadata, session_options={"expire_on_commit": False})


def init_app(app: Flask, settings: Settings, factory: SessionFactory | None = None) -> None:
    """Bind the application to its database. ``factory`` lets the tests bring their own sessions."""
    app.config["SQLALCHEMY_DATABASE_URI"] = settings.database_url
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = engine_options(settings.database_url)
    db.init_app(app)
    with app.app_context():
        prepare_engine(db.engine)

    @app.teardown_appcontext
    def close_session(_error: BaseException | None) -> None:
        session: Session | None = g.pop("session", None)
        if session is not None:
            session.close()

    app.extensions["session_factory"] = factory or (lambda: cast("Session", db.session()))


def current_session() -> Session:
    """Return the session of the request or command, opened on first use."""
    if "session" not in g:
        g.session = current_app.extensions["session_factory"]()
    return cast("Session", g.session)


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
