"""People who can sign in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.accounts.credentials import hash_password
from app.accounts.models import Person
from tests.factories.accounts import make_person

PASSWORD = "Nine grey herons at dusk"

MakeMember = Callable[..., Person]


@pytest.fixture(scope="session")
def password_hash() -> str:
    """Return the hash of the tests' password: made once, as it is slow on purpose."""
    return hash_password(PASSWORD)


@pytest.fixture
def make_member(session: Session, password_hash: str) -> MakeMember:
    """Return what makes a person with the tests' password."""

    def make(**wanted: Any) -> Person:
        person = make_person(session, **wanted)
        person.password_hash = password_hash
        session.commit()
        return person

    return make
