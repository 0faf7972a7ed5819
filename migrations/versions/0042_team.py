"""Say where people work; let somebody stand in for the holder of a mandate.

Revision ID: 0042
Revises: 0041
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0042"
down_revision: Union[str, Sequence[str], None] = "0041"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

FUNCTION = (
    "function IN ('marketing', 'human_resources', 'communication', 'sales', 'customer_service', 'product', 'it', "
    "'finance', 'risk')"
)
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Upgrade schema."""
    with op.batch_alter_table("people") as batch:
        batch.add_column(sa.Column("function", sa.String(length=40), nullable=True))
        batch.create_check_constraint(op.f("ck_people_function"), FUNCTION)
    with op.batch_alter_table("mandates") as batch:
        batch.add_column(sa.Column("cover_of_id", BIG_ID, nullable=True))
        batch.create_foreign_key(
            op.f("fk_mandates_cover_of_id_mandates"), "mandates", ["cover_of_id"], ["id"], ondelete="CASCADE"
        )
        batch.create_check_constraint(op.f("ck_mandates_cover_ends"), "cover_of_id IS NULL OR ends_on IS NOT NULL")
        batch.create_index(op.f("ix_mandates_cover_of_id"), ["cover_of_id"])


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table("mandates") as batch:
        batch.drop_index(op.f("ix_mandates_cover_of_id"))
        batch.drop_constraint(op.f("ck_mandates_cover_ends"), type_="check")
        batch.drop_constraint(op.f("fk_mandates_cover_of_id_mandates"), type_="foreignkey")
        batch.drop_column("cover_of_id")
    with op.batch_alter_table("people") as batch:
        batch.drop_constraint(op.f("ck_people_function"), type_="check")
        batch.drop_column("function")
