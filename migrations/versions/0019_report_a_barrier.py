"""report a barrier

Revision ID: 0019
Revises: 0018
Create Date: 2026-11-27 16:20:00.000000

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op


# revision identifiers, used by Alembic.
revision: str = "0019"
down_revision: Union[str, Sequence[str], None] = "0018"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

BIG_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
AIDS = ("screen_reader", "keyboard", "zoom", "voice", "other", "unsaid")
STATES = ("received", "in_progress", "solved")


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "barrier_contacts",
        sa.Column("entity_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("person_id", BIG_ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("fk_barrier_contacts_entity_id_entities"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_barrier_contacts_person_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("entity_id", name=op.f("pk_barrier_contacts")),
    )
    op.create_index(op.f("ix_barrier_contacts_person_id"), "barrier_contacts", ["person_id"])
    op.create_table(
        "barrier_reports",
        sa.Column("id", BIG_ID, autoincrement=False, nullable=False),
        sa.Column("entity_id", sa.Integer(), nullable=False),
        sa.Column("reporter_id", BIG_ID, nullable=False),
        sa.Column("shows_name", sa.Boolean(), nullable=False),
        sa.Column("page", sa.String(length=300), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=16), nullable=False),
        sa.Column("aid", sa.String(length=40), nullable=False),
        sa.Column("state", sa.String(length=40), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("answer_language", sa.String(length=16), nullable=False),
        sa.Column("handled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("submission_key", sa.String(length=64), nullable=True),
        sa.CheckConstraint(f"aid IN {AIDS}", name=op.f("ck_barrier_reports_aid")),
        sa.CheckConstraint(f"state IN {STATES}", name=op.f("ck_barrier_reports_barrierstate")),
        sa.CheckConstraint("length(body) > 0", name=op.f("ck_barrier_reports_something_said")),
        sa.CheckConstraint(
            "state <> 'solved' OR length(answer) > 0", name=op.f("ck_barrier_reports_solved_with_an_answer")
        ),
        sa.ForeignKeyConstraint(
            ["entity_id"], ["entities.id"], name=op.f("fk_barrier_reports_entity_id_entities"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["reporter_id"], ["people.id"], name=op.f("fk_barrier_reports_reporter_id_people"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_barrier_reports")),
        sa.UniqueConstraint("submission_key", name=op.f("uq_barrier_reports_submission_key")),
    )
    op.create_index("ix_barrier_reports_entity_id", "barrier_reports", ["entity_id", "created_at"])
    op.create_index("ix_barrier_reports_reporter_id", "barrier_reports", ["reporter_id", "created_at"])


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("barrier_reports")
    op.drop_table("barrier_contacts")
