"""Every kind of question reads, says and sums up answers."""

from __future__ import annotations

from datetime import date
from random import Random
from statistics import median

import pytest

from app.questions.intervals import share_interval
from app.questions.kinds import KINDS
from app.questions.kinds.kind import QuestionKind
from app.questions.summary import Score, Summary, Tally
from app.questions.types import SCORE, Answer, AnswerCell, AnswerRefused, Part, PartRole, Question, RawAnswer
from tests.questions.wording import PlainWording

OPTIONS = (Part(11), Part(12, takes_words=True), Part(13, is_exclusive=True))
ROWS = (Part(21, PartRole.ROW), Part(22, PartRole.ROW))
COLUMNS = (Part(31, PartRole.COLUMN), Part(32, PartRole.COLUMN), Part(33, PartRole.COLUMN))
ENDS = (Part(41, PartRole.END), Part(42, PartRole.END))
PARTS = {"single": OPTIONS, "multiple": OPTIONS, "ranking": OPTIONS, "matrix": ROWS + COLUMNS, "scale": ENDS}
# One answer of each kind that asks: the fields sent, the cells read, the lines said.
ANSWERS: dict[str, tuple[dict[str, list[str]], Answer, list[str]]] = {
    "single": ({"q1": ["12"], "q1_12_words": [" by post "]}, (AnswerCell(12, words="by post"),), ["p12", "by post"]),
    "multiple": ({"q1": ["12", "11"]}, (AnswerCell(11), AnswerCell(12)), ["p11", "p12"]),
    "scale": ({"q1": ["3"]}, (AnswerCell(number=3),), ["3"]),
    "stars": ({"q1": ["5"]}, (AnswerCell(number=5),), ["5"]),
    "nps": ({"q1": ["0"]}, (AnswerCell(number=0),), ["0"]),
    "seq": ({"q1": ["7"]}, (AnswerCell(number=7),), ["7"]),
    "matrix": (
        {"q1_21": ["33"], "q1_22": ["31"]},
        (AnswerCell(21, 3), AnswerCell(22, 1)),
        ["p21: p33", "p22: p31"],
    ),
    "ranking": (
        {"q1_11": ["2"], "q1_12": ["1"], "q1_13": ["3"]},
        (AnswerCell(11, 2), AnswerCell(12, 1), AnswerCell(13, 3)),
        ["1: p12", "2: p11", "3: p13"],
    ),
    "number": ({"q1": ["\u0664\u0662"]}, (AnswerCell(number=42),), ["42"]),
    "date": ({"q1": ["2026-11-27"]}, (AnswerCell(number=739947),), ["2026-11-27"]),
    "short_text": ({"q1": ["in  a word "]}, (AnswerCell(words="in  a word"),), ["in  a word"]),
    "long_text": ({"q1": ["one\ntwo"]}, (AnswerCell(words="one\ntwo"),), ["one", "two"]),
    "image": (
        {"q1": ["0123456789abc"], "q1_1_words": ["A red bar"]},
        (AnswerCell(number=1, words="A red bar"),),
        ["A red bar"],
    ),
    "consent": ({"q1": ["yes"]}, (AnswerCell(number=1),), ["I agree"]),
    "umux_lite": (
        {"q1_1": ["7"], "q1_2": ["4"]},
        (AnswerCell(1, 7), AnswerCell(2, 4), AnswerCell(SCORE, 75)),
        ["This system’s capabilities meet my requirements.: 7", "This system is easy to use.: 4"],
    ),
}
SUS_FIELDS = {f"q1_{item}": ["5" if item % 2 else "1"] for item in range(1, 11)}
ASKING = sorted(name for name, kind in KINDS.items() if kind.asks)


def question(kind: str, **settings: int) -> Question:
    return Question(1, kind, settings=settings, parts=PARTS.get(kind, ()))


def read(asked: Question, fields: dict[str, list[str]]) -> Answer:
    return KINDS[asked.kind].read(asked, RawAnswer(asked.id, fields))


