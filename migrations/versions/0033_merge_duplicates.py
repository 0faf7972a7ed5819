"""merge duplicates

Revision ID: 0033
Revises: 0032
Create Date: 2026-11-27 19:50:00

"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
BOTH = "(merged_into_id IS NULL) = (shown_in_id IS NULL)"
HIDDEN = "merged_into_id IS NULL OR state = 'hidden'"
OTHERS = ("comments.origin_id", "me_toos.via_id", "official_answers.via_id")


def upgrade() -> None:
    """SQLite adds a check with a column only; a table made anew would lose what its search keeps."""
    if op.get_bind().dialect.name == "sqlite":
        op.execute("ALTER TABLE feedback ADD COLUMN shown_in_id INTEGER")
        op.execute(
            "ALTER TABLE feedback ADD COLUMN merged_into_id INTEGER"
            f" CONSTRAINT ck_feedback_merged_and_shown_elsewhere CHECK ({BOTH})"
            f" CONSTRAINT ck_feedback_merged_is_read_elsewhere CHECK ({HIDDEN})"
        )
    else:
        for name in ("shown_in_id", "merged_into_id"):
            op.add_column("feedback", sa.Column(name, BIG, nullable=True))
        op.create_check_constraint(op.f("ck_feedback_merged_and_shown_elsewhere"), "feedback", BOTH)
        op.create_check_constraint(op.f("ck_feedback_merged_is_read_elsewhere"), "feedback", HIDDEN)
    op.add_column("feedback", sa.Column("merged_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("feedback", sa.Column("merged_count", sa.Integer(), nullable=False, server_default="0"))
    op.create_index(op.f("ix_feedback_merged_into_id"), "feedback", ["merged_into_id"])
    op.create_index(op.f("ix_feedback_shown_in_id"), "feedback", ["shown_in_id"])
    for other in OTHERS:
        table, column = other.split(".")
        op.add_column(table, sa.Column(column, BIG, nullable=True))
    op.create_index(op.f("ix_comments_origin_id"), "comments", ["origin_id"])


def downgrade() -> None:
    """What is merged stays where it is read; the duplicates are hidden."""
    op.drop_index(op.f("ix_comments_origin_id"), "comments")
    for other in OTHERS:
        table, column = other.split(".")
        op.drop_column(table, column)
    op.execute("DELETE FROM notices WHERE kind IN ('feedback_merged', 'feedback_joined', 'feedback_unmerged')")
    op.drop_index(op.f("ix_feedback_shown_in_id"), "feedback")
    op.drop_index(op.f("ix_feedback_merged_into_id"), "feedback")
    if op.get_bind().dialect.name != "sqlite":
        op.drop_constraint(op.f("ck_feedback_merged_is_read_elsewhere"), "feedback")
        op.drop_constraint(op.f("ck_feedback_merged_and_shown_elsewhere"), "feedback")
    for name in ("merged_into_id", "shown_in_id", "merged_at", "merged_count"):
        op.drop_column("feedback", name)
