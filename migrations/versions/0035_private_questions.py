"""private questions

Revision ID: 0035
Revises: 0034
Create Date: 2026-11-27 20:30:00

"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "private_threads",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("asker_id", BIG, nullable=False),
        sa.Column("feedback_id", BIG, nullable=True),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("moved_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.CheckConstraint("kind IN ('question', 'follow_up')", name=op.f("ck_private_threads_threadkind")),
        sa.CheckConstraint("state IN ('open', 'answered', 'closed')", name=op.f("ck_private_threads_threadstate")),
        sa.CheckConstraint(
            "(kind = 'follow_up') = (feedback_id IS NOT NULL)", name=op.f("ck_private_threads_about_a_contribution")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_private_threads_campaign_id_campaigns"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("fk_private_threads_entity_id_entities"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["asker_id"], ["people.id"], name=op.f("fk_private_threads_asker_id_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_private_threads_feedback_id_feedback"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_private_threads")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_private_threads_submission_key")),
    )
    op.create_index("ix_private_threads_entity_id", "private_threads", ["entity_id", "moved_at"])
    op.create_index("ix_private_threads_asker_id", "private_threads", ["asker_id", "moved_at"])
    op.create_index(op.f("ix_private_threads_campaign_id"), "private_threads", ["campaign_id"])
    op.create_index(op.f("ix_private_threads_feedback_id"), "private_threads", ["feedback_id"])
    op.create_table(
        "private_messages",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("thread_id", BIG, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("author_id", BIG, nullable=True),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.CheckConstraint("side IN ('asker', 'asked')", name=op.f("ck_private_messages_side")),
        sa.CheckConstraint("length(body) > 0", name=op.f("ck_private_messages_something_said")),
        sa.ForeignKeyConstraint(
            ["thread_id"], ["private_threads.id"], name=op.f("fk_private_messages_thread_id_private_threads"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name=op.f("fk_private_messages_author_id_people"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_private_messages")),
        sa.UniqueConstraint("thread_id", "number", name=op.f("uq_private_messages_thread_id_number")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_private_messages_submission_key")),
    )
    op.create_index(op.f("ix_private_messages_author_id"), "private_messages", ["author_id"])


def downgrade() -> None:
    op.execute("DELETE FROM notices WHERE kind = 'private_message'")
    op.drop_table("private_messages")
    op.drop_table("private_threads")
