"""count cards by week

Pages ask for weeks of contributions, never for days: the days of a week become its Monday. The sums stay, so that the
code before this goes on counting rightly beside it.

Revision ID: 0016
Revises: 0015
Create Date: 2026-11-27 13:30:00.000000

"""

from typing import Sequence, Union

from alembic import op


# revision identifiers, used by Alembic.
revision: str = "0016"
down_revision: Union[str, Sequence[str], None] = "0015"
branch_labels: Union[str, Sequence[str], None] = None
depends_on: Union[str, Sequence[str], None] = None


NAMES = "name IN ('contributions', 'reactions', 'decided', 'done')"
MONDAYS = {"sqlite": "date(day, 'weekday 0', '-6 days')", "postgresql": "CAST(date_trunc('week', day) AS DATE)"}


def upgrade() -> None:
    """Upgrade schema."""
    dialect = op.get_bind().dialect.name
    if dialect == "postgresql":  # SQLite has one writer anyway
        op.execute("LOCK TABLE figure_counts IN EXCLUSIVE MODE")
    op.execute(
        "CREATE TEMPORARY TABLE weeks_of_cards AS "
        f"SELECT campaign_id, entity_id, name, value, {MONDAYS[dialect]} AS day, SUM(count) AS count "
        f"FROM figure_counts WHERE {NAMES} GROUP BY 1, 2, 3, 4, 5 HAVING SUM(count) <> 0"
    )
    op.execute(f"DELETE FROM figure_counts WHERE {NAMES}")
    op.execute(
        "INSERT INTO figure_counts (campaign_id, entity_id, name, value, day, count) "
        "SELECT campaign_id, entity_id, name, value, day, count FROM weeks_of_cards"
    )
    op.execute("DROP TABLE weeks_of_cards")


def downgrade() -> None:
    """Downgrade schema: the sums are what they were."""
