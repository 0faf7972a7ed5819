"""count contributions once

Revision ID: 0003
Revises: 0002
Create Date: 2026-11-26 08:20:00.000000

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op


# revision identifiers, used by Alembic.
revision: str = "0003"
down_revision: Union[str, Sequence[str], None] = "0002"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


# The days of an edition hold its contributions: the sum beside them was one more row that every writer waited for.
COUNT_AGAIN = """UPDATE editions SET contribution_count = COALESCE(
    (SELECT SUM(contribution_count) FROM daily_figures WHERE daily_figures.edition_id = editions.id), 0)"""


def upgrade() -> None:
    """Upgrade schema."""
    op.drop_column("editions", "contribution_count")


def downgrade() -> None:
    """Downgrade schema."""
    op.add_column("editions", sa.Column("contribution_count", sa.Integer(), nullable=False, server_default="0"))
    op.execute(COUNT_AGAIN)
