"""Results pages: a draft for each campaign, and the versions that were published.

Revision ID: 0060
Revises: 0059
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0060"
down_revision: Union[str, Sequence[str], None] = "0059"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "results_pages",
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("draft", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_results_pages_campaign_id_campaigns"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", name=op.f("pk_results_pages")),
    )
    op.create_table(
        "results_versions",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("changes", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_id", BIG_ID, nullable=True),
        sa.CheckConstraint(
            "number = 1 OR length(changes) > 0", name=op.f("ck_results_versions_says_what_changed")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_results_versions_campaign_id_campaigns"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["people.id"], name=op.f("fk_results_versions_by_id_people"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_results_versions")),
        sa.UniqueConstraint("campaign_id", "number", name=op.f("uq_results_versions_campaign_id_number")),
    )  # fmt: skip
    op.create_index(op.f("ix_results_versions_by_id"), "results_versions", ["by_id"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("results_versions")
    op.drop_table("results_pages")
