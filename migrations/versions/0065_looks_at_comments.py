"""Let the author of a hidden comment ask for a second look.

Revision ID: 0065
Revises: 0064
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0065"
down_revision: Union[str, Sequence[str], None] = "0064"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    with op.batch_alter_table("comment_hidings") as batch:
        batch.add_column(sa.Column("look_asked_on", sa.Date(), nullable=True))


def downgrade() -> None:
    """Downgrade schema. What waits for a second look stays hidden."""
    op.execute(
        "UPDATE comments SET state = 'hidden' WHERE state = 'waiting'"
        " AND id IN (SELECT comment_id FROM comment_hidings WHERE look_asked_on IS NOT NULL)"
    )
    with op.batch_alter_table("comment_hidings") as batch:
        batch.drop_column("look_asked_on")
