"""withhold former words

Revision ID: 0023
Revises: 0022
Create Date: 2026-11-27 16:30:00

"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Whoever changed their words until now was told that only moderators keep the former ones."""
    with op.batch_alter_table("feedback_revisions") as batch:
        batch.add_column(sa.Column("is_withheld", sa.Boolean(), nullable=False, server_default=sa.true()))
    with op.batch_alter_table("feedback_revisions") as batch:
        batch.alter_column("is_withheld", server_default=None, existing_type=sa.Boolean())


def downgrade() -> None:
    with op.batch_alter_table("feedback_revisions") as batch:
        batch.drop_column("is_withheld")
