"""Keep what a source said before it changed."""

import sqlalchemy as sa
from alembic import op

revision = "0064"
down_revision = "0063"
BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "former_sources",
        sa.Column("text_id", BIG_ID, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(["text_id"], ["texts.id"], name=op.f("fk_former_sources_text_id_texts"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("text_id", "version", name=op.f("pk_former_sources")),
    )


def downgrade() -> None:
    op.drop_table("former_sources")
