"""Slides and paper: the same figures as the data, titles, languages, directions, and what is missing is said."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zlib
from dataclasses import replace
from html import unescape
from itertools import chain

import pytest
from flask import Flask
from pptx import Presentation
from sqlalchemy.orm import Session

from app.actions.service import ActionInput, plan_action
from app.core import clock
from app.reports.presenters import pages
from app.reports.presenters.pdf import pdf_of
from app.reports.presenters.slides import LABEL_MAX_CHARS, presentation
from app.reports.presenters.whole import report_document
from app.reports.queries.content import read_report
from app.reports.types import ReportFailure, ReportFormat, ReportState
from app.web import pdf
from app.web.pdf import can_write_pdf
from tests.conftest import Browser
from tests.reports.test_content import place
from tests.reports.world import ALL, build, bytes_of, data_of, decide, make_scene

SLIDES = ALL | {ReportFormat.PPTX}
needs_pango = pytest.mark.skipif(not can_write_pdf(), reason="WeasyPrint or Debian's pango is not installed")


def words_on(content: bytes) -> str:
    """Return every word of the slides, their tables and the data of their charts."""
    words = []
    for slide in Presentation(io.BytesIO(content)).slides:
        for shape in slide.shapes:
            if shape.has_text_frame:
                words.append(shape.text_frame.text)
            if shape.has_table:
                words += [cell.text for row in shape.table.rows for cell in row.cells]
            if shape.has_chart:
                (plot,) = shape.chart.plots
                pairs = zip(plot.categories, plot.series[0].values, strict=True)
                words += [f"{label} {value:g}" for label, value in pairs]
    return " ".join(" ".join(words).split())


def test_slides_hold_the_same_figures_in_charts_that_can_be_edited(app: Flask, session: Session) -> None:
    scene = make_scene(session)
    with app.app_context():
        report = build(session, scene, formats=SLIDES)
    content = bytes_of(app, session, report, ReportFormat.PPTX)
    data, said = data_of(bytes_of(app, session, report, ReportFormat.JSON)), words_on(content)
    for row in data["tables"]["figures"]:
        assert " ".join(f"{row['figure']} {row['shown']}".split()) in said
    for row in chain(data["tables"]["kinds"], data["tables"]["languages"]):
        assert f"{row.get('kind') or row['language']} {row['contributions']}" in said
    for row in data["tables"]["answers"]:
        assert f"{row['answer']} {row['count']}" in said
    deck = Presentation(io.BytesIO(content))
    assert all(slide.shapes.title.text_frame.text for slide in deck.slides)
    assert deck.core_properties.title == data["title"]
    assert deck.core_properties.author == deck.core_properties.last_modified_by == "Pépite"
    for shape in (shape for slide in deck.slides for shape in slide.shapes if shape.has_chart or shape.has_table):
        assert shape._element.xpath("./p:nvGraphicFramePr/p:cNvPr/@descr")  # noqa: SLF001 - the library has no word for it


def test_arabic_slides_read_from_the_right(app: Flask, session: Session) -> None:
    scene = make_scene(session)
    scene.world.entity.locales = ["en", "ar"]
    session.commit()
    with app.app_context():
        report = build(session, scene, locale="ar", formats=frozenset({ReportFormat.PPTX}))
    for slide in Presentation(io.BytesIO(bytes_of(app, session, report, ReportFormat.PPTX))).slides:
        assert slide._element.xpath("//a:pPr[@rtl='1']")  # noqa: SLF001 - likewise


def test_a_label_of_300_characters_does_not_burst_a_chart(app: Flask, session: Session) -> None:
    scene = make_scene(session, cards=2)
    with app.test_request_context():
        document = report_document(read_report(session, scene.central, place(scene)))
        kinds = next(table for table in document.overview if table.key == "kinds")
        long = replace(document, overview=(replace(kinds, rows=[("idea", "x" * 300, 3)]),))
        deck = Presentation(io.BytesIO(presentation(long)))
    charts = [shape.chart for slide in deck.slides for shape in slide.shapes if shape.has_chart]
    labels = [str(label) for chart in charts for label in chart.plots[0].categories]
    assert any(label.startswith("x" * 50) for label in labels)
    assert max(map(len, labels)) <= LABEL_MAX_CHARS + 1


@needs_pango
@pytest.mark.slow
@pytest.mark.parametrize("locale", ["en", "ar"])
def test_the_pdf_is_tagged_titled_and_in_its_language(app: Flask, session: Session, locale: str) -> None:
    scene = make_scene(session)
    scene.world.entity.locales = ["en", "ar"]
    session.commit()
    with app.app_context():
        report = build(session, scene, locale=locale, formats=frozenset({ReportFormat.PDF}))
    assert report.state is ReportState.READY
    content = bytes_of(app, session, report, ReportFormat.PDF)
    inside = content + b"".join(unpacked(content))
    for mark in (b"/StructTreeRoot", b"/MarkInfo", b"/ViewerPreferences", f"/Lang ({locale})".encode()):
        assert mark in inside
    assert b"pdfuaid" in inside


def unpacked(content: bytes) -> list[bytes]:
    """Return the streams of a PDF that are packed."""
    found = []
    for stream in re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL):
        try:
            found.append(zlib.decompress(stream))
        except zlib.error:
            continue
    return found


@needs_pango
def test_a_script_without_a_font_is_noted(app: Flask, session: Session) -> None:
    scene = make_scene(session)
    with app.test_request_context():
        document = report_document(read_report(session, scene.central, place(scene)))
        assert not pdf_of(document).lacks_letters
        strange = replace(document, facts=(("Private", "\ue123\ue124"),))
        assert pdf_of(strange).lacks_letters


def test_where_the_library_is_missing_a_sentence_says_so(
    app: Flask, session: Session, browser: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pdf, "can_write_pdf", lambda: False)
    scene = make_scene(session)
    with app.app_context():
        report = build(session, scene, formats=frozenset({ReportFormat.PDF}))
    assert (report.state, report.failure) == (ReportState.FAILED, ReportFailure.LIBRARY_MISSING)
    monkeypatch.setattr(pages, "can_write_pdf", lambda: False)
    page = browser.as_(scene.team).get(f"/campaigns/{scene.slug}/reports").text
    assert "This site cannot write a PDF" in page
    assert 'value="pdf"' not in page


@needs_pango
@pytest.mark.skipif(not shutil.which("pdftotext"), reason="poppler’s pdftotext is not installed")
def test_a_label_of_markup_and_300_characters_stays_words_and_on_its_sheet(app: Flask, session: Session) -> None:
    scene = make_scene(session, cards=2)
    label = "<b>=1</b>" + "x" * 300
    with app.test_request_context():
        document = report_document(read_report(session, scene.central, place(scene)))
        kinds = next(table for table in document.overview if table.key == "kinds")
        long = replace(document, overview=(replace(kinds, rows=[("idea", label, 3)]),))
        content = pdf_of(long).content
    command = ["pdftotext", "-bbox", "-", "-"]
    boxes = subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()
    width = float(re.findall(r'<page width="([\d.]+)"', boxes)[0])
    words = re.findall(r'xMin="([\d.-]+)" yMin="[\d.-]+" xMax="([\d.-]+)" yMax="[\d.-]+">([^<]*)<', boxes)
    assert "".join(unescape(word) for _left, _right, word in words).count(label) == 1
    assert all(float(left) > 0 and float(right) < width for left, right, _word in words)


def test_tables_stay_on_their_slides_and_words_stay_whole(app: Flask, session: Session) -> None:
    scene = make_scene(session)
    for number in range(8):
        _case, decision = decide(session, scene.world, f"{number} Restschuldversicherung " + "many words " * 8)
        due = ActionInput(
            f"Action {number}", scene.world.colleague.email, clock.today(), "", "Calls", "calls", 9.0, 6.0
        )
        plan_action(session, scene.world.actor(scene.world.sponsor), decision.id, due)
    with app.app_context():
        report = build(session, scene, formats=frozenset({ReportFormat.PPTX}))
    deck = Presentation(io.BytesIO(bytes_of(app, session, report, ReportFormat.PPTX)))
    grids = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    assert max(len(grid.columns) for grid in grids) >= 7
    for grid in grids:
        widths = [column.width.inches for column in grid.columns]
        assert sum(widths) < 12.2
        height = 0.0
        for line in grid.rows:
            lines = 1
            for width, cell in zip(widths, line.cells, strict=True):
                points = cell.text_frame.paragraphs[0].runs[0].font.size.pt
                room = (width - 0.2) * 72 / points / 0.52  # letters on a line
                assert max(len(word) for word in cell.text.split(" ")) <= max(room, 20)
                lines = max(lines, -(-len(cell.text) // int(room)))
            height += lines * points * 1.2 / 72
        assert height < 7.5 - 1.45
