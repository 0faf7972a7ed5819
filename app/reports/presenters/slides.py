"""A report as slides: charts are those of the program that opens them, and can be edited there."""

from __future__ import annotations

import io
import math
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, TypeVar

from flask_babel import gettext as _
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LABEL_POSITION
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.util import Inches, Pt

from app.core.wording import clip
from app.reports.presenters.document import ReportDocument, ReportTable
from app.reports.presenters.paper import PaperTable, paper_table, paper_tables
from app.web.parts import Passage

if TYPE_CHECKING:
    from pptx.chart.chart import Chart
    from pptx.presentation import Presentation as Deck
    from pptx.shapes.graphfrm import GraphicFrame
    from pptx.slide import Slide
    from pptx.table import _Cell as TableCell
    from pptx.text.text import TextFrame
    from pptx.util import Length


Item = TypeVar("Item")
WIDTH, HEIGHT, MARGIN = Inches(13.333), Inches(7.5), Inches(0.6)
TOP = Inches(1.45)  # under the title
LABEL_MAX_CHARS, CELL_MAX_CHARS, QUOTE_MAX_CHARS = 60, 220, 200
QUOTES_SHOWN, BARS_A_CHART = 7, 26
TEXT_SIZE, CELL_SIZES = 18, (12, 11, 10, 9)  # points; of a table, the first with which its words stay whole
LETTER, LINE, AFTER = 0.55, 1.3, 0.09  # of a size: width of a letter, height of a line; inches after a paragraph
CELL_PADDING, WORD_MAX = 0.25, 2.2  # inches beside the words of a cell; a longer word is broken
WEIGHT_MAX = 160  # letters: from so many on, a column grows no wider
LONG_TITLE_CHARS, MANY_BARS = 60, 13  # are written smaller
TITLE_SLIDE, TITLE_ONLY = 0, 5  # layouts of the library's own template
INK, BRAND, GOLD, PALE = (RGBColor.from_string(code) for code in ("211D33", "33297A", "855000", "F3EEE4"))


def presentation(document: ReportDocument) -> bytes:
    """Return the slides of a report."""
    deck = _Deck(document)
    deck.cover()
    deck.bullets(_("Summary"), document.summary)
    for table in document.overview:
        deck.figures(table)
    for wave in document.waves:
        for question in wave.questions:
            for table in question.tables:
                deck.chart(question.prompt.body, table, (wave.title.body, *wave.sentences[:1], *question.sentences))
            if question.words:
                said = [replace(one, body=clip(one.body, QUOTE_MAX_CHARS)[0]) for one in question.words[:QUOTES_SHOWN]]
                deck.bullets(question.prompt.body, said)
    quotes = (document.quotes,) if document.quotes.rows else ()
    for table in (document.decisions, document.actions, document.results, *quotes):
        deck.rows(table)
    deck.bullets(_("How to read this report"), document.method)
    return deck.written()


