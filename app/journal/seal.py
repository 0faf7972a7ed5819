"""Chain the entries, and check the chain."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.db.session import transaction
from app.journal.models import JournalEntry

GENESIS = "0" * 64
BATCH = 500


@dataclass(frozen=True, slots=True)
class Verification:
    """Outcome of a check: entries read, and the first place where the chain breaks."""

    checked: int
    broken_at: int | None = None
    last_hash: str = GENESIS  # note it elsewhere: an end cut off leaves a whole chain, with another last hash


def seal_waiting(session: Session) -> int:
    """Give the waiting entries their place and hash, oldest first; return how many.

    One sealer at a time: on PostgreSQL an advisory lock decides, on SQLite the write transaction does.
    """
    with transaction(session):
        if session.get_bind().dialect.name == "postgresql":
            session.execute(select(func.pg_advisory_xact_lock(SEAL_LOCK)))
        last = session.execute(
            select(JournalEntry.position, JournalEntry.hash)
            .where(JournalEntry.position.is_not(None))
            .order_by(JournalEntry.position.desc())
            .limit(1)
        ).first()
        position, previous = (last.position or 0, last.hash or GENESIS) if last else (0, GENESIS)
        waiting = session.scalars(
            select(JournalEntry)
            .where(JournalEntry.position.is_(None))
            .order_by(JournalEntry.at, JournalEntry.id)
            .limit(BATCH)
        ).all()
        for entry in waiting:
            position += 1
            previous = _hash(entry, position, previous)
            entry.position, entry.hash = position, previous
    return len(waiting)


SEAL_LOCK = 7_033_001  # any number, the same for every worker


def check_chain(session: Session) -> Verification:
    """Recompute the whole chain of sealed entries, in batches."""
    previous, position = GENESIS, 0
    while True:
        entries = session.scalars(
            select(JournalEntry).where(JournalEntry.position > position).order_by(JournalEntry.position).limit(BATCH)
        ).all()
        if not entries:
            return Verification(position, last_hash=previous)
        for entry in entries:
            position += 1
            if entry.position != position or entry.hash != _hash(entry, position, previous):
                return Verification(position - 1, broken_at=position)
            previous = entry.hash
        session.expunge_all()


def _hash(entry: JournalEntry, position: int, previous: str) -> str:
    """Return the SHA-256 of the entry and of all before it."""
    content = [
        previous, position, entry.id, entry.at.isoformat(), entry.actor_id, entry.action,
        entry.object_type, entry.object_id, entry.entity_id, entry.campaign_id, entry.details,
    ]  # fmt: skip
    text = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
