"""The journal's table, and the triggers that keep it."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import Index, String, text
from sqlalchemy.orm import Mapped, mapped_column

from app.core import clock
from app.core.idents import new_id
from app.db.base import Base, BigId, RandomPk
from app.db.ddl import after_create


class JournalEntry(Base, kw_only=True):
    """One act. ``position`` and ``hash`` are filled once, when the entry is sealed."""

    __tablename__ = "journal_entries"
    __table_args__ = (
        Index("ix_journal_entries_position", "position", unique=True),
        Index("ix_journal_entries_object_id", "object_type", "object_id"),
        Index(
            "ix_journal_entries_unsealed",
            "at",
            "id",
            sqlite_where=text("position IS NULL"),
            postgresql_where=text("position IS NULL"),
        ),
    )

    id: Mapped[RandomPk] = mapped_column(default_factory=new_id)
    at: Mapped[datetime] = mapped_column(default_factory=clock.now)
    actor_id: Mapped[int | None] = mapped_column(BigId)
    action: Mapped[str] = mapped_column(String(60))
    object_type: Mapped[str] = mapped_column(String(40))
    object_id: Mapped[int | None] = mapped_column(BigId)
    entity_id: Mapped[int | None] = mapped_column(default=None)
    campaign_id: Mapped[int | None] = mapped_column(default=None)
    details: Mapped[dict[str, Any]] = mapped_column(default_factory=dict)
    position: Mapped[int | None] = mapped_column(default=None)
    hash: Mapped[str | None] = mapped_column(String(64), default=None)


SQLITE_GUARDS = (
    """CREATE TRIGGER IF NOT EXISTS journal_no_delete BEFORE DELETE ON journal_entries
    BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END""",
    """CREATE TRIGGER IF NOT EXISTS journal_no_update BEFORE UPDATE ON journal_entries
    WHEN OLD.position IS NOT NULL OR NEW.id IS NOT OLD.id OR NEW.at IS NOT OLD.at OR NEW.action IS NOT OLD.action
      OR NEW.actor_id IS NOT OLD.actor_id OR NEW.object_type IS NOT OLD.object_type
      OR NEW.object_id IS NOT OLD.object_id OR NEW.entity_id IS NOT OLD.entity_id
      OR NEW.campaign_id IS NOT OLD.campaign_id OR NEW.details IS NOT OLD.details
    BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END""",
)
POSTGRESQL_GUARDS = (
    """CREATE OR REPLACE FUNCTION journal_guard() RETURNS trigger AS $$ BEGIN
    IF TG_OP = 'DELETE' OR OLD.position IS NOT NULL OR NEW.id <> OLD.id OR NEW.at <> OLD.at
      OR NEW.action <> OLD.action OR NEW.actor_id IS DISTINCT FROM OLD.actor_id
      OR NEW.object_type <> OLD.object_type OR NEW.object_id IS DISTINCT FROM OLD.object_id
      OR NEW.entity_id IS DISTINCT FROM OLD.entity_id OR NEW.campaign_id IS DISTINCT FROM OLD.campaign_id
      OR NEW.details::text <> OLD.details::text THEN
      RAISE EXCEPTION 'the journal is append only'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql""",
    """CREATE TRIGGER journal_guard BEFORE UPDATE OR DELETE ON journal_entries
    FOR EACH ROW EXECUTE FUNCTION journal_guard()""",
)
for _dialect, _statements in (("sqlite", SQLITE_GUARDS), ("postgresql", POSTGRESQL_GUARDS)):
    for _statement in _statements:
        after_create(JournalEntry.__table__, _statement, _dialect)
