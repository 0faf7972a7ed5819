"""Sort contributions by theme.

Revision ID: 0051
Revises: 0050
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0051"
down_revision: Union[str, Sequence[str], None] = "0050"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "themes",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("name_text_id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_themes_campaign_id_campaigns"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["name_text_id"], ["texts.id"], name=op.f("fk_themes_name_text_id_texts"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_themes")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_themes_submission_key")),
    )
    op.create_index(op.f("ix_themes_campaign_id"), "themes", ["campaign_id"])
    op.create_index(op.f("ix_themes_name_text_id"), "themes", ["name_text_id"])
    for table in ("themes_given", "themes_refused"):
        via = [sa.Column("via_id", BIG_ID, nullable=True)] if table == "themes_given" else []
        op.create_table(
            table,
            sa.Column("theme_id", BIG_ID, autoincrement=False, nullable=False),
            sa.Column("feedback_id", BIG_ID, autoincrement=False, nullable=False),
            *via,
            sa.ForeignKeyConstraint(
                ["theme_id"], ["themes.id"], name=op.f(f"fk_{table}_theme_id_themes"), ondelete="CASCADE"
            ),
            sa.ForeignKeyConstraint(
                ["feedback_id"], ["feedback.id"], name=op.f(f"fk_{table}_feedback_id_feedback"), ondelete="CASCADE"
            ),
            sa.PrimaryKeyConstraint("theme_id", "feedback_id", name=op.f(f"pk_{table}")),
        )
        op.create_index(op.f(f"ix_{table}_feedback_id"), table, ["feedback_id"])
    op.create_index(op.f("ix_themes_given_via_id"), "themes_given", ["via_id"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("themes_refused")
    op.drop_table("themes_given")
    op.drop_table("themes")
