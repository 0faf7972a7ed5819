"""Every number on the dashboards of the demonstration, as each role reads them, counted another way: from the rows.

A page is taken apart: its tables and tiles, its drawings (which must say what their table says), then its sentences.
What is left of it holds no number that was not counted here.
"""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from functools import cache, partial
from html import unescape
from math import gamma, pi, sqrt
from shutil import copy
from statistics import mean, median_low, pstdev, stdev
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text
from sqlalchemy.orm import Session

from app import create_app
from app.accounts.models import Person
from app.core import clock
from config import Settings
from tests.conftest import SECRET, Browser
from tests.demo.conftest import Loaded, opened

ENTITIES = {"lusocredito": "Lusocrédito", "kreditwerk": "Kreditwerk"}
SLUGS = {
    "lusocredito": ("own-app", "look-around", "our-messages"),
    "kreditwerk": ("own-app", "look-around"),
}  # where each takes part
CAMPAIGNS = ("own-app", "look-around", "our-messages")
PRODUCTS = {1: CAMPAIGNS, 2: ("look-around",), 3: ("look-around",)}  # the campaigns that test each
READERS = {  # role, entity → whose figures they read, beside those of the campaigns they see
    ("central_team", ""): ("", *ENTITIES),
    ("sponsor", "lusocredito"): ("lusocredito",),
    ("sponsor", "kreditwerk"): ("kreditwerk",),
    ("community_manager", "lusocredito"): ("lusocredito",),
    ("community_manager", "kreditwerk"): ("kreditwerk",),
}
NOBODY = ("ambassador", "representative", "product_team", "dpo", "administrator", "tester")
KINDS = {"problem": "Problem", "idea": "Idea", "praise": "Praise", "question": "Question"}
LANGUAGES = {"pt": "Portuguese", "de": "German", "en": "English", "fr": "French"}
LEAST, PERCENT_FROM = 5, 20
WEEKS = 12
DAY = r"\d{1,2}(?: [A-Z][a-z]+)?(?: – |–)\d{1,2} [A-Z][a-z]+|\d{1,2} [A-Z][a-z]+(?: \d{4})?"
Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Read:
    """The demonstration behind an application, and its rows as plain values."""

    app: Flask
    session: Session
    at: datetime
    cards: Sequence[Row]
    places: Sequence[Row]
    calendars: dict[str, tuple[list[int], set[str]]]

    @property
    def sunday(self) -> date:
        """The end of the last week that is over."""
        return self.at.date() - timedelta(days=self.at.date().isoweekday())

    def of(self, entity: str, *slugs: str) -> list[Row]:
        """Return the cards that show an entity ("": all) in some campaigns."""
        return [row for row in self.cards if row["slug"] in slugs and entity in {"", row["shown"]}]


@pytest.fixture(scope="module")
def read(loaded: Loaded, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Read]:
    """Read the demonstration once, and let everybody have their pages in English."""
    folder = tmp_path_factory.mktemp("dashboards")
    url = f"sqlite:///{copy(loaded.path, folder)}"
    settings = Settings(
        secret_key=SECRET, data_dir=folder, database_url=url, mail_backend="memory", testing=True, run_worker=False
    )
    with opened(url) as session:
        session.execute(text("UPDATE people SET locale = 'en'"))
        session.commit()
        cards = rows(
            session,
            "SELECT f.*, c.slug, e.code AS shown FROM feedback f JOIN campaigns c ON c.id = f.campaign_id"
            " LEFT JOIN entities e ON e.id = f.shown_entity_id WHERE f.state = 'published'",
        )
        places = rows(
            session,
            "SELECT n.*, c.slug, e.code FROM enrolments n JOIN editions d ON d.id = n.edition_id"
            " JOIN campaigns c ON c.id = d.campaign_id JOIN entities e ON e.id = d.entity_id"
            " WHERE n.status IN ('accepted', 'completed') OR n.left_on IS NOT NULL",
        )
        found = rows(session, "SELECT code, working_days, holidays FROM entities")
        calendars = {row["code"]: (json.loads(row["working_days"]), set(json.loads(row["holidays"]))) for row in found}
        yield Read(create_app(settings), session, loaded.at, cards, places, calendars)


def rows(session: Session, statement: str, **values: object) -> list[Row]:
    return [dict(row) for row in session.execute(text(statement), values).mappings()]


# --- what the rows say ------------------------------------------------------------------------------


def day_of(words: str) -> date:
    return date.fromisoformat(words[:10])


