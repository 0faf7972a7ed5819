"""Forget the versions of a campaign's translations: each text tells by its own words whether somebody changed it.

Revision ID: 0071
Revises: 0070
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0071"
down_revision: Union[str, Sequence[str], None] = "0070"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    with op.batch_alter_table("campaigns") as table:
        table.drop_column("translation_versions")


def downgrade() -> None:
    """Downgrade schema: every language begins anew."""
    op.add_column("campaigns", sa.Column("translation_versions", sa.JSON(), server_default="{}", nullable=False))
