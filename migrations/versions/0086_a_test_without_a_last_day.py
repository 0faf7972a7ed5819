"""A test may have no last day.

Revision ID: 0086
Revises: 0085
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0086"
down_revision: Union[str, Sequence[str], None] = "0085"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

INSTANT = sa.DateTime(timezone=True)
FAR_AWAY = "2100-12-31 18:00:00.000000"  # what the version before asks of an idea box: a last day far away


def upgrade() -> None:
    """Upgrade schema."""
    with op.batch_alter_table("phases") as batch:
        batch.alter_column("ends_at", existing_type=INSTANT, nullable=True)
        batch.create_check_constraint(batch.f("ck_phases_test_alone_stays_open"), "ends_at IS NOT NULL OR kind = 'test'")


def downgrade() -> None:
    """Downgrade schema."""
    far_away = f"{FAR_AWAY}+00" if op.get_bind().dialect.name == "postgresql" else FAR_AWAY
    op.execute(f"UPDATE phases SET ends_at = '{far_away}' WHERE ends_at IS NULL")
    with op.batch_alter_table("phases") as batch:
        batch.drop_constraint(batch.f("ck_phases_test_alone_stays_open"), type_="check")
        batch.alter_column("ends_at", existing_type=INSTANT, nullable=False)
