"""The questionnaires of a report: as on their pages for paper, and as tables for data files."""

from __future__ import annotations

from dataclasses import dataclass, field

from flask_babel import gettext as _

from app.charts.plots import Dots
from app.policy.masking import share_percent
from app.questionnaires.presenters.grid import rounded_value, score_dot
from app.questionnaires.presenters.summary import QuestionPart, summary_page
from app.questionnaires.queries.summary import QuestionSummary
from app.questions.summary import Score
from app.reports.presenters.document import ReportColumn, ReportQuestion, ReportTable, ReportWave
from app.reports.presenters.overview import report_column
from app.reports.queries.content import ReportContent, ReportedWave
from app.tables.types import Cell, ColumnKind
from app.web.parts import Passage

Row = tuple[Cell | Passage, ...]


@dataclass(slots=True)
class _Rows:
    """What the data files hold, gathered from the same parts that paper shows."""

    answers: list[Row] = field(default_factory=list)
    scores: list[Row] = field(default_factory=list)
    words: list[Row] = field(default_factory=list)


def wave_parts(content: ReportContent, locale: str) -> tuple[tuple[ReportWave, ...], tuple[ReportTable, ...]]:
    """Return the questionnaires for paper, and the tables that say the same: answers, scores, words."""
    rows = _Rows()
    waves = tuple(_wave(asked, content, locale, rows) for asked in content.waves)
    return waves, (_answers(rows), _scores(rows), _words(rows))


def _wave(asked: ReportedWave, content: ReportContent, locale: str, rows: _Rows) -> ReportWave:
    page = summary_page(asked.found, asked.since, content.texts, locale, with_links=False)
    pairs = zip(asked.found.questions, page.questions, strict=False)
    questions = [_question(page.title, found, rows, locale) for found in pairs]
    return ReportWave(page.title, tuple(filter(None, (page.eyebrow, page.people, page.lead))), tuple(questions))


def _question(wave: Passage, found: tuple[QuestionSummary, QuestionPart], rows: _Rows, locale: str) -> ReportQuestion:
    each, part = found
    n = each.summary.n if each.summary else 0
    tables, several = [], len(part.charts) > 1
    for place, chart in enumerate(part.charts):
        counted: list[Row] = []
        bars = each.summary.rows[place].bars if each.summary else ()
        for bar, line in zip(bars, chart.lines, strict=True):
            percent = share_percent(bar.count, n)
            counted.append((line.labels[0], bar.count, percent))
            rows.answers.append((wave, part.prompt, chart.title, line.labels[0], bar.count, n, percent))
        sentence = " · ".join(filter(None, (chart.sentence, chart.description)))
        tables.append(
            ReportTable(
                "answers", chart.title if several else "", _bar_columns(), counted, sentence, ("answer", "count")
            )
        )
    score = each.summary.score if each.summary else None
    if score is not None:
        values = (round(number, 1) for number in (score.value, score.low, score.high))
        rows.scores.append((wave, part.prompt, _(score.name), *values, score.n))
    rows.words += [(wave, part.prompt, one) for one in part.words]
    sentences = (part.people, part.score, part.score_note, part.change, part.corrected, part.retired, part.note)
    said = tuple(filter(None, sentences))
    drawn = _dots(score, locale) if score else None
    return ReportQuestion(part.prompt, part.is_heading, said, tuple(tables), part.words, drawn)


def _dots(score: Score, locale: str) -> Dots:
    """Draw a score with its range, between the lowest and the highest it can be."""
    least, most = (rounded_value(number, locale) for number in (score.minimum, score.maximum))
    name = _(score.name)
    dot = score_dot(name, score, "", locale)
    return Dots(id="score", title=name, label_heading=_("Score"), value_heading=name, low=least, high=most, rows=(dot,))


def _bar_columns() -> tuple[ReportColumn, ...]:
    return (
        report_column("answer", _("Answer"), _("What was answered.")),
        report_column("count", _("Number of answers"), _("How many gave this answer."), ColumnKind.NUMBER),
        report_column(
            "percent", _("In percent"), _("Empty below 20 answers, where a percentage would not be honest."),
            ColumnKind.NUMBER,
        ),
    )  # fmt: skip


def _asked_columns() -> tuple[ReportColumn, ...]:
    return (
        report_column("questionnaire", _("Questionnaire"), _("Its title."), ColumnKind.LONG_TEXT),
        report_column("question", _("Question"), _("Its words."), ColumnKind.LONG_TEXT),
    )


def _answered_by() -> ReportColumn:
    return report_column("n", _("Who answered"), _("How many people answered the question."), ColumnKind.NUMBER)


def _answers(rows: _Rows) -> ReportTable:
    answer, count, percent = _bar_columns()
    part = report_column("part", _("Part"), _("The line of the question, where it has several."), ColumnKind.LONG_TEXT)
    columns = (*_asked_columns(), part, answer, count, _answered_by(), percent)
    return ReportTable("answers", _("Answers to questionnaires"), columns, rows.answers)


def _scores(rows: _Rows) -> ReportTable:
    number = ColumnKind.NUMBER
    low, high = _("The lower end of the range, at 95%."), _("The upper end of the range, at 95%.")
    columns = (
        *_asked_columns(),
        report_column("score", _("Score"), _("Its name.")),
        report_column("value", _("Value"), _("Rounded to one digit, as pages show it."), number),
        report_column("low", _("From"), low, number),
        report_column("high", _("To"), high, number),
        _answered_by(),
    )
    return ReportTable("scores", _("Scores"), columns, rows.scores)


def _words(rows: _Rows) -> ReportTable:
    said = _("What somebody wrote, in an order that says nothing; only where enough people wrote.")
    columns = (*_asked_columns(), report_column("words", _("In their words"), said, ColumnKind.LONG_TEXT))
    return ReportTable("words", _("What people wrote"), columns, rows.words)
