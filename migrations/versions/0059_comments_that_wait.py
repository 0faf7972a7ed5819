"""Let comments wait for a moderator.

Revision ID: 0059
Revises: 0058
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0059"
down_revision: Union[str, Sequence[str], None] = "0058"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

CHECK = "ck_comments_commentstate"


def upgrade() -> None:
    """Upgrade schema."""
    with op.batch_alter_table("comments") as batch:
        batch.add_column(sa.Column("held_word", sa.String(length=100), server_default="", nullable=False))
        batch.drop_constraint(op.f(CHECK), type_="check")
        batch.create_check_constraint(op.f(CHECK), "state IN ('waiting', 'published', 'hidden', 'withdrawn')")


def downgrade() -> None:
    """Downgrade schema. What waits is hidden."""
    op.execute("UPDATE comments SET state = 'hidden' WHERE state = 'waiting'")
    with op.batch_alter_table("comments") as batch:
        batch.drop_constraint(op.f(CHECK), type_="check")
        batch.create_check_constraint(op.f(CHECK), "state IN ('published', 'hidden', 'withdrawn')")
        batch.drop_column("held_word")
