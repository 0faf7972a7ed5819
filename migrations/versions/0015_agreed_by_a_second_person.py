"""hold no role beside one that excludes it without a second colleague

Revision ID: 0015
Revises: 0014
Create Date: 2026-11-27 13:20:00.000000

"""

from typing import Sequence, Union

from alembic import op


# revision identifiers, used by Alembic.
revision: str = "0015"
down_revision: Union[str, Sequence[str], None] = "0014"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


AGREED = "status <> 'given' OR reason IS NULL OR decided_by_id IS NOT NULL"


def upgrade() -> None:
    """Upgrade schema."""
    op.execute(f"UPDATE mandates SET status = 'proposed' WHERE NOT ({AGREED})")  # it gives no right until two agree
    with op.batch_alter_table("mandates") as batch:
        batch.create_check_constraint(op.f("ck_mandates_agreed_by_second_person"), AGREED)


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table("mandates") as batch:
        batch.drop_constraint(op.f("ck_mandates_agreed_by_second_person"), type_="check")
