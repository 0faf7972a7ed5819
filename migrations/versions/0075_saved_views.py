"""Views of a dashboard that people save under a name.

Revision ID: 0075
Revises: 0074
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0075"
down_revision: Union[str, Sequence[str], None] = "0074"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "saved_views",
        sa.Column("id", BIG, nullable=False, autoincrement=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("filters", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_saved_views_person_id_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_saved_views_campaign_id_campaigns"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_saved_views")),
        sa.UniqueConstraint(
            "person_id", "campaign_id", "name", name=op.f("uq_saved_views_person_id_campaign_id_name")
        ),
    )
    op.create_index(op.f("ix_saved_views_campaign_id"), "saved_views", ["campaign_id"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("saved_views")
