"""compare versions, keep changes of a promise

Revision ID: 0011
Revises: 0010
Create Date: 2026-11-27 09:20:00.000000

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op


# revision identifiers, used by Alembic.
revision: str = "0011"
down_revision: Union[str, Sequence[str], None] = "0010"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
VERSIONS = (("campaigns", "version"), ("editions", "version"), ("missions", "version"), ("people", "settings_version"))
ROLES = (
    "role IN ('ambassador', 'community_manager', 'sponsor', 'central_team', 'product_team', 'representative', "
    "'dpo', 'administrator')"
)


def upgrade() -> None:
    """Upgrade schema."""
    for table, column in VERSIONS:
        op.add_column(table, sa.Column(column, sa.Integer(), nullable=False, server_default="1"))
    op.add_column("campaigns", sa.Column("translation_versions", sa.JSON(), nullable=False, server_default="{}"))
    op.create_table(
        "promise_changes",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("after", sa.JSON(), nullable=False),
        sa.Column("is_weaker", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("role", sa.String(length=40), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "NOT is_weaker OR length(reason) > 0", name=op.f("ck_promise_changes_weaker_with_reason")
        ),
        sa.CheckConstraint(ROLES, name=op.f("ck_promise_changes_role")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_promise_changes_campaign_id_campaigns"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_promise_changes")),
    )  # fmt: skip
    op.create_index(op.f("ix_promise_changes_campaign_id"), "promise_changes", ["campaign_id"])


def downgrade() -> None:
    """Downgrade schema."""
    op.execute("DELETE FROM notices WHERE kind = 'promise_weakened'")
    op.drop_table("promise_changes")
    op.drop_column("campaigns", "translation_versions")
    for table, column in VERSIONS:
        op.drop_column(table, column)
