"""Charts of every kind for ``/_components``: long labels, from right to left, hatched, with nothing to show."""

from __future__ import annotations

from app.charts.bars import Bar, Bars, Funnel, Likert, Stack, StackedBars, TimeBar, TimeBars
from app.charts.plots import Dot, Dots, Heat, HeatMap, HeatRow, Lines, Multiples, Series
from app.charts.types import Chart, Value

LONG = "Supporting documents, photographs and proof of income of everybody who signs, " * 4
ARABIC = "سهولة مقارنة القسط الشهري بين مدتين مختلفتين"
HIDDEN = "Hatched: not shown. Too few people: a number could tell who they are."
ANSWERS = ("Very hard", "Hard", "Neither", "Easy", "Very easy")


def sample_charts() -> tuple[Chart, ...]:
    """Return one of each, as a presenter would make it."""
    return (
        _bars(),
        _columns(),
        _funnel(),
        _stacked(),
        _likert(),
        _dots(),
        _lines(),
        _heat_map(),
        _multiples(),
        *_empty(),
    )


def _value(number: float | None) -> Value:
    return Value("Not shown") if number is None else Value(f"{number:g}", number)


def _bars() -> Chart:
    return Bars(
        id="bars",
        title="Contributions by type",
        sentence="Most frequent: Problem (48 of 118).",
        label_heading="Type",
        value_heading="Contributions",
        masked_note=HIDDEN,
        n="118\u00a0contributions",
        as_of="As of 28 November 2026.",
        rows=(
            Bar("Problem", "48", 1, "problem", "#main", number=48),
            Bar("Idea", "31", 0.646, "idea", "#main", number=31),
            Bar(LONG, "27", 0.5625, number=27),
            Bar(ARABIC, "12", 0.25, "praise", number=12),
            Bar("Question", "Not shown", 0, "question", is_masked=True),
        ),
    )


def _columns() -> Chart:
    return TimeBars(
        id="columns",
        title="People who began, by week",
        sentence="21 people began in the busiest week.",
        description="A bar of several weeks is as wide as they are, and as high as one of them.",
        label_heading="Weeks",
        value_heading="People a week",
        masked_note=HIDDEN,
        rows=(
            TimeBar("5 to 11 Oct", "6", 0.29, "#main", "5", "Oct", number=6),
            TimeBar("12 to 18 Oct", "16", 0.76, "#main", "12", number=16),
            TimeBar("19 Oct to 1 Nov", "21", 1, "", "19", span=2, number=21),
            TimeBar("2 to 8 Nov", "Not shown", 0, "", "2", "Nov", is_masked=True),
            TimeBar("9 to 29 Nov", "7", 0.33, "", "9", span=3, number=7),
            TimeBar("30 Nov to 6 Dec", "0", 0, "", "30", number=0),
        ),
    )


def _funnel() -> Chart:
    steps = (("Invited", 80), ("Joined", 55), ("Started", 40), (f"Contributed: {LONG}", 20))
    return Funnel(
        id="funnel",
        title="From the invitation to a contribution",
        sentence="A half of those who started have contributed.",
        label_heading="Step",
        value_heading="People",
        masked_note=HIDDEN,
        rows=(
            *(Bar(label, str(count), count / 80, number=count) for label, count in steps),
            Bar("Completed", "Not shown", 0, is_masked=True),
        ),
    )


def _stacked() -> Chart:
    rows = (("Lusocrédito", (12, 8, 5, 2)), (LONG, (3, 9, 0, 1)), (ARABIC, (4, 4, 4, 4)))
    return StackedBars(
        id="stacked",
        title="What became of contributions, by entity",
        sentence="Entities are listed by name.",
        label_heading="Entity",
        value_heading="Contributions",
        series=("Answered", "Decided", "Done", "Waiting"),
        rows=tuple(Stack(label, tuple(map(_value, numbers)), str(sum(numbers)), "#main") for label, numbers in rows),
        fills_line=False,
    )


def _likert() -> Chart:
    rows = (("Find the instalment", (1, 3, 4, 12, 9)), (LONG, (9, 8, 4, 3, 1)), (ARABIC, (0, 2, 6, 5, 2)))
    return Likert(
        id="likert",
        title="How easy was it?",
        sentence="The median lies at “Easy” for two tasks of three.",
        label_heading="Task",
        value_heading="Answers",
        masked_note=HIDDEN,
        series=ANSWERS,
        rows=(
            *(Stack(label, tuple(map(_value, numbers)), str(sum(numbers))) for label, numbers in rows),
            Stack("Send the form", (Value("Not shown"),) * 5, "Not shown", is_masked=True),
        ),
    )


def _dots() -> Chart:
    rows = (("Our loan", 5.6, 5.1, 6.1, 34), (LONG, 4.2, 2.9, 5.5, 8), (ARABIC, 6.4, 6.0, 6.9, 21))
    return Dots(
        id="dots",
        title="Ease of use, by product",
        sentence="Mean from 1 to 7. The line is where it is expected to lie, at 95%.",
        label_heading="Product",
        value_heading="Mean",
        masked_note=HIDDEN,
        low=Value("1", 1),
        high=Value("7", 7),
        rows=(
            *(
                Dot(label, _value(mean), _value(low), _value(high), Value(f"{n}\u00a0answers", n), "#main")
                for label, mean, low, high, n in rows
            ),
            Dot("Another product", _value(None), Value(""), Value(""), Value(""), is_masked=True),
        ),
    )


def _lines() -> Chart:
    return Lines(
        id="lines",
        title="Contributions by week and language",
        sentence="French grew while English stayed as it was.",
        label_heading="Week",
        value_heading="Contributions",
        points=("5 Oct", "12 Oct", "19 Oct", "26 Oct", "2 Nov"),
        series=(
            Series("French", tuple(map(_value, (2, 5, 9, 14, 18)))),
            Series("English", tuple(map(_value, (7, 6, 8, 7, 7)))),
            Series(ARABIC, tuple(map(_value, (1, None, 3, 4, 2)))),
        ),
    )


def _heat_map() -> Chart:
    return HeatMap(
        id="heat",
        title="Contributions by mission and week",
        sentence="Most came to the first mission in its first week.",
        label_heading="Mission",
        value_heading="Contributions",
        masked_note=HIDDEN,
        columns=("5 Oct", "12 Oct", "19 Oct", "26 Oct"),
        rows=tuple(
            HeatRow(label, tuple(Heat(str(number), number, "#main") for number in numbers))
            for label, numbers in (("Simulate a loan", (24, 11, 6, 1)), (LONG, (0, 3, 9, 14)), (ARABIC, (2, 5, 5, 0)))
        ),
    )


def _multiples() -> Chart:
    return Multiples(
        id="multiples",
        title="Types by entity",
        label_heading="Entity",
        value_heading="Contributions",
        parts=tuple(
            Bars(
                id=f"part-{place}",
                title=title,
                label_heading="Type",
                value_heading="Contributions",
                rows=tuple(
                    Bar(label, str(count), count / 20, number=count)
                    for label, count in (("Problem", 20 - place), ("Idea", 8 + place), ("Praise", 3))
                ),
            )
            for place, title in enumerate(("Lusocrédito", "Kreditwerk", ARABIC))
        ),
    )


def _empty() -> tuple[Chart, ...]:
    return (
        Bars(
            id="no-bars", title="Contributions by theme", label_heading="Theme", value_heading="Contributions", rows=()
        ),
        Lines(id="no-lines", title="Weeks", label_heading="Week", value_heading="People", points=(), series=()),
    )
