"""What the pages and files that compare things print: people in missions, answers, the funnel, reports."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.security.little_products import NAMES
from tests.security.little_worlds import LittleWorld
from tests.security.looking import CELL, FILE, REPORT, ROW, Printed, text

MASKED = "Not shown"
OF_PEOPLE = {"invited": "Invited by e-mail", "joined": "Enrolments", "active": "Active testers"}
OF_MISSIONS = ("Began", "Could not go on", "Finished")
FUNNEL = re.compile(
    r"^(Invited by e-mail|Enrolments|Active testers|Contributors|Finished all missions);(\d+|Not shown)\r?$",
    re.MULTILINE,
)
GRID_CELL = re.compile(rf"^({'|'.join(NAMES.values())});.*;(\d+)\r?$", re.MULTILINE)
FIGURE = re.compile(
    r'/questionnaires/(\d+)/summary(?:\?entity=(\w+))?#q(\d+)">[^<]*</a><span class="meta"><span>(\d+)\s'
)
COUNTED = re.compile(r'<section class="stack" id="q(\d+)">.*?<p class="meta"><span>(\d+)\s', re.DOTALL)


def more_figures_in(page: str, html: str, entity: str) -> Iterator[Printed]:
    """Return figures about people that stand in missions' lines, in the file of the funnel and in reports."""
    if "/dashboard/answers" in page:
        for heading, cells in ROW.findall(html):
            for label, value in CELL.findall(cells):
                if label in OF_MISSIONS:
                    yield Printed(f"{label} {text(heading)}", entity, text(value))
    elif "chart=funnel" in page:
        yield from (Printed(label, entity, value) for label, value in FUNNEL.findall(html))
    elif page.startswith(REPORT) and html.startswith("200"):
        yield from _report_figures(html, entity)


def _report_figures(files: str, entity: str) -> Iterator[Printed]:
    """Return the figures of a report from its data; the cells of its tables and sheets hold the same numbers."""
    data, *others = files.removeprefix("200\n").split(FILE)
    tables = json.loads(data)["tables"]
    for row in tables["figures"]:
        if row["key"] in OF_PEOPLE:
            value = "" if row["value"] is None else row["value"]
            assert any(re.search(rf"^{row['key']};[^;]*;{value};", one, re.MULTILINE) for one in others)
            yield Printed(OF_PEOPLE[row["key"]], entity, _words(row["value"]))
    for row in tables.get("entities", ()):
        for key in ("joined", "active"):
            yield Printed(OF_PEOPLE[key], row["entity"].lower(), _words(row[key]))


def _words(value: int | None) -> str:
    return MASKED if value is None else f"{value} or more"


@dataclass(frozen=True, slots=True)
class Answered:
    """How many answers to a question of a wave are told, of an entity ("": of all that the reader sees together)."""

    wave_id: int
    question_id: int
    entity: str
    n: int


def answers_in(page: str, html: str, world: LittleWorld) -> Iterator[Answered]:
    """Return what a page or a file says of how many answered."""
    assert world.compared is not None
    for wave_id, code, asked, n in FIGURE.findall(html):
        yield Answered(int(wave_id), int(asked), code, int(n))
    if wave := re.search(r"/questionnaires/(\d+)/summary", page):
        yield from (Answered(int(wave[1]), int(question), "", int(n)) for question, n in COUNTED.findall(html))
    for name, n in [*GRID_CELL.findall(html), *_report_scores(page, html)]:
        number = next(number for number, product in NAMES.items() if product == name)
        yield Answered(world.compared.waves[number].id, world.compared.question_id, "", int(n))


def _report_scores(page: str, files: str) -> Iterator[tuple[str, int]]:
    """Return of how many answers the scores of a report are, where all are there: else nobody can tell which it is."""
    if page.startswith(REPORT) and files.startswith("200"):
        scores = json.loads(files.removeprefix("200\n").split(FILE)[0])["tables"]["scores"]
        if len(scores) == len(NAMES):
            yield from ((name, row["n"]) for name, row in zip(NAMES.values(), scores, strict=True))
