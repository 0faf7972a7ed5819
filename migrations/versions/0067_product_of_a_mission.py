"""Which product is tried in a mission.

Revision ID: 0067
Revises: 0066
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0067"
down_revision: Union[str, Sequence[str], None] = "0066"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    with op.batch_alter_table("missions") as batch:
        batch.add_column(sa.Column("product_id", sa.Integer(), nullable=True))
        batch.create_foreign_key(
            batch.f("fk_missions_product_id_products"), "products", ["product_id"], ["id"], ondelete="SET NULL"
        )
        batch.create_index(batch.f("ix_missions_product_id"), ["product_id"])


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table("missions") as batch:
        batch.drop_index(batch.f("ix_missions_product_id"))
        batch.drop_constraint(batch.f("fk_missions_product_id_products"), type_="foreignkey")
        batch.drop_column("product_id")
