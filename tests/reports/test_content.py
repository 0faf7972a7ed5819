"""What a report holds: the same figures in every format, nothing of a few, nobody's name, no formula."""

from __future__ import annotations

import csv
import io
import re
import zipfile
from datetime import date
from html import unescape
from typing import Any

import pytest
from flask import Flask
from python_calamine import CalamineWorkbook
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.queries import campaign_by_slug, figures_of
from app.enrolment.models import Enrolment
from app.figures.types import FigureName
from app.leaving.service.leave import LeavingInput, leave_with_choice
from app.leaving.types import Fate
from app.reports.presenters.data import report_schema
from app.reports.presenters.pages import file_name
from app.reports.presenters.whole import report_document
from app.reports.queries.content import ReportPlace, read_report
from app.reports.types import ReportFailure, ReportFormat, ReportState
from tests.conftest import Browser, CountQueries
from tests.factories.campaigns import make_enrolment
from tests.factories.feedback import make_feedback
from tests.reports.world import ALL, HOSTILE, Scene, build, bytes_of, data_of, decide, make_scene, work


def sheets_of(content: bytes) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_filelike(io.BytesIO(content))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def csv_of(content: bytes, name: str) -> list[list[str]]:
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        text = archive.read(f"{name}.csv").decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text), delimiter=";"))


def text_of(page: str) -> str:
    return " ".join(unescape(re.sub(r"<[^>]+>", " ", page)).split())


