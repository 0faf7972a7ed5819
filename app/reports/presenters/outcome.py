"""What became of it: decisions, actions and the results page of a report, without anybody's name."""

from __future__ import annotations

from collections.abc import Iterable

from flask_babel import gettext as _

from app.actions.presenters import action_state_labels, effect_facts
from app.actions.queries import PublicAction
from app.actions.types import PERCENT, PERCENT_NEEDS
from app.core.languages import locale_ranks
from app.decisions.presenters import reason_passage
from app.decisions.queries import ListedDecision
from app.feedback.presenters.labels import handling_labels, verdict_labels
from app.reports.presenters.document import ReportColumn, ReportTable
from app.reports.presenters.overview import report_column
from app.reports.queries.content import ReportContent
from app.results.presenters.page import quoted_author, quoted_entity, quoted_words
from app.results.types import ResultsEntry, Words
from app.tables.types import Cell, ColumnKind
from app.web.parts import Passage, passage_of

LONG = ColumnKind.LONG_TEXT


def decisions_table(content: ReportContent) -> ReportTable:
    """Return the decisions that stand, with their reasons."""
    columns = (
        report_column("contribution", _("Contribution"), _("The title of what was decided on."), LONG),
        report_column("verdict", _("Decision"), _("A yes, a no, later, or somebody else’s to decide.")),
        report_column("reason", _("Reason"), _("In the language of the report where it was translated."), LONG),
        report_column("day", _("Day"), _("When it was decided, in UTC."), ColumnKind.DAY),
        report_column("state", _("Where it stands"), _("What became of the contribution since.")),
        report_column("entity", _("Entity"), _("Empty where the contribution does not show it.")),
        report_column("aim", _("Strategic aim"), _("The aim of the entity it serves."), LONG, on_paper=False),
        report_column("others", _("Decided with it"), _("How many other contributions."), ColumnKind.NUMBER),
    )  # fmt: skip
    verdicts, states = verdict_labels(), handling_labels()
    rows: list[tuple[Cell | Passage, ...]] = [
        (
            passage_of(row.title, row.title_language), verdicts[row.verdict], reason_passage(row, content.texts),
            row.at.date(), states[row.handling], row.entity_name,
            passage_of(row.aim, row.aim_language) if row.aim else "", len(row.linked),
        )
        for row in content.decisions
    ]  # fmt: skip
    sentence = "" if rows else _("Nothing has been decided in this campaign yet.")
    if content.has_more_decisions:
        sentence = _("Only the latest decisions are in this report.")
    return ReportTable("decisions", _("What was decided"), columns, rows, sentence)


def actions_table(content: ReportContent, locale: str) -> ReportTable:
    """Return the actions that follow from the decisions, with what they changed."""
    number = ColumnKind.NUMBER
    columns = (
        report_column("action", _("Action"), _("What is done."), LONG),
        report_column("contribution", _("Contribution"), _("What it follows from."), LONG),
        report_column("state", _("Status"), _("How far it is.")),
        report_column("due", _("Due"), _("The day for which it is planned."), ColumnKind.DAY),
        report_column("note", _("Progress"), _("What was last said of it."), LONG),
        report_column("effect", _("Effect"), _("What was measured, in a word.")),
        report_column("indicator", _("Indicator"), _("What is measured, and its unit."), LONG),
        report_column("before", _("Before"), _("The value before the action."), number),
        report_column("target", _("Target"), _("The value it should reach."), number),
        report_column("measured", _("Measured"), _("The last value; no percentage of too few answers."), number),
        report_column("n", _("Answers or cases"), _("On how many it was measured."), number),
        report_column("measured_on", _("Measured on"), _("The day of the last value."), ColumnKind.DAY, on_paper=False),
    )  # fmt: skip
    titles = {row.id: passage_of(row.title, row.title_language) for row in content.decisions}
    rows = [_action(row, titles.get(row.decision_id), locale) for row in content.actions]
    sentence = "" if rows else _("No action has been planned yet.")
    return ReportTable("actions", _("What is being done"), columns, rows, sentence)


