"""decide on several contributions at once

Revision ID: 0036
Revises: 0035
Create Date: 2026-11-27 20:40:00.000000

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op


# revision identifiers, used by Alembic.
revision: str = "0036"
down_revision: Union[str, Sequence[str], None] = "0035"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Upgrade schema."""
    op.add_column("moderation_undos", sa.Column("batch_id", BIG_ID, nullable=True))
    op.create_index(op.f("ix_moderation_undos_batch_id"), "moderation_undos", ["batch_id"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_index(op.f("ix_moderation_undos_batch_id"), table_name="moderation_undos")
    op.drop_column("moderation_undos", "batch_id")
