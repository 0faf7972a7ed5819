"""announcements

Revision ID: 0038
Revises: 0037
Create Date: 2026-11-27 20:20:00.000000

"""

from typing import Sequence, Union

from alembic import op
import sqlalchemy as sa


# revision identifiers, used by Alembic.
revision: str = "0038"
down_revision: Union[str, Sequence[str], None] = "0037"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "announcements",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=True),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column("title_text_id", BIG_ID, nullable=False),
        sa.Column("body_text_id", BIG_ID, nullable=False),
        sa.Column("shows_from", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shows_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("is_pinned", sa.Boolean(), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.CheckConstraint(
            "edition_id IS NULL OR entity_id IS NOT NULL", name=op.f("ck_announcements_edition_of_an_entity")
        ),
        sa.CheckConstraint(
            "shows_until IS NULL OR shows_until >= shows_from", name=op.f("ck_announcements_ends_after_it_begins")
        ),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("fk_announcements_entity_id_entities"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_announcements_edition_id_editions"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["title_text_id"], ["texts.id"], name=op.f("fk_announcements_title_text_id_texts"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["body_text_id"], ["texts.id"], name=op.f("fk_announcements_body_text_id_texts"), ondelete="RESTRICT"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_announcements")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_announcements_submission_key")),
    )
    for column in ("entity_id", "edition_id", "title_text_id", "body_text_id"):
        op.create_index(op.f(f"ix_announcements_{column}"), "announcements", [column])
    op.create_index("ix_announcements_shows_from", "announcements", ["shows_from"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("announcements")
