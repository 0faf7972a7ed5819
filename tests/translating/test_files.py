"""Texts leave as XLIFF and come back; what was not translated changes nothing."""

from __future__ import annotations

import io
import zipfile

import pytest
from defusedxml.ElementTree import fromstring
from sqlalchemy.orm import Session
from xlsxwriter import Workbook

from app.core import idents
from app.core.errors import Forbidden
from app.policy.actor import SYSTEM, Role
from app.texts.types import TextProgress
from app.texts.write import change_text
from app.translating.file_format import (
    CHECKED,
    NAMESPACE,
    WORDS,
    FileUnit,
    Headings,
    Languages,
    read_spreadsheet,
    read_xliff,
    table_of,
    write_xliff,
)
from app.translating.queries import all_texts
from app.translating.service import FileResult, take_file
from app.translating.types import FileRefused
from tests.conftest import Browser
from tests.factories.accounts import actor_for
from tests.refusals import refused
from tests.translating.test_bench import Scene

FRENCH = Languages("en", "fr")
HEAD = '<?xml version="1.0" encoding="utf-8"?>'
START = f'<xliff xmlns="{NAMESPACE}" version="2.1" srcLang="en" trgLang="fr">'
UNIT = '<unit id="a"><segment><source>Yes</source><target>Oui</target></segment></unit>'


@pytest.fixture
def scene(session: Session) -> Scene:
    return Scene(session)


def units_of(scene: Scene) -> list[FileUnit]:
    """Return what the file of the bench holds."""
    return [
        FileUnit(idents.encode(text.text_id), text.source, text.words, is_done=text.state is TextProgress.VALIDATED)
        for text in all_texts(scene.session, scene.actor(), scene.bench)
    ]


def with_words(units: list[FileUnit], words: str, *, is_done: bool) -> list[FileUnit]:
    """Return the units, the first one translated."""
    first = units[0]
    return [FileUnit(first.ident, first.source, words, is_done=is_done), *units[1:]]


def test_what_is_written_is_read() -> None:
    units = [
        FileUnit("a", "A <b> & a tab\t", "Un <b> & ça", is_done=True),
        FileUnit("b", "Two\nlines", "", is_done=False),
        FileUnit("c", "مرحبا", "Bonjour", is_done=False),
    ]
    assert read_xliff(write_xliff("own-app", FRENCH, units), FRENCH) == units


def test_a_file_that_nobody_touched_changes_nothing(session: Session, scene: Scene) -> None:
    scene.write("Notre application", is_draft=True)
    units = units_of(scene)
    back = read_xliff(write_xliff("own-app", FRENCH, units), FRENCH)
    assert take_file(session, scene.actor(), scene.bench, back) == FileResult(unchanged=len(units))
    assert scene.text().state is TextProgress.DRAFT


def test_what_is_approved_is_read_and_the_rest_a_draft(session: Session, scene: Scene) -> None:
    units = units_of(scene)
    first, rest = with_words(units, "Notre application", is_done=True), len(units) - 1
    assert take_file(session, scene.actor(), scene.bench, first) == FileResult(stored=1, unchanged=rest)
    assert (scene.text().words, scene.text().state) == ("Notre application", TextProgress.VALIDATED)
    take_file(session, scene.actor(), scene.bench, with_words(units, "Notre appli", is_done=False))
    assert (scene.text().words, scene.text().state) == ("Notre appli", TextProgress.DRAFT)


def test_what_cannot_be_stored_is_counted(session: Session, scene: Scene) -> None:
    units = units_of(scene)
    change_text(session, SYSTEM, scene.campaign.title_text_id, {"en": "Our new app"})
    session.commit()
    sent = [
        *with_words(units, "Notre application", is_done=True)[:1],
        FileUnit(units[1].ident, units[1].source, "x" * 241, is_done=True),
        FileUnit("nonsense", "Yes", "Oui", is_done=True),
    ]
    assert take_file(session, scene.actor(), scene.bench, sent) == FileResult(outdated=1, too_long=1, foreign=1)
    assert scene.text().words == ""


