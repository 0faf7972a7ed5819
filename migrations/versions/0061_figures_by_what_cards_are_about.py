"""Figures by language, mission, step and theme, and how many people contributed; all counted once from the rows.

Revision ID: 0061
Revises: 0060
"""

from typing import Sequence, Union

import sqlalchemy as sa
from alembic import op

revision: str = "0061"
down_revision: Union[str, Sequence[str], None] = "0060"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

NEW = "name IN ('languages', 'missions', 'mission_steps', 'themes', 'contributed')"
DAY = {"sqlite": "date(f.created_at)", "postgresql": "CAST(f.created_at AT TIME ZONE 'UTC' AS DATE)"}
ANY_DAY = {"sqlite": "'1970-01-01'", "postgresql": "DATE '1970-01-01'"}
INSERT = "INSERT INTO figure_counts (campaign_id, entity_id, name, value, day, count) "
CARDS = {
    "languages": ("f.language", "", "1 = 1"),
    "missions": ("CAST(f.mission_id AS VARCHAR(40))", "", "f.mission_id IS NOT NULL"),
    "mission_steps": ("CAST(f.step_id AS VARCHAR(20)) || ' ' || f.kind", "", "f.step_id IS NOT NULL"),
    "themes": ("CAST(g.theme_id AS VARCHAR(40))", "JOIN themes_given g ON g.feedback_id = f.id", "1 = 1"),
}
PEOPLE = (
    "FROM enrolments n JOIN editions e ON e.id = n.edition_id "
    "WHERE n.contributed_since IS NOT NULL AND (n.status IN ('accepted', 'completed') OR n.left_on IS NOT NULL) "
)


def upgrade() -> None:
    """Upgrade schema."""
    with op.batch_alter_table("enrolments") as batch:
        batch.add_column(sa.Column("contributed_since", sa.Date(), nullable=True))
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":  # SQLite has one writer anyway
        op.execute("LOCK TABLE figure_counts IN EXCLUSIVE MODE")
    op.execute(
        f"UPDATE enrolments SET contributed_since = (SELECT MIN({DAY[dialect]}) FROM feedback f "
        "WHERE f.edition_id = enrolments.edition_id AND f.author_id = enrolments.person_id)"
    )
    for name, (value, beside, condition) in CARDS.items():
        op.execute(
            f"{INSERT}SELECT f.campaign_id, COALESCE(f.shown_entity_id, 0), '{name}', {value}, {ANY_DAY[dialect]}, "
            f"COUNT(*) FROM feedback f {beside} WHERE f.state = 'published' AND {condition} GROUP BY 1, 2, 4"
        )
    began = "CASE WHEN n.contributed_since > n.enrolled_on THEN n.contributed_since ELSE n.enrolled_on END"
    came = f"SELECT e.campaign_id, e.entity_id, {began} AS day, 1 AS by {PEOPLE}"
    went = f"SELECT e.campaign_id, e.entity_id, n.left_on AS day, -1 AS by {PEOPLE} AND n.left_on IS NOT NULL"
    op.execute(
        f"{INSERT}SELECT campaign_id, entity_id, 'contributed', '', day, SUM(by) "
        f"FROM ({came} UNION ALL {went}) AS moved GROUP BY 1, 2, 5 HAVING SUM(by) <> 0"
    )


def downgrade() -> None:
    """Downgrade schema."""
    op.execute(f"DELETE FROM figure_counts WHERE {NEW}")
    with op.batch_alter_table("enrolments") as batch:
        batch.drop_column("contributed_since")
