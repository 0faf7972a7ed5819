"""undo a decision of a moderator

Revision ID: 0013
Revises: 0012
Create Date: 2026-11-27 12:00:00.000000

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op


# revision identifiers, used by Alembic.
revision: str = "0013"
down_revision: Union[str, Sequence[str], None] = "0012"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
STATES = ("draft", "waiting", "published", "sent_back", "hidden", "withdrawn")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "moderation_undos",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("feedback_id", BIG_ID, nullable=False),
        sa.Column("by_id", BIG_ID, nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.Column("has_given_trust", sa.Boolean(), nullable=False),
        sa.Column("message_id", BIG_ID, nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("waiting_since", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pending_version", sa.Integer(), nullable=True),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revised_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("shown_entity_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("ck_moderation_undos_state")),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_moderation_undos_feedback_id_feedback"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["people.id"], name=op.f("fk_moderation_undos_by_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_undos")),
    )
    op.create_index(op.f("ix_moderation_undos_feedback_id"), "moderation_undos", ["feedback_id"])
    op.create_index(op.f("ix_moderation_undos_by_id"), "moderation_undos", ["by_id"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("moderation_undos")
