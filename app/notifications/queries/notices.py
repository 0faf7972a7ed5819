"""Notices as they are stored: a person's own, and the one that is mailed."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.core.pages import Page, join_key
from app.db.paging import newest_first
from app.notifications.models import Notice
from app.notifications.queries.readers import Reader, readers_of
from app.notifications.types import NoticeRow
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action

PAGE_SIZE = 30


@dataclass(frozen=True, slots=True)
class NoticeToMail:
    """A notice that has not been mailed, and who is to get it."""

    notice: NoticeRow
    reader: Reader


def notices_page(session: Session, actor: Actor, after: str = "", limit: int = PAGE_SIZE) -> Page[NoticeRow]:
    """Return a page of the actor's own notices, newest first. One statement, whatever their number."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    mine = notice_columns().where(Notice.person_id == actor.person_id)
    statement = newest_first(mine, Notice.created_at, Notice.id, after, limit)
    rows = [NoticeRow(*row) for row in session.execute(statement)]
    shown = rows[:limit]
    return Page(shown, join_key(shown[-1].created_at.isoformat(), shown[-1].id) if len(rows) > limit else "")


def latest_unread(session: Session, actor: Actor, kinds: Collection[str], limit: int) -> list[NoticeRow]:
    """Return the latest notices of those kinds that the actor has not read, newest first. One statement."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    mine = (Notice.person_id == actor.person_id, Notice.read_at.is_(None), Notice.kind.in_(kinds))
    rows = session.execute(
        notice_columns().where(*mine).order_by(Notice.created_at.desc(), Notice.id.desc()).limit(limit)
    )
    return [NoticeRow(*row) for row in rows]


def notice_to_mail(session: Session, actor: Actor, notice_id: int) -> NoticeToMail | None:
    """Return a notice to be mailed; ``None`` when it was, is read, or its reader's account is closed.

    Three statements: what the reader may do today decides, not what they could when it happened.
    """
    require(actor, Action.NOTICE_CREATE, NOTHING)
    row = session.execute(
        notice_columns()
        .add_columns(Notice.person_id)
        .where(Notice.id == notice_id, Notice.is_mailed.is_(False), Notice.read_at.is_(None))
    ).first()
    if row is None:
        return None
    *notice, person_id = row
    reader = readers_of(session, actor, [person_id]).get(person_id)
    return NoticeToMail(NoticeRow(*notice), reader) if reader is not None else None


def notice_columns() -> Select[*tuple[Any, ...]]:
    """Return the statement that reads notices, before it says which."""
    columns: Select[*tuple[Any, ...]] = select(
        Notice.id, Notice.kind, Notice.subject_type, Notice.subject_id, Notice.params, Notice.created_at,
        Notice.read_at.is_not(None).label("is_read"),
    )  # fmt: skip
    return columns
