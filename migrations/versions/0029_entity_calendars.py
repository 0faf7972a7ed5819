"""entity calendars

Revision ID: 0029
Revises: 0028
Create Date: 2026-11-27 19:45:00.000000

"""

from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = "0029"
down_revision: Union[str, Sequence[str], None] = "0028"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    with op.batch_alter_table("entities", schema=None) as batch_op:
        batch_op.add_column(sa.Column("country_part", sa.String(length=20), server_default="", nullable=False))
        batch_op.add_column(sa.Column("holidays_until", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("work_starts", sa.Time(), server_default="09:00:00", nullable=False))
        batch_op.add_column(sa.Column("work_ends", sa.Time(), server_default="18:00:00", nullable=False))
        batch_op.add_column(sa.Column("calendar_version", sa.Integer(), server_default="1", nullable=False))


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table("entities", schema=None) as batch_op:
        for column in ("calendar_version", "work_ends", "work_starts", "holidays_until", "country_part"):
            batch_op.drop_column(column)
