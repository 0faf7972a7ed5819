"""Keep the words in work of a translation beside those that readers see.

Revision ID: 0070
Revises: 0069
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0070"
down_revision: Union[str, Sequence[str], None] = "0069"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    op.add_column("translations", sa.Column("draft", sa.Text(), nullable=True))


def downgrade() -> None:
    """Downgrade schema. Words in work are lost; what readers see stays."""
    op.drop_column("translations", "draft")
