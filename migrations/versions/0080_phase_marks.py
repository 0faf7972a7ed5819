"""What happened to phases, so that each turn is told once; what is past is marked, and told to nobody.

Revision ID: 0080
Revises: 0079
"""

from datetime import datetime, timedelta, timezone
from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0080"
down_revision: Union[str, Sequence[str], None] = "0079"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

KINDS = ("recruit", "test", "vote", "close")
TURNS = ("ends_soon", "closes", "opens")
WARNED_BEFORE = timedelta(days=2)


def _one_of(name: str, values: Sequence[str]) -> sa.Enum:
    return sa.Enum(*values, name=name, native_enum=False, create_constraint=True, length=40)


def upgrade() -> None:
    """Upgrade schema."""
    marks = op.create_table(
        "phase_marks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("phase", _one_of("phasekind", KINDS), nullable=False),
        sa.Column("turn", _one_of("phaseturn", TURNS), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("is_told", sa.Boolean(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_phase_marks_edition_id_editions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phase_marks")),
        sa.UniqueConstraint("edition_id", "phase", "turn", "planned_at", name=op.f("uq_phase_marks_edition_id_phase_turn_planned_at")),
    )
    _mark_past(marks)


def _mark_past(marks: sa.Table) -> None:
    """Mark what has happened in editions that have opened: an upgrade tells nobody of the past."""
    now = datetime.now(timezone.utc)
    moment = sa.DateTime(timezone=True)
    phases = sa.table(
        "phases",
        sa.column("edition_id"),
        sa.column("kind"),
        sa.column("starts_at", moment),
        sa.column("ends_at", moment),
    )
    editions = sa.table("editions", sa.column("id"), sa.column("status"))
    for turn, planned_at, latest in (
        ("opens", phases.c.starts_at, now),
        ("closes", phases.c.ends_at, now),
        ("ends_soon", phases.c.ends_at, now + WARNED_BEFORE),
    ):
        past = (
            sa.select(
                phases.c.edition_id,
                phases.c.kind,
                sa.literal(turn),
                planned_at,
                sa.literal(False),
                sa.literal(now, moment),
            )
            .join(editions, editions.c.id == phases.c.edition_id)
            .where(editions.c.status != "draft", planned_at <= latest)
        )
        names = ["edition_id", "phase", "turn", "planned_at", "is_told", "done_at"]
        op.get_bind().execute(sa.insert(marks).from_select(names, past))


def downgrade() -> None:
    """Downgrade schema."""
    op.drop_table("phase_marks")
