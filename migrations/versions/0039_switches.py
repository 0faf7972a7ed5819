"""Switch functions that could watch people, with a history.

Revision ID: 0039
Revises: 0038
"""
from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0039"
down_revision: Union[str, Sequence[str], None] = "0038"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
SWITCHES = "switch IN ('not-started-reminder', 'not-started-names', 'recognitions-shown')"


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "entity_switches",
        sa.Column("entity_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("switch", sa.String(length=40), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.CheckConstraint(SWITCHES, name=op.f("ck_entity_switches_switch")),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("fk_entity_switches_entity_id_entities"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entity_id", "switch", name=op.f("pk_entity_switches")),
    )
    op.create_table(
        "switch_changes",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("switch", sa.String(length=40), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("changed_by_id", BIG_ID, nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(SWITCHES, name=op.f("ck_switch_changes_switch")),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_switch_changes_reason_given")),
        sa.ForeignKeyConstraint(
            ["changed_by_id"], ["people.id"], name=op.f("fk_switch_changes_changed_by_id_people"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("fk_switch_changes_entity_id_entities"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_switch_changes")),
    )
    op.create_index("ix_switch_changes_entity_id", "switch_changes", ["entity_id", "switch", "changed_at"])
    op.create_index(op.f("ix_switch_changes_changed_by_id"), "switch_changes", ["changed_by_id"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("switch_changes")
    op.drop_table("entity_switches")
