"""Figures are kept in all, and by day or week only where a page asks for some days; no row is counted anew.

The code before this adds up all days: stop it first, or run `pepite figures rebuild` when it has gone.

Revision ID: 0090
Revises: 0089
"""

from typing import Sequence, Union

from alembic import op

revision: str = "0090"
down_revision: Union[str, Sequence[str], None] = "0089"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None

COLUMNS = "campaign_id, entity_id, name, value, day, count"
BROKEN_DOWN = "('languages', 'missions', 'mission_steps', 'themes')"  # in all already
PEOPLE = "('invited', 'joined', 'active', 'contributed', 'completed')"
ANY_DAY = {"sqlite": "'1970-01-01'", "postgresql": "DATE '1970-01-01'"}
MONDAY = {
    "sqlite": "date(day, 'weekday 0', '-6 days')",
    "postgresql": "CAST(date_trunc('week', CAST(day AS TIMESTAMP)) AS DATE)",
}


def upgrade() -> None:
    """Upgrade schema. What is late is what was promised and not answered in time, on the day it was due."""
    in_all, monday = ANY_DAY[op.get_bind().dialect.name], MONDAY[op.get_bind().dialect.name]
    _rewrite(
        f"SELECT {COLUMNS} FROM figure_counts WHERE name IN {BROKEN_DOWN}",
        f"SELECT campaign_id, entity_id, name, value, {in_all} AS day, count FROM figure_counts "
        f"WHERE name <> 'promised' AND name NOT IN {BROKEN_DOWN}",
        f"SELECT campaign_id, entity_id, name, '' AS value, {monday} AS day, count FROM figure_counts "
        f"WHERE name = 'contributions' OR name IN {PEOPLE}",
        *(
            f"SELECT campaign_id, entity_id, 'late' AS name, value, {day} AS day, {count} AS count FROM figure_counts "
            f"WHERE name = '{name}'"
            for day in (in_all, "day")
            for name, count in (("promised", "count"), ("in_time", "-count"))
        ),
    )
    op.create_index("ix_figure_counts_name_day", "figure_counts", ["campaign_id", "name", "day"])


def downgrade() -> None:
    """Downgrade schema: the sums are what they were; `pepite figures rebuild` gives their days back."""
    op.drop_index("ix_figure_counts_name_day", table_name="figure_counts")
    in_all = ANY_DAY[op.get_bind().dialect.name]
    _rewrite(
        f"SELECT {COLUMNS} FROM figure_counts WHERE name <> 'late' AND (day <> {in_all} OR name NOT IN {PEOPLE})",
        f"SELECT campaign_id, entity_id, name, '' AS value, day, -count FROM figure_counts "
        f"WHERE name = 'contributions' AND day = {in_all}",  # else both the kinds and the weeks would be added up
        f"SELECT campaign_id, entity_id, 'promised' AS name, value, day, count FROM figure_counts "
        f"WHERE name = 'late' AND day <> {in_all} OR name = 'in_time'",
    )


def _rewrite(*rows: str) -> None:
    """Put in place of all figures what is selected from them, added up."""
    if op.get_bind().dialect.name == "postgresql":  # SQLite has one writer anyway
        op.execute("LOCK TABLE figure_counts IN EXCLUSIVE MODE")
    op.execute(
        "CREATE TEMPORARY TABLE figures_added_up AS SELECT campaign_id, entity_id, name, value, day, "
        f"CAST(SUM(count) AS INTEGER) AS count FROM ({' UNION ALL '.join(rows)}) AS moved "
        "GROUP BY campaign_id, entity_id, name, value, day HAVING SUM(count) <> 0"
    )
    op.execute("DELETE FROM figure_counts")
    op.execute(f"INSERT INTO figure_counts ({COLUMNS}) SELECT {COLUMNS} FROM figures_added_up")
    op.execute("DROP TABLE figures_added_up")
