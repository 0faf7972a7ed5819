"""opening exceptions

Revision ID: 0032
Revises: 0031
Create Date: 2026-11-27 19:55:00.000000

"""

from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = "0032"
down_revision: Union[str, Sequence[str], None] = "0031"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "opening_exceptions",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("given_by_id", BIG_ID, nullable=True),
        sa.Column("given_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.CheckConstraint("length(reason) > 0", name=op.f("ck_opening_exceptions_with_a_reason")),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("fk_opening_exceptions_entity_id_entities"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["given_by_id"], ["people.id"], name=op.f("fk_opening_exceptions_given_by_id_people"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_opening_exceptions")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_opening_exceptions_submission_key")),
    )
    op.create_index(op.f("ix_opening_exceptions_entity_id"), "opening_exceptions", ["entity_id"])
    op.create_index(op.f("ix_opening_exceptions_given_by_id"), "opening_exceptions", ["given_by_id"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("opening_exceptions")
