"""book of mails

Revision ID: 0030
Revises: 0029
Create Date: 2026-11-27 19:40:00.000000

"""

from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = "0030"
down_revision: Union[str, Sequence[str], None] = "0029"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
TROUBLE = sa.text("state <> 'mailed'")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "mails",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("cause", sa.String(length=80), nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("purpose", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("error", sa.String(length=120), nullable=False),
        sa.CheckConstraint("purpose IN ('account', 'news', 'digest')", name=op.f("ck_mails_purpose")),
        sa.CheckConstraint(
            "state IN ('planned', 'handed_over', 'mailed', 'refused')", name=op.f("ck_mails_mailstate")
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_mails_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mails")),
        sa.UniqueConstraint("cause", name=op.f("uq_mails_cause")),
    )
    op.create_index("ix_mails_person_id", "mails", ["person_id", "day"])
    op.create_index("ix_mails_day", "mails", ["day"])
    op.create_index("ix_mails_trouble", "mails", ["day"], sqlite_where=TROUBLE, postgresql_where=TROUBLE)
    op.create_table(
        "refused_mailboxes",
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("address_hash", sa.String(length=64), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("code", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_refused_mailboxes_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_refused_mailboxes")),
    )


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("refused_mailboxes")
    op.drop_table("mails")
