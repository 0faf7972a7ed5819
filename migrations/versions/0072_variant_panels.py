"""Variant panels: comparisons, their variants, and who was given which.

Revision ID: 0072
Revises: 0071
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0072"
down_revision: Union[str, Sequence[str], None] = "0071"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _refers(table: str, name: str, to: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([name], [f"{to}.id"], name=op.f(f"fk_{table}_{name}_{to}"), ondelete="CASCADE")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "panels",
        sa.Column("id", BIG, nullable=False, autoincrement=False),
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("questionnaire_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("seed", sa.String(length=32), nullable=False),
        sa.Column("least_answers", sa.Integer(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("rule", sa.String(length=500), nullable=False),
        sa.Column("set_up_on", sa.Date(), nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.CheckConstraint("least_answers >= 5", name=op.f("ck_panels_enough_answers")),
        _refers("panels", "campaign_id", "campaigns"),
        _refers("panels", "questionnaire_id", "questionnaires"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_panels")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_panels_submission_key")),
    )
    op.create_index(op.f("ix_panels_campaign_id"), "panels", ["campaign_id"])
    op.create_index(op.f("ix_panels_questionnaire_id"), "panels", ["questionnaire_id"])
    op.create_table(
        "panel_variants",
        sa.Column("panel_id", BIG, nullable=False),
        sa.Column("mission_id", sa.Integer(), nullable=False, autoincrement=False),
        _refers("panel_variants", "panel_id", "panels"),
        _refers("panel_variants", "mission_id", "missions"),
        sa.PrimaryKeyConstraint("mission_id", name=op.f("pk_panel_variants")),
    )
    op.create_index(op.f("ix_panel_variants_panel_id"), "panel_variants", ["panel_id"])
    op.create_table(
        "panel_places",
        sa.Column("panel_id", BIG, nullable=False),
        sa.Column("person_id", BIG, nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("mission_id", sa.Integer(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        _refers("panel_places", "panel_id", "panels"),
        _refers("panel_places", "person_id", "people"),
        _refers("panel_places", "edition_id", "editions"),
        _refers("panel_places", "mission_id", "missions"),
        sa.PrimaryKeyConstraint("panel_id", "person_id", name=op.f("pk_panel_places")),
        sa.UniqueConstraint("panel_id", "edition_id", "place", name=op.f("uq_panel_places_panel_id_edition_id_place")),
    )
    op.create_index(op.f("ix_panel_places_person_id"), "panel_places", ["person_id"])
    op.create_index(op.f("ix_panel_places_edition_id"), "panel_places", ["edition_id"])
    op.create_index(op.f("ix_panel_places_mission_id"), "panel_places", ["mission_id"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("panel_places")
    op.drop_table("panel_variants")
    op.drop_table("panels")