def test_the_kinds_people_expect_are_there() -> None:
    assert set(KINDS) == {
        "single", "multiple", "scale", "stars", "nps", "sus", "seq", "umux_lite", "matrix", "ranking", "number",
        "date", "short_text", "long_text", "image", "consent", "statement", "section",
    }  # fmt: skip


@pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
def test_a_kind_is_whole(kind: QuestionKind) -> None:
    assert kind.label
    assert kind.help
    assert all(each.minimum <= each.default <= each.maximum and each.label for each in kind.settings)
    assert all(0 < fewest <= most for fewest, most in kind.roles.values())
    assert isinstance(kind.summary(question(kind.name), Tally(0, {})), Summary)
    assert kind.asks == (kind.name in ANSWERS or kind.name == "sus")


@pytest.mark.parametrize("name", ANSWERS)
def test_an_answer_is_read_and_said(name: str) -> None:
    fields, cells, lines = ANSWERS[name]
    asked = question(name)
    assert read(asked, fields) == cells
    assert KINDS[name].is_complete(asked, cells)
    assert KINDS[name].lines(asked, cells, PlainWording()) == lines


@pytest.mark.parametrize("name", ASKING)
def test_nothing_sent_is_no_answer(name: str) -> None:
    assert read(question(name), {}) == ()
    assert read(question(name), {"q1": ["  "], "q1_11": [""], "q1_21": [" "], "q1_1": [""]}) == ()
    assert not KINDS[name].is_complete(question(name), ())


@pytest.mark.parametrize(
    ("kind", "settings", "fields"),
    [
        ("single", {}, {"q1": ["99"]}),
        ("single", {}, {"q1": ["²"]}),
        ("single", {}, {"q1": ["12"], "q1_12_words": ["a" * 201]}),
        ("multiple", {"most": 1}, {"q1": ["11", "12"]}),
        ("multiple", {}, {"q1": ["11", "13"]}),
        ("multiple", {}, {"q1": ["11", "99"]}),
        ("scale", {"steps": 7}, {"q1": ["8"]}),
        ("scale", {}, {"q1": ["6"]}),
        ("scale", {}, {"q1": ["x"]}),
        ("stars", {}, {"q1": ["0"]}),
        ("nps", {}, {"q1": ["11"]}),
        ("sus", {}, {"q1_1": ["6"]}),
        ("matrix", {}, {"q1_21": ["21"]}),
        ("ranking", {}, {"q1_11": ["1"], "q1_12": ["1"]}),
        ("ranking", {"places": 2}, {"q1_11": ["3"]}),
        ("number", {"maximum": 10}, {"q1": ["11"]}),
        ("number", {}, {"q1": ["1.5"]}),
        ("number", {}, {"q1": ["nan"]}),
        ("number", {}, {"q1": ["1e400"]}),
        ("number", {}, {"q1": ["twelve"]}),
        ("number", {}, {"q1": ["1_0"]}),
        ("date", {}, {"q1": ["27/11/2026"]}),
        ("date", {}, {"q1": ["0001-01-01"]}),
        ("short_text", {}, {"q1": ["a" * 121]}),
        ("long_text", {"max_chars": 100}, {"q1": ["a" * 101]}),
        ("image", {}, {"q1": ["a b"]}),
        ("image", {}, {"q1": ["0123456789abc"], "q1_1_words": ["a" * 201]}),
        ("consent", {}, {"q1": ["no"]}),
    ],
)
def test_what_a_question_does_not_take(kind: str, settings: dict[str, int], fields: dict[str, list[str]]) -> None:
    with pytest.raises(AnswerRefused):
        read(question(kind, **settings), fields)


@pytest.mark.parametrize(
    ("text", "decimals", "number"),
    [
        ("1.234", 0, 1234),
        ("1,234", 0, 1234),
        ("1\u00a0234", 0, 1234),
        ("1\u202f234,5", 1, 1234.5),
        ("1.234,56", 2, 1234.56),
        ("1,234.56", 2, 1234.56),
        ("\u0663\u066b\u0665", 1, 3.5),
        ("\u0663\u066c\u0665\u0660\u0660", 0, 3500),
        ("\u22125", 0, -5),  # a real minus sign
    ],
)
def test_numbers_as_people_write_them(text: str, decimals: int, number: float) -> None:
    asked = question("number", minimum=-10, maximum=10_000, decimals=decimals)
    assert read(asked, {"q1": [text]}) == (AnswerCell(number=number),)


