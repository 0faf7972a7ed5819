"""What the pages and files that compare things print: people in missions, answers, the funnel, reports."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tests.security.little_products import NAMES
from tests.security.little_worlds import LEAST, LittleWorld
from tests.security.looking import CELL, FILE, REPORT, ROW, TILE, Printed, text

MASKED = "Not shown"
MINUTES_STEP = 5  # of their mean
OF_PEOPLE = {"invited": "Invited by e-mail", "joined": "Enrolments", "active": "Active testers"}
LIVE = ("Enrolments", "Active testers")  # the last figures of a counter
WHO_STARTED = re.compile(r"/recruiting/messages/[^/]+/(\w+)/not-started")
AT_LEAST = re.compile(r"<dt>(Joined|Started), at least</dt><dd>(.*?)</dd>")
STARTED = {"Joined": "Enrolments", "Started": "Active testers"}
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
    """Return figures about people: of missions, counters, who has started, the file of the funnel, reports."""
    if "/dashboard/answers" in page:
        yield from _mission_figures(html, entity)
    elif page.endswith("/counter"):
        yield from (Printed(label, "", value) for label, value in zip(LIVE, _live_values(html), strict=True))
    elif found := WHO_STARTED.fullmatch(page):
        yield from (Printed(STARTED[label], found[1], value) for label, value in AT_LEAST.findall(html))
    elif "chart=funnel" in page:
        yield from (Printed(label, entity, value) for label, value in FUNNEL.findall(html))
    elif page.startswith(REPORT) and html.startswith("200"):
        yield from _report_figures(html, entity)


def _mission_figures(html: str, entity: str) -> Iterator[Printed]:
    for heading, cells in ROW.findall(html):
        for label, value in CELL.findall(cells):
            if label in OF_MISSIONS:
                yield Printed(f"{label} {text(heading)}", entity, text(value))


def _live_values(html: str) -> list[str]:
    """Return the people of a counter: they stand last."""
    values: list[str] = json.loads(html.partition("\n")[2])["values"]
    return values[-len(LIVE) :]


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


STEPS = {"Questionnaires sent": LEAST, "Minutes declared, in all": LEAST * MINUTES_STEP}
STAGES = ("Time to publish", "Time to answer", "Time to decide")
TIME = re.compile(
    r'<p class="label">(Time to \w+)</p>\s*<p class="value[^"]*">(.*?)</p>\s*<p class="note">(.*?)</p>', re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Settled:
    """What else is told as of the last Sunday: a number in steps; of times, of how many contributions they are."""

    label: str
    about: str  # a mission; "" where there is none
    number: int | None  # None: too few
    words: str


def settled_in(page: str, html: str) -> Iterator[Settled]:
    """Return times, minutes and the number of questionnaires sent."""
    if page.startswith(REPORT):
        yield from _report_times(html)
    elif page.endswith("/counter"):
        yield _settled("Questionnaires sent", "", json.loads(html.partition("\n")[2])["values"][-len(LIVE) - 1])
    for label, value in TILE.findall(html):
        if text(label) == "Questionnaires sent":
            yield _settled(text(label), "", text(value))
    for label, value, note in TIME.findall(html):
        days, n = re.search(r"\d+|same day", value), re.search(r"Half of (\d+)", text(note))
        number = int(n[1]) if days and n else None
        yield Settled(label, "", number, days[0].replace("same day", "0") if days and n else "")
    for heading, cells in ROW.findall(html):
        yield from (
            _settled(label, text(heading), text(value)) for label, value in CELL.findall(cells) if label in STEPS
        )


def _settled(label: str, about: str, words: str) -> Settled:
    found = re.search(r"[\d,]+", words)
    return Settled(label, about, int(found[0].replace(",", "")) if found else None, "")


def _report_times(files: str) -> Iterator[Settled]:
    if files.startswith("200"):
        times = json.loads(files.removeprefix("200\n").split(FILE)[0])["tables"]["times"]
        told = {row["stage"]: (row["n"], f"{row['median']}") for row in times}
        yield from (Settled(stage, "", *told.get(stage, (None, ""))) for stage in STAGES)


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
