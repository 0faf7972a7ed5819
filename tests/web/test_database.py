"""The request's own session: pages read without a transaction, use cases write in one."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from app import create_app
from app.db.session import transaction
from app.entities.models import Entity
from app.web.database import current_session, engine_of
from config import Settings
from tests.factories.accounts import make_entity


@pytest.fixture
def page(shared: Engine, settings: Settings) -> Iterator[Session]:
    """Yield the session of a request, on a database of its own, as it is in production."""
    app = create_app(replace(settings, database_url=shared.url.render_as_string(hide_password=False)))
    with app.app_context():
        yield current_session()
    engine_of(app).dispose()


def entities(engine: Engine) -> int:
    """Return how many are stored, as another connection sees it."""
    with Session(engine) as session:
        return session.scalar(select(func.count()).select_from(Entity)) or 0


def is_begun(session: Session) -> bool:
    """Tell whether the database itself is in the middle of a transaction of that session."""
    driver = session.connection().connection.driver_connection
    assert driver is not None
    return bool(driver.in_transaction) if hasattr(driver, "in_transaction") else bool(driver.info.transaction_status)


def fail_in_the_middle(session: Session) -> None:
    """Write a row, and fail.

    :raises ZeroDivisionError: always
    """
    with transaction(session):
        make_entity(session)
        session.flush()
        raise ZeroDivisionError


def test_a_use_case_is_stored_whole_or_not_at_all(page: Session, shared: Engine) -> None:
    page.execute(select(Entity.id)).all()
    with pytest.raises(ZeroDivisionError):
        fail_in_the_middle(page)
    assert entities(shared) == 0
    with transaction(page):
        make_entity(page)
        make_entity(page)
        page.flush()
        assert entities(shared) == 0
    assert entities(shared) == 2
    with pytest.raises(ZeroDivisionError):  # what wrote once writes whole again
        fail_in_the_middle(page)
    assert entities(shared) == 2


def test_what_was_read_ends_before_what_is_written_begins(page: Session, shared: Engine) -> None:
    count = select(func.count()).select_from(Entity)
    assert page.scalar(count) == 0
    with Session(shared) as other:
        make_entity(other)
        other.commit()
    with transaction(page):
        assert page.scalar(count) == 1
        assert is_begun(page)


def test_a_page_reads_without_a_transaction_where_one_costs_something(page: Session) -> None:
    reads_in_one = page.get_bind().dialect.name == "sqlite"
    for _ in range(2):
        page.execute(text("SELECT 1"))
        assert is_begun(page) is reads_in_one
        with transaction(page):
            page.execute(text("SELECT 1"))
            assert is_begun(page)