def test_limits_that_leave_no_number() -> None:
    assert KINDS["number"].problems(question("number", minimum=5, maximum=5))
    assert not KINDS["number"].problems(question("number", minimum=5, maximum=6))


def test_a_part_of_a_matrix_is_not_enough_where_it_is_required() -> None:
    cells = read(question("matrix"), {"q1_21": ["31"]})
    assert cells == (AnswerCell(21, 1),)
    assert not KINDS["matrix"].is_complete(question("matrix"), cells)


def test_the_usability_scale_is_scored_as_published() -> None:
    best = read(question("sus"), SUS_FIELDS)
    assert best[-1] == AnswerCell(SCORE, 100)
    middle = read(question("sus"), {name: ["3"] for name in SUS_FIELDS})
    assert middle[-1] == AnswerCell(SCORE, 50)
    worst = read(question("sus"), {f"q1_{item}": ["1" if item % 2 else "5"] for item in range(1, 11)})
    assert worst[-1] == AnswerCell(SCORE, 0)
    begun = read(question("sus"), {"q1_1": ["4"]})
    assert begun == (AnswerCell(1, 4),)
    assert not KINDS["sus"].is_complete(question("sus"), begun)


def score(kind: str, tally: Tally) -> Score:
    found = KINDS[kind].summary(question(kind), tally).score
    assert found is not None
    return found


def test_the_net_promoter_score() -> None:
    """10 promoters, 6 who are neither, 4 detractors: 50 % - 20 %."""
    found = score("nps", Tally(20, {(0, 10.0): 10, (0, 7.0): 6, (0, 2.0): 4}))
    assert (found.value, found.n) == (30, 20)
    assert found.low == pytest.approx(30 - 34.2, abs=0.1)
    assert found.high == pytest.approx(30 + 34.2, abs=0.1)


def test_a_mean_has_students_interval() -> None:
    """Five scores of mean 70 and standard deviation 15.81: 2.776 x 15.81 / sqrt 5 = 19.6."""
    found = score(
        "sus", Tally(5, {(SCORE, 50.0): 1, (SCORE, 60.0): 1, (SCORE, 70.0): 1, (SCORE, 80.0): 1, (SCORE, 90.0): 1})
    )
    assert found.value == 70
    assert found.low == pytest.approx(50.4, abs=0.2)
    assert found.high == pytest.approx(89.6, abs=0.2)
    assert (found.minimum, found.maximum) == (0, 100)


def test_no_score_of_too_few() -> None:
    assert KINDS["seq"].summary(question("seq"), Tally(1, {(0, 7.0): 1})).score is None
    assert KINDS["nps"].summary(question("nps"), Tally(0, {})).score is None


def test_a_scale_has_a_bar_for_each_step_and_a_median() -> None:
    tally = Tally(4, {(0, 1.0): 1, (0, 3.0): 1, (0, 7.0): 2})
    (row,) = KINDS["scale"].summary(question("scale", steps=7), tally).rows
    assert [bar.count for bar in row.bars] == [1, 0, 1, 0, 0, 0, 2]
    assert row.median == 5


def middle(kind: str, values: list[float], **settings: int) -> tuple[float, float] | None:
    cells: dict[tuple[int, float | None], int] = {(0, value): values.count(value) for value in values}
    (row,) = KINDS[kind].summary(question(kind, **settings), Tally(len(values), cells)).rows
    assert (row.bars, row.median) == ((), None)
    return row.middle