def test_a_figure_is_the_same_everywhere(app: Flask, session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    with app.app_context():
        report = build(session, scene)
    data = data_of(bytes_of(app, session, report, ReportFormat.JSON))
    found = campaign_by_slug(session, scene.central, scene.slug)
    truth = figures_of(session, scene.central, [found])[found.id].whole
    figures = {row["key"]: row for row in data["tables"]["figures"]}
    assert figures["contributions"]["value"] == truth.of_cards(FigureName.CONTRIBUTIONS) == 26
    assert figures["in_time"]["value"] == truth.of_cards(FigureName.IN_TIME)
    assert figures["in_time"]["whole"] == truth.promised
    assert figures["decided"]["percent"] is not None
    page = text_of(browser.as_(scene.team).get(f"/campaigns/{scene.slug}/reports/sheet").text)
    sheets = sheets_of(bytes_of(app, session, report, ReportFormat.XLSX))
    archive = bytes_of(app, session, report, ReportFormat.CSV)
    assert len(sheets) == len(data["tables"])
    for (name, rows), sheet in zip(data["tables"].items(), sheets.values(), strict=True):
        listed = csv_of(archive, name)
        assert len(listed) == len(sheet) == len(rows) + 1 or not rows
        for row, cells, line in zip(rows, sheet[1:], listed[1:], strict=False):
            for value, cell, printed in zip(row.values(), cells, line, strict=True):
                assert str(value if value is not None else "") in {str(cell), str(cell).removesuffix(".0")}
                assert printed.removeprefix("'") == ("" if value is None else str(value))
    for row in data["tables"]["figures"]:
        assert text_of(f"{row['figure']} {row['shown']}") in page
    for row in (*data["tables"]["decisions"], *data["tables"]["actions"]):
        assert row["contribution"] in page
    for row in data["tables"]["answers"]:
        assert f"{row['answer']} {row['count']}" in page
    assert data["tables"]["results"][0]["said"] == "One code too many."
    assert data["tables"]["actions"][0]["before"] == 120


def test_an_entity_has_its_own_part(app: Flask, session: Session) -> None:
    scene = make_scene(session)
    make_feedback(session, edition=scene.abroad, author=scene.team, title="Seen abroad")
    with app.app_context():
        whole = data_of(bytes_of(app, session, build(session, scene), ReportFormat.JSON))
        code = scene.world.entity.code
        here = data_of(bytes_of(app, session, build(session, scene, entity=code), ReportFormat.JSON))
    assert [row["entity"] for row in whole["tables"]["entities"]][:2] == ["Kreditwerk", "Lusocrédito"]
    assert "entities" not in here["tables"]
    assert here["scope"] == "Lusocrédito"
    assert len(here["tables"]["decisions"]) == 2


def test_what_holds_for_every_row_holds_in_the_schema(app: Flask, session: Session) -> None:
    scene = make_scene(session)
    with app.app_context():
        data = data_of(bytes_of(app, session, build(session, scene), ReportFormat.JSON))
        with app.test_request_context():
            schema = report_schema(report_document(read_report(session, scene.central, place(scene))))
    kinds: dict[str, Any] = {"string": str, "number": (int, float), "null": type(None), "array": list, "object": dict}

    def check(value: object, rule: dict[str, Any], where: str) -> None:
        wanted = rule["type"] if isinstance(rule["type"], list) else [rule["type"]]
        assert any(isinstance(value, kinds[name]) for name in wanted), where
        if isinstance(value, list):
            for one in value:
                check(one, rule["items"], where)
        if isinstance(value, dict):
            assert set(rule["required"]) <= set(value) <= set(rule["properties"]), where
            for key, one in value.items():
                check(one, rule["properties"][key], f"{where}.{key}")

    check(data, schema, "report")
    listed = {row["key"] for row in data["tables"]["columns"]}
    for name, table in schema["properties"]["tables"]["properties"].items():
        if name != "columns":
            assert {f"{name}.{key}" for key in table["items"]["properties"]} <= listed
    assert all(row["note"] for row in data["tables"]["columns"])


def place(scene: Scene, entity: str = "") -> ReportPlace:
    return ReportPlace(scene.slug, entity, "en")


def test_nothing_is_told_of_a_few_and_nobody_is_named(app: Flask, session: Session) -> None:
    scene = make_scene(session, answers=4)
    with app.app_context():
        report = build(session, scene)
    data = data_of(bytes_of(app, session, report, ReportFormat.JSON))
    assert data["tables"]["answers"] == data["tables"]["scores"] == data["tables"]["words"] == []
    figures = {row["key"]: row for row in data["tables"]["figures"]}
    assert figures["joined"]["value"] is None
    assert figures["joined"]["shown"] == "Not shown"
    people = (scene.world.author, scene.world.sponsor, scene.world.colleague, scene.world.manager)
    for kind in ALL:
        content = bytes_of(app, session, report, kind)
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            inside = b" ".join(archive.read(name) for name in archive.namelist()).decode(errors="ignore")
        for person in people:
            assert person.name not in inside
            assert person.email not in inside
        assert "Shorter, please." not in inside


def test_enough_people_are_told_in_steps(app: Flask, session: Session) -> None:
    scene = make_scene(session, answers=12)
    with app.app_context():
        data = data_of(bytes_of(app, session, build(session, scene), ReportFormat.JSON))
    assert {row["n"] for row in data["tables"]["answers"]} == {12}
    assert {row["percent"] for row in data["tables"]["answers"]} == {None}
    assert len(data["tables"]["words"]) == 12
    assert "5\u00a0people" in next(line["value"] for line in data["cover"] if line["label"] == "Masking")


def test_nothing_in_a_file_is_a_formula(app: Flask, session: Session) -> None:
    scene = make_scene(session)
    with app.app_context():
        report = build(session, scene)
    with zipfile.ZipFile(io.BytesIO(bytes_of(app, session, report, ReportFormat.XLSX))) as book:
        assert not any(b"<f>" in book.read(name) for name in book.namelist() if "worksheets/" in name)
    rows = csv_of(bytes_of(app, session, report, ReportFormat.CSV), "answers")
    assert rows[1][0] == f"'{HOSTILE}"


@pytest.mark.parametrize(
    ("title", "name"),
    [
        ('A/B: <what> "we" do?\r\nX-Evil: 1', "A B what we do X-Evil 1 - 2026-03-04.xlsx"),
        ("../../etc/passwd", "etc passwd - 2026-03-04.xlsx"),
        ("تطبيقنا", "تطبيقنا - 2026-03-04.xlsx"),
        ("\u202e...", "2026-03-04.xlsx"),
    ],
)
def test_a_file_has_a_name_that_every_system_takes(title: str, name: str) -> None:
    assert file_name(title, "", date(2026, 3, 4), ReportFormat.XLSX).removeprefix("- ") == name
    assert len(file_name("x" * 500, "y" * 500, date(2026, 3, 4), ReportFormat.CSV)) < 120


def test_it_speaks_the_language_asked_for(app: Flask, session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    scene.world.entity.locales = ["en", "ar"]
    session.commit()
    with app.app_context():
        report = build(session, scene, locale="ar")
    data = data_of(bytes_of(app, session, report, ReportFormat.JSON))
    assert data["language"] == "ar"
    assert data["tables"]["figures"][0]["figure"] != "Answered within the promise"
    assert all(row["key"] for row in data["tables"]["figures"])
    with zipfile.ZipFile(io.BytesIO(bytes_of(app, session, report, ReportFormat.XLSX))) as book:
        assert b'rightToLeft="1"' in book.read("xl/worksheets/sheet1.xml")
    page = browser.as_(scene.team).get(f"/campaigns/{scene.slug}/reports/sheet?language=ar").text
    assert '<html lang="ar" dir="rtl">' in page


def test_a_french_colon_has_its_space(app: Flask, session: Session) -> None:
    scene = make_scene(session)
    scene.world.entity.locales = ["en", "fr"]
    session.commit()
    with app.app_context():
        report = build(session, scene, locale="fr")
    (entry,) = data_of(bytes_of(app, session, report, ReportFormat.JSON))["tables"]["results"]
    assert [words for words in entry.values() if words.startswith("Oui\u00a0: It is so because of")]


def test_who_leaves_takes_it_along(app: Flask, session: Session) -> None:
    scene = make_scene(session)
    with app.app_context():
        report = build(session, scene)
        world = scene.world
        enrolment = make_enrolment(session, person=world.manager, edition=world.edition)
        mine = world.actor(world.manager)
        leave_with_choice(session, mine, enrolment.id, LeavingInput({}, others=Fate.KEEP))
        session.refresh(report)
        assert report.state is ReportState.READY
        own = session.scalars(select(Enrolment).where(Enrolment.person_id == world.author.id)).one()
        leave_with_choice(session, world.actor(world.author), own.id, LeavingInput({}, others=Fate.DELETE))
        session.refresh(report)
        assert report.failure is ReportFailure.TAKEN_BACK
        again = data_of(bytes_of(app, session, build(session, scene), ReportFormat.JSON))
    assert again["tables"]["decisions"] == []


def test_statements_do_not_grow_with_rows(app: Flask, session: Session, queries: CountQueries) -> None:
    scene = make_scene(session)
    central, where = scene.central, place(scene)
    with app.test_request_context():
        with queries() as few:
            read_report(session, central, where)
        for key in ("c", "d", "e"):
            decide(session, scene.world, key)
        for _ in range(30):
            make_feedback(session, edition=scene.world.edition, author=scene.world.author)
        with queries() as many:
            read_report(session, central, where)
    assert len(few) == len(many) <= 32


def test_the_pages(app: Flask, session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    team, path = browser.as_(scene.team), f"/campaigns/{scene.slug}/reports"
    assert "No report yet" in team.get("/reports").text
    assert team.post(path, data={"entity": "-", "language": "en"}).status_code == 422
    assert (
        team.post(path, data={"entity": "-", "language": "en", "formats": ["xlsx", "csv"], "rhythm": ""}).status_code
        == 303
    )
    assert "Waiting to be built" in team.get(path).text
    with app.app_context():
        work(session)
    page = team.get("/reports").text
    assert "Ready" in page
    links = re.findall(r'href="(/reports/\w+/\w+)"', page)
    assert len(links) == 2
    answer = team.get(links[0])
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"].startswith("attachment; filename")
    assert "no-store" in answer.headers["Cache-Control"]
    assert browser.stranger().get(links[0]).status_code == 302
    assert browser.as_(scene.world.sponsor).get(links[0]).status_code == 404
