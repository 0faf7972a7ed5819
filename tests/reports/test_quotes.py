"""What a report takes over from the results page: its quotations while authors agree, and a chart of its own."""

from __future__ import annotations

import io
import shutil
import zipfile
from dataclasses import dataclass

import pytest
from flask import Flask
from pptx import Presentation
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.feedback.models import Feedback
from app.feedback.types import Agreement, ShowingKind
from app.highlights.models import AskedShowing
from app.highlights.service import answer_showing
from app.journal.models import JournalEntry
from app.moderation.service import publish_case
from app.policy.actor import Role
from app.reports.queries.lists import my_reports
from app.reports.service import open_report_file
from app.reports.types import ReportFailure, ReportFormat, ReportState
from app.results.service import ResultsInput, draft_results, publish_results
from app.results.types import ResultsChart
from app.web.pdf import can_write_pdf
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for
from tests.refusals import refused
from tests.reports.test_content import sheets_of, text_of
from tests.reports.test_same_everywhere import plain, text_of_pdf
from tests.reports.world import ALL, Scene, build, bytes_of, data_of, make_scene

HEADING, WORDS = "What some people wrote", "Quoted words of %s."
NAMELESS = "No name appears in this report. Days are those of UTC."


@dataclass(frozen=True, slots=True)
class Quoted:
    """Contributions that stand on the results page, with what their author was asked."""

    scene: Scene
    cases: tuple[Feedback, ...]
    asked: tuple[AskedShowing, ...]


def quote(session: Session, *identities: str, charts: tuple[ResultsChart, ...] = ()) -> Quoted:
    """Publish a results page that quotes a contribution of each of these identities."""
    scene = make_scene(session, cards=2)
    world, cases, asked = scene.world, [], []
    for identity in identities:
        case = world.send(session, identity=identity, title=f"Title of {identity}", body=WORDS % identity)
        publish_case(session, world.actor(world.manager), case.id, case.version)
        showing = AskedShowing(
            feedback_id=case.id, kind=ShowingKind.HIGHLIGHT, consent=Agreement.AGREED, language="en", asked_by_id=None
        )
        session.add(showing)
        session.commit()
        cases.append(case)
        asked.append(showing)
    quotes = tuple(case.id for case in cases)
    data = ResultsInput(
        {"en": "More."}, (scene.decision.id,), shows_figures=True, version=2, charts=charts, quotes=quotes
    )
    draft_results(session, world.actor(world.manager), scene.slug, data)
    publish_results(session, actor_for(scene.team, Role.CENTRAL_TEAM), scene.slug, 3, "More.")
    return Quoted(scene, tuple(cases), tuple(asked))


@pytest.mark.slow
def test_every_format_quotes_as_the_results_page_does(app: Flask, session: Session, browser: Browser) -> None:
    quoted = quote(session, "confidential", "named")
    scene, author = quoted.scene, quoted.scene.world.author
    kinds = ALL | {ReportFormat.PPTX} | ({ReportFormat.PDF} if can_write_pdf() else set())
    with app.app_context():
        report = build(session, scene, formats=kinds)
    files = {kind: bytes_of(app, session, report, kind) for kind in kinds}
    data = data_of(files[ReportFormat.JSON])
    entity = scene.world.entity.name
    assert data["tables"]["quotes"] == [
        {
            "contribution": "Title of confidential", "words": WORDS % "confidential",
            "author": "A colleague of the group", "entity": "",
        },
        {"contribution": "Title of named", "words": WORDS % "named", "author": author.name, "entity": entity},
    ]  # fmt: skip
    assert sheets_of(files[ReportFormat.XLSX])[HEADING][2] == list(data["tables"]["quotes"][1].values())
    client = browser.as_(scene.team)
    surfaces = [text_of(client.get(f"/campaigns/{scene.slug}/reports/sheet").text)]
    if ReportFormat.PDF in files and shutil.which("pdftotext"):
        surfaces.append(text_of_pdf(files[ReportFormat.PDF]))
    deck = Presentation(io.BytesIO(files[ReportFormat.PPTX]))
    tables = [shape.table for slide in deck.slides for shape in slide.shapes if shape.has_table]
    slides = " ".join(cell.text for table in tables for line in table.rows for cell in line.cells)
    results = text_of(client.get(f"/campaigns/{scene.slug}/results").text)
    for said in (*surfaces, slides, results):
        for row in data["tables"]["quotes"]:
            assert all(plain(value) in plain(said) for value in row.values())
    assert all(HEADING in said for said in surfaces)
    assert not [sentence for sentence in data["method"] if sentence == NAMELESS], "a name does appear"


