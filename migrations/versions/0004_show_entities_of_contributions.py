"""show entities of contributions

Revision ID: 0004
Revises: 0003
Create Date: 2026-11-27 08:30:00.000000

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op


# revision identifiers, used by Alembic.
revision: str = "0004"
down_revision: Union[str, Sequence[str], None] = "0003"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


# What is public now shows its entity as it would had it been published today: where its language is rare, it does not.
SHOWN = """UPDATE feedback SET shown_entity_id = entity_id
WHERE source_key IS NOT NULL OR (published_at IS NOT NULL AND (
    identity = 'named' OR (identity = 'confidential' AND (
        SELECT COUNT(DISTINCT others.author_id) FROM feedback AS others
        WHERE others.edition_id = feedback.edition_id AND others.language = feedback.language
            AND others.state = 'published'
    ) >= (SELECT min_group_verbatim FROM campaigns WHERE campaigns.id = feedback.campaign_id))))"""


def upgrade() -> None:
    """Upgrade schema."""
    op.add_column("feedback", sa.Column("shown_entity_id", sa.Integer(), nullable=True))
    op.create_index("ix_feedback_shown_entity_id", "feedback", ["shown_entity_id"])
    op.create_index("ix_feedback_writers", "feedback", ["edition_id", "language", "author_id"])
    op.drop_index("ix_feedback_edition_id", table_name="feedback")
    op.execute(SHOWN)


def downgrade() -> None:
    """Downgrade schema."""
    op.create_index("ix_feedback_edition_id", "feedback", ["edition_id"])
    op.drop_index("ix_feedback_writers", table_name="feedback")
    op.drop_index("ix_feedback_shown_entity_id", table_name="feedback")
    op.drop_column("feedback", "shown_entity_id")
