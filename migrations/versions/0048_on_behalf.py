"""Write a contribution down for a colleague, who confirms it.

Revision ID: 0048
Revises: 0047
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0048"
down_revision: Union[str, Sequence[str], None] = "0047"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Upgrade schema."""
    op.add_column("feedback", sa.Column("is_on_behalf", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "contributions_on_behalf",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("mission_id", sa.Integer(), nullable=False),
        sa.Column("writer_id", BIG_ID, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=False),
        sa.CheckConstraint(
            "kind IN ('problem', 'idea', 'praise', 'question', 'unsorted')",
            name=op.f("ck_contributions_on_behalf_kind"),
        ),
        sa.CheckConstraint("writer_id <> person_id", name=op.f("ck_contributions_on_behalf_for_somebody_else")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_contributions_on_behalf")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_contributions_on_behalf_submission_key")),
        *(
            sa.ForeignKeyConstraint(
                [column], [f"{table}.id"], name=op.f(f"fk_contributions_on_behalf_{column}_{table}"), ondelete="CASCADE"
            )
            for column, table in (
                ("edition_id", "editions"),
                ("mission_id", "missions"),
                ("writer_id", "people"),
                ("person_id", "people"),
            )
        ),
    )
    for column in ("edition_id", "mission_id", "writer_id", "person_id"):
        op.create_index(op.f(f"ix_contributions_on_behalf_{column}"), "contributions_on_behalf", [column])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("contributions_on_behalf")
    op.drop_column("feedback", "is_on_behalf")
