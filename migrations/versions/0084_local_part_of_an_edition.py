"""What an entity adds to a campaign: words of its own, the variant that is tested there, a contact.

Revision ID: 0084
Revises: 0083
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0084"
down_revision: Union[str, Sequence[str], None] = "0083"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "edition_locals",
        sa.Column("edition_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("text_id", BIG_ID, nullable=True),
        sa.Column("variant", sa.String(length=120), nullable=False),
        sa.Column("contact_id", BIG_ID, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_edition_locals_edition_id_editions"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["text_id"], ["texts.id"], name=op.f("fk_edition_locals_text_id_texts"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["contact_id"], ["people.id"], name=op.f("fk_edition_locals_contact_id_people"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_edition_locals")),
        sa.UniqueConstraint("text_id", name=op.f("uq_edition_locals_text_id")),
    )
    op.create_index(op.f("ix_edition_locals_contact_id"), "edition_locals", ["contact_id"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("edition_locals")
