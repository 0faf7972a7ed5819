"""Two browsers press the same button at the same instant."""

from __future__ import annotations

import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier

import pytest
from sqlalchemy import Engine, create_engine, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.orm import Session

from app.accounts.adapters import link_token
from app.accounts.errors import LinkUsed
from app.accounts.models import SignInLink, SignInSession
from app.accounts.service import ask_sign_in_link, use_sign_in_link
from app.db.base import Base
from app.db.engine import make_engine
from app.policy.actor import SYSTEM
from tests.conftest import SECRET
from tests.factories.accounts import make_person

BROWSERS = 8


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgres)])
def real_engine(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Engine]:
    """Yield an engine whose connections really compete: a file, or a PostgreSQL database of its own."""
    if request.param == "sqlite":
        engine = make_engine(f"sqlite:///{tmp_path}/race.db")
        Base.metadata.create_all(engine)
        yield engine
        engine.dispose()
        return
    url = os.environ.get("TEST_DATABASE_URL", "")
    if not url:
        pytest.skip("TEST_DATABASE_URL names no PostgreSQL")
    target = make_url(url.replace("postgresql://", "postgresql+psycopg://"))
    name = f"pepite_race_{os.environ.get('PYTEST_XDIST_WORKER', 'main')}"
    admin = create_engine(target, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
        connection.execute(text(f'CREATE DATABASE "{name}" TEMPLATE template0'))
    engine = make_engine(target.set(database=name).render_as_string(hide_password=False))
    Base.metadata.create_all(engine)
    yield engine
    engine.dispose()
    with admin.connect() as connection:
        connection.execute(text(f'DROP DATABASE "{name}" WITH (FORCE)'))
    admin.dispose()


@pytest.mark.slow
def test_s21_a_link_pressed_by_eight_browsers_opens_one_session(real_engine: Engine) -> None:
    with Session(real_engine, expire_on_commit=False) as session:
        person = make_person(session)
        session.commit()
        ask_sign_in_link(session, SYSTEM, person.email, SECRET)
        token = link_token(SECRET, session.scalars(select(SignInLink.id)).one())
    start = Barrier(BROWSERS)

    def press(_number: int) -> str:
        with Session(real_engine, expire_on_commit=False) as session:
            start.wait()
            try:
                return use_sign_in_link(session, SYSTEM, token, "")
            except LinkUsed:
                return ""

    with ThreadPoolExecutor(BROWSERS) as pool:
        opened = [token for token in pool.map(press, range(BROWSERS)) if token]
    with Session(real_engine) as session:
        assert (len(opened), session.scalar(select(func.count(SignInSession.id)))) == (1, 1)


@pytest.mark.slow
def test_s21_links_asked_at_once_leave_one_alive(real_engine: Engine) -> None:
    with Session(real_engine, expire_on_commit=False) as session:
        person = make_person(session)
        session.commit()
    start = Barrier(BROWSERS)

    def ask(_number: int) -> None:
        with Session(real_engine, expire_on_commit=False) as session:
            start.wait()
            ask_sign_in_link(session, SYSTEM, person.email, SECRET)

    with ThreadPoolExecutor(BROWSERS) as pool:
        list(pool.map(ask, range(BROWSERS)))
    with Session(real_engine) as session:
        assert session.scalar(select(func.count(SignInLink.id)).where(SignInLink.used_at.is_(None))) == 1
