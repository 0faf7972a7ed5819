"""Read the filled list of answers."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from app.answering.types import LINES_MAX, AnswerLine, ListColumn
from app.tables.read import Limits, read_table
from app.tables.types import TableFault, TableRefused

BYTES_MAX = 2_000_000
_LIMITS = Limits(size=BYTES_MAX, lines=100 * LINES_MAX)  # the words of a contribution may have many lines


def read_answers(content: bytes, names: Mapping[ListColumn, Collection[str]]) -> list[AnswerLine]:
    """Return the lines of a file, CSV or XLSX. ``names``: what each column may be called, in any language.

    The column of ready answers may be missing.

    :raises TableRefused: it has not the columns, or more lines than are looked at together
    """
    rows = [cells for _, cells in read_table(content, _LIMITS)]
    heading = [cell.strip().casefold() for cell in rows[0]] if rows else []
    number, answer = (_place(heading, names[column]) for column in (ListColumn.NUMBER, ListColumn.ANSWER))
    ready = _found(heading, names[ListColumn.READY])
    lines = [
        AnswerLine(_cell(row, number), _cell(row, answer), _cell(row, ready) if ready is not None else "")
        for row in rows[1:]
    ]
    lines = [line for line in lines if line.number or line.answer or line.ready]
    if len(lines) > LINES_MAX:
        raise TableRefused(TableFault.TOO_LONG)
    return lines


def _place(heading: list[str], names: Collection[str]) -> int:
    found = _found(heading, names)
    if found is None:
        raise TableRefused(TableFault.UNREADABLE)
    return found


def _found(heading: list[str], names: Collection[str]) -> int | None:
    wanted = {name.casefold() for name in names}
    return next((place for place, name in enumerate(heading) if name in wanted), None)


def _cell(row: list[str], place: int) -> str:
    return row[place].strip() if place < len(row) else ""
