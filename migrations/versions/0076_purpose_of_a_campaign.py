"""Let a campaign be a template, and be written in more languages than its entities speak.

Revision ID: 0076
Revises: 0075
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0076"
down_revision: Union[str, Sequence[str], None] = "0075"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

PURPOSES = "purpose IN ('campaign', 'template', 'retired_template')"


def upgrade() -> None:
    """Upgrade schema: every campaign there is is one to be opened."""
    with op.batch_alter_table("campaigns") as batch:
        batch.add_column(sa.Column("purpose", sa.String(length=40), server_default="campaign", nullable=False))
        batch.add_column(sa.Column("more_locales", sa.JSON(), server_default="[]", nullable=False))
        batch.create_check_constraint(op.f("ck_campaigns_campaignpurpose"), PURPOSES)


def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table("campaigns") as batch:
        batch.drop_constraint(op.f("ck_campaigns_campaignpurpose"), type_="check")
        batch.drop_column("more_locales")
        batch.drop_column("purpose")
