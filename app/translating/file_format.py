"""The texts of a bench as files: XLIFF 2.1 (OASIS Standard, 2018) for translation programs, spreadsheets for people."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from app.tables.read import Limits, read_table
from app.tables.types import Column, ColumnKind, Table, TableRefused
from app.translating.types import FileRefused, TextKind

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"  # of 2.1 too
SPACE = "{http://www.w3.org/XML/1998/namespace}space"
BYTES_MAX = 5 * 1024 * 1024
DONE = frozenset({"reviewed", "final"})  # states of a segment that somebody has approved


@dataclass(frozen=True, slots=True)
class FileUnit:
    """One text of a file. ``is_done``: its translation is approved, so that readers may see it."""

    ident: str
    source: str
    words: str
    is_done: bool
    kind: TextKind | None = None


@dataclass(frozen=True, slots=True)
class Languages:
    """From which language into which."""

    source: str
    target: str


def write_xliff(name: str, languages: Languages, units: Iterable[FileUnit]) -> bytes:
    """Return a file with one unit a text; ``name`` is the campaign's address."""
    ET.register_namespace("", NAMESPACE)
    root = ET.Element(_tag("xliff"), {"version": "2.1", "srcLang": languages.source, "trgLang": languages.target})
    # Paragraphs are a part of a text: without it, a program may show them as one line.
    file = ET.SubElement(root, _tag("file"), {"id": name, SPACE: "preserve"})
    for each in units:
        unit = ET.SubElement(file, _tag("unit"), {"id": each.ident, "name": each.kind.value if each.kind else ""})
        state = "final" if each.is_done else "translated" if each.words else "initial"
        segment = ET.SubElement(unit, _tag("segment"), {"state": state})
        ET.SubElement(segment, _tag("source")).text = each.source
        if each.words:
            ET.SubElement(segment, _tag("target")).text = each.words
    written: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return written


def read_xliff(content: bytes, languages: Languages) -> list[FileUnit]:
    """Return the units of a file; segments of one unit are joined. Marks inside a text are read as their words.

    :raises FileRefused: too long, no XML, with a document type or entities, of another kind, an id stands twice; or it
        translates between other languages
    """
    if len(content) > BYTES_MAX:
        raise FileRefused
    try:
        root = fromstring(content, forbid_dtd=True)
    except (ET.ParseError, DefusedXmlException, ValueError) as error:
        raise FileRefused from error
    if root.tag != _tag("xliff"):
        raise FileRefused
    if (root.get("srcLang", "").lower(), root.get("trgLang", "").lower()) != (
        languages.source.lower(),
        languages.target.lower(),
    ):
        raise FileRefused(is_foreign=True)
    units = [_unit(unit) for unit in root.iter(_tag("unit"))]
    if not units or len({unit.ident for unit in units}) != len(units):
        raise FileRefused
    return units


def _unit(unit: ET.Element) -> FileUnit:
    segments = list(unit.iter(_tag("segment")))
    return FileUnit(
        unit.get("id", ""),
        "".join(_words(segment, "source") for segment in segments),
        "".join(_words(segment, "target") for segment in segments),
        is_done=bool(segments) and all(segment.get("state", "") in DONE for segment in segments),
    )


def _words(segment: ET.Element, name: str) -> str:
    found = segment.find(_tag(name))
    return "" if found is None else "".join(found.itertext())


def _tag(name: str) -> str:
    return f"{{{NAMESPACE}}}{name}"


UNITS_MAX = 20_000
NUMBER, SOURCE, WORDS, CHECKED = 0, 3, 4, 5  # columns of a spreadsheet
TICK = "x"


@dataclass(frozen=True, slots=True)
class Headings:
    """What stands above the columns of a spreadsheet, in the reader's language."""

    kind: str
    language: str
    source: str
    words: str
    checked: str
    checked_note: str


def table_of(name: str, languages: Languages, headings: Headings, rows: Iterable[tuple[FileUnit, str, str]]) -> Table:
    """Return the texts as a table: each unit with what it is and the language it is written in.

    The first heading says whose texts these are and in which language, so that no other page takes the file.
    """
    return Table(
        name,
        (
            Column(_mark(name, languages)),
            Column(headings.kind),
            Column(headings.language),
            Column(headings.source, ColumnKind.LONG_TEXT),
            Column(headings.words, ColumnKind.LONG_TEXT),
            Column(headings.checked, note=headings.checked_note),
        ),
        [
            (unit.ident, kind, language, unit.source, unit.words, TICK if unit.is_done else "")
            for unit, kind, language in rows
        ],
    )


def read_spreadsheet(name: str, content: bytes, languages: Languages) -> list[FileUnit]:
    """Return the units of a spreadsheet. A formula is never computed: what its cell shows is taken as words.

    :raises FileRefused: too long, no spreadsheet, a number stands twice; or it is of another place or language
    """
    try:
        rows = [cells for _line, cells in read_table(content, Limits(BYTES_MAX, UNITS_MAX))]
    except TableRefused as error:
        raise FileRefused from error
    if not rows or len(rows[0]) <= CHECKED:
        raise FileRefused
    if rows[0][NUMBER].strip() != _mark(name, languages):
        raise FileRefused(is_foreign=True)
    units = [
        FileUnit(row[NUMBER].strip(), row[SOURCE], row[WORDS], is_done=bool(row[CHECKED].strip()))
        for row in rows[1:]
        if len(row) > CHECKED and row[NUMBER].strip()
    ]
    if not units or len({unit.ident for unit in units}) != len(units):
        raise FileRefused
    return units


def same_words(one: str, other: str) -> bool:
    """Tell whether two texts say the same; programs write the ends of lines in their own ways."""
    return _plain(one) == _plain(other)


def _plain(words: str) -> str:
    return words.replace("\r\n", "\n").replace("\r", "\n").strip()


def _mark(name: str, languages: Languages) -> str:
    return f"{name} {languages.target}"
