"""Tell the channel of an entity's chat what happens.

Revision ID: 0045
Revises: 0044
"""
from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0045"
down_revision: Union[str, Sequence[str], None] = "0044"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "chat_channels",
        sa.Column("entity_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("format", sa.String(length=40), nullable=False),
        sa.Column("url", sa.String(length=1000), nullable=False),
        sa.Column("is_on", sa.Boolean(), nullable=False),
        sa.CheckConstraint("format IN ('teams', 'slack')", name=op.f("ck_chat_channels_chatformat")),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("fk_chat_channels_entity_id_entities"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entity_id", name=op.f("pk_chat_channels")),
    )
    op.create_table(
        "chat_posts",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("cause", sa.String(length=64), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("fault", sa.String(length=40), nullable=True),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('edition_opened', 'edition_closed', 'announced', 'decision', 'trial')",
            name=op.f("ck_chat_posts_postkind"),
        ),
        sa.CheckConstraint(
            "state IN ('planned', 'left', 'taken', 'not_taken')", name=op.f("ck_chat_posts_poststate")
        ),
        sa.CheckConstraint(
            "fault IN ('switched_off', 'not_allowed', 'not_reached', 'no_answer', 'turned_down')",
            name=op.f("ck_chat_posts_postfault"),
        ),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("fk_chat_posts_entity_id_entities"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_chat_posts_campaign_id_campaigns"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_chat_posts")),
        sa.UniqueConstraint("entity_id", "cause", name=op.f("uq_chat_posts_entity_id_cause")),
    )
    op.create_index(op.f("ix_chat_posts_campaign_id"), "chat_posts", ["campaign_id"])
    op.create_index("ix_chat_posts_planned_at", "chat_posts", ["planned_at"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("chat_posts")
    op.drop_table("chat_channels")
