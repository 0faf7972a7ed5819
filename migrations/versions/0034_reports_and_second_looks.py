"""reports and second looks

Revision ID: 0034
Revises: 0033
Create Date: 2026-11-27 19:50:00.000000

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op


# revision identifiers, used by Alembic.
revision: str = "0034"
down_revision: Union[str, Sequence[str], None] = "0033"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
REASONS = ("person", "data", "confidential", "subject", "other")
OUTCOMES = ("published", "published_and_trusted", "sent_back", "hidden", "change_refused")


def upgrade() -> None:
    """Upgrade schema."""
    op.add_column("feedback", sa.Column("first_decider_id", BIG_ID, nullable=True))
    op.add_column("moderation_undos", sa.Column("first_decider_id", BIG_ID, nullable=True))
    sent_back = sa.text("state = 'sent_back'")
    op.create_index(
        "ix_feedback_sent_back", "feedback", ["entity_id", "created_at", "id"],
        sqlite_where=sent_back, postgresql_where=sent_back,
    )
    op.create_table(
        "content_reports",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("feedback_id", BIG_ID, nullable=False),
        sa.Column("comment_id", BIG_ID, nullable=True),
        sa.Column("reporter_id", BIG_ID, nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("decision_id", BIG_ID, nullable=True),
        sa.Column("message_id", BIG_ID, nullable=True),
        sa.CheckConstraint(f"reason IN {REASONS}", name=op.f("ck_content_reports_reportreason")),
        sa.CheckConstraint("outcome IN ('acted', 'kept')", name=op.f("ck_content_reports_reportoutcome")),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_content_reports_feedback_id_feedback"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_content_reports_comment_id_comments"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["people.id"], name=op.f("fk_content_reports_reporter_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_content_reports")),
    )
    for column, condition in (("feedback_id", "comment_id IS NULL"), ("comment_id", "comment_id IS NOT NULL")):
        name = "uq_content_reports_contribution" if column == "feedback_id" else "uq_content_reports_comment"
        where = sa.text(condition)
        op.create_index(
            name, "content_reports", [column, "reporter_id"], unique=True, sqlite_where=where, postgresql_where=where
        )
    op.create_index("ix_content_reports_reporter_id", "content_reports", ["reporter_id", "at"])
    op.create_index(op.f("ix_content_reports_feedback_id"), "content_reports", ["feedback_id"])
    op.create_index(op.f("ix_content_reports_decision_id"), "content_reports", ["decision_id"])
    op.create_table(
        "comment_hidings",
        sa.Column("comment_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("by_id", BIG_ID, nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_comment_hidings_reason_given")),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["comments.id"], name=op.f("fk_comment_hidings_comment_id_comments"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["people.id"], name=op.f("fk_comment_hidings_by_id_people"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("comment_id", name=op.f("pk_comment_hidings")),
    )
    op.create_index(op.f("ix_comment_hidings_by_id"), "comment_hidings", ["by_id"])
    op.create_table(
        "second_looks",
        sa.Column("feedback_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("asked_on", sa.Date(), nullable=False),
        sa.Column("outcome", sa.String(length=40), nullable=True),
        sa.Column("decision_id", BIG_ID, nullable=True),
        sa.CheckConstraint(f"outcome IN {OUTCOMES}", name=op.f("ck_second_looks_outcome")),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_second_looks_feedback_id_feedback"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("feedback_id", name=op.f("pk_second_looks")),
    )


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("second_looks")
    op.drop_table("comment_hidings")
    op.drop_table("content_reports")
    op.drop_index("ix_feedback_sent_back", table_name="feedback")
    op.drop_column("moderation_undos", "first_decider_id")
    op.drop_column("feedback", "first_decider_id")
