"""keep the language of the change that waits

Revision ID: 0012
Revises: 0011
Create Date: 2026-11-27 12:45:00.000000

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op


# revision identifiers, used by Alembic.
revision: str = "0012"
down_revision: Union[str, Sequence[str], None] = "0011"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    op.add_column("feedback", sa.Column("pending_language", sa.String(length=16), nullable=True))
    op.execute(
        "UPDATE feedback SET pending_language = (SELECT language FROM feedback_revisions"
        " WHERE feedback_revisions.feedback_id = feedback.id AND feedback_revisions.version = feedback.pending_version)"
        " WHERE pending_version IS NOT NULL"
    )


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_column("feedback", "pending_language")
