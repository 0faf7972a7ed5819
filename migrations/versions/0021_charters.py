"""charters, their wordings, and who accepted which

Revision ID: 0021
Revises: 0020
Create Date: 2026-11-27 16:05:00.000000

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op


# revision identifiers, used by Alembic.
revision: str = "0021"
down_revision: Union[str, Sequence[str], None] = "0020"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORDINGS_SQLITE = (
    """CREATE TRIGGER IF NOT EXISTS charter_wordings_no_update BEFORE UPDATE ON charter_wordings
    BEGIN SELECT RAISE(ABORT, 'what people accepted is never changed'); END""",
)
WORDINGS_POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION charter_wordings_guard() RETURNS trigger AS $$ BEGIN
    RAISE EXCEPTION 'what people accepted is never changed'; END $$ LANGUAGE plpgsql""",
    """CREATE TRIGGER charter_wordings_guard BEFORE UPDATE ON charter_wordings
    FOR EACH ROW EXECUTE FUNCTION charter_wordings_guard()""",
)


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "charters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=True),
        sa.Column("source_locale", sa.String(16), nullable=False),
        sa.Column("body_text_id", BIG, nullable=False),
        sa.Column("confidentiality_text_id", BIG, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved", sa.Integer(), nullable=False),
        sa.Column("is_in_force", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaigns.id"], name=op.f("fk_charters_campaign_id_campaigns"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_charters_edition_id_editions"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["body_text_id"], ["texts.id"], name=op.f("fk_charters_body_text_id_texts"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["confidentiality_text_id"], ["texts.id"], name=op.f("fk_charters_confidentiality_text_id_texts"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charters")),
        sa.UniqueConstraint("edition_id", name=op.f("uq_charters_edition_id")),
    )
    op.create_index(
        "uq_charters_of_campaign", "charters", ["campaign_id"], unique=True,
        sqlite_where=sa.text("edition_id IS NULL"), postgresql_where=sa.text("edition_id IS NULL"),
    )
    op.create_index("ix_charters_campaign_id", "charters", ["campaign_id"])
    op.create_index(op.f("ix_charters_body_text_id"), "charters", ["body_text_id"])
    op.create_index(op.f("ix_charters_confidentiality_text_id"), "charters", ["confidentiality_text_id"])
    op.create_table(
        "charter_wordings",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("charter_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("confidentiality", sa.Text(), nullable=False),
        sa.Column("written_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["charter_id"], ["charters.id"], name=op.f("fk_charter_wordings_charter_id_charters"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charter_wordings")),
        sa.UniqueConstraint("charter_id", "version", "locale", "revision", name=op.f("uq_charter_wordings_charter_id_version_locale_revision")),
    )
    for statement in WORDINGS_POSTGRESQL if op.get_bind().dialect.name == "postgresql" else WORDINGS_SQLITE:
        op.execute(statement)
    op.create_table(
        "charter_acceptances",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("charter_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wording_id", BIG, nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_charter_acceptances_person_id_people"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["charter_id"], ["charters.id"], name=op.f("fk_charter_acceptances_charter_id_charters"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["wording_id"], ["charter_wordings.id"], name=op.f("fk_charter_acceptances_wording_id_charter_wordings"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charter_acceptances")),
        sa.UniqueConstraint("person_id", "charter_id", "version", name=op.f("uq_charter_acceptances_person_id_charter_id_version")),
    )
    op.create_index("ix_charter_acceptances_charter_id", "charter_acceptances", ["charter_id"])
    op.create_index("ix_charter_acceptances_wording_id", "charter_acceptances", ["wording_id"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("charter_acceptances")
    op.drop_table("charter_wordings")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS charter_wordings_guard()")
    op.drop_table("charters")
