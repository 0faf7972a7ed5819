"""Groups of contributions across languages, by what they mean.

Revision ID: 0088
Revises: 0087
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0088"
down_revision: Union[str, Sequence[str], None] = "0087"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Upgrade schema."""
    op.add_column("theme_group_runs", sa.Column("texts", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("theme_group_runs") as batch:
        batch.alter_column("texts", server_default=None)
    op.create_table(
        "theme_group_words",
        sa.Column("group_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["theme_groups.id"], name=op.f("fk_theme_group_words_group_id_theme_groups"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("group_id", "language", name=op.f("pk_theme_group_words")),
    )  # fmt: skip
    op.create_table(
        "theme_group_vectors",
        sa.Column("run_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("feedback_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["run_id"], ["theme_group_runs.id"], name=op.f("fk_theme_group_vectors_run_id_theme_group_runs"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_theme_group_vectors_feedback_id_feedback"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("run_id", "feedback_id", name=op.f("pk_theme_group_vectors")),
    )  # fmt: skip
    op.create_index(op.f("ix_theme_group_vectors_feedback_id"), "theme_group_vectors", ["feedback_id"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("theme_group_vectors")
    op.drop_table("theme_group_words")
    with op.batch_alter_table("theme_group_runs") as batch:
        batch.drop_column("texts")
