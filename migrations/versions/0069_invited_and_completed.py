"""How many people were invited by week, and who finished all missions; both counted once from the rows.

Revision ID: 0069
Revises: 0068
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0069"
down_revision: Union[str, Sequence[str], None] = "0068"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

MONDAY = {
    "sqlite": "date(i.asked_on, 'weekday 0', '-6 days')",
    "postgresql": "CAST(date_trunc('week', CAST(i.asked_on AS TIMESTAMP)) AS DATE)",
}
INSERT = "INSERT INTO figure_counts (campaign_id, entity_id, name, value, day, count) "
OWED = (
    "SELECT 1 FROM missions m WHERE m.campaign_id = (SELECT e.campaign_id FROM editions e WHERE e.id = "
    "enrolments.edition_id) AND m.recalled_on IS NULL"
)
DONE = "SELECT 1 FROM missions_done d WHERE d.mission_id = m.id AND d.person_id = enrolments.person_id"
PEOPLE = (
    "FROM enrolments n JOIN editions e ON e.id = n.edition_id "
    "WHERE n.completed_since IS NOT NULL AND (n.status IN ('accepted', 'completed') OR n.left_on IS NOT NULL) "
)


def upgrade() -> None:
    """Upgrade schema."""
    op.create_table(
        "invited_weeks",
        sa.Column("edition_id", sa.Integer(), nullable=False),
        sa.Column("week", sa.Date(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["edition_id"], ["editions.id"], name=op.f("fk_invited_weeks_edition_id_editions"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("edition_id", "week", name=op.f("pk_invited_weeks")),
    )
    with op.batch_alter_table("enrolments") as batch:
        batch.add_column(sa.Column("completed_since", sa.Date(), nullable=True))
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":  # SQLite has one writer anyway
        op.execute("LOCK TABLE figure_counts IN EXCLUSIVE MODE")
    op.execute(
        "INSERT INTO invited_weeks (edition_id, week, people) "
        f"SELECT i.edition_id, {MONDAY[dialect]}, COUNT(*) FROM invitations i GROUP BY 1, 2"
    )
    op.execute(
        f"{INSERT}SELECT e.campaign_id, e.entity_id, 'invited', '', w.week, SUM(w.people) "
        "FROM invited_weeks w JOIN editions e ON e.id = w.edition_id GROUP BY 1, 2, 5"
    )
    op.execute(
        "UPDATE enrolments SET completed_since = (SELECT MAX(d.done_on) FROM missions_done d "
        "JOIN missions m ON m.id = d.mission_id JOIN editions e ON e.campaign_id = m.campaign_id "
        "WHERE e.id = enrolments.edition_id AND d.person_id = enrolments.person_id) "
        f"WHERE EXISTS ({OWED}) AND NOT EXISTS ({OWED} AND NOT EXISTS ({DONE}))"
    )
    finished = "CASE WHEN n.completed_since > n.enrolled_on THEN n.completed_since ELSE n.enrolled_on END"
    came = f"SELECT e.campaign_id, e.entity_id, {finished} AS day, 1 AS by {PEOPLE}"
    went = f"SELECT e.campaign_id, e.entity_id, n.left_on AS day, -1 AS by {PEOPLE} AND n.left_on IS NOT NULL"
    op.execute(
        f"{INSERT}SELECT campaign_id, entity_id, 'completed', '', day, SUM(by) "
        f"FROM ({came} UNION ALL {went}) AS moved GROUP BY 1, 2, 5 HAVING SUM(by) <> 0"
    )


def downgrade() -> None:
    """Downgrade schema."""
    op.execute("DELETE FROM figure_counts WHERE name IN ('invited', 'completed')")
    with op.batch_alter_table("enrolments") as batch:
        batch.drop_column("completed_since")
    op.drop_table("invited_weeks")
