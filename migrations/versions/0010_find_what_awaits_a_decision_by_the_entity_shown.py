"""find what awaits a decision by the entity that cards show

Revision ID: 0010
Revises: 0009
Create Date: 2026-11-27 09:30:00.000000

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op


# revision identifiers, used by Alembic.
revision: str = "0010"
down_revision: Union[str, Sequence[str], None] = "0009"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

SELECTED = sa.text("state = 'published' AND handling = 'selected'")


def upgrade() -> None:
    """Upgrade schema."""
    _index_by("shown_entity_id")


def downgrade() -> None:
    """Downgrade schema."""
    _index_by("entity_id")


def _index_by(entity: str) -> None:
    op.drop_index("ix_feedback_selected", "feedback")
    op.create_index(
        "ix_feedback_selected",
        "feedback",
        [entity, "created_at", "id"],
        sqlite_where=SELECTED,
        postgresql_where=SELECTED,
    )