def test_others_send_no_file(session: Session, scene: Scene) -> None:
    sponsor = actor_for(scene.manager, Role.SPONSOR, entity=scene.entity)
    with refused(session, Forbidden):
        take_file(session, sponsor, scene.bench, with_words(units_of(scene), "Notre application", is_done=True))


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no XML",
        HEAD.encode(),
        f'{HEAD}<!DOCTYPE x [<!ENTITY a "b"><!ENTITY c "&a;&a;&a;">]>{START}<file>{UNIT}</file></xliff>'.encode(),
        f'{HEAD}<!DOCTYPE x SYSTEM "file:///etc/passwd">{START}<file>{UNIT}</file></xliff>'.encode(),
        f'{HEAD}<xliff xmlns="urn:somebody:else" srcLang="en" trgLang="fr"><file>{UNIT}</file></xliff>'.encode(),
        f"{HEAD}{START}<file>{UNIT}{UNIT}</file></xliff>".encode(),
        f"{HEAD}{START}<file/></xliff>".encode(),
        b"x" * (5 * 1024 * 1024 + 1),
    ],
)
def test_what_is_no_file_of_ours_is_refused(content: bytes) -> None:
    with pytest.raises(FileRefused, match="unreadable"):
        read_xliff(content, FRENCH)


def test_a_file_of_other_languages_is_refused() -> None:
    with pytest.raises(FileRefused, match="foreign"):
        read_xliff(write_xliff("own-app", Languages("en", "de"), [FileUnit("a", "Yes", "Ja", is_done=True)]), FRENCH)


def test_a_person_downloads_a_file_and_sends_it_back(scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.manager)
    address = f"/translations/{scene.campaign.slug}/fr"
    file = client.get(f"{address}.xlf")
    assert file.mimetype == "application/xliff+xml"
    filled = write_xliff(
        "own-app", FRENCH, with_words(read_xliff(file.data, FRENCH), "Notre application", is_done=True)
    )
    answer = client.post(f"{address}/file", data={"file": (io.BytesIO(filled), "back.xlf")})
    assert answer.status_code == 303
    assert "1\u00a0translation has been stored." in client.get(address).text
    assert scene.text().words == "Notre application"
    assert client.post(f"{address}/file", data={}).status_code == 422
    wrong = client.post(f"{address}/file", data={"file": (io.BytesIO(b"<a"), "back.xlf")})
    assert "This file cannot be read." in wrong.text


@pytest.mark.parametrize("words", ["Bienvenue", "Bienvenue, {nom}"])
def test_a_file_without_a_placeholder_stores_nothing(session: Session, scene: Scene, words: str) -> None:
    change_text(session, SYSTEM, scene.campaign.title_text_id, {"en": "Welcome, {name}"})
    session.commit()
    units = with_words(units_of(scene), words, is_done=True)[:1]
    assert take_file(session, scene.actor(), scene.bench, units) == FileResult(broken=1)


def test_another_reader_of_xliff_finds_what_is_written() -> None:
    """Read by the library's own paths, and against what the standard asks of units, segments and states."""
    units = [FileUnit("a", "Yes & no", "Oui et non", is_done=True), FileUnit("b", "No", "", is_done=False)]
    root = fromstring(write_xliff("own-app", FRENCH, units))
    assert root.attrib == {"version": "2.1", "srcLang": "en", "trgLang": "fr"}
    names = {"x": NAMESPACE}
    assert [file.get("id") for file in root.findall("x:file", names)] == ["own-app"]
    found = [
        (unit.get("id"), segment.get("state"), segment.findtext("x:source", None, names), target)
        for unit in root.findall("x:file/x:unit", names)
        for segment in unit.findall("x:segment", names)
        for target in [segment.findtext("x:target", None, names)]
    ]
    assert found == [("a", "final", "Yes & no", "Oui et non"), ("b", "initial", "No", None)]