def is_late(row: Row, today: date) -> bool:
    return row["due_on"] is not None and day_of(row["due_on"]) < today and not row["is_answered_in_time"]


def is_in_time(row: Row) -> bool:
    return row["due_on"] is not None and bool(row["is_answered_in_time"])


def is_decided(row: Row) -> bool:
    return row["handling"] in {"decided", "done", "not_kept"} and row["handling_reason"] != ""


def is_done(row: Row) -> bool:
    return bool(row["handling"] == "done")


def count(cards: Sequence[Row], holds: Callable[[Row], bool]) -> int:
    return sum(map(holds, cards))


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def people(read: Read, entity: str, slug: str) -> dict[str, int | None]:
    """Return how many people are told of an entity in a campaign: in steps, one step of the whole left for others."""
    here = [row for row in read.places if (row["code"], row["slug"]) == (entity, slug)]

    def since(column: str) -> int:
        days: list[str] = [max(row["enrolled_on"], row[column]) for row in here if row[column]]
        gone: list[str] = [row["left_on"] for row in here if row[column] and row["left_on"]]
        until = read.sunday.isoformat()
        return sum(day <= until for day in days) - sum(day <= until for day in gone)

    joined = since("enrolled_on") // LEAST * LEAST or None
    active = part(since("active_since"), joined)
    invited = read.session.scalar(
        text(
            "SELECT coalesce(sum(people), 0) FROM invited_weeks w JOIN editions d ON d.id = w.edition_id JOIN entities"
            " e ON e.id = d.entity_id JOIN campaigns c ON c.id = d.campaign_id"
            " WHERE code = :code AND slug = :slug AND week <= :until"
        ),
        {"code": entity, "slug": slug, "until": read.sunday.isoformat()},
    )
    return {
        "Invited by e-mail": int(invited) // LEAST * LEAST or None,
        "Enrolments": joined,
        "Active testers": active,
        "Contributors": part(since("contributed_since"), active),
        "Finished all missions": part(since("completed_since"), joined),
    }


