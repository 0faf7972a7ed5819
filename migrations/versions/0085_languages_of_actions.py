"""Translations of an action's title, of its indicator and its unit.

The words stay where they are, in the language they were written in.

Revision ID: 0085
Revises: 0084
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0085"
down_revision: Union[str, Sequence[str], None] = "0084"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
COLUMNS = ("title_text_id", "indicator_text_id", "unit_text_id")


def upgrade() -> None:
    """Upgrade schema."""
    with op.batch_alter_table("action_items") as batch:
        for column in COLUMNS:
            batch.add_column(sa.Column(column, BIG_ID, nullable=True))
            batch.create_foreign_key(
                op.f(f"fk_action_items_{column}_texts"), "texts", [column], ["id"], ondelete="SET NULL"
            )
    for column in COLUMNS:
        op.create_index(op.f(f"ix_action_items_{column}"), "action_items", [column])


def downgrade() -> None:
    """Downgrade schema."""
    for column in COLUMNS:
        op.drop_index(op.f(f"ix_action_items_{column}"), table_name="action_items")
    with op.batch_alter_table("action_items") as batch:
        for column in COLUMNS:
            batch.drop_constraint(op.f(f"fk_action_items_{column}_texts"), type_="foreignkey")
            batch.drop_column(column)
