"""mission progress

Revision ID: 0027
Revises: 0026
Create Date: 2026-11-27 16:40:00.000000

"""

from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = "0027"
down_revision: Union[str, Sequence[str], None] = "0026"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "mission_progress",
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("mission_id", sa.Integer(), nullable=False),
        sa.Column("begun_on", sa.Date(), nullable=False),
        sa.Column("steps_done", sa.Integer(), nullable=False),
        sa.Column("blocked_step", sa.Integer(), nullable=True),
        sa.Column("blocked_on", sa.Date(), nullable=True),
        sa.Column("blocked_why", sa.String(160), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("minutes_on", sa.Date(), nullable=True),
        sa.CheckConstraint("steps_done >= 0", name=op.f("ck_mission_progress_steps_counted")),
        sa.CheckConstraint("minutes BETWEEN 1 AND 480", name=op.f("ck_mission_progress_minutes_in_range")),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_mission_progress_person_id_people"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["mission_id"], ["missions.id"], name=op.f("fk_mission_progress_mission_id_missions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "mission_id", name=op.f("pk_mission_progress")),
    )
    op.create_index(op.f("ix_mission_progress_mission_id"), "mission_progress", ["mission_id"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("mission_progress")
