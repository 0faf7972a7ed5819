"""legal texts of entities, their wordings, and who read which

Revision ID: 0083
Revises: 0082
Create Date: 2026-11-28 15:50:00.000000

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op


# revision identifiers, used by Alembic.
revision: str = "0083"
down_revision: Union[str, Sequence[str], None] = "0082"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
WORDINGS_SQLITE = (
    """CREATE TRIGGER IF NOT EXISTS legal_wordings_no_update BEFORE UPDATE ON legal_wordings
    BEGIN SELECT RAISE(ABORT, 'what people read is never changed'); END""",
)
WORDINGS_POSTGRESQL = (
    """CREATE OR REPLACE FUNCTION legal_wordings_guard() RETURNS trigger AS $$ BEGIN
    RAISE EXCEPTION 'what people read is never changed'; END $$ LANGUAGE plpgsql""",
    """CREATE TRIGGER legal_wordings_guard BEFORE UPDATE ON legal_wordings
    FOR EACH ROW EXECUTE FUNCTION legal_wordings_guard()""",
)


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "legal_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Enum("privacy", "terms", name="legalkind", native_enum=False, create_constraint=True, length=40), nullable=False),
        sa.Column("source_locale", sa.String(16), nullable=False),
        sa.Column("text_id", BIG, nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("saved", sa.Integer(), nullable=False),
        sa.Column("is_in_force", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["entity_id"], ["entities.id"], name=op.f("fk_legal_texts_entity_id_entities"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["text_id"], ["texts.id"], name=op.f("fk_legal_texts_text_id_texts"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_texts")),
        sa.UniqueConstraint("entity_id", "kind", name=op.f("uq_legal_texts_entity_id_kind")),
        sa.UniqueConstraint("text_id", name=op.f("uq_legal_texts_text_id")),
    )
    op.create_table(
        "legal_wordings",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("legal_text_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("locale", sa.String(16), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("published_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["legal_text_id"], ["legal_texts.id"], name=op.f("fk_legal_wordings_legal_text_id_legal_texts"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_wordings")),
        sa.UniqueConstraint("legal_text_id", "version", "locale", "revision", name=op.f("uq_legal_wordings_legal_text_id_version_locale_revision")),
    )
    for statement in WORDINGS_POSTGRESQL if op.get_bind().dialect.name == "postgresql" else WORDINGS_SQLITE:
        op.execute(statement)
    op.create_table(
        "legal_readings",
        sa.Column("id", BIG, autoincrement=False, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("legal_text_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("wording_id", BIG, nullable=False),
        sa.Column("read_on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_legal_readings_person_id_people"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["legal_text_id"], ["legal_texts.id"], name=op.f("fk_legal_readings_legal_text_id_legal_texts"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["wording_id"], ["legal_wordings.id"], name=op.f("fk_legal_readings_wording_id_legal_wordings"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_legal_readings")),
        sa.UniqueConstraint("person_id", "legal_text_id", "version", name=op.f("uq_legal_readings_person_id_legal_text_id_version")),
    )
    op.create_index("ix_legal_readings_legal_text_id", "legal_readings", ["legal_text_id"])
    op.create_index("ix_legal_readings_wording_id", "legal_readings", ["wording_id"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("legal_readings")
    op.drop_table("legal_wordings")
    if op.get_bind().dialect.name == "postgresql":
        op.execute("DROP FUNCTION IF EXISTS legal_wordings_guard()")
    op.drop_table("legal_texts")
