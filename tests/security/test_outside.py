"""S53 outside the tables: Redis, the database's files with its log, cookies, addresses and deleted pages."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
import redis
import time_machine
from flask import Flask
from flask import session as cookie
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from app import create_app
from app.core import idents
from app.db.base import Base
from app.db.engine import make_engine
from app.outbox.models import OutboxMessage
from app.web.auth import SESSION_GROUPS, group_of_session
from config import Settings
from tests.conftest import SECRET, Browser
from tests.feedback.scene import make_scene
from tests.feedback.sent import send

REDIS = "redis://127.0.0.1:6379/11"  # a database of this test's own


@pytest.fixture
def store() -> Iterator[redis.Redis]:
    """Yield an empty database of a real Redis."""
    store = redis.Redis.from_url(REDIS)
    try:
        store.ping()
    except redis.ConnectionError:
        pytest.skip("no Redis at 127.0.0.1:6379")
    store.flushdb()
    yield store
    store.flushdb()


@pytest.fixture
def on_disk(tmp_path: Path) -> Iterator[Engine]:
    """Yield a database of its own, in files."""
    engine = make_engine(f"sqlite:///{tmp_path}/pepite.db")
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()


def app_on(tmp_path: Path, engine: Engine, redis_url: str = REDIS) -> Flask:
    settings = Settings(
        secret_key=SECRET, data_dir=tmp_path, database_url=str(engine.url), base_url="http://localhost",
        mail_backend="memory", testing=True, run_worker=False, redis_url=redis_url,
    )  # fmt: skip
    app = create_app(settings, lambda: Session(engine, expire_on_commit=False))
    app.config["WTF_CSRF_ENABLED"] = False
    return app


def held_by(store: redis.Redis) -> str:
    """Return every key, with what it holds and how long."""
    return " ".join(f"{key.decode()} {store.get(key)!r}" for key in store.scan_iter())


@pytest.mark.slow
def test_s53_redis_files_cookies_and_addresses_name_nobody(
    on_disk: Engine, tmp_path: Path, store: redis.Redis, caplog: pytest.LogCaptureFixture
) -> None:
    app = app_on(tmp_path, on_disk)
    with Session(on_disk, expire_on_commit=False) as session:
        scene = make_scene(session)
        client = Browser(app, session).as_(scene.person)
        with client.session_transaction() as cookie:
            token = cookie["_user_id"]
        sent = send(client, scene, identity="untraceable", title="Traceless words")
        code = re.search(r'<code class="reference"[^>]*>([a-z0-9-]{19})<', client.get(sent.location).text)
        assert code is not None
        client.post("/feedback/reference", data={"code": code.group(1)})
        feedback_id = session.scalar(text("SELECT id FROM feedback"))
    who = [str(scene.person.id), idents.encode(scene.person.id), token, scene.person.email]
    what = [str(feedback_id), idents.encode(feedback_id), code.group(1)]
    assert [trace for trace in who + what if trace in held_by(store)] == []
    assert "submit" in held_by(store)
    log = tmp_path / "pepite.db-wal"
    assert not log.exists() or log.stat().st_size == 0, "the log tells in which order, between whom"
    assert [trace for trace in who + what if trace in sent.location + caplog.text] == []


def test_s53_the_number_under_which_it_is_counted_is_shared_and_changes_every_day(app: Flask) -> None:
    def group(token: str, day: int) -> str:
        with time_machine.travel(datetime(2026, 3, day, 9, tzinfo=UTC)), app.test_request_context("/"):
            cookie["_user_id"] = token
            return group_of_session(SECRET)

    first = [group(f"token {number}", 1) for number in range(200)]
    assert set(first) == {str(number) for number in range(SESSION_GROUPS)}, "each number stands for several"
    assert first == [group(f"token {number}", 1) for number in range(200)]
    assert first != [group(f"token {number}", 2) for number in range(200)]


def test_s53_the_event_of_what_nobody_may_trace_has_a_day_and_no_hour(session: Session, browser: Browser) -> None:
    with time_machine.travel(datetime(2026, 3, 3, 8, 12, 13, tzinfo=UTC)):
        scene = make_scene(session)
        send(browser.as_(scene.person), scene, identity="untraceable")
    due_at = session.scalars(select(OutboxMessage.due_at)).one()
    assert due_at == datetime(2026, 3, 3, tzinfo=UTC)


def test_s53_what_is_deleted_is_overwritten(on_disk: Engine) -> None:
    with on_disk.connect() as connection:
        assert connection.execute(text("PRAGMA secure_delete")).scalar() == 1


def test_s53_a_reader_does_not_keep_what_nobody_may_trace_from_being_stored(on_disk: Engine, tmp_path: Path) -> None:
    """The log is emptied by the next one then."""
    app = app_on(tmp_path, on_disk, redis_url="")
    with Session(on_disk, expire_on_commit=False) as session:
        scene = make_scene(session)
        client = Browser(app, session).as_(scene.person)
    log = tmp_path / "pepite.db-wal"
    reader = sqlite3.connect(tmp_path / "pepite.db")
    reader.execute("BEGIN")
    assert reader.execute("SELECT count(*) FROM feedback").fetchone() == (0,)
    assert send(client, scene, identity="untraceable").status_code == 302
    assert log.stat().st_size > 0
    reader.close()
    assert send(client, scene, identity="untraceable").status_code == 302
    assert log.stat().st_size == 0
