"""Which contributions a report quotes.

Revision ID: 0093
Revises: 0092
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0093"
down_revision: Union[str, Sequence[str], None] = "0092"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    with op.batch_alter_table("reports") as batch:
        batch.add_column(sa.Column("quoted", sa.JSON(), server_default="[]", nullable=False))


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table("reports") as batch:
        batch.drop_column("quoted")
