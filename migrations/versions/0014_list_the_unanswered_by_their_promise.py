"""list the unanswered by their promise

Revision ID: 0014
Revises: 0013
Create Date: 2026-11-27 12:50:00.000000

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op


# revision identifiers, used by Alembic.
revision: str = "0014"
down_revision: Union[str, Sequence[str], None] = "0013"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

UNANSWERED = sa.text("state = 'published' AND answered_at IS NULL")


def upgrade() -> None:
    """Upgrade schema."""
    _index_by("due_on")


def downgrade() -> None:
    """Downgrade schema."""
    _index_by("created_at")


def _index_by(order: str) -> None:
    op.drop_index("ix_feedback_unanswered", "feedback")
    op.create_index(
        "ix_feedback_unanswered",
        "feedback",
        ["campaign_id", order, "id"],
        sqlite_where=UNANSWERED,
        postgresql_where=UNANSWERED,
    )
