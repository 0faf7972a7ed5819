"""Keep the step and the rating of what is written down for a colleague.

Revision ID: 0066
Revises: 0065
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0066"
down_revision: Union[str, Sequence[str], None] = "0065"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

TABLE = "contributions_on_behalf"
INDEX = "ix_contributions_on_behalf_step_id"
STEP = "fk_contributions_on_behalf_step_id_mission_steps"
STARS = "ck_contributions_on_behalf_stars"


def upgrade() -> None:
    """Upgrade schema."""
    with op.batch_alter_table(TABLE) as batch:
        batch.add_column(sa.Column("step_id", sa.Integer(), nullable=True))
        batch.add_column(sa.Column("rating", sa.Integer(), nullable=True))
        batch.create_foreign_key(op.f(STEP), "mission_steps", ["step_id"], ["id"], ondelete="SET NULL")
        batch.create_check_constraint(op.f(STARS), "rating BETWEEN 1 AND 5")
        batch.create_index(op.f(INDEX), ["step_id"])


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table(TABLE) as batch:
        batch.drop_index(op.f(INDEX))
        batch.drop_constraint(op.f(STARS), type_="check")
        batch.drop_constraint(op.f(STEP), type_="foreignkey")
        batch.drop_column("rating")
        batch.drop_column("step_id")
