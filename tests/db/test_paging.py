"""A list read page by page shows each row once, also where several have the same instant."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.pages import join_key
from app.db.paging import newest_first
from app.feedback.models import Feedback
from tests.factories.campaigns import make_edition
from tests.factories.feedback import make_feedback


def test_pages_follow_each_other_through_one_instant(session: Session) -> None:
    edition, now = make_edition(session), clock.now()
    ages = (2, 1, 1, 1, 1, 0)  # hours
    rows = [make_feedback(session, edition=edition, author=None, created_at=now - timedelta(hours=age)) for age in ages]
    session.commit()
    wanted = sorted(((row.created_at, row.id) for row in rows), reverse=True)
    read: list[tuple[datetime, int]] = []
    after = ""
    for _page in range(3):
        statement = select(Feedback.created_at, Feedback.id)
        found = session.execute(newest_first(statement, Feedback.created_at, Feedback.id, after, 2)).all()
        read += [(row.created_at, row.id) for row in found[:2]]
        after = join_key(found[1].created_at.isoformat(), found[1].id)
        assert len(found) == (3 if len(read) < len(rows) else 2), "one row more tells of a next page"
    assert read == wanted
