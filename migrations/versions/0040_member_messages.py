"""Write to those who take part.

Revision ID: 0040
Revises: 0039
"""
from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0040"
down_revision: Union[str, Sequence[str], None] = "0039"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "member_messages",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("sender_id", BIG_ID, nullable=True),
        sa.Column("model", sa.String(length=40), nullable=False),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("subject_text_id", BIG_ID, nullable=False),
        sa.Column("body_text_id", BIG_ID, nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("send_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "model IN ('welcome', 'halfway', 'last-days', 'thanks', 'reminder')", name=op.f("ck_member_messages_model")
        ),
        sa.CheckConstraint("audience IN ('everybody', 'not_started')", name=op.f("ck_member_messages_messageaudience")),
        sa.CheckConstraint(
            "state IN ('scheduled', 'released', 'cancelled')", name=op.f("ck_member_messages_messagestate")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_member_messages_edition_id_editions"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["sender_id"], ["people.id"], name=op.f("fk_member_messages_sender_id_people"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(
            ["subject_text_id"], ["texts.id"], name=op.f("fk_member_messages_subject_text_id_texts"),
            ondelete="RESTRICT",
        ),
        sa.ForeignKeyConstraint(
            ["body_text_id"], ["texts.id"], name=op.f("fk_member_messages_body_text_id_texts"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_member_messages")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_member_messages_submission_key")),
    )
    op.create_index("ix_member_messages_edition_id", "member_messages", ["edition_id", "send_at"])
    for column in ("sender_id", "subject_text_id", "body_text_id"):
        op.create_index(op.f(f"ix_member_messages_{column}"), "member_messages", [column])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("member_messages")
