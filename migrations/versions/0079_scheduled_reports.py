"""Reports that are built by themselves, weekly or monthly.

Revision ID: 0079
Revises: 0078
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0079"
down_revision: Union[str, Sequence[str], None] = "0078"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _refers(name: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint(
        [name], [f"{to}.id"], name=op.f(f"fk_report_schedules_{name}_{to}"), ondelete="CASCADE"
    )


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "report_schedules",
        sa.Column("id", BIG, nullable=False, autoincrement=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=True),
        sa.Column("asked_by_id", BIG, nullable=False),
        sa.Column("locale", sa.String(length=16), nullable=False),
        sa.Column("formats", sa.String(length=80), nullable=False),
        sa.Column("rhythm", sa.String(length=40), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=False),
        sa.CheckConstraint("rhythm IN ('weekly', 'monthly')", name=op.f("ck_report_schedules_rhythm")),
        _refers("campaign_id", "campaigns"),
        _refers("entity_id", "entities"),
        _refers("asked_by_id", "people"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_report_schedules")),
    )
    for name in ("campaign_id", "entity_id", "asked_by_id", "next_on"):
        op.create_index(op.f(f"ix_report_schedules_{name}"), "report_schedules", [name])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("report_schedules")