def test_who_is_quoted_without_a_name_has_none_in_any_file(app: Flask, session: Session) -> None:
    quoted = quote(session, "confidential")
    with app.app_context():
        report = build(session, quoted.scene)
    for kind in ALL:
        with zipfile.ZipFile(io.BytesIO(bytes_of(app, session, report, kind))) as archive:
            inside = b" ".join(archive.read(name) for name in archive.namelist()).decode(errors="ignore")
        assert WORDS % "confidential" in inside
        assert quoted.scene.world.author.name not in inside
    assert NAMELESS in data_of(bytes_of(app, session, report, ReportFormat.JSON))["method"]


def test_nothing_is_said_of_quotations_where_there_are_none(app: Flask, session: Session, browser: Browser) -> None:
    quoted = quote(session, "named")
    author = quoted.scene.world.actor(quoted.scene.world.author)
    answer_showing(session, author, quoted.asked[0].id, agrees=False)
    page = browser.as_(quoted.scene.team).get(f"/campaigns/{quoted.scene.slug}/reports/sheet").text
    assert WORDS % "named" not in page
    assert HEADING not in page
    assert NAMELESS in page
    with app.app_context():
        report = build(session, quoted.scene)
    data = data_of(bytes_of(app, session, report, ReportFormat.JSON))
    assert data["tables"]["quotes"] == []
    assert "quotes.words" in {row["key"] for row in data["tables"]["columns"]}


def test_who_takes_an_agreement_back_takes_the_reports_that_quote_them(
    app: Flask, session: Session, queries: CountQueries
) -> None:
    quoted = quote(session, "named")
    scene, author = quoted.scene, quoted.scene.world.actor(quoted.scene.world.author)
    with app.app_context():
        report = build(session, scene)
    assert report.quoted == [str(quoted.cases[0].id)]
    open_report_file(session, scene.central, report.id, ReportFormat.JSON)
    answer_showing(session, author, quoted.asked[0].id, agrees=False)
    with refused(session, NotFound):
        open_report_file(session, scene.central, report.id, ReportFormat.JSON)
    central = scene.central
    with queries() as seen:
        (row,) = my_reports(session, central)
    assert (row.state, row.failure, row.files) == (ReportState.FAILED, ReportFailure.TAKEN_BACK, ())
    assert len(seen) == 3
    taken = session.query(JournalEntry).filter(JournalEntry.action == "reports.downloaded").count()
    assert taken == 1, "what was not handed out was not taken"
    with app.app_context():
        again = build(session, scene)
    open_report_file(session, scene.central, again.id, ReportFormat.JSON)


@pytest.mark.parametrize("charts", [(), (ResultsChart.PROMISE,)])
def test_answers_promised_are_drawn_where_the_results_page_does(
    app: Flask, session: Session, charts: tuple[ResultsChart, ...]
) -> None:
    quoted = quote(session, "named", charts=charts)
    with app.app_context():
        report = build(session, quoted.scene, formats=ALL | {ReportFormat.PPTX})
    tables = data_of(bytes_of(app, session, report, ReportFormat.JSON))["tables"]
    deck = Presentation(io.BytesIO(bytes_of(app, session, report, ReportFormat.PPTX)))
    drawn = {
        slide.shapes.title.text_frame.text for slide in deck.slides if any(shape.has_chart for shape in slide.shapes)
    }
    assert ("Answered within the promise" in drawn) is bool(charts)
    if charts:
        figures = {row["key"]: row["value"] for row in tables["figures"]}
        assert {row["key"]: row["contributions"] for row in tables["promise"]} == {
            name: figures[name] for name in ("in_time", "late")
        }
    else:
        assert "promise" not in tables
