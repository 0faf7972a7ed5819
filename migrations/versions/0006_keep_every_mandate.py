"""keep every mandate

Revision ID: 0006
Revises: 0005
Create Date: 2026-11-27 08:30:00.000000

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op


# revision identifiers, used by Alembic.
revision: str = "0006"
down_revision: Union[str, Sequence[str], None] = "0005"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


# Nobody gives a mandate to themselves: those that were end here, and stay in the list.
END_SELF_GIVEN = """UPDATE mandates SET status = 'ended',
    ends_on = CASE WHEN ends_on < CURRENT_DATE THEN ends_on
                   WHEN starts_on > CURRENT_DATE THEN starts_on ELSE CURRENT_DATE END
    WHERE given_by_id = person_id"""
# The former code would take a proposal for a right.
FORGET_UNHELD = "DELETE FROM mandates WHERE status IN ('proposed', 'refused', 'cancelled')"
FORGET_ENDED_TODAY = "DELETE FROM mandates WHERE status = 'ended' AND starts_on >= CURRENT_DATE"


def upgrade() -> None:
    """Upgrade schema."""
    with op.batch_alter_table("mandates") as batch:
        batch.add_column(sa.Column("status", sa.String(40), nullable=False, server_default="given"))
        batch.add_column(sa.Column("reason", sa.Text(), nullable=True))
        batch.add_column(
            sa.Column("decided_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True)
        )
        batch.add_column(sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True))
    op.execute(END_SELF_GIVEN)
    with op.batch_alter_table("mandates") as batch:
        batch.alter_column("status", server_default=None)
        batch.create_foreign_key(
            "fk_mandates_decided_by_id_people", "people", ["decided_by_id"], ["id"], ondelete="SET NULL"
        )
        batch.create_index("ix_mandates_decided_by_id", ["decided_by_id"])
        batch.create_check_constraint(
            "mandatestatus", "status IN ('proposed', 'given', 'refused', 'ended', 'cancelled')"
        )
        batch.create_check_constraint(
            "not_self_given", "status IN ('ended', 'cancelled') OR given_by_id IS NULL OR given_by_id <> person_id"
        )
        batch.create_check_constraint(
            "second_person",
            "decided_by_id IS NULL OR (decided_by_id <> person_id AND decided_by_id <> given_by_id)",
        )
        batch.create_check_constraint(
            "proposed_with_reason", "status NOT IN ('proposed', 'refused') OR reason IS NOT NULL"
        )


def downgrade() -> None:
    """Downgrade schema."""
    op.execute(FORGET_UNHELD)
    op.execute(FORGET_ENDED_TODAY)
    with op.batch_alter_table("mandates") as batch:
        for name in ("mandatestatus", "not_self_given", "second_person", "proposed_with_reason"):
            batch.drop_constraint(op.f(f"ck_mandates_{name}"), type_="check")
        batch.drop_index("ix_mandates_decided_by_id")
        batch.drop_constraint("fk_mandates_decided_by_id_people", type_="foreignkey")
        for name in ("decided_at", "decided_by_id", "reason", "status"):
            batch.drop_column(name)
