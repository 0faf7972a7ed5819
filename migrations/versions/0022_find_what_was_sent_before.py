"""find what was sent before

Revision ID: 0022
Revises: 0021
Create Date: 2026-11-27 16:40:00.000000

"""

from typing import Sequence, Union

from alembic import op


# revision identifiers, used by Alembic.
revision: str = "0022"
down_revision: Union[str, Sequence[str], None] = "0021"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_index("ix_feedback_sent", "feedback", ["author_id", "created_at"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_index("ix_feedback_sent", table_name="feedback")
