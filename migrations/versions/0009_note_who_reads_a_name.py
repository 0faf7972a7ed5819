"""note who reads a name

Revision ID: 0009
Revises: 0008
Create Date: 2026-11-27 09:00:00.000000

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op


# revision identifiers, used by Alembic.
revision: str = "0009"
down_revision: Union[str, Sequence[str], None] = "0008"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "name_openings",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("feedback_id", BIG_ID, nullable=False),
        sa.Column("by_id", BIG_ID, nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_name_openings_reason_given")),
        sa.ForeignKeyConstraint(
            ["feedback_id"], ["feedback.id"], name=op.f("fk_name_openings_feedback_id_feedback"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["by_id"], ["people.id"], name=op.f("fk_name_openings_by_id_people"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_name_openings")),
    )
    op.create_index(op.f("ix_name_openings_feedback_id"), "name_openings", ["feedback_id"])
    op.create_index(op.f("ix_name_openings_by_id"), "name_openings", ["by_id"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("name_openings")