@pytest.fixture
def sheet(scene: Scene) -> list[list[str]]:
    """Return the cells of the bench's spreadsheet, as text."""
    bench = scene.bench
    headings = Headings("Kind", "Written in", "Source", "Translation", "Checked", "")
    table = table_of(bench.place.slug, bench.languages, headings, [(unit, "", "") for unit in units_of(scene)])
    return [list(table.headings), *[[str(cell) for cell in row] for row in table.rows]]


def packed(cells: list[list[str]], formulas: dict[str, tuple[str, str]] | None = None) -> bytes:
    """Return a spreadsheet of another program. ``formulas``: cell → formula and what it shows."""
    out = io.BytesIO()
    book = Workbook(out, {"in_memory": True})
    page = book.add_worksheet()
    for line, row in enumerate(cells):
        for place, cell in enumerate(row):
            page.write_string(line, place, cell)
    for cell, (formula, shown) in (formulas or {}).items():
        page.write_formula(cell, formula, None, shown)
    book.close()
    return out.getvalue()


def test_a_spreadsheet_that_nobody_touched_changes_nothing(scene: Scene, browser: Browser) -> None:
    change_text(scene.session, SYSTEM, scene.campaign.title_text_id, {"en": "=1+1\nand + more"})
    scene.session.commit()
    scene.write("-Notre application\n@vous", scene.text(), is_draft=True)
    client = browser.as_(scene.manager)
    address = f"/translations/{scene.campaign.slug}/fr"
    file = client.get(f"{address}.xlsx")
    assert file.status_code == 200
    with zipfile.ZipFile(io.BytesIO(file.data)) as parts:
        assert b"<f>" not in parts.read("xl/worksheets/sheet1.xml"), "what looks like a formula is a text"
    answer = client.post(f"{address}/file", data={"file": (io.BytesIO(file.data), "back.xlsx")})
    assert answer.status_code == 303
    assert "The file changes nothing." in client.get(address).text
    assert (scene.text().words, scene.text().state) == ("-Notre application\n@vous", TextProgress.DRAFT)


def test_a_spreadsheet_is_taken_as_its_reader_sees_it(session: Session, scene: Scene, sheet: list[list[str]]) -> None:
    sheet[1][WORDS], sheet[1][CHECKED] = "Notre application", "X"
    sheet[2][WORDS] = "En une phrase"
    content = packed(sheet, {"E4": ("=1+1", "Deux"), "E5": ("=cmd|' /C calc'!A0", "")})
    units = read_spreadsheet(scene.campaign.slug, content, FRENCH)
    assert take_file(session, scene.actor(), scene.bench, units) == FileResult(stored=3, unchanged=4)
    assert scene.text().state is TextProgress.VALIDATED
    texts = {text.source: text for text in all_texts(session, scene.actor(), scene.bench)}
    assert (texts[sheet[2][3]].words, texts[sheet[2][3]].state) == ("En une phrase", TextProgress.DRAFT)
    assert texts[sheet[3][3]].words == "Deux", "what the cell shows, computed by nobody here"


def test_a_source_changed_in_the_spreadsheet_stores_nothing(
    session: Session, scene: Scene, sheet: list[list[str]]
) -> None:
    sheet[1][3], sheet[1][WORDS] = "Their app", "Leur application"
    units = read_spreadsheet(scene.campaign.slug, packed(sheet), FRENCH)
    assert take_file(session, scene.actor(), scene.bench, units) == FileResult(outdated=1, unchanged=6)


def test_a_spreadsheet_of_others_is_refused(scene: Scene, sheet: list[list[str]]) -> None:
    with pytest.raises(FileRefused, match="foreign"):
        read_spreadsheet("another-campaign", packed(sheet), FRENCH)
    with pytest.raises(FileRefused, match="foreign"):
        read_spreadsheet(scene.campaign.slug, packed(sheet), Languages("en", "de"))
    for broken in (b"PK nonsense", packed(sheet[:1]), packed([[]]), packed([*sheet, sheet[1]])):
        with pytest.raises(FileRefused, match="unreadable"):
            read_spreadsheet(scene.campaign.slug, broken, FRENCH)
