"""Claim, assign, note and label the cases of the queue.

Revision ID: 0046
Revises: 0045
"""
from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0046"
down_revision: Union[str, Sequence[str], None] = "0045"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "case_claims",
        sa.Column("feedback_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("by_id", BIG_ID, nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_case_claims_feedback_id_feedback"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["people.id"], name=op.f("fk_case_claims_by_id_people"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("feedback_id", name=op.f("pk_case_claims")),
    )
    op.create_index(op.f("ix_case_claims_by_id"), "case_claims", ["by_id"])
    op.create_table(
        "case_assignments",
        sa.Column("feedback_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("assignee_id", BIG_ID, nullable=False),
        sa.Column("by_id", BIG_ID, nullable=True),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_case_assignments_feedback_id_feedback"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["assignee_id"], ["people.id"], name=op.f("fk_case_assignments_assignee_id_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["people.id"], name=op.f("fk_case_assignments_by_id_people"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("feedback_id", name=op.f("pk_case_assignments")),
    )
    for column in ("assignee_id", "by_id"):
        op.create_index(op.f(f"ix_case_assignments_{column}"), "case_assignments", [column])
    op.create_table(
        "case_notes",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("feedback_id", BIG_ID, nullable=False),
        sa.Column("author_id", BIG_ID, nullable=True),
        sa.Column("audience", sa.String(length=40), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_done", sa.Boolean(), nullable=False),
        sa.CheckConstraint("audience IN ('team', 'central')", name=op.f("ck_case_notes_noteaudience")),
        sa.CheckConstraint("length(body) > 0", name=op.f("ck_case_notes_something_said")),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_case_notes_feedback_id_feedback"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["author_id"], ["people.id"], name=op.f("fk_case_notes_author_id_people"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_notes")),
    )
    for column in ("feedback_id", "author_id"):
        op.create_index(op.f(f"ix_case_notes_{column}"), "case_notes", [column])
    op.create_index("ix_case_notes_audience", "case_notes", ["audience", "at"])
    op.create_table(
        "case_labels",
        sa.Column("feedback_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=30), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.CheckConstraint("length(name) > 0", name=op.f("ck_case_labels_something_said")),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_case_labels_feedback_id_feedback"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("fk_case_labels_entity_id_entities"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("feedback_id", "name", name=op.f("pk_case_labels")),
    )
    op.create_index("ix_case_labels_entity_id", "case_labels", ["entity_id", "name"])


def downgrade() -> None:
    """Downgrade schema."""
    for table in ("case_labels", "case_notes", "case_assignments", "case_claims"):
        op.drop_table(table)
