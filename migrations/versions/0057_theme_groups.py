"""Propose groups of contributions.

Revision ID: 0057
Revises: 0056
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0057"
down_revision: Union[str, Sequence[str], None] = "0056"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RUNNING = sa.text("state = 'running'")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "theme_group_runs",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("languages", sa.String(length=400), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("state IN ('running', 'done', 'stopped')", name=op.f("ck_theme_group_runs_state")),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_theme_group_runs_campaign_id_campaigns"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_group_runs")),
    )
    op.create_index(op.f("ix_theme_group_runs_campaign_id"), "theme_group_runs", ["campaign_id"])
    op.create_index(
        "uq_theme_group_runs_running", "theme_group_runs", ["campaign_id"], unique=True,
        sqlite_where=RUNNING, postgresql_where=RUNNING,
    )  # fmt: skip
    op.create_table(
        "theme_groups",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("run_id", BIG_ID, nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'refused', 'merged')", name=op.f("ck_theme_groups_state")
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["theme_group_runs.id"], name=op.f("fk_theme_groups_run_id_theme_group_runs"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_groups")),
    )
    op.create_index(op.f("ix_theme_groups_run_id"), "theme_groups", ["run_id"])
    op.create_table(
        "theme_group_members",
        sa.Column("group_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("feedback_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("rank", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["theme_groups.id"], name=op.f("fk_theme_group_members_group_id_theme_groups"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_theme_group_members_feedback_id_feedback"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("group_id", "feedback_id", name=op.f("pk_theme_group_members")),
    )  # fmt: skip
    op.create_index(op.f("ix_theme_group_members_feedback_id"), "theme_group_members", ["feedback_id"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("theme_group_members")
    op.drop_table("theme_groups")
    op.drop_table("theme_group_runs")
