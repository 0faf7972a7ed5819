"""The texts of a bench as XLIFF 2.1 (OASIS Standard, 2018), for translation agencies and their tools."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from xml.etree import ElementTree as ET

from defusedxml import DefusedXmlException
from defusedxml.ElementTree import fromstring

from app.translating.types import FileRefused, TextKind

NAMESPACE = "urn:oasis:names:tc:xliff:document:2.0"  # of 2.1 too
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
    file = ET.SubElement(root, _tag("file"), {"id": name})
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
