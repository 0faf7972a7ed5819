"""One campaign on its pages and in every file: each figure, number of answers, median and mask agrees."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core import clock
from app.dashboards.service import rebuild_figures
from app.feedback.types import Kind
from app.i18n import formats
from app.policy.actor import SYSTEM
from app.questionnaires.models import Wave
from app.questions.types import AnswerCell
from app.reports.types import ReportFormat
from app.web.pdf import can_write_pdf
from tests.conftest import Browser
from tests.factories.accounts import make_person
from tests.factories.feedback import make_feedback
from tests.factories.questionnaires import make_questionnaire, make_wave
from tests.questionnaires.answered import ask, send_response
from tests.reports.test_content import csv_of, sheets_of, text_of
from tests.reports.test_paper import words_on
from tests.reports.world import ALL, Scene, build, bytes_of, data_of, make_scene

ON_DASHBOARD = ("in_time", "decided", "done", "contributions", "joined", "active")
PEOPLE = 8  # enough for times to be told


@pytest.mark.slow
@pytest.mark.parametrize("answers", [12, 4], ids=["enough answers", "too few answers"])
def test_every_figure_is_the_same_on_pages_and_in_files(
    app: Flask, session: Session, browser: Browser, answers: int
) -> None:
    scene = make_scene(session, answers=answers, cards=6)
    add_told_times(session, scene)
    ask_to_recommend(session, scene, answers)
    kinds = ALL | {ReportFormat.PPTX} | ({ReportFormat.PDF} if can_write_pdf() else set())
    with app.app_context():
        report = build(session, scene, formats=kinds)
    files = {kind: bytes_of(app, session, report, kind) for kind in kinds}
    tables = data_of(files[ReportFormat.JSON])["tables"]
    assert bool(tables["answers"]) is bool(tables["scores"]) is (answers == 12)
    assert tables["times"], "medians are among what is compared"

    check_tables(tables, files)
    team = browser.as_(scene.team)
    surfaces = {"sheet": text_of(team.get(f"/campaigns/{scene.slug}/reports/sheet").text)}
    if ReportFormat.PDF in files and shutil.which("pdftotext"):
        surfaces["PDF"] = text_of_pdf(files[ReportFormat.PDF])
    for name, said in surfaces.items():
        for words in lines_on_paper(tables):
            assert plain(words) in said, f"{name} lacks: {words}"
    slides = plain(words_on(files[ReportFormat.PPTX]))
    assert not [words for words in charted(tables) if plain(words) not in slides]

    dashboard = text_of(team.get(f"/campaigns/{scene.slug}/dashboard").text)
    for row in (row for row in tables["figures"] if row["key"] in ON_DASHBOARD):
        assert plain(row["shown"]) in after(dashboard, row["figure"]), row["key"]
    for row in (*tables["kinds"], *tables["languages"]):
        assert plain(f"{row.get('kind') or row['language']} {row['contributions']}") in dashboard
    waves = session.scalars(select(Wave.id)).all()
    pages = [team.get(f"/campaigns/{scene.slug}/questionnaires/{wave_id}/summary").text for wave_id in waves]
    summary = " ".join(map(text_of, pages))
    for row in tables["answers"]:
        assert plain(f"{row['answer']} {row['count']}") in summary
        assert plain(f"{row['n']} answers") in summary
    for said in (summary, *surfaces.values()):
        assert ("Answers appear here once 5 people have answered" in said) is (answers < 5)


def check_tables(tables: dict[str, list[dict[str, Any]]], files: dict[ReportFormat, bytes]) -> None:
    """Compare each cell of the workbook and of the tables with the data."""
    sheets = sheets_of(files[ReportFormat.XLSX])
    for (name, rows), sheet in zip(tables.items(), sheets.values(), strict=True):
        listed = csv_of(files[ReportFormat.CSV], name)
        for row, cells, line in zip(rows, sheet[1:], listed[1:], strict=True):
            for value, cell, printed in zip(row.values(), cells, line, strict=True):
                assert same(value, cell), f"{name}: {value} in the workbook is {cell}"
                assert same(value, printed.removeprefix("'")), f"{name}: {value} in CSV is {printed}"


CHARTED = (
    ("kinds", "kind", "contributions"), ("weeks", "monday", "contributions"),
    ("languages", "language", "contributions"), ("missions", "mission", "contributions"),
    ("entities", "entity", "contributions"), ("answers", "answer", "count"),
)  # fmt: skip


def add_told_times(session: Session, scene: Scene) -> None:
    """Add contributions of enough people, sent and answered long enough ago for times to be told."""
    sent = clock.now() - timedelta(days=21)
    for number in range(PEOPLE):
        author = make_person(session, entity=scene.world.entity)
        made = make_feedback(
            session, edition=scene.world.edition, author=author, kind=Kind.PRAISE, created_at=sent,
            title=f"Told {number}",
        )  # fmt: skip
        made.answered_at, made.is_answered_in_time = sent + timedelta(days=number % 4), True
        made.due_on = sent.date() + timedelta(days=7)
    session.flush()
    rebuild_figures(session, SYSTEM)
    session.commit()


def ask_to_recommend(session: Session, scene: Scene, answers: int) -> None:
    """Ask for a score, and let so many answer."""
    questionnaire = make_questionnaire(session, campaign=scene.world.campaign, title="Afterwards")
    nps = ask(session, questionnaire, "nps", prompt="Recommend it?")
    wave = make_wave(session, questionnaire=questionnaire)
    for number in range(answers):
        send_response(session, (wave, scene.world.edition), {nps.id: (AnswerCell(number=number % 11),)})
    session.commit()


def charted(tables: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    """Say what each bar of a chart says."""
    for table, label, value in CHARTED:
        for row in tables[table]:
            name = formats.short_day("en", date.fromisoformat(row[label])) if label == "monday" else row[label]
            yield f"{name} {row[value]}"


def lines_on_paper(tables: dict[str, list[dict[str, Any]]]) -> Iterator[str]:
    """Say each figure as paper does: what it is, and its number."""
    for row in tables["figures"]:
        yield f"{row['figure']} {row['shown']}"
    yield from charted(tables)
    told = [key for key in tables["entities"][0] if any(row[key] is not None for row in tables["entities"])]
    for row in tables["entities"]:
        numbers = [row[key] for key in told if key != "entity"]  # paper leaves out a column that says nothing
        yield " ".join([row["entity"], *("—" if each is None else formats.number("en", each) for each in numbers)])
    for row in tables["times"]:
        yield " ".join(str("—" if row[key] is None else row[key]) for key in ("stage", "median"))
    for row in tables["scores"]:
        value, low, high = (formats.rounded("en", row[key]) for key in ("value", "low", "high"))
        yield f"{row['score']}: {value} (between {low} and {high})"
    for row in tables["answers"]:
        yield f"{row['n']} answers"


def text_of_pdf(content: bytes) -> str:
    """Return the words of a PDF in the order in which they are written."""
    done = subprocess.run(["pdftotext", "-raw", "-", "-"], input=content, capture_output=True, check=True)
    return plain(done.stdout.decode())


def plain(words: str) -> str:
    return " ".join(words.split())


def same(value: object, found: object) -> bool:
    """Tell whether two files say the same: a whole number may have a point, and nothing is empty."""
    return str("" if value is None else value) in {str(found), str(found).removesuffix(".0")}


def after(said: str, label: str) -> str:
    """Return what a page says right after the name of a figure."""
    return " ".join(said[match.end() : match.end() + 40] for match in re.finditer(re.escape(label), said))
