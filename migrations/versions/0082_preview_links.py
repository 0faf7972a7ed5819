"""Links by which reviewers see a campaign in preparation.

Revision ID: 0082
Revises: 0081
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0082"
down_revision: Union[str, Sequence[str], None] = "0081"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "preview_links",
        sa.Column("id", BIG_ID, nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("revoked_on", sa.Date(), nullable=True),
        sa.Column("made_on", sa.Date(), nullable=False),
        sa.Column("made_by_id", BIG_ID, nullable=True),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_preview_links_edition_id_editions"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["made_by_id"], ["people.id"], name=op.f("fk_preview_links_made_by_id_people"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_preview_links")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_preview_links_submission_key")),
    )
    op.create_index(op.f("ix_preview_links_edition_id"), "preview_links", ["edition_id"])
    op.create_index(op.f("ix_preview_links_made_by_id"), "preview_links", ["made_by_id"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("preview_links")
