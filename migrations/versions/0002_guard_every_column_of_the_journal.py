"""guard every column of the journal

Revision ID: 0002
Revises: 0001
Create Date: 2026-11-26 00:25:00.000000

"""

from typing import Sequence, Union

from alembic import op


# revision identifiers, used by Alembic.
revision: str = "0002"
down_revision: Union[str, Sequence[str], None] = "0001"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


# Place and hash alone may be filled in; before, the kind of object, the entity and the campaign could be changed too.
SQLITE = """CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal_entries
    WHEN OLD.position IS NOT NULL OR NEW.id IS NOT OLD.id OR NEW.at IS NOT OLD.at OR NEW.action IS NOT OLD.action
      OR NEW.actor_id IS NOT OLD.actor_id OR NEW.object_type IS NOT OLD.object_type
      OR NEW.object_id IS NOT OLD.object_id OR NEW.entity_id IS NOT OLD.entity_id
      OR NEW.campaign_id IS NOT OLD.campaign_id OR NEW.details IS NOT OLD.details
    BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END"""
POSTGRESQL = """CREATE OR REPLACE FUNCTION journal_guard() RETURNS trigger AS $$ BEGIN
    IF TG_OP = 'DELETE' OR OLD.position IS NOT NULL OR NEW.id <> OLD.id OR NEW.at <> OLD.at
      OR NEW.action <> OLD.action OR NEW.actor_id IS DISTINCT FROM OLD.actor_id
      OR NEW.object_type <> OLD.object_type OR NEW.object_id IS DISTINCT FROM OLD.object_id
      OR NEW.entity_id IS DISTINCT FROM OLD.entity_id OR NEW.campaign_id IS DISTINCT FROM OLD.campaign_id
      OR NEW.details::text <> OLD.details::text THEN
      RAISE EXCEPTION 'the journal is append only'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql"""
SQLITE_BEFORE = """CREATE TRIGGER journal_no_update BEFORE UPDATE ON journal_entries
    WHEN OLD.position IS NOT NULL OR NEW.at IS NOT OLD.at OR NEW.action IS NOT OLD.action
      OR NEW.actor_id IS NOT OLD.actor_id OR NEW.object_id IS NOT OLD.object_id OR NEW.details IS NOT OLD.details
    BEGIN SELECT RAISE(ABORT, 'the journal is append only'); END"""
POSTGRESQL_BEFORE = """CREATE OR REPLACE FUNCTION journal_guard() RETURNS trigger AS $$ BEGIN
    IF TG_OP = 'DELETE' OR OLD.position IS NOT NULL OR NEW.at <> OLD.at OR NEW.action <> OLD.action
      OR NEW.actor_id IS DISTINCT FROM OLD.actor_id OR NEW.object_id IS DISTINCT FROM OLD.object_id
      OR NEW.details::text <> OLD.details::text THEN
      RAISE EXCEPTION 'the journal is append only'; END IF;
    RETURN NEW; END $$ LANGUAGE plpgsql"""


def upgrade() -> None:
    """Upgrade schema."""
    _guard(SQLITE, POSTGRESQL)


def downgrade() -> None:
    """Downgrade schema."""
    _guard(SQLITE_BEFORE, POSTGRESQL_BEFORE)


def _guard(sqlite: str, postgresql: str) -> None:
    if op.get_bind().dialect.name == "sqlite":
        op.execute("DROP TRIGGER journal_no_update")
        op.execute(sqlite)
    else:
        op.execute(postgresql)
