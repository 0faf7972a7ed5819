"""Actions that follow from decisions, and what was measured of their effect.

Revision ID: 0056
Revises: 0055
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0056"
down_revision: Union[str, Sequence[str], None] = "0055"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "action_items",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("decision_id", BIG_ID, nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("owner_id", BIG_ID, nullable=True),
        sa.Column("owner_held_mandate", sa.Boolean(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("reference", sa.String(length=500), nullable=False),
        sa.Column("indicator", sa.String(length=200), nullable=False),
        sa.Column("unit", sa.String(length=40), nullable=False),
        sa.Column("baseline", sa.Double(), nullable=True),
        sa.Column("target", sa.Double(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.CheckConstraint("length(title) > 0", name=op.f("ck_action_items_has_title")),
        sa.CheckConstraint(
            "state NOT IN ('done', 'dropped') OR length(note) > 0", name=op.f("ck_action_items_over_with_words")
        ),
        sa.CheckConstraint(
            "(baseline IS NULL) = (target IS NULL)", name=op.f("ck_action_items_target_beside_baseline")
        ),
        sa.CheckConstraint(
            "state IN ('planned', 'under_way', 'done', 'dropped')", name=op.f("ck_action_items_state")
        ),
        sa.ForeignKeyConstraint(
            ["decision_id"], ["decisions.id"], name=op.f("fk_action_items_decision_id_decisions"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("fk_action_items_entity_id_entities"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["owner_id"], ["people.id"], name=op.f("fk_action_items_owner_id_people"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_items")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_action_items_submission_key")),
    )
    op.create_index(op.f("ix_action_items_decision_id"), "action_items", ["decision_id"])
    op.create_index(op.f("ix_action_items_owner_id"), "action_items", ["owner_id"])
    op.create_index("ix_action_items_entity", "action_items", ["entity_id", "state", "due_on"])
    op.create_index("ix_action_items_due", "action_items", ["state", "due_on"])
    op.create_table(
        "action_measures",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("action_id", BIG_ID, nullable=False),
        sa.Column("value", sa.Double(), nullable=False),
        sa.Column("measured_on", sa.Date(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=True),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.CheckConstraint("answers IS NULL OR answers >= 1", name=op.f("ck_action_measures_answers_counted")),
        sa.ForeignKeyConstraint(
            ["action_id"], ["action_items.id"], name=op.f("fk_action_measures_action_id_action_items"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_measures")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_action_measures_submission_key")),
    )  # fmt: skip
    op.create_index(op.f("ix_action_measures_action_id"), "action_measures", ["action_id"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("action_measures")
    op.drop_table("action_items")
