"""Why a mission was recalled.

Revision ID: 0078
Revises: 0077
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0078"
down_revision: Union[str, Sequence[str], None] = "0077"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    op.add_column("missions", sa.Column("recall_reason", sa.Text(), server_default="", nullable=False))


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_column("missions", "recall_reason")
