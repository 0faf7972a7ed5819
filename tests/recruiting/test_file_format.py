"""Lists are read as people have them: every separator, encoding and order of columns, with the line each stands on."""

from __future__ import annotations

import io
import time
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.recruiting.file_format import (
    LINES_MAX,
    Columns,
    ListLine,
    colleagues_in,
    columns_of,
    read_list,
)
from app.tables.types import TableFault, TableRefused
from tests.spreadsheets import spreadsheet

LIST = "Prénom;Nom;Adresse\nZoé;Müller;zoe@bank.example\n\nJoão;Conceição;joao@bank.example\n"
READ = [ListLine(2, "zoe@bank.example", "Zoé Müller"), ListLine(4, "joao@bank.example", "João Conceição")]


def found(content: bytes | str) -> list[ListLine]:
    table = read_list(content)
    return colleagues_in(table, columns_of(table))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252", "latin-1"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_a_file_is_read_whatever_wrote_it(encoding: str, separator: str, line_end: str) -> None:
    assert found(LIST.replace(";", separator).replace("\n", line_end).encode(encoding)) == READ


def test_a_spreadsheet_is_read_with_its_line_numbers() -> None:
    rows = tuple(tuple(line.split(";")) if line else () for line in LIST.splitlines())
    assert found(spreadsheet(*rows)) == READ


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("ana@b.example", [ListLine(1, "ana@b.example", "")]),
        ("Ana Rebelo <ana@b.example>", [ListLine(1, "ana@b.example", "Ana Rebelo")]),
        (
            'Ana <ana@b.example>; "Rui" <rui@b.example>',
            [ListLine(1, "ana@b.example", "Ana"), ListLine(1, "rui@b.example", "Rui")],
        ),
        ("ana@b.example\tAna", [ListLine(1, "ana@b.example", "Ana")]),
        ('"Rebelo, Ana",ana@b.example\nRui,rui@b.example', [
            ListLine(1, "ana@b.example", "Rebelo, Ana"), ListLine(2, "rui@b.example", "Rui"),
        ]),
        ("12;Ana;ana@b.example\n13;Rui;rui@b.example", [
            ListLine(1, "ana@b.example", "Ana"), ListLine(2, "rui@b.example", "Rui"),
        ]),
    ],
)  # fmt: skip
def test_columns_are_recognised(text: str, lines: list[ListLine]) -> None:
    assert found(text) == lines


def test_columns_can_be_said_by_hand() -> None:
    table = read_list("x@b.example;Ana;y@b.example".replace("@b", "(at)b", 1) + "\nz;Rui;w@b.example")
    assert columns_of(table).email == 2
    assert colleagues_in(table, Columns(0, 1))[0] == ListLine(1, "x(at)b.example", "Ana")


def test_what_was_read_can_be_sent_and_read_again() -> None:
    table = read_list(LIST)
    assert read_list(table.as_text) == table


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"", TableFault.EMPTY),
        ("\n \n", TableFault.EMPTY),
        (b"PK\x03\x04 and nothing more", TableFault.UNREADABLE),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 64, TableFault.UNREADABLE),
        (b"\x89PNG\r\n\0\0\0\1\0", TableFault.UNREADABLE),
        ("a@b.example\n" * (LINES_MAX + 2), TableFault.TOO_LONG),
    ],
)
def test_what_cannot_be_read_says_why(content: bytes | str, fault: TableFault) -> None:
    with pytest.raises(TableRefused) as refused:
        found(content)
    assert refused.value.fault is fault


def test_a_spreadsheet_that_unpacks_without_end_is_refused() -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/worksheets/sheet1.xml", bytes(31 * 1024 * 1024))
    content = out.getvalue()
    assert len(content) < 2_000_000
    with pytest.raises(TableRefused) as refused:
        read_list(content)
    assert refused.value.fault is TableFault.TOO_LONG


def test_a_list_of_two_hundred_thousand_lines_is_refused_at_once() -> None:
    for content in ("someone@bank.example\n" * 200_000, b"a@b.c\n" * 200_000):
        began = time.process_time()
        with pytest.raises(TableRefused) as refused:
            read_list(content)
        assert refused.value.fault is TableFault.TOO_LONG
        assert time.process_time() - began < 0.5


@given(st.binary(max_size=300) | st.text(max_size=300))
def test_nothing_breaks_the_reading(content: bytes | str) -> None:
    try:
        table = read_list(content)
    except TableRefused:
        return
    lines = colleagues_in(table, columns_of(table))
    assert len(lines) <= len(table.rows)
    assert all("\n" not in line.address + line.name for line in lines)
    assert read_list(table.as_text).width <= table.width + 20
