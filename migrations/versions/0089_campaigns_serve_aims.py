"""Campaigns that are to serve an aim.

Revision ID: 0089
Revises: 0088
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0089"
down_revision: Union[str, Sequence[str], None] = "0088"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "aim_campaigns",
        sa.Column("aim_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("campaign_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(["aim_id"], ["aims.id"], name=op.f("fk_aim_campaigns_aim_id_aims"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_aim_campaigns_campaign_id_campaigns"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("aim_id", "campaign_id", name=op.f("pk_aim_campaigns")),
    )
    op.create_index(op.f("ix_aim_campaigns_campaign_id"), "aim_campaigns", ["campaign_id"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("aim_campaigns")
