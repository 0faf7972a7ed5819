"""What testers may and may not do with a competitor"s product; where a product is found, and what it costs.

Revision ID: 0077
Revises: 0076
"""
from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


revision: str = "0077"
down_revision: Union[str, Sequence[str], None] = "0076"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table("safeguard_sheets",
    sa.Column("id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=False, nullable=False),
    sa.Column("product_id", sa.Integer(), nullable=False),
    sa.Column("country", sa.String(length=2), nullable=False),
    sa.Column("number", sa.Integer(), nullable=False),
    sa.Column("source_locale", sa.String(length=16), nullable=False),
    sa.Column("state", sa.Enum("draft", "approved", "withdrawn", name="sheetstate", native_enum=False, create_constraint=True, length=40), nullable=False),
    sa.Column("saved", sa.Integer(), nullable=False),
    sa.Column("written_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
    sa.Column("written_on", sa.Date(), nullable=False),
    sa.Column("approved_by_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
    sa.Column("approved_role", sa.Enum("ambassador", "community_manager", "sponsor", "central_team", "product_team", "representative", "dpo", "administrator", name="role", native_enum=False, create_constraint=True, length=40), nullable=True),
    sa.Column("approved_on", sa.Date(), nullable=True),
    sa.Column("valid_until", sa.Date(), nullable=True),
    sa.Column("withdrawn_on", sa.Date(), nullable=True),
    sa.CheckConstraint("state = 'draft' OR (approved_on IS NOT NULL AND valid_until IS NOT NULL)", name=op.f("ck_safeguard_sheets_approved_up_to_a_day")),
    sa.ForeignKeyConstraint(["approved_by_id"], ["people.id"], name=op.f("fk_safeguard_sheets_approved_by_id_people"), ondelete="SET NULL"),
    sa.ForeignKeyConstraint(["product_id"], ["products.id"], name=op.f("fk_safeguard_sheets_product_id_products"), ondelete="RESTRICT"),
    sa.ForeignKeyConstraint(["written_by_id"], ["people.id"], name=op.f("fk_safeguard_sheets_written_by_id_people"), ondelete="SET NULL"),
    sa.PrimaryKeyConstraint("id", name=op.f("pk_safeguard_sheets")),
    sa.UniqueConstraint("product_id", "country", "number", name=op.f("uq_safeguard_sheets_product_id_country_number"))
    )
    with op.batch_alter_table("safeguard_sheets", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_safeguard_sheets_approved_by_id"), ["approved_by_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_safeguard_sheets_written_by_id"), ["written_by_id"], unique=False)

    op.create_table("safeguard_attestations",
    sa.Column("person_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column("sheet_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column("locale", sa.String(length=16), nullable=False),
    sa.Column("attested_on", sa.Date(), nullable=False),
    sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_safeguard_attestations_person_id_people"), ondelete="CASCADE"),
    sa.ForeignKeyConstraint(["sheet_id"], ["safeguard_sheets.id"], name=op.f("fk_safeguard_attestations_sheet_id_safeguard_sheets"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("person_id", "sheet_id", name=op.f("pk_safeguard_attestations"))
    )
    with op.batch_alter_table("safeguard_attestations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_safeguard_attestations_sheet_id"), ["sheet_id"], unique=False)

    op.create_table("safeguard_wordings",
    sa.Column("sheet_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
    sa.Column("locale", sa.String(length=16), nullable=False),
    sa.Column("may", sa.Text(), nullable=False),
    sa.Column("may_not", sa.Text(), nullable=False),
    sa.ForeignKeyConstraint(["sheet_id"], ["safeguard_sheets.id"], name=op.f("fk_safeguard_wordings_sheet_id_safeguard_sheets"), ondelete="CASCADE"),
    sa.PrimaryKeyConstraint("sheet_id", "locale", name=op.f("pk_safeguard_wordings"))
    )
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.add_column(sa.Column("link", sa.String(length=300), server_default="", nullable=False))
        batch_op.add_column(sa.Column("cost_cents", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("cost_currency", sa.String(length=3), server_default="", nullable=False))
        batch_op.add_column(sa.Column("is_refunded", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("version", sa.Integer(), server_default="1", nullable=False))
        batch_op.create_check_constraint(batch_op.f("ck_products_cost_not_negative"), "cost_cents >= 0")



def downgrade() -> None:
    """Downgrade schema."""
    with op.batch_alter_table("products", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("ck_products_cost_not_negative"), type_="check")
        batch_op.drop_column("version")
        batch_op.drop_column("is_refunded")
        batch_op.drop_column("cost_currency")
        batch_op.drop_column("cost_cents")
        batch_op.drop_column("link")

    op.drop_table("safeguard_wordings")
    with op.batch_alter_table("safeguard_attestations", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_safeguard_attestations_sheet_id"))

    op.drop_table("safeguard_attestations")
    with op.batch_alter_table("safeguard_sheets", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_safeguard_sheets_written_by_id"))
        batch_op.drop_index(batch_op.f("ix_safeguard_sheets_approved_by_id"))

    op.drop_table("safeguard_sheets")
