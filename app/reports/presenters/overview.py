"""The figures of a report as tables: the same ones as on the pages, by the same functions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from flask_babel import gettext as _
from flask_babel import ngettext, pgettext

from app.campaigns.presenters.figures import (
    closure_tiles,
    figure_labels,
    kept_promise_sentence,
    nowhere,
    people_note,
    people_value,
    volume_tiles,
)
from app.feedback.presenters.labels import kind_labels, language_label
from app.feedback.queries.times import TimedStage
from app.feedback.types import Kind
from app.figures.shown import Figures
from app.figures.types import FigureName
from app.i18n import formats
from app.policy.masking import share_percent
from app.reports.presenters.document import ReportColumn, ReportTable
from app.reports.queries.content import ReportContent
from app.results.types import ResultsChart
from app.tables.types import Cell, Column, ColumnKind
from app.web.parts import Passage, Tile, read_passage

COUNTED = (FigureName.CONTRIBUTIONS, FigureName.ANSWERED, FigureName.LATE, FigureName.REACTIONS)
PEOPLE_SHOWN = (FigureName.JOINED, FigureName.ACTIVE)


def report_column(
    key: str, heading: str, note: str, kind: ColumnKind = ColumnKind.TEXT, *, on_paper: bool = True
) -> ReportColumn:
    """Return a column: its name in data, its heading, what it holds."""
    return ReportColumn(key, Column(heading, kind, note), on_paper)


def cards_column() -> ReportColumn:
    """Return the column that counts contributions."""
    return report_column(
        "contributions", _("Contributions"), _("How many contributions, as far as readers can open them."),
        ColumnKind.NUMBER,
    )  # fmt: skip


def report_tiles(content: ReportContent, locale: str) -> tuple[Tile, ...]:
    """Return the tiles of the first page."""
    return (*closure_tiles(locale, content.figures, nowhere), *volume_tiles(locale, content.figures, nowhere))


def overview_tables(content: ReportContent, locale: str) -> tuple[ReportTable, ...]:
    """Return the tables of figures; a whole campaign has one of its entities, and a results page chooses one more."""
    several = (_entities(content),) if content.entities else ()
    charts = content.results.content.charts
    chosen = (_promise(content, locale),) if ResultsChart.PROMISE in charts else ()  # the others are always drawn
    return (
        _figures(content, locale), *several, _kinds(content, locale), _weeks(content, locale),
        _languages(content, locale), _themes(content), _missions(content), *chosen, _times(content),
    )  # fmt: skip


def _figures(content: ReportContent, locale: str) -> ReportTable:
    columns = (
        report_column("key", _("Name in data"), _("The same in every language."), on_paper=False),
        report_column("figure", _("Figure"), _("What is counted.")),
        report_column(
            "value", _("Number"), _("How many. Of people, at least this many; empty where there are too few to say."),
            ColumnKind.NUMBER, on_paper=False,
        ),
        report_column(
            "whole", _("Of"), _("Of how many, where it is a part of a whole."), ColumnKind.NUMBER, on_paper=False
        ),
        report_column(
            "percent", _("In percent"), _("Empty below 20 answers, where a percentage would not be honest."),
            ColumnKind.NUMBER, on_paper=False,
        ),
        report_column("shown", _("As shown"), _("As the pages of Pépite print it.")),
        report_column("sentence", _("In a sentence"), _("What the figure says."), ColumnKind.LONG_TEXT),
    )  # fmt: skip
    figures, labels = content.figures, figure_labels()
    tiles = {tile.label: tile for tile in report_tiles(content, locale)}
    whole = figures.of_cards(FigureName.CONTRIBUTIONS)
    rows: list[tuple[Cell, ...]] = []
    for name, of in ((FigureName.IN_TIME, figures.promised), (FigureName.DECIDED, whole), (FigureName.DONE, whole)):
        part, tile = figures.of_cards(name), tiles[labels[name]]
        rows.append((name.value, tile.label, part, of, share_percent(part, of), tile.value, tile.note))
    for name in COUNTED:
        count = figures.of_cards(name)
        note = tiles[labels[name]].note if labels[name] in tiles else ""
        rows.append((name.value, labels[name], count, None, None, formats.number(locale, count), note))
    for name in PEOPLE_SHOWN:
        people, tile = figures.of_people(name), tiles[labels[name]]
        note = people_note(locale) if people is not None else tile.note
        rows.append((name.value, labels[name], people, None, None, people_value(locale, people), note))
    return ReportTable("figures", _("Figures"), columns, rows)


def _entities(content: ReportContent) -> ReportTable:
    names = (
        FigureName.CONTRIBUTIONS, FigureName.PROMISED, FigureName.IN_TIME, FigureName.LATE, FigureName.DECIDED,
        FigureName.DONE, FigureName.JOINED, FigureName.ACTIVE,
    )  # fmt: skip
    labels = figure_labels() | {FigureName.PROMISED: _("Answers due")}
    number = ColumnKind.NUMBER
    people = _("At least this many; empty where there are too few people to say.")
    cards = _("How many contributions, as far as readers can open them.")
    columns = (
        report_column("entity", _("Entity"), _("Its name. Entities are in order of their names, never ranked.")),
        *(report_column(name.value, labels[name], people if name in PEOPLE_SHOWN else cards, number) for name in names),
    )

    def row(name: str, figures: Figures) -> tuple[Cell, ...]:
        numbers = (_number(figures, each) for each in names)
        return (name, *numbers)

    rows = [row(part.name, part.figures) for part in content.entities]
    if content.nameless.of_cards(FigureName.CONTRIBUTIONS):
        rows.append(row(_("Entity not shown"), content.nameless))
    sentence = _("Entities are listed by name. They are shown side by side, never ranked.")
    return ReportTable("entities", _("Entity by entity"), columns, rows, sentence, ("entity", "contributions"))


def _number(figures: Figures, name: FigureName) -> int | None:
    if name is FigureName.PROMISED:
        return figures.promised
    return figures.of_people(name) if name in PEOPLE_SHOWN else figures.of_cards(name)


def _counts(
    names: tuple[str, str],
    columns: tuple[ReportColumn, ...],
    rows: Iterable[tuple[Cell | Passage, ...]],
    sentence: str = "",
) -> ReportTable:
    """Return a table of labels and numbers, with bars. ``names``: in data, and its title."""
    found = list(rows)
    said = sentence if found else _("Nothing to count yet.")
    return ReportTable(*names, columns, found, said, (columns[-2].key, columns[-1].key))


def _kinds(content: ReportContent, locale: str) -> ReportTable:
    labels, kinds = kind_labels(), content.kinds
    columns = (
        report_column("key", _("Name in data"), _("The same in every language."), on_paper=False),
        report_column("kind", _("Type"), _("What sort of contribution it is.")), cards_column(),
    )  # fmt: skip
    rows = ((kind.value, labels[kind], kinds[kind]) for kind in Kind if kind in kinds)
    return _counts(("kinds", _("Contributions by type")), columns, rows, _most(kinds, locale))


def _most(kinds: Mapping[str, int], locale: str) -> str:
    if not kinds:
        return ""
    longest, labels = max(kinds.values()), kind_labels()
    return str(
        _(
            "Most frequent: %(kinds)s (%(part)s\u00a0of\u00a0%(whole)s).",
            kinds=formats.listed(locale, [str(labels[kind]) for kind in Kind if kinds.get(kind) == longest]),
            part=formats.number(locale, longest),
            whole=formats.number(locale, sum(kinds.values())),
        )
    )


def _weeks(content: ReportContent, locale: str) -> ReportTable:
    columns = (
        report_column("monday", _("Week from"), _("The Monday with which the week begins, in UTC."), ColumnKind.DAY),
        cards_column(),
    )
    count = len(content.weeks)
    sentence = ngettext(
        "%(count)s\u00a0week, from the first contribution to this day.",
        "%(count)s\u00a0weeks, from the first contribution to this day.",
        count,
        count=formats.number(locale, count),
    )
    return _counts(("weeks", _("Contributions by week")), columns, content.weeks, sentence)


def _languages(content: ReportContent, locale: str) -> ReportTable:
    columns = (
        report_column("key", _("Name in data"), _("The code of the language (BCP 47)."), on_paper=False),
        report_column("language", _("Language"), _("The language in which contributions are written.")),
        cards_column(),
    )
    rows = ((code, language_label(locale, code), count) for code, count in content.languages)
    return _counts(("languages", _("Contributions by language")), columns, rows)


def _themes(content: ReportContent) -> ReportTable:
    columns = (
        report_column("theme", _("Theme"), _("A theme that people gave to contributions. One may have several.")),
        cards_column(),
    )
    rows = ((read_passage(theme.name), theme.contributions) for theme in content.themes)
    return _counts(("themes", _("Contributions by theme")), columns, rows)


def _missions(content: ReportContent) -> ReportTable:
    columns = (
        report_column(
            "number", pgettext("mission", "Number"), _("The number of the mission."), ColumnKind.NUMBER, on_paper=False
        ),
        report_column("mission", _("Mission"), _("Its title."), ColumnKind.LONG_TEXT),
        cards_column(),
    )
    rows = ((one.number, read_passage(one.title), one.contributions) for one in content.missions)
    return _counts(("missions", _("Contributions by mission")), columns, rows)


def _times(content: ReportContent) -> ReportTable:
    number, days = ColumnKind.NUMBER, _("In working days of the entity.")
    columns = (
        report_column("key", _("Name in data"), _("The same in every language."), on_paper=False),
        report_column("stage", _("Time taken"), _("From the day of sending.")),
        report_column("median", _("Median"), _("Half took at most this long, in working days."), number),
        report_column(
            "low", _("From"), _("The middle half took between these two; empty where there are too few."), number
        ),
        report_column("high", _("To"), days, number),
        report_column("n", _("Contributions"), _("Of how many. Those of too few people are left out."), number),
    )
    labels = {
        TimedStage.PUBLISHED: _("Time to publish"),
        TimedStage.ANSWERED: _("Time to answer"),
        TimedStage.DECIDED: _("Time to decide"),
    }
    rows = [
        (stage.value, labels[stage], taken.median, taken.low, taken.high, taken.contributions)
        for stage, taken in content.times.items()
    ]
    sentence = days if rows else _("Too few people: a number could tell who they are.")
    return ReportTable("times", _("How long it takes"), columns, rows, sentence, ("stage", "median"))


def _promise(content: ReportContent, locale: str) -> ReportTable:
    """Return the answers promised, as the results page draws them."""
    columns = (
        report_column("key", _("Name in data"), _("The same in every language."), on_paper=False),
        report_column("answers", _("Answers promised"), _("Whether they came within the promise, or are late.")),
        cards_column(),
    )
    figures, labels = content.figures, figure_labels()
    names = (FigureName.IN_TIME, FigureName.LATE) if figures.promised else ()
    rows = [(name.value, str(labels[name]), figures.of_cards(name)) for name in names]
    sentence = kept_promise_sentence(locale, figures.of_cards(FigureName.IN_TIME), figures.promised)
    charted = ("answers", "contributions")
    return ReportTable("promise", str(labels[FigureName.IN_TIME]), columns, rows, sentence, charted)
