"""What is written is read back, in every program; nothing in it is a formula."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date, datetime

import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from app.tables.read import Limits, decode_text, read_table
from app.tables.types import Cell, Column, ColumnKind, Table, TableFault, TableRefused
from app.tables.write import CELL_MAX_CHARS, FORMULA_SIGNS, write_csv, write_xlsx

LIMITS = Limits(size=2_000_000, lines=1000)
MOMENT = datetime.fromisoformat("2026-11-28T09:30")
COLUMNS = (
    Column("Text"), Column("Words", ColumnKind.LONG_TEXT), Column("Number", ColumnKind.NUMBER),
    Column("Day", ColumnKind.DAY), Column("Moment", ColumnKind.MOMENT),
)  # fmt: skip


def table(*rows: tuple[Cell, ...], name: str = "A table") -> Table:
    return Table(name, COLUMNS, rows)


def parts_of(content: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(content)) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def cells_of(content: bytes) -> list[list[str]]:
    return [cells for _, cells in read_table(content, LIMITS)]


def test_a_spreadsheet_holds_typed_cells_and_is_read_back() -> None:
    rows = (
        ("00123", "One\nand two", 12, date(2026, 11, 28), MOMENT),
        ("1E5", "", 0.5, None, None),
    )
    content = write_xlsx([table(*rows)])
    assert cells_of(content) == [
        ["Text", "Words", "Number", "Day", "Moment"],
        ["00123", "One\nand two", "12", "2026-11-28", "2026-11-28 09:30"],
        ["1E5", "", "0.5", "", ""],
    ]


def test_a_csv_file_holds_the_same() -> None:
    content = write_csv(table(("00123", "One\nand two", 12, date(2026, 11, 28), MOMENT)))
    assert content.startswith(b"\xef\xbb\xbf")
    assert cells_of(content)[1] == ["00123", "One\nand two", "12", "2026-11-28", "2026-11-28 09:30"]


@pytest.mark.parametrize("sign", FORMULA_SIGNS)
def test_nothing_is_a_formula(sign: str) -> None:
    said = f"{sign}HYPERLINK(1)"
    content = write_xlsx([table((said, "https://example.org", None, None, None), name="=A")])
    sheet = parts_of(content)["xl/worksheets/sheet1.xml"]
    assert "<f>" not in sheet
    assert "hyperlink" not in sheet.casefold()
    assert 'quotePrefix="1"' in parts_of(content)["xl/styles.xml"]
    assert cells_of(content)[1][0] == said
    written = list(
        csv.reader(io.StringIO(write_csv(table((said, "", 1, None, None))).decode("utf-8-sig")), delimiter=";")
    )
    assert written[1][0] == f"'{said}"


def test_what_somebody_types_beside_is_text() -> None:
    styles = parts_of(write_xlsx([table()]))
    assert 'formatCode="@"' in styles["xl/styles.xml"]  # text
    assert re.search(r'<col min="2" max="2" [^>]*style="\d+"', styles["xl/worksheets/sheet1.xml"])


def test_arabic_reads_from_the_right() -> None:
    for is_rtl in (True, False):
        sheet = parts_of(write_xlsx([table()], is_rtl=is_rtl))["xl/worksheets/sheet1.xml"]
        assert ('rightToLeft="1"' in sheet) is is_rtl


@pytest.mark.parametrize("name", ["", "'", "a/b:c?*[d]", "x" * 80, "Ünïcode ؟"])
def test_any_name_names_a_sheet_and_none_twice(name: str) -> None:
    book = parts_of(write_xlsx([table(name=name), table(name=name), table(name=name.upper())]))["xl/workbook.xml"]
    names = re.findall(r'<sheet name="([^"]*)"', book)
    assert len({each.casefold() for each in names}) == 3
    assert all(0 < len(each) <= 31 for each in names)


def test_a_text_longer_than_a_cell_is_cut() -> None:
    assert len(cells_of(write_xlsx([table(("x" * 40_000, "", None, None, None))]))[1][0]) == CELL_MAX_CHARS


def test_the_value_of_a_formula_is_read_as_text_and_none_is_computed() -> None:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    sheet.write_row(0, 0, ["number", "answer"])
    sheet.write_formula(1, 1, '="It is "&"mended"', None, "It is mended")
    sheet.write_formula(2, 1, '=HYPERLINK("http://evil.example")', None, "")
    sheet.write_formula(3, 1, "=1/0", None, "#DIV/0!")
    book.close()
    assert [row[1] for row in cells_of(out.getvalue())] == ["answer", "It is mended", "", ""]


def test_a_separator_inside_the_words_does_not_mislead() -> None:
    text = 'number;text;answer\n"a";"one, two, three,\nfour, five,\nsix,";"Yes, now."\n'
    assert cells_of(text.encode())[1] == ["a", "one, two, three,\nfour, five,\nsix,", "Yes, now."]


@pytest.mark.parametrize(
    ("content", "fault"),
    [
        (b"PK\x03\x04 and nothing more", TableFault.UNREADABLE),
        (b"\xd0\xcf\x11\xe0" + b"\0" * 64, TableFault.UNREADABLE),
        (b"\xff\xfe\x00", TableFault.UNREADABLE),
        (b"a\n" * 3000, TableFault.TOO_LONG),
        (b"x" * 2_000_001, TableFault.TOO_LONG),
        (write_xlsx([table(*[("x", "", None, None, None)] * 1001)]), TableFault.TOO_LONG),
    ],
    ids=["zip", "old Excel", "half a letter", "lines", "size", "rows"],
)
def test_what_cannot_be_read_says_why(content: bytes, fault: TableFault) -> None:
    with pytest.raises(TableRefused) as refused:
        read_table(content, LIMITS)
    assert refused.value.fault is fault


@given(st.text(st.characters(exclude_characters="\0", codec="utf-8"), min_size=1))
def test_every_text_is_decoded(text: str) -> None:
    assert decode_text(text.encode("utf-8-sig")) == text
    assert decode_text(text.encode("utf-16")) == text
