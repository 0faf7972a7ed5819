"""Say where people work; let somebody stand in for the holder of a mandate.

Revision ID: 0042
Revises: 0041
"""

from typing import Sequence, Union

from alembic import op

revision: str = "0042"
down_revision: Union[str, Sequence[str], None] = "0041"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

# Written out: a check or a key that comes after its column would have SQLite drop the table and all that hangs on it.
FUNCTION = (
    "ALTER TABLE people ADD COLUMN function VARCHAR(40) CONSTRAINT ck_people_function CHECK (function IN ('marketing', "
    "'human_resources', 'communication', 'sales', 'customer_service', 'product', 'it', 'finance', 'risk'))"
)
COVER = (
    "ALTER TABLE mandates ADD COLUMN cover_of_id {number} "
    "CONSTRAINT fk_mandates_cover_of_id_mandates REFERENCES mandates (id) ON DELETE CASCADE "
    "CONSTRAINT ck_mandates_cover_ends CHECK (cover_of_id IS NULL OR ends_on IS NOT NULL)"
)


def upgrade() -> None:
    """Upgrade schema."""
    op.execute(FUNCTION)
    op.execute(COVER.format(number="INTEGER" if op.get_bind().dialect.name == "sqlite" else "BIGINT"))
    op.create_index(op.f("ix_mandates_cover_of_id"), "mandates", ["cover_of_id"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_index(op.f("ix_mandates_cover_of_id"), "mandates")
    op.execute("ALTER TABLE mandates DROP COLUMN cover_of_id")
    op.execute("ALTER TABLE people DROP COLUMN function")
