"""Which typical contribution of a proposed group a contribution is nearest to.

Revision ID: 0092
Revises: 0091
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0092"
down_revision: Union[str, Sequence[str], None] = "0091"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Upgrade schema."""
    with op.batch_alter_table("theme_group_members") as batch:
        batch.add_column(sa.Column("nearest_id", BIG_ID, nullable=True))
        batch.create_foreign_key(
            op.f("fk_theme_group_members_nearest_id_feedback"), "feedback", ["nearest_id"], ["id"], ondelete="SET NULL"
        )
        batch.create_index(op.f("ix_theme_group_members_nearest_id"), ["nearest_id"])


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table("theme_group_members") as batch:
        batch.drop_index(op.f("ix_theme_group_members_nearest_id"))
        batch.drop_constraint(op.f("fk_theme_group_members_nearest_id_feedback"), type_="foreignkey")
        batch.drop_column("nearest_id")
