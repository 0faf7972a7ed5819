"""Let people show their recognitions.

Revision ID: 0049
Revises: 0048
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0049"
down_revision: Union[str, Sequence[str], None] = "0048"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
RECOGNITIONS = "recognition IN ('first_contribution', 'every_type', 'several_languages', 'ten_missions', 'idea_done')"


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "shown_recognitions",
        sa.Column("person_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("recognition", sa.String(length=40), nullable=False),
        sa.CheckConstraint(RECOGNITIONS, name=op.f("ck_shown_recognitions_recognition")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_shown_recognitions_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "recognition", name=op.f("pk_shown_recognitions")),
    )


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("shown_recognitions")
