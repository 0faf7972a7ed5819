"""What becomes of the rows that name a contribution when its author leaves without it."""

from __future__ import annotations

from app.db.base import Base
from app.leaving.service.cutting import LEFT, MOVED


def test_every_table_that_names_a_contribution_is_thought_of() -> None:
    naming = {
        table.name
        for table in Base.metadata.sorted_tables
        for key in table.foreign_keys
        if key.column.table.name == "feedback"
    }
    assert naming - MOVED - LEFT == set(), "app/leaving/service/cutting.py: does it go along, or stay behind?"
