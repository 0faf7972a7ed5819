"""A refusal is an error's class, and nothing written."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Connection
from sqlalchemy.orm import Session

from app.db.base import Base

SEEN_AT_EACH_PAGE = {"sign_in_sessions"}


def digest_of(connection: Connection) -> str:
    """Return a hash of every row there is."""
    digest = hashlib.sha256()
    cursor = connection.connection.cursor()  # the driver's own: this runs before and after each refusal
    for table in Base.metadata.tables:
        if table not in SEEN_AT_EACH_PAGE:
            cursor.execute(f'SELECT * FROM "{table}"')  # noqa: S608 - ours
            digest.update(f"{table} {sorted(map(repr, cursor.fetchall()))}".encode())
    cursor.close()
    return digest.hexdigest()


@contextmanager
def refused(session: Session, error: type[Exception] | tuple[type[Exception], ...]) -> Iterator[None]:
    """Expect a refusal of this class, and every row as it was before."""
    session.commit()
    before = digest_of(session.connection())
    with pytest.raises(error):
        yield
    assert digest_of(session.connection()) == before, "something was written"
