"""The tables can be joined and emptied without reading them whole."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest
from sqlalchemy import PrimaryKeyConstraint, Table, UniqueConstraint

from app.db.base import Base
from tests.architecture import source

source.import_all("models")
TABLES = [Base.metadata.tables[name] for name in sorted(Base.metadata.tables)]


def first_columns(table: Table) -> set[str]:
    """Return the columns that an index, a key or a unique constraint starts with."""
    keys = [c for c in table.constraints if isinstance(c, PrimaryKeyConstraint | UniqueConstraint)]
    ordered = [[column.name for column in key.columns] for key in keys]
    ordered += [[column.name for column in index.columns] for index in table.indexes]
    return {names[0] for names in ordered if names}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.name))
def test_every_foreign_key_has_an_index_and_says_what_a_deletion_does(table: Table) -> None:
    for constraint in table.foreign_key_constraints:
        column = constraint.column_keys[0]
        assert column in first_columns(table), f"{table.name}.{column} has no index"
        assert constraint.ondelete, f"{table.name}.{column} does not say what happens on deletion"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: str(table.name))
def test_every_constraint_has_a_name(table: Table) -> None:
    unnamed = [type(constraint).__name__ for constraint in table.constraints if constraint.name is None]
    assert unnamed == []


def locks(tree: ast.Module) -> Iterator[set[str]]:
    """Return the names of what is said of each row lock of a module."""
    for node in ast.walk(tree):
        if not isinstance(node, ast.Call):
            continue
        if isinstance(node.func, ast.Attribute) and node.func.attr == "with_for_update":
            yield {each.arg or "" for each in node.keywords}
        for each in node.keywords:
            if each.arg == "with_for_update":
                yield set(ast.literal_eval(each.value)) if isinstance(each.value, ast.Dict) else set()


def test_locks_let_rows_that_refer_to_the_locked_one_be_added() -> None:
    """See docs/decisions/037."""
    said = [(source.label(path), lock) for path in source.modules() for lock in locks(source.parse(path))]
    assert [place for place, lock in said if not lock & {"key_share", "read"}] == []
    assert len(said) > 50, "the locks are not found any more"


ONE_ROW = re.compile(r"select\((\w+)\)\.where\(\1\.id == [\w.]+\)\.with_for_update\(key_share=True\)")


def test_one_row_is_locked_by_one_function() -> None:
    """``locked`` reads the row again, which is easily forgotten beside a lock."""
    written_out = [source.label(path) for path in source.modules() if ONE_ROW.search(ast.unparse(source.parse(path)))]
    assert written_out == []
