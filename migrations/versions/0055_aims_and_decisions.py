"""Strategic aims; decisions on several contributions, which name the one they replace.

Revision ID: 0055
Revises: 0054
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0055"
down_revision: Union[str, Sequence[str], None] = "0054"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
POINTS_TO = {"reason_text_id": "texts", "part_of_id": "decisions", "replaces_id": "decisions", "aim_id": "aims"}


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "aims",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.CheckConstraint("length(words) > 0", name=op.f("ck_aims_has_words")),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("fk_aims_entity_id_entities"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_aims")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_aims_submission_key")),
    )
    op.create_index(op.f("ix_aims_entity_id"), "aims", ["entity_id"])
    with op.batch_alter_table("decisions") as batch:
        for column, table in POINTS_TO.items():
            batch.add_column(sa.Column(column, BIG_ID, nullable=True))
            batch.create_foreign_key(
                op.f(f"fk_decisions_{column}_{table}"), table, [column], ["id"], ondelete="SET NULL"
            )
        batch.create_check_constraint(
            op.f("ck_decisions_part_of_another"), "part_of_id IS NULL OR part_of_id <> id"
        )
        batch.create_check_constraint(
            op.f("ck_decisions_replaces_another"), "replaces_id IS NULL OR replaces_id <> id"
        )
    for column in POINTS_TO:
        op.create_index(op.f(f"ix_decisions_{column}"), "decisions", [column])


def downgrade() -> None:
    """Downgrade schema."""
    for column in POINTS_TO:
        op.drop_index(op.f(f"ix_decisions_{column}"), table_name="decisions")
    with op.batch_alter_table("decisions") as batch:
        batch.drop_constraint(op.f("ck_decisions_replaces_another"), type_="check")
        batch.drop_constraint(op.f("ck_decisions_part_of_another"), type_="check")
        for column, table in POINTS_TO.items():
            batch.drop_constraint(op.f(f"fk_decisions_{column}_{table}"), type_="foreignkey")
            batch.drop_column(column)
    op.drop_table("aims")
