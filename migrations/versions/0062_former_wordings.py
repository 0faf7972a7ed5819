"""Former wordings of questions.

Revision ID: 0062
Revises: 0061
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0062"
down_revision: Union[str, Sequence[str], None] = "0061"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "former_wordings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("question_id", BIG_ID, nullable=False),
        sa.Column("text_id", BIG_ID, nullable=True),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("corrected_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["questions.id"], name=op.f("fk_former_wordings_question_id_questions"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["texts.id"], name=op.f("fk_former_wordings_text_id_texts"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_former_wordings")),
    )
    op.create_index(op.f("ix_former_wordings_question_id"), "former_wordings", ["question_id"])
    op.create_index(op.f("ix_former_wordings_text_id"), "former_wordings", ["text_id"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("former_wordings")
