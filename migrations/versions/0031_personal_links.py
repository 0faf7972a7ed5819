"""personal links

Revision ID: 0031
Revises: 0030
Create Date: 2026-11-27 19:50:00.000000

"""

from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = "0031"
down_revision: Union[str, Sequence[str], None] = "0030"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
KIND, BY_KIND = "ck_campaign_links_linkkind", "ck_campaign_links_mission_by_kind"


def upgrade() -> None:
    """Upgrade schema."""
    with op.batch_alter_table("campaign_links") as batch:
        batch.drop_constraint(op.f(KIND), type_="check")
        batch.alter_column("mission_id", existing_type=sa.Integer(), nullable=True)
        batch.create_check_constraint(op.f(KIND), "kind IN ('field', 'recruit')")
        batch.create_check_constraint(op.f(BY_KIND), "(kind = 'field') = (mission_id IS NOT NULL)")
    op.create_table(
        "link_joins",
        sa.Column("link_id", BIG_ID, nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["link_id"], ["campaign_links.id"], name=op.f("fk_link_joins_link_id_campaign_links"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("link_id", "week", name=op.f("pk_link_joins")),
    )


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("link_joins")
    op.execute("DELETE FROM campaign_links WHERE kind = 'recruit'")
    with op.batch_alter_table("campaign_links") as batch:
        batch.drop_constraint(op.f(BY_KIND), type_="check")
        batch.drop_constraint(op.f(KIND), type_="check")
        batch.alter_column("mission_id", existing_type=sa.Integer(), nullable=False)
        batch.create_check_constraint(op.f(KIND), "kind IN ('field')")
