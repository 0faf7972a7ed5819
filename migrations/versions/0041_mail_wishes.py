"""How people want to be mailed.

Revision ID: 0041
Revises: 0040
"""
from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0041"
down_revision: Union[str, Sequence[str], None] = "0040"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
FOR_DIGEST = sa.text("cadence IN ('daily', 'weekly') AND NOT is_mailed AND read_at IS NULL")


def upgrade() -> None:
    """Upgrade schema."""
    op.add_column("notices", sa.Column("cadence", sa.String(length=40), nullable=False, server_default="at_once"))
    op.add_column("notices", sa.Column("digest_on", sa.Date(), nullable=True))
    op.create_index(
        "ix_notices_for_digest", "notices", ["person_id"], sqlite_where=FOR_DIGEST, postgresql_where=FOR_DIGEST
    )
    op.create_index("ix_notices_created_at", "notices", ["created_at"])
    op.create_table(
        "mail_wishes",
        sa.Column("person_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("cadences", sa.JSON(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_mail_wishes_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_mail_wishes")),
    )
    op.create_table(
        "mail_mutes",
        sa.Column("person_id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("subject_type", sa.String(length=40), nullable=False),
        sa.Column("subject_id", BIG_ID, autoincrement=False, nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_mail_mutes_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("person_id", "subject_type", "subject_id", name=op.f("pk_mail_mutes")),
    )


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("mail_mutes")
    op.drop_table("mail_wishes")
    op.drop_index("ix_notices_created_at", table_name="notices")
    op.drop_index("ix_notices_for_digest", table_name="notices")
    op.drop_column("notices", "digest_on")
    op.drop_column("notices", "cadence")
