"""Find the digests of a day.

Revision ID: 0044
Revises: 0043
"""
from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0044"
down_revision: Union[str, Sequence[str], None] = "0043"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

PLANNED = sa.text("digest_on IS NOT NULL")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_index(
        "ix_notices_digest_on", "notices", ["person_id", "digest_on"], sqlite_where=PLANNED, postgresql_where=PLANNED
    )


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_index("ix_notices_digest_on", table_name="notices")
