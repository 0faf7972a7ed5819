"""When somebody went on or took a tick back, and their minutes as they were counted first.

Revision ID: 0081
Revises: 0080
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0081"
down_revision: Union[str, Sequence[str], None] = "0080"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    op.add_column("mission_progress", sa.Column("unblocked_on", sa.Date(), nullable=True))
    op.add_column("mission_progress", sa.Column("minutes_told", sa.Integer(), nullable=True))
    op.add_column("missions_done", sa.Column("undone_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Downgrade schema."""
    op.execute("DELETE FROM missions_done WHERE undone_on IS NOT NULL")
    op.drop_column("missions_done", "undone_on")
    op.drop_column("mission_progress", "minutes_told")
    op.drop_column("mission_progress", "unblocked_on")
