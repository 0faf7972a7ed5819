"""places, quotas, waiting lists, and entities that an edition welcomes

Revision ID: 0026
Revises: 0025
Create Date: 2026-11-27 16:55:00.000000

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op


# revision identifiers, used by Alembic.
revision: str = "0026"
down_revision: Union[str, Sequence[str], None] = "0025"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "edition_entities",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_edition_entities_edition_id_editions"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["entity_id"], ["entities.id"], name=op.f("fk_edition_entities_entity_id_entities"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("edition_id", "entity_id", name=op.f("pk_edition_entities")),
    )
    op.create_index(op.f("ix_edition_entities_entity_id"), "edition_entities", ["entity_id"])
    op.create_table(
        "recruitments",
        sa.Column("edition_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("places", sa.Integer(), nullable=True),
        sa.Column("asks_first", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("places IS NULL OR places >= 0", name=op.f("ck_recruitments_places_not_negative")),
        sa.ForeignKeyConstraint(["edition_id"], ["editions.id"], name=op.f("fk_recruitments_edition_id_editions"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("edition_id", name=op.f("pk_recruitments")),
    )
    op.create_table(
        "quotas",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("places", sa.Integer(), nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=True),
        sa.Column("part_id", BIG, nullable=True),
        sa.CheckConstraint("places >= 0", name=op.f("ck_quotas_places_not_negative")),
        sa.CheckConstraint("(entity_id IS NULL) <> (part_id IS NULL)", name=op.f("ck_quotas_one_segment")),
        sa.ForeignKeyConstraint(["edition_id"], ["recruitments.edition_id"], name=op.f("fk_quotas_edition_id_recruitments"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["entity_id"], ["entities.id"], name=op.f("fk_quotas_entity_id_entities"), ondelete="RESTRICT"),
        sa.ForeignKeyConstraint(["part_id"], ["question_parts.id"], name=op.f("fk_quotas_part_id_question_parts"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quotas")),
        sa.UniqueConstraint("edition_id", "entity_id", name=op.f("uq_quotas_edition_id_entity_id")),
        sa.UniqueConstraint("edition_id", "part_id", name=op.f("uq_quotas_edition_id_part_id")),
    )
    op.create_index(op.f("ix_quotas_entity_id"), "quotas", ["entity_id"])
    op.create_index(op.f("ix_quotas_part_id"), "quotas", ["part_id"])
    op.add_column("enrolments", sa.Column("queue_number", sa.Integer(), nullable=True))
    op.create_index("ix_enrolments_queue", "enrolments", ["edition_id", "status", "queue_number"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_index("ix_enrolments_queue", table_name="enrolments")
    op.drop_column("enrolments", "queue_number")
    op.drop_table("quotas")
    op.drop_table("recruitments")
    op.drop_table("edition_entities")