def _action(row: PublicAction, title: Passage | None, locale: str) -> tuple[Cell | Passage, ...]:
    effect = effect_facts(row, locale)
    has_effect = bool(effect.indicator)
    is_too_few = row.unit == PERCENT and (row.answers or 0) < PERCENT_NEEDS
    indicator = f"{row.indicator} ({row.unit})" if row.unit else row.indicator
    return (
        passage_of(row.title, row.language), title or "", action_state_labels()[row.state], row.due_on,
        passage_of(row.note, row.note_language) if row.note else "",
        effect.verdict, indicator if has_effect else "", row.baseline if has_effect else None,
        row.target if has_effect else None, row.value if has_effect and not is_too_few else None,
        row.answers if has_effect else None, row.measured_on if has_effect else None,
    )  # fmt: skip


def results_intro(content: ReportContent) -> Passage | None:
    """Return the introduction of the published results page, in the language of the report where it has it."""
    return _nearest(content.results.content.intro, content)


def results_table(content: ReportContent) -> ReportTable:
    """Return the published results page: you said, we decided, where it stands."""
    columns = (
        report_column("said", _("You said"), _("In the words of the page, else the contribution’s title."), LONG),
        report_column("decided", _("We decided"), _("The decision with its reason."), LONG),
        report_column("stands", _("Where it stands"), _("In the words of the page."), LONG),
    )  # fmt: skip
    rows = list(_entries(content.results.content.entries, content))
    sentence = "" if content.results.version else _("The results are not published yet")
    return ReportTable("results", _("Results page"), columns, rows, sentence)


def _entries(entries: Iterable[ResultsEntry], content: ReportContent) -> Iterable[tuple[Cell | Passage, ...]]:
    verdicts, states = verdict_labels(), handling_labels()
    for one in entries:
        row: ListedDecision | None = content.results.decisions.get(one.decision_id)
        if row is None:
            continue  # its contribution was taken back or hidden
        reason = reason_passage(row, content.texts)
        said = _nearest(one.said, content) or passage_of(row.title, row.title_language)
        decided = Passage(
            _("%(label)s: %(value)s", label=verdicts[row.verdict], value=reason.body), reason.lang, reason.dir
        )
        yield said, decided, _nearest(one.stands, content) or states[row.handling]


def quotes_table(content: ReportContent) -> ReportTable:
    """Return the quotations of the published results page, attributed as they are there."""
    columns = (
        report_column("contribution", _("Contribution"), _("The title of what is quoted."), LONG),
        report_column("words", _("In their words"), _("As its author wrote them; long ones are cut."), LONG),
        report_column("author", _("Author"), _("A name only where everybody may read it.")),
        report_column("entity", _("Entity"), _("Of who is quoted by name; empty for all others.")),
    )
    rows = [
        (passage_of(row.title, row.language), quoted_words(row), quoted_author(row), quoted_entity(row))
        for row in content.results.quotes
    ]
    sentence = _("Quoted with the agreement of their authors, in the language in which they wrote.") if rows else ""
    return ReportTable("quotes", _("What some people wrote"), columns, rows, sentence)


def _nearest(words: Words, content: ReportContent) -> Passage | None:
    ranks = locale_ranks(content.place.locale, content.source_locale)
    best = min(words, key=lambda locale: ranks.get(locale, len(ranks)), default=None)
    return None if best is None else passage_of(words[best], best)


def dictionary_table(tables: Iterable[ReportTable]) -> ReportTable:
    """Return what every column of every table holds."""
    kinds = {
        ColumnKind.TEXT: _("Text"),
        ColumnKind.LONG_TEXT: _("Text"),
        ColumnKind.NUMBER: _("Number"),
        ColumnKind.DAY: _("Day"),
        ColumnKind.MOMENT: _("Day and hour"),
    }
    columns: tuple[ReportColumn, ...] = (
        report_column("table", _("Table"), _("The name of the table.")),
        report_column("column", _("Column"), _("The heading of the column.")),
        report_column("key", _("Name in data"), _("The same in every language: table and column.")),
        report_column("kind", _("Type"), _("What its cells are.")),
        report_column("note", _("What it holds"), _("In a sentence."), LONG),
    )
    rows = [
        (table.title, one.column.heading, f"{table.key}.{one.key}", kinds[one.column.kind], one.column.note)
        for table in tables
        for one in table.columns
    ]
    return ReportTable("columns", _("The columns"), columns, rows)
