"""List the words that always wait, an entity's own rules, and when moderators read what a campaign is sent.

Revision ID: 0058
Revises: 0057
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0058"
down_revision: Union[str, Sequence[str], None] = "0057"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TIMING = "moderation_timing IN ('first_contributions', 'after_publication', 'before_publication')"


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "word_lists",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=True),
        sa.Column("campaign_id", sa.Integer(), nullable=True),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(entity_id IS NULL) <> (campaign_id IS NULL)", name=op.f("ck_word_lists_of_one_place")),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("fk_word_lists_entity_id_entities"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_word_lists_campaign_id_campaigns"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_word_lists")),
        sa.UniqueConstraint("entity_id", name=op.f("uq_word_lists_entity_id")),
        sa.UniqueConstraint("campaign_id", name=op.f("uq_word_lists_campaign_id")),
    )
    op.create_table(
        "entity_rules",
        sa.Column("entity_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text_id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("fk_entity_rules_entity_id_entities"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["texts.id"], name=op.f("fk_entity_rules_text_id_texts"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("entity_id", name=op.f("pk_entity_rules")),
        sa.UniqueConstraint("text_id", name=op.f("uq_entity_rules_text_id")),
    )
    op.add_column("feedback", sa.Column("held_word", sa.String(length=100), server_default="", nullable=False))
    with op.batch_alter_table("campaigns") as batch:
        batch.add_column(
            sa.Column("moderation_timing", sa.String(length=40), server_default="first_contributions", nullable=False)
        )
        batch.create_check_constraint(op.f("ck_campaigns_moderationtiming"), TIMING)


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table("campaigns") as batch:
        batch.drop_constraint(op.f("ck_campaigns_moderationtiming"), type_="check")
        batch.drop_column("moderation_timing")
    op.drop_column("feedback", "held_word")
    for table in ("entity_rules", "word_lists"):
        op.drop_table(table)