@dataclass(slots=True)
class _Deck:
    """The slides so far."""

    document: ReportDocument
    file: Deck

    def __init__(self, document: ReportDocument) -> None:
        self.document, self.file = document, Presentation()
        self.file.slide_width, self.file.slide_height = WIDTH, HEIGHT
        about = self.file.core_properties
        about.title, about.language = document.title.body, document.locale
        about.author = about.last_modified_by = "Pépite"

    def written(self) -> bytes:
        """Return the file."""
        out = io.BytesIO()
        self.file.save(out)
        return out.getvalue()

    def cover(self) -> None:
        """Say what the report is about."""
        slide = self.file.slides.add_slide(self.file.slide_layouts[TITLE_SLIDE])
        title, facts = slide.shapes.title, slide.placeholders[1]
        for shape, top, height in ((title, Inches(1.6), Inches(1.8)), (facts, Inches(3.7), Inches(2.8))):
            shape.left, shape.width, shape.top, shape.height = MARGIN, WIDTH - 2 * MARGIN, top, height
        self._write(title.text_frame, [self.document.title.body], Pt(44), INK, bold=True)
        lines = [_("%(label)s: %(value)s", label=label, value=value) for label, value in self.document.facts]
        self._write(facts.text_frame, lines, Pt(18), GOLD)

    def bullets(self, title: str, sentences: Sequence[str | Passage]) -> None:
        """Write sentences, as many as a slide holds, then the next one; those in another language are passages."""
        said = [one if isinstance(one, Passage) else Passage(one) for one in sentences]
        width = _inches(WIDTH - 2 * MARGIN)
        heights = [_height(one.body, width, TEXT_SIZE) for one in said]
        for some in _slides(said, heights, _inches(HEIGHT - TOP - MARGIN)):
            slide = self._slide(title)
            box = slide.shapes.add_textbox(MARGIN, TOP, WIDTH - 2 * MARGIN, HEIGHT - TOP - MARGIN)
            self._write(box.text_frame, [replace(one, body=f"• {one.body}") for one in some], Pt(TEXT_SIZE), INK)

    def figures(self, table: ReportTable) -> None:
        """Draw a table where it is drawn, and write it where bars do not say all of it."""
        if table.charted:
            self.chart(table.title, table)
        if not table.charted or len(paper_tables(table, self.document.locale)) > 1:
            self.rows(table)

    def chart(self, title: str, table: ReportTable, sentences: Sequence[str] = ()) -> None:
        """Draw a table as bars, its sentence above; a long one goes on on the next slide."""
        pairs = table.pairs(self.document.locale)
        if not pairs:
            self.bullets(title, [table.sentence])
            return
        said = " · ".join(filter(None, (*sentences, table.sentence)))
        for some in _parts(pairs, BARS_A_CHART):
            slide = self._slide(title)
            note = slide.shapes.add_textbox(MARGIN, TOP - Inches(0.25), WIDTH - 2 * MARGIN, Inches(0.9))
            self._write(note.text_frame, [clip(said, 2 * CELL_MAX_CHARS)[0]], Pt(14), GOLD)
            data = CategoryChartData()
            data.categories = [clip(label, LABEL_MAX_CHARS)[0] for label, _value in some]
            data.add_series(
                table.columns[table.place_of((table.charted or ("", ""))[1])].column.heading,
                [value for _label, value in some],
            )
            shape = slide.shapes.add_chart(
                XL_CHART_TYPE.BAR_CLUSTERED, MARGIN, TOP + Inches(0.65), WIDTH - 2 * MARGIN,
                HEIGHT - TOP - Inches(0.65) - MARGIN / 2, data,
            )  # fmt: skip
            _describe(shape, f"{title}. {table.sentence}")
            self._draw(shape.chart, len(some))

    def rows(self, table: ReportTable) -> None:
        """Write a table, a few rows a slide; the workbook has what is cut here."""
        shown = paper_table(table, self.document.locale)
        if not shown.rows:
            self.bullets(table.title, [table.sentence])
            return
        size, widths = _columns(shown)
        cells = [
            [replace(one.words, body=clip(one.words.body, CELL_MAX_CHARS)[0]) for one in row] for row in shown.rows
        ]
        heights = [_row_height([one.body for one in row], widths, size) for row in cells]
        heading = _row_height([words for words, _is_number in shown.headings], widths, size)
        for some in _slides(cells, heights, _inches(HEIGHT - TOP - MARGIN / 2) - heading):
            self._grid(self._slide(table.title), shown, some, (size, widths))

    def _slide(self, title: str) -> Slide:
        slide = self.file.slides.add_slide(self.file.slide_layouts[TITLE_ONLY])
        shape = slide.shapes.title
        shape.left, shape.top, shape.width, shape.height = MARGIN, Inches(0.35), WIDTH - 2 * MARGIN, Inches(0.85)
        shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        self._write(
            shape.text_frame,
            [clip(title, CELL_MAX_CHARS)[0]],
            Pt(28 if len(title) < LONG_TITLE_CHARS else 18),
            BRAND,
            bold=True,
        )
        return slide

    def _grid(
        self, slide: Slide, table: PaperTable, rows: Sequence[Sequence[Passage]], shape_of: tuple[int, Sequence[float]]
    ) -> None:
        size, widths = shape_of
        count = len(table.headings)
        shape = slide.shapes.add_table(len(rows) + 1, count, MARGIN, TOP, WIDTH - 2 * MARGIN, Inches(0.4))
        _describe(shape, table.title)
        grid = shape.table
        if self.document.is_rtl:
            grid._tbl.tblPr.set("rtl", "1")  # noqa: SLF001 - the library has no word for it
        for place, width in enumerate(widths):
            grid.columns[place].width = Inches(width)
        for place, (heading, _is_number) in enumerate(table.headings):
            self._cell(grid.cell(0, place), Passage(heading), size, bold=True)
        for line, row in enumerate(rows, 1):
            for place, words in enumerate(row):
                self._cell(grid.cell(line, place), words, size)

    def _cell(self, cell: TableCell, words: Passage, size: int, *, bold: bool = False) -> None:
        cell.fill.solid()
        cell.fill.fore_color.rgb = PALE if bold else RGBColor(0xFF, 0xFF, 0xFF)
        self._write(cell.text_frame, [words], Pt(size), INK, bold=bold)

    def _write(
        self, frame: TextFrame, lines: Iterable[str | Passage], size: Length, color: RGBColor, *, bold: bool = False
    ) -> None:
        """Write lines, each a paragraph on the side of the report that reads in the direction of its words."""
        frame.word_wrap = True
        for place, line in enumerate(lines):
            paragraph = frame.paragraphs[0] if place == 0 else frame.add_paragraph()
            words = line if isinstance(line, Passage) else Passage(line)
            run = paragraph.add_run()
            run.text = _printable(words.body)
            run.font.size, run.font.bold, run.font.color.rgb = size, bold, color
            run._r.get_or_add_rPr().set("lang", words.lang or self.document.locale)  # noqa: SLF001 - likewise
            paragraph.alignment = PP_ALIGN.RIGHT if self.document.is_rtl else PP_ALIGN.LEFT
            paragraph.space_after = Pt(6)
            if words.dir == "rtl" or (self.document.is_rtl and words.dir != "ltr"):
                paragraph._p.get_or_add_pPr().set("rtl", "1")  # noqa: SLF001 - likewise

    def _draw(self, chart: Chart, bars: int) -> None:
        """Let bars read from the top, each with its number beside it."""
        chart.has_legend, chart.has_title = False, False
        chart.font.size = Pt(14 if bars < MANY_BARS else 9)
        chart.category_axis.reverse_order = True
        chart.category_axis.has_major_gridlines = chart.value_axis.has_major_gridlines = False
        chart.value_axis.visible = False
        chart.value_axis.minimum_scale = 0
        if self.document.is_rtl:
            chart.value_axis.reverse_order = True
        plot = chart.plots[0]
        plot.gap_width, plot.has_data_labels = 40, True
        plot.data_labels.show_value, plot.data_labels.position = True, XL_LABEL_POSITION.OUTSIDE_END
        plot.series[0].format.fill.solid()
        plot.series[0].format.fill.fore_color.rgb = BRAND


