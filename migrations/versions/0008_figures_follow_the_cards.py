"""figures follow the cards

Revision ID: 0008
Revises: 0007
Create Date: 2026-11-27 09:00:00.000000

"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op


# revision identifiers, used by Alembic.
revision: str = "0008"
down_revision: Union[str, Sequence[str], None] = "0007"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


PLACE = "INSERT INTO figure_counts (campaign_id, entity_id, name, value, day, count) SELECT campaign_id, "
CARDS = "FROM feedback WHERE state = 'published'"
DAYS = {"sqlite": "date(created_at)", "postgresql": "CAST(created_at AT TIME ZONE 'UTC' AS DATE)"}


def count_again(dialect: str) -> None:
    """Count every figure from the rows; `pepite figures verify` says the same."""
    made = DAYS[dialect]
    shown = "COALESCE(shown_entity_id, 0)"
    closing = "handling IN ('decided', 'done', 'not_kept') AND handling_reason <> ''"
    figures = (
        ("contributions", "kind", made, "COUNT(*)", ""),
        ("reactions", "''", made, "SUM(me_too_count + comment_count)", "AND me_too_count + comment_count <> 0"),
        ("promised", "''", "due_on", "COUNT(*)", "AND due_on IS NOT NULL"),
        ("in_time", "''", "due_on", "COUNT(*)", f"AND due_on IS NOT NULL AND is_answered_in_time"),
        ("decided", "''", made, "COUNT(*)", f"AND {closing}"),
        ("done", "''", made, "COUNT(*)", "AND handling = 'done'"),
    )
    for name, value, day, count, condition in figures:
        keys = ", ".join(key for key in ("campaign_id", shown, value if value != "''" else "", day) if key)
        op.execute(f"{PLACE}{shown}, '{name}', {value}, {day}, {count} {CARDS} {condition} GROUP BY {keys}")
    testers = "FROM enrolments JOIN editions ON editions.id = edition_id WHERE enrolments.status IN ('accepted', 'completed')"
    begun = "CASE WHEN active_since > enrolled_on THEN active_since ELSE enrolled_on END"
    for name, day, condition in (("joined", "enrolled_on", ""), ("active", begun, "AND active_since IS NOT NULL")):
        op.execute(
            f"{PLACE}entity_id, '{name}', '', {day}, COUNT(*) {testers} {condition} GROUP BY campaign_id, entity_id, {day}"
        )


def upgrade() -> None:
    """Upgrade schema."""
    op.add_column("enrolments", sa.Column("left_on", sa.Date(), nullable=True))
    op.create_table(
        "figure_counts",
        sa.Column("campaign_id", sa.Integer(), nullable=False),
        sa.Column("entity_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaigns.id"], name=op.f("fk_figure_counts_campaign_id_campaigns"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("campaign_id", "entity_id", "name", "value", "day", name=op.f("pk_figure_counts")),
    )
    count_again(op.get_bind().dialect.name)
    op.drop_column("editions", "participant_count")
    op.drop_column("editions", "reaction_count")
    for table in ("daily_figures", "daily_people", "people_figures"):
        op.drop_table(table)


def downgrade() -> None:
    """Downgrade schema; `pepite figures rebuild` of the former release fills the tables again."""
    op.create_table(
        "people_figures",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("weeks", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("first_week", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("people_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_people_figures_edition_id_editions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("edition_id", "kind", "weeks", "first_week", name=op.f("pk_people_figures")),
    )
    op.create_table(
        "daily_people",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("recruited_count", sa.Integer(), nullable=False),
        sa.Column("active_count", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_daily_people_edition_id_editions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("edition_id", "day", name=op.f("pk_daily_people")),
    )
    op.create_table(
        "daily_figures",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        *(
            sa.Column(f"{name}_count", sa.Integer(), nullable=False)
            for name in ("contribution", "answered", "in_time", "decided", "done")
        ),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_daily_figures_edition_id_editions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("edition_id", "day", "kind", name=op.f("pk_daily_figures")),
    )
    for name in ("reaction_count", "participant_count"):
        op.add_column("editions", sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
    op.drop_table("figure_counts")
    op.drop_column("enrolments", "left_on")
