"""Let comments and official answers be found by their words.

Revision ID: 0068
Revises: 0067
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0068"
down_revision: Union[str, Sequence[str], None] = "0067"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

TABLES = (("comments", "id", "stems"), ("official_answers", "feedback_id", "stems, feedback_id"))
SQLITE = (
    "CREATE VIRTUAL TABLE {name}_search USING fts5(stems, content='{name}', content_rowid='{key}', tokenize='ascii')",
    "INSERT INTO {name}_search({name}_search) VALUES ('rebuild')",
    "CREATE TRIGGER {name}_search_insert AFTER INSERT ON {name} BEGIN "
    "INSERT INTO {name}_search(rowid, stems) VALUES (new.{key}, new.stems); END",
    "CREATE TRIGGER {name}_search_delete AFTER DELETE ON {name} BEGIN "
    "INSERT INTO {name}_search({name}_search, rowid, stems) VALUES ('delete', old.{key}, old.stems); END",
    "CREATE TRIGGER {name}_search_update AFTER UPDATE OF {changing} ON {name} BEGIN "
    "INSERT INTO {name}_search({name}_search, rowid, stems) VALUES ('delete', old.{key}, old.stems); "
    "INSERT INTO {name}_search(rowid, stems) VALUES (new.{key}, new.stems); END",
)
POSTGRESQL = ("CREATE INDEX {name}_search ON {name} USING gin (to_tsvector('simple', stems))",)
NEWEST = "ix_feedback_newest"


def upgrade() -> None:
    """Upgrade schema. `pepite search rebuild` finds the words of what was written before."""
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for name, key, changing in TABLES:
        op.add_column(name, sa.Column("stems", sa.Text(), server_default="", nullable=False))
        for statement in SQLITE if is_sqlite else POSTGRESQL:
            op.execute(statement.format(name=name, key=key, changing=changing))
    published = sa.text("state = 'published'")
    op.create_index(
        NEWEST, "feedback", ["created_at", "id"], sqlite_where=published, postgresql_where=published
    )


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_index(NEWEST, "feedback")
    is_sqlite = op.get_bind().dialect.name == "sqlite"
    for name, _key, _changing in TABLES:
        if is_sqlite:
            for trigger in ("insert", "delete", "update"):
                op.execute(f"DROP TRIGGER {name}_search_{trigger}")
            op.execute(f"DROP TABLE {name}_search")
        else:
            op.execute(f"DROP INDEX {name}_search")
        op.drop_column(name, "stems")
