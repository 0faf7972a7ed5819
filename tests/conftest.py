"""Fixtures every test may use."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import settings as hypothesis_settings
from sqlalchemy import Connection, Engine, create_engine, event, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from app import create_app
from app.accounts.models import Person
from app.core import clock
from app.db.base import Base
from app.db.engine import make_engine
from app.files.storage import make_storage
from app.mail.sender import make_sender
from app.web import limits
from config import Settings
from tests.factories.accounts import make_session
from tests.parallel import shared_database

SECRET = "a secret of the tests, long enough to be one"

# The same examples each time, however long one takes; --hypothesis-profile=default looks for new ones.
hypothesis_settings.load_profile("ci")


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Begin with what takes longest, so that no process ends alone with it.

    On PostgreSQL, leave out what says nothing new there: no database, or a page that says the same on any.
    """
    items.sort(key=lambda item: item.get_closest_marker("slow") is None)
    if not os.environ.get("TEST_DATABASE_URL"):
        return
    kept: list[pytest.Item] = []
    left_out: list[pytest.Item] = []
    for item in items:
        is_new = "database_url" in getattr(item, "fixturenames", ()) and not item.get_closest_marker("once")
        (kept if is_new else left_out).append(item)
    config.hook.pytest_deselected(items=left_out)
    items[:] = kept


def _own_database(worker: str) -> str:
    """Return an empty database for this test process: in memory, or one of its own on PostgreSQL."""
    url = os.environ.get("TEST_DATABASE_URL", "")
    if not url:
        return "sqlite://"
    target = make_url(url.replace("postgresql://", "postgresql+psycopg://"))
    name = f"pepite_test_{worker}"
    admin = create_engine(target, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE template0'))
    admin.dispose()
    return target.set(database=name).render_as_string(hide_password=False)


@pytest.fixture(scope="session")
def database_url() -> str:
    """Return the address of this process's database."""
    return _own_database(os.environ.get("PYTEST_XDIST_WORKER", "main"))


@pytest.fixture(scope="session")
def engine(database_url: str) -> Iterator[Engine]:
    """Yield the engine of the test database, with its tables."""
    engine = make_engine(database_url)
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


def sessions_on(connection: Connection) -> Callable[[], Session]:
    """Return what opens a session on a connection, whose outer transaction its commits do not end."""
    return lambda: Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False)


@pytest.fixture
def connection(engine: Engine) -> Iterator[Connection]:
    """Yield a connection whose work is undone after the test."""
    with engine.connect() as connection, connection.begin() as outer:
        yield connection
        outer.rollback()


@pytest.fixture
def make_test_session(connection: Connection) -> Callable[[], Session]:
    """Return what opens a session whose commits are undone after the test."""
    return sessions_on(connection)


@pytest.fixture
def session(make_test_session: Callable[[], Session]) -> Iterator[Session]:
    """Yield a session whose commits are undone after the test."""
    with make_test_session() as session:
        yield session


def settings_in(folder: Path, database_url: str) -> Settings:
    """Return the settings of the tests: nothing leaves the machine, nothing is kept."""
    return Settings(
        secret_key=SECRET,
        data_dir=folder,
        database_url=database_url,
        base_url="http://localhost",
        mail_backend="memory",
        testing=True,
        quiet_hours=False,  # tests run at any hour; those of quiet hours say so
        run_worker=False,
    )


@pytest.fixture
def settings(tmp_path: Path, database_url: str) -> Settings:
    """Return the settings of this test, with a folder of its own."""
    return settings_in(tmp_path, database_url)


@pytest.fixture(scope="session")
def built_app(tmp_path_factory: pytest.TempPathFactory, database_url: str) -> Flask:
    """Return the application this process builds once: its routes and templates are the same for every test."""
    return create_app(settings_in(tmp_path_factory.mktemp("built"), database_url))


@contextmanager
def served(built_app: Flask, settings: Settings, make_session: Callable[[], Session]) -> Iterator[Flask]:
    """Yield the application on sessions that are given; what is changed in it is gone afterwards."""
    config, extensions = dict(built_app.config), dict(built_app.extensions)
    built_app.config["WTF_CSRF_ENABLED"] = False  # tests/security asks for tokens; the others speak of something else
    limits.init_app(built_app, settings)
    built_app.extensions |= {
        "settings": settings,
        "session_factory": make_session,
        "storage": make_storage(settings),
        "mail_sender": make_sender(settings),
    }
    yield built_app
    for kept, before in ((built_app.config, config), (built_app.extensions, extensions)):
        kept.clear()
        kept.update(before)


@pytest.fixture
def app(built_app: Flask, settings: Settings, make_test_session: Callable[[], Session]) -> Iterator[Flask]:
    """Yield the application inside the test's transaction; what a test changes in it is gone after the test."""
    with served(built_app, settings, make_test_session) as app:
        yield app


class Browser:
    """Test clients signed in as whoever the test says."""

    def __init__(self, app: Flask, session: Session) -> None:
        self.app, self._session = app, session

    def as_(self, person: Person, language: str = "en") -> FlaskClient:
        """Return a client signed in as ``person``, whose browser asks for ``language``."""
        token = make_session(self._session, person=person)
        self._session.commit()
        client = self.stranger(language)
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
        return client

    def stranger(self, language: str = "en") -> FlaskClient:
        """Return a client that is not signed in."""
        self._session.commit()
        client = self.app.test_client()
        client.environ_base["HTTP_ACCEPT_LANGUAGE"] = language
        return client


@pytest.fixture
def browser(app: Flask, session: Session) -> Browser:
    """Return browsers on the application."""
    return Browser(app, session)


@pytest.fixture
def stopped_clock() -> Iterator[None]:
    """Stop the clock: limits count in windows of the wall clock, and a test must not stand in two of them."""
    with time_machine.travel(clock.now(), tick=False):
        yield


@pytest.fixture
def shared(database_url: str, engine: Engine, tmp_path: Path) -> Iterator[Engine]:
    """Yield an engine on which several threads may really act at once; what they commit goes after the test."""
    with shared_database(database_url, engine, tmp_path) as shared:
        yield shared


class Statements:
    """The SQL statements sent while a block ran; savepoints of the tests are not counted."""

    def __init__(self) -> None:
        self.seen: list[str] = []

    def __len__(self) -> int:
        """How many there were."""
        return len(self.seen)


CountQueries = Callable[[], AbstractContextManager[Statements]]


@pytest.fixture
def queries(engine: Engine) -> CountQueries:
    """Return a block that counts the SQL statements sent inside it."""

    @contextmanager
    def count() -> Iterator[Statements]:
        statements = Statements()

        def note(_c: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith(("SAVEPOINT", "RELEASE", "ROLLBACK", "BEGIN")):
                statements.seen.append(statement)

        event.listen(engine, "before_cursor_execute", note)
        try:
            yield statements
        finally:
            event.remove(engine, "before_cursor_execute", note)

    return count