@pytest.mark.parametrize(
    ("values", "settings", "found"),
    [
        ([7, 7, 7, 7, 7], {}, (7, 7)),
        ([3, 12, 17, 18, 90], {}, (0, 99)),
        ([11, 12, 17, 18, 19], {}, (10, 19)),
        ([1, 1, 1, 2, 2, 2], {}, (0, 4)),
        ([1.25, 1.5, 1.75, 1.99, 1], {"decimals": 2}, (1, 1.99)),
        ([-7, -6, -5, -4, 3], {"minimum": -10, "maximum": 10}, (-10, 9)),
        ([-1, -1, 0, 0, 0, 0], {"minimum": -10, "maximum": 10}, (-10, 9)),
        ([1, 2, 3, 4], {}, None),
    ],
)
def test_the_median_of_numbers_is_told_by_a_class_of_several(
    values: list[float], settings: dict[str, int], found: tuple[float, float] | None
) -> None:
    """One of an odd number of answers is the median: printed, it would be what somebody wrote."""
    assert middle("number", values, **settings) == found


@pytest.mark.parametrize("seed", range(30))
def test_a_class_holds_the_median_and_at_least_the_minimum_group(seed: int) -> None:
    dice = Random(seed)  # a failure must happen again
    low, high, decimals = dice.choice([(0, 50, 0), (-20, 20, 1), (-1000, -900, 0), (3, 2000, 2), (18, 99, 0)])
    values = [round(dice.uniform(low, high), decimals) for _ in range(dice.randint(5, 41))]
    found = middle("number", values, minimum=low, maximum=high, decimals=decimals)
    assert found is not None
    assert found[0] <= median(values) <= found[1]
    assert sum(found[0] <= value <= found[1] for value in values) >= 5


@pytest.mark.parametrize(
    ("days", "found"),
    [
        (["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-26", "2026-11-29"], ("2026-11-23", "2026-11-29")),
        (["2026-11-01", "2026-11-10", "2026-11-15", "2026-11-26", "2026-11-29"], ("2026-11-01", "2026-11-30")),
        (["2026-01-01", "2026-02-10", "2026-05-15", "2026-11-26", "2026-12-31"], ("2026-01-01", "2026-12-31")),
        (["2021-01-01", "2022-02-10", "2024-05-15", "2025-11-26", "2026-12-31"], ("2020-01-01", "2029-12-31")),
        (["1901-01-01", "2022-02-10", "2024-05-15", "2025-11-26", "2026-12-31"], ("1900-01-01", "2199-12-31")),
    ],
)
def test_the_median_of_dates_is_told_by_a_week_a_month_or_years(days: list[str], found: tuple[str, str]) -> None:
    values = [float(date.fromisoformat(day).toordinal()) for day in days]
    first, last = middle("date", values) or (1, 1)
    assert (date.fromordinal(int(first)).isoformat(), date.fromordinal(int(last)).isoformat()) == found


def test_options_and_rows_have_their_bars() -> None:
    (row,) = KINDS["single"].summary(question("single"), Tally(3, {(12, None): 3})).rows
    assert [(bar.part_id, bar.count) for bar in row.bars] == [(11, 0), (12, 3), (13, 0)]
    first, second = KINDS["matrix"].summary(question("matrix"), Tally(2, {(21, 3.0): 2, (22, 1.0): 1})).rows
    assert [bar.count for bar in first.bars] == [0, 0, 2]
    assert [bar.count for bar in second.bars] == [1, 0, 0]
    assert (first.median, second.median) == (3, 1)


@pytest.mark.parametrize(
    ("part", "n", "low", "high"),
    [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0), (81, 263, 0.2553, 0.3662)],
)
def test_a_share_has_wilsons_interval(part: int, n: int, low: float, high: float) -> None:
    found = share_interval(part, n)
    assert found is not None
    assert found.low == pytest.approx(low, abs=1e-4)
    assert found.high == pytest.approx(high, abs=1e-4)
    for end in {found.low, found.high} - {0.0, 1.0}:  # it solves Wilson's equation
        assert (end - part / n) ** 2 == pytest.approx(1.959964**2 * end * (1 - end) / n, rel=1e-5)
    assert share_interval(0, 0) is None


@pytest.mark.parametrize("kind", [kind for kind in KINDS.values() if kind.published], ids=lambda kind: kind.name)
def test_a_published_score_says_how_it_is_worked_out(kind: QuestionKind) -> None:
    assert "interval" in kind.formula