def _parts(rows: Sequence[Item], size: int) -> Iterator[list[Item]]:
    rest = iter(rows)
    while some := list(islice(rest, size)):
        yield some


def _slides(rows: Iterable[Item], heights: Iterable[float], room: float) -> Iterator[list[Item]]:
    """Yield what stands on each slide: as many rows as its room holds, one at least; all in inches."""
    some: list[Item] = []
    used = 0.0
    for row, height in zip(rows, heights, strict=True):
        if some and used + height > room:
            yield some
            some, used = [], 0.0
        some.append(row)
        used += height
    if some:
        yield some


def _height(words: str, width: float, size: int) -> float:
    """Return how high words are about, in inches, where lines are so wide."""
    lines = math.ceil(max(1, len(words)) * size * LETTER / 72 / width)
    return lines * size * LINE / 72 + AFTER


def _row_height(cells: Iterable[str], widths: Iterable[float], size: int) -> float:
    """Return how high a row of a table is about, in inches; lines end between words, so they hold a little less."""
    return (
        max(_height(words, (width - CELL_PADDING) * 0.85, size) for words, width in zip(cells, widths, strict=True))
        + 0.1
    )


def _columns(table: PaperTable) -> tuple[int, list[float]]:
    """Return the size of letters, and how wide each column is, in inches: its longest word stays whole."""
    width = _inches(WIDTH - 2 * MARGIN)
    texts = [
        [table.headings[place][0], *(row[place].words.body for row in table.rows)]
        for place in range(len(table.headings))
    ]
    least: list[float] = []
    for size in CELL_SIZES:
        least = [_word_width(said, size) for said in texts]
        if sum(least) <= width:
            break
    if sum(least) > width:
        least = [each * width / sum(least) for each in least]
    weights = [min(max(map(len, said)), WEIGHT_MAX) for said in texts]
    rest = width - sum(least)
    return size, [each + rest * weight / sum(weights) for each, weight in zip(least, weights, strict=True)]


def _word_width(texts: Iterable[str], size: int) -> float:
    longest = max(len(word) for text in texts for word in text.split(" "))
    return min(longest * size * LETTER * 1.15 / 72, WORD_MAX) + CELL_PADDING


def _inches(length: int) -> float:
    return float(length / Inches(1))


def _printable(words: str) -> str:
    """Return words without what no such file may hold."""
    return "".join(letter for letter in words if unicodedata.category(letter) not in {"Cc", "Cs", "Cn"})


def _describe(shape: GraphicFrame, words: str) -> None:
    """Say what a chart or table is, to who does not see it."""
    shape._element.xpath("./p:nvGraphicFramePr/p:cNvPr")[0].set("descr", _printable(words))  # noqa: SLF001 - likewise