def part(number: int, whole: int | None) -> int | None:
    """Return how many are told of a whole that is told: one step of it stays for the others."""
    return max(0, min(number // LEAST, (whole or 0) // LEAST - 1)) * LEAST or None


OF_PEOPLE = ("Invited by e-mail", "Enrolments", "Active testers", "Contributors", "Finished all missions")


def people_in(read: Read, entities: Sequence[str], slugs: Sequence[str]) -> dict[str, str]:
    """Return what is told of several places together: the sum of what is told of each."""
    several = [people(read, entity, slug) for entity in entities for slug in slugs if slug in SLUGS[entity]]
    sums = {name: sum(one[name] or 0 for one in several) for name in OF_PEOPLE}
    return {name: f"{number} or more" if number else "Not shown" for name, number in sums.items()}


# --- what a page says -------------------------------------------------------------------------------


@dataclass(slots=True)
class Page:
    """What stands on a page and has not been counted yet."""

    html: str
    tables: dict[str, list[list[str]]] = field(default_factory=dict)
    tiles: dict[str, tuple[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, html: str) -> Page:
        """Take a page apart."""
        main = html.partition("<main")[2].partition(">")[2].partition("</main>")[0]
        main = re.sub(r'<form.*?</form>|<span class="under".*?</span>|<svg.*?</svg>', " ", main, flags=re.DOTALL)
        page = cls("")
        for table in re.findall(r"<table.*?</table>", main, re.DOTALL):
            caption = words(re.findall(r"<caption[^>]*>(.*?)</caption>", table, re.DOTALL)[0])
            lines = re.findall(r'<tr>\s*<th scope="row">.*?</tr>', table, re.DOTALL)
            page.tables[caption] = [[words(cell) for cell in re.findall(CELL, line, re.DOTALL)] for line in lines]
        for label, value, note in re.findall(TILE, main, re.DOTALL):
            page.tiles[words(label)] = words(value), words(note)
        for figure in re.findall(r"<figure.*?</figure>", main, re.DOTALL):
            for drawn in re.findall(DRAWN, figure, re.DOTALL):
                page.same_as_table(words(re.findall(r"<h3>(.*?)</h3>", figure)[0]), drawn)
        main = re.sub(f"<table.*?</table>|{DRAWN}", " ", main, flags=re.DOTALL)
        page.html = re.sub(DAY, "", words(re.sub(TILE, " ", main, flags=re.DOTALL)))
        return page

    def same_as_table(self, chart: str, drawn: str) -> None:
        """Compare a drawing with its table."""
        if chart == "Success score":  # a dot on its range says more than its table, in another order
            ((_label, value, low, high, n),) = self.tables[chart]
            assert f"{value} ({n}) Interval from: {low}. Interval to: {high}." in words(drawn)
            return
        items = [words(item) for item in re.findall(r"<li[^>]*>(.*?)</li>", drawn, re.DOTALL)]
        for item, cells in zip(items, self.tables[chart], strict=True):
            assert re.sub(r"[: ]+", " ", item).startswith(" ".join(cells)), f"{chart}: {item} and {cells}"

    def says(self, *sentences: str) -> None:
        """Find sentences, and take them away."""
        for sentence in sentences:
            assert sentence in self.html, f"{sentence!r} is not in {self.html!r}"
            self.html = self.html.replace(sentence, " ", 1)

    def says_nothing_more(self) -> None:
        """Nothing that was not counted is left."""
        assert not re.findall(r"[^ ]* ?\d[\d,.]*%?[^.]*", self.html)
        assert not self.tables, "a table was not counted"
        assert not self.tiles, "a tile was not counted"


DRAWN = r'<(?:ol|ul) class="(?:bars|columns)">.*?</(?:ol|ul)>'
CELL = r"<t[hd][^>]*>(.*?)</t[hd]>"
TILE = r'<p class="label">(.*?)</p>\s*<p class="value[^"]*">(.*?)</p>(?:\s*<p class="note">(.*?)</p>)?'


def words(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html))).strip()


def percent(part: int, whole: int) -> str:
    return f"{round(100 * part / whole)}%" if whole >= PERCENT_FROM else f"{part} of {whole}"


def closure(page: Page, read: Read, cards: Sequence[Row]) -> None:
    """Count what became of contributions."""
    in_time, late = count(cards, is_in_time), count(cards, lambda row: is_late(row, read.at.date()))
    value, note = page.tiles.pop("Answered within the promise")
    assert value == percent(in_time, in_time + late)
    assert note.startswith(f"Of the {in_time + late} contributions due an answer, {in_time} got one within")
    for label, holds in (("Decided", is_decided), ("Done", is_done)):
        value, note = page.tiles.pop(label)
        assert value == percent(count(cards, holds), len(cards))
        assert note.startswith(f"{count(cards, holds)} of {len(cards)} contributions ")


def volume(page: Page, cards: Sequence[Row]) -> None:
    """Count the contributions and what colleagues made of them."""
    assert page.tiles.pop("Contributions")[0] == f"{len(cards):,}"
    reactions = sum(row["me_too_count"] + row["comment_count"] for row in cards)
    assert page.tiles.pop("Reactions of colleagues")[0] == f"{reactions:,}"


def by_kind(page: Page, cards: Sequence[Row]) -> None:
    """Count the types, and the sentence that names the most frequent one."""
    kinds = Counter(KINDS[row["kind"]] for row in cards)
    assert {label: int(number) for label, number in page.tables.pop("Contributions by type")} == kinds
    page.says(f"({max(kinds.values())} of {len(cards)})")


def by_week(page: Page, read: Read, cards: Sequence[Row], *, twelve: bool) -> None:
    """Count the weeks, and the sentence above them."""
    weeks = Counter(monday(day_of(row["created_at"])) for row in cards)
    this = monday(read.at.date())
    first = this - timedelta(weeks=WEEKS - 1) if twelve else min(weeks)
    mondays = [first + timedelta(weeks=number) for number in range((this - first).days // 7 + 1)]
    assert [int(number) for _week, number in page.tables.pop("Contributions by week")] == [
        weeks[one] for one in mondays
    ]
    if twelve:
        now, before = (
            sum(weeks[this - timedelta(weeks=ago)] for ago in several) for several in (range(1, 5), range(5, 9))
        )
        page.says(f"{now} contributions in the last four full weeks; {before} in the four weeks before.")
    else:
        page.says(f": {max(weeks.values())} contributions.", "at most the last 26 of the period")


def trends(page: Page, read: Read, cards: Sequence[Row], entities: Sequence[str], slugs: Sequence[str]) -> None:
    """Count what the dashboards of an entity, an edition, a product and the group have in common."""
    closure(page, read, cards)
    volume(page, cards)
    by_kind(page, cards)
    by_week(page, read, cards, twelve=True)
    told = people_in(read, entities, slugs)
    for label in ("Enrolments", "Active testers"):
        assert page.tiles.pop(label)[0] == told[label]


def late_sentences(page: Page, read: Read, several: Sequence[Sequence[Row]]) -> None:
    """Count what needs attention because it is late, place by place."""
    for cards in several:
        if late := count(cards, lambda row: is_late(row, read.at.date())):
            noun = "contribution" if late == 1 else "contributions"
            page.says(f"{late} {noun} got no answer within the time promised")


def cells(read: Read, cards: Sequence[Row], entities: Sequence[str], slugs: Sequence[str]) -> list[str]:
    """Return the line of a place beside others."""
    in_time, late = count(cards, is_in_time), count(cards, lambda row: is_late(row, read.at.date()))
    told = people_in(read, entities, slugs)
    of_all = [f"{count(cards, holds)} of {len(cards)}" for holds in (is_decided, is_done)]
    numbers = [f"{in_time} of {in_time + late}", str(late), *of_all, str(len(cards))]
    shown = ["—" if number == "0 of 0" else number for number in numbers]
    return [*shown, told["Enrolments"], told["Active testers"]]


def promised_decisions(page: Page, read: Read, entity: str, slugs: Sequence[str]) -> None:
    """Count what is decided where decisions are promised by a day to come."""
    for row in rows(read.session, "SELECT slug, decide_by FROM campaigns WHERE decide_by IS NOT NULL"):
        if row["slug"] in slugs and day_of(row["decide_by"]) >= read.at.date():
            cards = read.of(entity, row["slug"])
            page.says(f"{count(cards, is_decided)} of {len(cards)} decided")


def owed(page: Page, read: Read, role: str, entity: str) -> None:
    """Count the decisions that a sponsor owes."""
    waiting = count(read.of("", *CAMPAIGNS), lambda row: row["handling"] == "selected" and row["shown"] == entity)
    if role == "sponsor" and waiting:
        noun = "contribution is" if waiting == 1 else "contributions are"
        page.says(f"{waiting} {noun} waiting for your decision")


# --- the dashboards ---------------------------------------------------------------------------------


def group(page: Page, read: Read, _role: str) -> None:
    cards = read.of("", *CAMPAIGNS)
    late_sentences(page, read, [cards])
    trends(page, read, cards, list(ENTITIES), CAMPAIGNS)
    lines = {line[0]: line[1:] for line in page.tables.pop("Entity by entity")}
    assert lines == {name: cells(read, read.of(code, *CAMPAIGNS), [code], CAMPAIGNS) for code, name in ENTITIES.items()}
    page.says_nothing_more()


def entity(page: Page, read: Read, role: str, code: str) -> None:
    cards = read.of(code, *CAMPAIGNS)
    late_sentences(page, read, [read.of(code, slug) for slug in SLUGS[code]])
    promised_decisions(page, read, code, SLUGS[code])
    owed(page, read, role, code)
    trends(page, read, cards, [code], SLUGS[code])
    lines = sorted(line[1:] for line in page.tables.pop("Campaign by campaign"))
    assert lines == sorted(cells(read, read.of(code, slug), [code], [slug]) for slug in SLUGS[code])
    page.says_nothing_more()


def edition(page: Page, read: Read, _role: str, code: str, slug: str) -> None:
    cards = read.of(code, slug)
    late_sentences(page, read, [cards])
    promised_decisions(page, read, code, [slug])
    trends(page, read, cards, [code], [slug])
    page.says_nothing_more()


def product(page: Page, read: Read, number: int, code: str) -> None:
    slugs, entities = PRODUCTS[number], [code] if code else list(ENTITIES)
    cards = read.of(code, *slugs)
    late_sentences(page, read, [cards])
    trends(page, read, cards, entities, slugs)
    lines = sorted(line[1:] for line in page.tables.pop("Campaign by campaign"))
    assert lines == sorted(cells(read, read.of(code, slug), entities, [slug]) for slug in slugs)
    page.says_nothing_more()


def campaign(page: Page, read: Read, slug: str, code: str) -> None:
    cards = read.of(code, slug)
    late_sentences(page, read, [cards])
    closure(page, read, cards)
    volume(page, cards)
    by_kind(page, cards)
    by_week(page, read, cards, twelve=False)
    breakdowns(page, read, cards)
    along_the_missions(page, read, cards)
    success(page, cards)
    times(page, read, cards)
    told = people_in(read, [code] if code else list(ENTITIES), [slug])
    assert dict(page.tables.pop("From the invitation to the last mission")) == told
    shown = [told[label] for label in told]
    names = ("Invited by e-mail", "Joined", "Took part at least once", "Sent a contribution", "Finished all missions")
    page.says(*(f"{name}: {number}." for name, number in zip(names, shown, strict=True)))
    page.says_nothing_more()


def success(page: Page, cards: Sequence[Row]) -> None:
    """Count praise among those who judge; the range is where Wilson's equation has its roots, found by halving."""
    praise = count(cards, lambda row: row["kind"] == "praise")
    problems = count(cards, lambda row: row["kind"] == "problem")
    judged = praise + problems
    if cards:
        page.says(f"times 100: here {praise} of {judged}.", "at 95%")
    if cards and judged < PERCENT_FROM:
        page.says(f"No score yet: {judged} contributions praise or report a problem. It is shown from {PERCENT_FROM}.")
    elif cards:
        share = praise / judged
        low, high = (_root(share, judged, end) for end in (0.0, 1.0))
        value, *ends = (str(round(100 * number)) for number in (share, low, high))
        assert page.tables.pop("Success score") == [["Success score", value, *ends, str(judged)]]
        page.says(f"{value} out of 100, between {ends[0]} and {ends[1]}, from {judged} contributions")


def _root(share: float, n: int, end: float) -> float:
    near, far = share, end
    for _ in range(60):
        middle = (near + far) / 2
        inside = (middle - share) ** 2 * n <= 1.959964**2 * middle * (1 - middle)
        near, far = (middle, far) if inside else (near, middle)
    return near


def breakdowns(page: Page, read: Read, cards: Sequence[Row]) -> None:
    """Count the missions, the languages and the themes."""
    missions = Counter(row["mission_id"] for row in cards if row["mission_id"])
    ids = {row["id"] for row in cards}
    themes = Counter(
        row["theme_id"] for row in rows(read.session, "SELECT * FROM themes_given") if row["feedback_id"] in ids
    )
    languages = Counter(LANGUAGES[row["language"]] for row in cards)
    for caption, wanted in (
        ("Contributions by mission", titles(read, "missions", "title_text_id", missions)),
        ("Contributions by language", languages),
        ("Contributions by theme", titles(read, "themes", "name_text_id", themes)),
    ):
        if wanted:
            assert {label: int(number) for label, number in page.tables.pop(caption)} == wanted
            page.says(f"({max(wanted.values())} of {len(cards)})")


def titles(read: Read, table: str, column: str, numbers: Counter[int]) -> dict[str, int]:
    """Name what is counted by its number."""
    found = rows(
        read.session,
        f"SELECT t.id, value FROM {table} t JOIN translations l ON l.text_id = t.{column} WHERE locale = 'en'",  # noqa: S608
    )
    return {row["value"]: numbers[row["id"]] for row in found if row["id"] in numbers}


def along_the_missions(page: Page, read: Read, cards: Sequence[Row]) -> None:
    """Count the steps by type."""
    steps = rows(
        read.session,
        "SELECT s.id, m.number AS mission, s.number FROM mission_steps s JOIN missions m ON m.id = mission_id"
        " ORDER BY m.number, s.number",
    )
    found = Counter((row["step_id"], row["kind"]) for row in cards if row["step_id"])
    table = page.tables.pop("Along the missions, step by step", [])
    assert bool(table) is bool(found)
    if not table:
        return
    kinds = [kind for kind in KINDS if any(kind == named for _step, named in found)]
    named = {step for step, _kind in found}
    wanted = [
        [f"{step['mission']}.{step['number']}", *(str(found[step["id"], kind]) for kind in kinds)]
        for step in steps
        if step["id"] in named
    ]
    assert [[line[0].split(" ")[0], *line[1:]] for line in table] == wanted
    page.says(f"({max(found.values())})")


def times(page: Page, read: Read, cards: Sequence[Row]) -> None:
    """Measure how long the newest contributions took."""
    until = datetime.combine(read.sunday + timedelta(days=1), time(), UTC).strftime("%Y-%m-%d %H:%M:%S")
    newest = [row for row in cards if row["shown"] and row["author_id"] and row["created_at"] < until]
    newest = sorted(newest, key=lambda row: (row["created_at"], row["id"]), reverse=True)[:500]
    decided = {row["feedback_id"]: row["at"] for row in rows(read.session, DECISIONS)}
    page.says("of the newest 500 contributions", "within 5 working days")
    ends: dict[str, list[tuple[Row, str | None]]] = {
        "Time to publish": [(row, row["published_at"]) for row in newest],
        "Time to answer": [(row, row["answered_at"]) for row in newest],
        "Time to decide": [(row, decided.get(row["id"])) for row in newest],
    }
    for label, several_ends in ends.items():
        took: dict[str, list[tuple[int, int]]] = {}
        for row, end in several_ends:
            if end and end < until:
                waited = worked(day_of(row["created_at"]), day_of(end), *read.calendars[row["shown"]])
                took.setdefault(row["shown"], []).append((waited, row["author_id"]))
        enough = [several for several in took.values() if len({author for _days, author in several}) >= LEAST]
        days = sorted(days for several in enough for days, _author in several)
        value, note = page.tiles.pop(label)
        if not days:
            assert value == "Not shown"
            continue
        half = median_low(days)
        assert value == ("The same day" if half == 0 else f"{half} working day{'s' if half > 1 else ''}")
        assert f"Half of {len(days)} contributions" in note or f"of {len(days)} contributions" in note
        if len(days) >= PERCENT_FROM:
            quarter = len(days) // 4
            assert f"the middle half took {days[quarter]} to {days[-1 - quarter]}." in note


DECISIONS = "SELECT feedback_id, min(at) AS at FROM decisions GROUP BY feedback_id"


def worked(start: date, end: date, days: list[int], holidays: set[str]) -> int:
    """Count the working days after one day up to another."""
    between = (start + timedelta(days=step) for step in range(1, (end - start).days + 1))
    return sum(day.isoweekday() in days and day.isoformat() not in holidays for day in between)


# --- answers and minutes ----------------------------------------------------------------------------

NAMED = {  # what the number of a kind is called, and between which two it lies
    "nps": ("Net promoter score", -100, 100),
    "seq": ("Average ease (SEQ)", 1, 7),
    "scale": ("Mean", 1, 5),
}
ANSWER_CELLS = (
    "SELECT r.id, r.wave_id, r.sent_week AS week, e.code, a.question_id, a.part_id, a.number FROM responses r"
    " JOIN editions d ON d.id = r.edition_id JOIN entities e ON e.id = d.entity_id"
    " LEFT JOIN answer_cells a ON a.response_id = r.id WHERE r.state = 'handed_in' AND r.sent_week < :monday"
)


def answers(page: Page, read: Read, slug: str, codes: Sequence[str]) -> None:
    """Count what was answered, moment by moment, and what people say of the missions."""
    given = rows(read.session, ANSWER_CELLS, monday=monday(read.at.date()).isoformat())
    waves = rows(
        read.session,
        "SELECT w.id, q.id AS asked, value AS title FROM questionnaire_waves w"
        " JOIN questionnaires q ON q.id = w.questionnaire_id JOIN campaigns c ON c.id = q.campaign_id"
        " JOIN translations ON text_id = q.title_text_id AND locale = 'en'"
        " WHERE slug = :slug AND moment <> 'screening' ORDER BY w.id",
        slug=slug,
    )
    for asked, title in {row["asked"]: row["title"] for row in waves}.items():
        moments = [row["id"] for row in waves if row["asked"] == asked]
        questions = rows(
            read.session,
            "SELECT q.id, kind, value AS prompt FROM questions q JOIN translations ON text_id = prompt_text_id"
            " WHERE questionnaire_id = :asked AND locale = 'en' ORDER BY position",
            asked=asked,
        )
        for line, question in zip(page.tables.pop(title), questions, strict=True):
            told = [answered(given, wave, question["id"], codes) for wave in moments]
            name = "{}, from {} to {}".format(*NAMED[question["kind"]]) if question["kind"] in NAMED else ""
            assert line[0] == f"{question['prompt']} {name if any(told) else ''}".strip()
            for cell, cells_told in zip(line[1:], told, strict=True):
                says_answers(read, cell, question["kind"], cells_told)
    minutes_declared(page, read, slug, codes)
    page.says_nothing_more()


def answered(given: Sequence[Row], wave: int, question: int, codes: Sequence[str]) -> list[Row]:
    """Return the cells that are told of a question: of whole blocks of answers, entity by entity."""
    found: list[Row] = []
    for code in codes:
        here = whole_blocks([row for row in given if (row["wave_id"], row["code"]) == (wave, code)])
        found += whole_blocks([row for row in here if row["question_id"] == question])
    return found


def whole_blocks(cells: Sequence[Row]) -> list[Row]:
    """Return the cells of the weeks that are told, by who gave them."""
    last = block_end(Counter(week for _number, week in {(row["id"], row["week"]) for row in cells}))
    return [row for row in cells if row["week"] <= last]


def block_end(by_week: dict[str, int]) -> str:
    """Return the last week that makes a group of people whole."""
    last, waiting = "", 0
    for week in sorted(by_week):
        waiting += by_week[week]
        if waiting >= LEAST:
            last, waiting = week, 0
    return last


def says_answers(read: Read, cell: str, kind: str, told: Sequence[Row]) -> None:
    """Count what stands in a cell: a number and between which two it is sure to lie, or what most people answered."""
    if not told:
        assert cell == "Not shown"
        return
    n = len({row["id"] for row in told})
    if kind in NAMED:
        _name, least, most = NAMED[kind]
        found = re.fullmatch(r"(-?[\d.]+) \(between (-?[\d.]+) and (-?[\d.]+)\) (\d+) answers", cell)
        assert found, cell
        value, margin = measured(kind, [row["number"] for row in told])
        low, high = max(least, value - margin), min(most, value + margin)
        assert (float(found[1]), int(found[4])) == (round(value, 1), n)
        assert [float(found[2]), float(found[3])] == pytest.approx([low, high], abs=0.06)
        return
    chosen = Counter(row["part_id"] for row in told) if kind in {"single", "multiple"} else Counter()
    most_chosen = [number for number, times in chosen.items() if times == max(chosen.values())]
    labels = titles(read, "question_parts", "text_id", Counter(most_chosen))
    share = percent(max(chosen.values(), default=0), n).partition(" of ")[0]
    assert cell in {
        f"{said} {n} answers" for said in ([f"Most: {label} ({share})" for label in labels] or ["All answers"])
    }


def measured(kind: str, numbers: Sequence[float]) -> tuple[float, float]:
    """Return a mean, or a net promoter score, and how far from it the true one may lie, at 95 %."""
    n = len(numbers)
    if kind != "nps":
        return mean(numbers), student(n - 1) * stdev(numbers) / sqrt(n)
    sides = [100 * (number > 8) - 100 * (number < 7) for number in numbers]
    return mean(sides), 1.96 * pstdev(sides) / sqrt(n)


@cache
def student(freedom: int) -> float:
    """Return what Student's distribution exceeds once in forty times: its density, added up in small steps."""
    height = gamma((freedom + 1) / 2) / (sqrt(freedom * pi) * gamma(freedom / 2))
    steps, mass = 0, 0.0
    while mass < 0.475:
        mass += 0.001 * height * (1 + (0.001 * steps + 0.0005) ** 2 / freedom) ** (-(freedom + 1) / 2)
        steps += 1
    return 0.001 * steps


def minutes_declared(page: Page, read: Read, slug: str, codes: Sequence[str]) -> None:
    """Count who began each mission, could not go on and finished it, and the minutes they say."""
    missions = rows(
        read.session,
        "SELECT m.id, value AS title FROM missions m JOIN campaigns c ON c.id = m.campaign_id"
        " JOIN translations ON text_id = m.title_text_id AND locale = 'en' WHERE slug = :slug ORDER BY number",
        slug=slug,
    )
    at, done = (
        {(row["code"], row["mission_id"], row["person_id"]): row for row in rows(read.session, statement)}
        for statement in STEPS
    )
    for line, mission in zip(page.tables.pop("Missions and minutes"), missions, strict=True):
        several = [mission_told(read, (code, slug, mission["id"]), at, done) for code in codes]
        sums = [sum(one[place] or 0 for one in several) for place in range(4)]
        shown = [f"{number:,} or more" if number else "Not shown" for number in sums[:3]]
        assert line == [mission["title"], *shown, f"{sums[3]:,} minutes" if sums[3] else "Not shown"]


STEPS = (
    "SELECT s.*, code FROM mission_progress s JOIN people p ON p.id = person_id JOIN entities e ON e.id = p.entity_id",
    "SELECT s.*, code FROM missions_done s JOIN people p ON p.id = person_id JOIN entities e ON e.id = p.entity_id",
)
Steps = dict[tuple[str, int, int], Row]  # of an entity, in a mission, by somebody


def mission_told(read: Read, where: tuple[str, str, int], at: Steps, done: Steps) -> list[int | None]:
    """Return who is told to have begun a mission, stopped and finished, and the minutes in all."""
    code, slug, number = where
    until = read.sunday.isoformat()

    def held(several: Steps, since: str, ended: str) -> set[int]:
        return {
            who
            for (home, mission, who), row in several.items()
            if (home, mission) == (code, number) and row[since] and row[since] <= until
            if not (row[ended] and row[ended] <= until)
        }

    ever = {"never": None}
    began = held({key: row | ever for key, row in at.items()}, "begun_on", "never")
    began |= held({key: row | ever for key, row in done.items()}, "done_on", "never")
    started = part(len(began), people(read, code, slug)["Enrolments"])
    finished = part(len(held(done, "done_on", "undone_on")), started)
    stopped = part(len(held(at, "blocked_on", "unblocked_on")), (started or 0) - (finished or 0))
    said = [
        (
            monday(day_of(row["minutes_on"])).isoformat(),
            row["minutes"] if row["minutes_told"] is None else row["minutes_told"],
        )
        for (home, mission, _who), row in at.items()
        if (home, mission) == (code, number) and row["minutes_on"] and row["minutes_on"] <= until
    ]
    last = block_end(Counter(week for week, _minutes in said))
    told = [minutes for week, minutes in said if week <= last]
    return [started, stopped, finished, round(mean(told) / 5) * 5 * (len(told) // LEAST * LEAST) if told else None]


Check = Callable[[Page, Read, str], None]


def dashboards(whose: Sequence[str], home: str) -> Iterator[tuple[str, Check]]:
    """Return every dashboard that somebody may open, and how its numbers are counted."""
    if "" in whose:
        yield "/dashboard", group
    for code in filter(None, whose):
        yield from _of_entity(code)
    for slug in SLUGS.get(home, CAMPAIGNS):
        for code in ("", *(each for each in ENTITIES if slug in SLUGS[each])):
            yield _of_campaign(slug, code)
        own = [each for each in ENTITIES if slug in SLUGS[each] and each in whose]
        yield from (_answers(slug, code, own) for code in ("", *own))
    for number in PRODUCTS if home != "kreditwerk" else ():
        yield from (_of_product(number, code) for code in ("", *ENTITIES))


def _of_entity(code: str) -> Iterator[tuple[str, Check]]:
    path = f"/entities/{code}/dashboard"
    yield path, lambda page, read, role: entity(page, read, role, code)
    for slug in SLUGS[code]:
        yield f"{path}?campaign={slug}", partial(edition, code=code, slug=slug)


def _of_campaign(slug: str, code: str) -> tuple[str, Check]:
    path = f"/campaigns/{slug}/dashboard" + (f"?entity={code}" if code else "")
    return path, lambda page, read, _role: campaign(page, read, slug, code)


def _answers(slug: str, code: str, own: Sequence[str]) -> tuple[str, Check]:
    path = f"/campaigns/{slug}/dashboard/answers" + (f"?entity={code}" if code else "")
    return path, lambda page, read, _role: answers(page, read, slug, [code] if code else own)


def _of_product(number: int, code: str) -> tuple[str, Check]:
    path = f"/products/{number}/dashboard" + (f"?entity={code}" if code else "")
    return path, lambda page, read, _role: product(page, read, number, code)


@pytest.mark.slow
@pytest.mark.parametrize("reader", READERS, ids=lambda reader: " of ".join(filter(None, reader)))
def test_every_number_is_what_the_rows_say(read: Read, reader: tuple[str, str]) -> None:
    role, home = reader
    client = Browser(read.app, read.session).as_(somebody(read, role, home))
    with clock.set_to(read.at):
        for path, check in dashboards(READERS[reader], home):
            answer = client.get(path)
            assert answer.status_code == 200, path
            check(Page.of(answer.text), read, role)


@pytest.mark.parametrize("role", NOBODY)
def test_the_others_have_no_dashboard(read: Read, role: str) -> None:
    client = Browser(read.app, read.session).as_(somebody(read, role, ""))
    with clock.set_to(read.at):
        for path, _check in dashboards(("", *ENTITIES), ""):
            assert client.get(path).status_code == 404, path


def somebody(read: Read, role: str, home: str) -> Person:
    """Return somebody who holds a role, in an entity if it is said; a tester holds none."""
    statement = (
        "SELECT person_id FROM mandates m LEFT JOIN entities e ON e.id = m.entity_id WHERE m.status = 'given'"
        " AND role = :role AND (code = :home OR :home = '') ORDER BY person_id"
        if role != "tester"
        else "SELECT person_id FROM enrolments WHERE status = 'accepted' AND person_id NOT IN"
        " (SELECT person_id FROM mandates) AND :role <> :home ORDER BY person_id"
    )
    number = read.session.execute(text(statement), {"role": role, "home": home}).scalars().first()
    return read.session.get_one(Person, number)
