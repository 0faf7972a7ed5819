"""A chart is taken away from its page: with the page's rights, as a drawing or as figures, noted in the journal."""

from __future__ import annotations

from xml.etree import ElementTree as ET

import pytest
from defusedxml.ElementTree import fromstring
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.charts.bars import Bar, Bars, TimeBar, TimeBars
from app.charts.document import svg_document
from app.charts.types import Chart
from app.journal.models import JournalEntry
from app.web.catalogue_charts import sample_charts
from tests.conftest import Browser
from tests.factories.accounts import make_person

SVG = "{http://www.w3.org/2000/svg}"
PAGE = "/_components"


def parsed(drawing: bytes) -> ET.Element:
    root: ET.Element = fromstring(drawing)
    return root


@pytest.mark.usefixtures("context")
@pytest.mark.parametrize("is_rtl", [False, True])
@pytest.mark.parametrize("chart", sample_charts(), ids=lambda chart: chart.id)
def test_a_drawing_stands_alone_with_all_its_words(chart: Chart, *, is_rtl: bool) -> None:
    root = parsed(svg_document(chart, "ar" if is_rtl else "en", is_rtl=is_rtl))
    assert root.findtext(f"{SVG}title") == chart.title
    width, height = (float(root.attrib[name]) for name in ("width", "height"))
    for text in root.iter(f"{SVG}text"):
        assert 0 <= float(text.attrib["x"]) <= width, text.text
        assert 0 <= float(text.attrib["y"]) <= height, text.text
        assert (text.get("direction") == "rtl") is is_rtl
    words = "".join("".join(root.itertext()).split())
    for line in chart.lines:
        assert all("".join(label.split()) in words for label in line.labels) or chart.layout in {"lines", "columns"}
    assert not [node for node in root.iter() if "style" in node.attrib or node.tag == f"{SVG}script"]


def test_signs_that_xml_refuses_and_markup_do_no_harm() -> None:
    chart = Bars(
        id="a", title="<b>&\x00", label_heading="A", value_heading="B", rows=(Bar("\x0b<script>" + "é" * 300, "1", 1),)
    )
    root = parsed(svg_document(chart, "en", is_rtl=False))
    assert root.findtext(f"{SVG}title") == "<b>&"


def test_what_is_masked_is_hatched_and_has_no_bar() -> None:
    rows = (TimeBar("One", "Not shown", 0.9, is_masked=True),)
    drawn = svg_document(
        TimeBars(id="a", title="A", label_heading="A", value_heading="B", rows=rows), "en", is_rtl=False
    ).decode()
    assert drawn.count("url(#masked)") == 1
    assert "#3b3285" not in drawn


def test_a_chart_is_taken_as_figures_or_as_a_drawing_and_noted(session: Session, browser: Browser) -> None:
    person = make_person(session)
    client = browser.as_(person)
    page = client.get(PAGE).text
    assert "chart=bars&amp;as=svg" in page
    drawing, figures = (client.get(f"{PAGE}?chart=bars&as={kind}") for kind in ("svg", "csv"))
    assert drawing.mimetype == "image/svg+xml"
    assert figures.headers["Content-Disposition"] == 'attachment; filename="bars.csv"'
    assert figures.data.decode("utf-8-sig").startswith("Type;Contributions\r\nProblem;48\r\n")
    entries = session.scalars(select(JournalEntry).where(JournalEntry.action == "chart.downloaded")).all()
    assert {entry.details["as"] for entry in entries} == {"svg", "csv"}
    assert all(entry.details["chart"] == "bars" and entry.details["page"] == PAGE for entry in entries)
    assert {entry.actor_id for entry in entries} == {person.id}


@pytest.mark.parametrize("asked", ["chart=none&as=svg", "chart=bars&as=exe", "chart=bars", "chart=no-bars&as=csv"])
def test_there_is_no_other_file(session: Session, browser: Browser, asked: str) -> None:
    assert browser.as_(make_person(session)).get(f"{PAGE}?{asked}").status_code == 404
    assert session.scalars(select(JournalEntry).where(JournalEntry.action == "chart.downloaded")).all() == []


def test_a_link_keeps_the_filters_of_its_page(session: Session, browser: Browser) -> None:
    page = browser.as_(make_person(session)).get(f"{PAGE}?entity=a%26b").text
    assert "?entity=a%26b&amp;chart=bars&amp;as=csv" in page


def test_who_may_not_see_the_page_gets_no_file(session: Session, browser: Browser) -> None:
    assert browser.as_(make_person(session)).get("/dashboard?chart=kinds&as=csv").status_code == 404
