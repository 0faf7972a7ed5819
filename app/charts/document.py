"""A chart as a drawing of its own: one SVG file with its words, colours and patterns inside, for any program.

Words break over lines by their number of letters, as nothing here knows how wide a letter will be. In a language that
runs from right to left the whole drawing is mirrored; each word keeps its own direction.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import singledispatch
from textwrap import wrap
from xml.etree.ElementTree import Element, SubElement, tostring

from app.charts.bars import Bars, StackedBars, TimeBars
from app.charts.plots import Dots, HeatMap, Lines, Multiples
from app.charts.types import Chart, ChartMark, Key, Track

WIDTH, MARGIN, LINE_HEIGHT = 800, 24, 17  # px
LABELS_END, TRACK_START, TRACK_END = 280, 296, 660  # px from the start
LABEL_CHARS, SHOWN_CHARS, ROW_CHARS = 36, 15, 105  # on one line
INK, SOFT, PAPER, RULE = "#211d33", "#5b5670", "#ffffff", "#e5ddce"
COLOURS = {
    "fill": "#3b3285", "t1": "#3b3285", "t2": "#855000", "t3": "#0a664e", "t4": "#a8231b", "t5": "#3742ac",
    "t6": "#857d8f", "mid": "#857d8f", "low": "#a8231b", "high": "#3b3285", "rail": "#f3eee4",
}  # fmt: skip
DASHES = ("", "9 6", "1 6", "9 5 1 5", "4 4")
PATTERN_LINES = ("M-1 1 1-1M0 6 6 0M5 7 7 5", "M3 2V4M2 3H4", "M2 0V6M5 0V6", "M3 0V6M0 3H6")
DARKNESS, DARK = (0.08, 0.18, 0.3, 0.75, 1), (4, 5)  # of the levels of a heat map; those with light words
FONTS = "Inter, 'Segoe UI', Roboto, 'Noto Sans', 'Noto Sans Arabic', 'Liberation Sans', sans-serif"
NOT_IN_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def svg_document(chart: Chart, locale: str, *, is_rtl: bool) -> bytes:
    """Return the file. Every word of the chart is in it, also what on a page only the table says of its shapes."""
    sheet = _Sheet(chart.title, " ".join(filter(None, (chart.sentence, chart.n, chart.as_of))), locale, is_rtl=is_rtl)
    sheet.words(chart.title, _Look(20, is_bold=True), 66)
    sheet.words(chart.sentence, _Look(14), 95)
    for words in (chart.description, chart.n, chart.as_of):
        sheet.words(words, QUIET)
    sheet.y += 8
    for key in chart.keys:
        sheet.key(key, is_line=isinstance(chart, Lines))
    if not chart.is_empty:
        _draw(chart, sheet)
    sheet.y += 10
    sheet.words(chart.masked_note, QUIET)
    return sheet.finished()


@dataclass(frozen=True, slots=True)
class _Look:
    """How words look: their size in px, their colour, whether they are bold, which part of them stands at ``x``."""

    size: int = 13
    colour: str = INK
    is_bold: bool = False
    anchor: str = "start"


PLAIN, QUIET, TINY = _Look(), _Look(colour=SOFT), _Look(11, SOFT)
AT_END, AT_MIDDLE = _Look(anchor="end"), _Look(anchor="middle")


class _Sheet:
    """A drawing that grows downwards: ``y`` is where the next thing stands."""

    def __init__(self, title: str, description: str, locale: str, *, is_rtl: bool) -> None:
        self.is_rtl = is_rtl
        self.y: float = MARGIN
        self.root = Element(
            "svg", {"xmlns": "http://www.w3.org/2000/svg", "role": "img", "lang": locale, "font-family": FONTS}
        )
        SubElement(self.root, "title").text = _clean(title)
        SubElement(self.root, "desc").text = _clean(description)
        defs = SubElement(self.root, "defs")
        for number, path in enumerate(PATTERN_LINES, 1):
            size = {"width": "6", "height": "6", "patternUnits": "userSpaceOnUse"}
            pattern = SubElement(defs, "pattern", {"id": f"p{number}", **size})
            SubElement(pattern, "path", {"d": path, "stroke": PAPER, "stroke-width": "1.6", "fill": "none"})
        masked = SubElement(
            defs, "pattern", {"id": "masked", "width": "7", "height": "7", "patternUnits": "userSpaceOnUse"}
        )
        SubElement(masked, "path", {"d": "M0 7 7 0", "stroke": RULE, "stroke-width": "2"})
        self.paper = SubElement(self.root, "rect", {"width": str(WIDTH), "fill": PAPER})

    def finished(self) -> bytes:
        """Return the drawing, as high as it has grown."""
        height = f"{self.y + MARGIN - LINE_HEIGHT / 2:g}"
        self.paper.set("height", height)
        self.root.attrib.update({"width": str(WIDTH), "height": height, "viewBox": f"0 0 {WIDTH} {height}"})
        return bytes(tostring(self.root, encoding="utf-8", xml_declaration=True))

    def words(self, words: str, look: _Look = PLAIN, chars: int = ROW_CHARS) -> None:
        """Write words over the whole width, so many letters a line, then go below them."""
        lines = wrap(_clean(words), chars)
        for line in lines:
            self.y += look.size * 1.3
            self.text(MARGIN, self.y, line, look)
        self.y += 4 if lines else 0

    def key(self, key: Key, *, is_line: bool) -> None:
        """Write what a colour stands for, then go below it."""
        lines = wrap(_clean(key.label), ROW_CHARS - 8) or [""]
        if is_line:
            self.stroke((MARGIN, self.y + 8), (MARGIN + 28, self.y + 8), COLOURS[key.tone], DASHES[key.pattern])
        else:
            self.bar((MARGIN, self.y + 1), (20, 14), key.tone, key.pattern)
        for line in lines:
            self.text(MARGIN + 38, self.y + 13, line)
            self.y += LINE_HEIGHT + 3

    def text(self, x: float, y: float, words: str, look: _Look = PLAIN) -> None:
        """Write one line."""
        attributes = {"font-size": str(look.size), "fill": look.colour, "text-anchor": look.anchor}
        if look.is_bold:
            attributes["font-weight"] = "bold"
        if self.is_rtl:
            attributes["direction"] = "rtl"
        SubElement(self.root, "text", {"x": self.x(x), "y": f"{y:g}", **attributes}).text = _clean(words)

    def bar(self, place: tuple[float, float], size: tuple[float, float], tone: str, pattern: int = 0) -> None:
        """Draw a rectangle in a tone, its pattern over it."""
        self.rectangle(place, size, COLOURS[tone])
        if pattern:
            self.rectangle(place, size, f"url(#p{pattern})")

    def rectangle(self, place: tuple[float, float], size: tuple[float, float], fill: str, opacity: float = 1) -> None:
        """Draw a rectangle with any filling."""
        x = WIDTH - place[0] - size[0] if self.is_rtl else place[0]
        box = {"x": f"{x:g}", "y": f"{place[1]:g}", "width": f"{size[0]:g}", "height": f"{size[1]:g}", "fill": fill}
        SubElement(self.root, "rect", box if opacity == 1 else {**box, "fill-opacity": f"{opacity:g}"})

    def hatched(self, place: tuple[float, float], size: tuple[float, float]) -> None:
        """Draw what stands where something is not shown."""
        self.rectangle(place, size, "url(#masked)")

    def stroke(self, start: tuple[float, float], end: tuple[float, float], colour: str, dash: str = "") -> None:
        """Draw a line."""
        ends = {"x1": self.x(start[0]), "y1": f"{start[1]:g}", "x2": self.x(end[0]), "y2": f"{end[1]:g}"}
        look = {"stroke": colour, "stroke-width": "3", "stroke-linecap": "round"}
        SubElement(self.root, "line", {**ends, **look, **({"stroke-dasharray": dash} if dash else {})})

    def dot(self, place: tuple[float, float], colour: str, radius: float = 5) -> None:
        """Draw a dot."""
        middle = {"cx": self.x(place[0]), "cy": f"{place[1]:g}", "r": f"{radius:g}"}
        SubElement(self.root, "circle", {**middle, "fill": colour})

    def x(self, x: float) -> str:
        """Return where something stands, from the left."""
        return f"{WIDTH - x if self.is_rtl else x:g}"


@singledispatch
def _draw(chart: Chart, sheet: _Sheet) -> None:
    """Draw the shapes of a chart with their words, and go below them."""
    raise TypeError(chart, sheet)


@_draw.register
def _draw_multiples(chart: Multiples, sheet: _Sheet) -> None:
    for part in chart.parts:
        sheet.words(part.title, _Look(14, is_bold=True), 90)
        _draw(part, sheet)


@_draw.register(Bars)
@_draw.register(StackedBars)
def _draw_tracks(chart: Bars | StackedBars | Dots, sheet: _Sheet) -> None:
    for track in chart.tracks:
        _draw_track(sheet, track)


@_draw.register
def _draw_dots(chart: Dots, sheet: _Sheet) -> None:
    _draw_tracks(chart, sheet)
    for x, anchor, words in zip((TRACK_START, TRACK_END), ("start", "end"), chart.ends, strict=True):
        sheet.text(x, sheet.y + 8, words[:24], _Look(12, SOFT, anchor=anchor))
    sheet.y += LINE_HEIGHT


def _draw_track(sheet: _Sheet, track: Track) -> None:
    labels, shown = wrap(_clean(track.label), LABEL_CHARS), wrap(_clean(track.shown), SHOWN_CHARS)
    spoken = wrap(" · ".join(f"{label}: {value}" for label, value in track.spoken), 60) if track.spoken else []
    top, width = sheet.y, TRACK_END - TRACK_START
    if track.is_masked:
        sheet.hatched((TRACK_START, top + 4), (width, 14))
    for mark in () if track.is_masked else track.marks:
        _draw_mark(sheet, mark, top + 4)
    for place, line in enumerate(labels):
        sheet.text(MARGIN, top + 15 + place * LINE_HEIGHT, line)
    for place, line in enumerate(shown):
        sheet.text(WIDTH - MARGIN, top + 15 + place * LINE_HEIGHT, line, AT_END)
    for place, line in enumerate(spoken, 1):
        sheet.text(TRACK_START, top + 15 + place * LINE_HEIGHT, line, TINY)
    sheet.y += max(len(labels), len(shown), len(spoken) + 1, 1) * LINE_HEIGHT + 12


def _draw_mark(sheet: _Sheet, mark: ChartMark, top: float) -> None:
    scale = (TRACK_END - TRACK_START) / 100
    x = TRACK_START + mark.x * scale
    if mark.is_bar:
        sheet.bar((x, top), (mark.width * scale, 14), mark.tone, mark.pattern)
    elif mark.is_line:
        colour = RULE if mark.tone == "rail" else COLOURS[mark.tone]
        sheet.stroke((x, top + 7), (x + mark.width * scale, top + 7), colour)
    else:
        sheet.dot((x, top + 7), COLOURS[mark.tone])


@_draw.register
def _draw_time(chart: TimeBars, sheet: _Sheet) -> None:
    unit = (WIDTH - 2 * MARGIN) / (sum(row.span for row in chart.rows) or 1)
    x, foot = float(MARGIN), sheet.y + 200
    for row in chart.rows:
        wide, high = row.span * unit, 170 * row.share
        if row.is_masked:
            sheet.hatched((x + wide * 0.08, sheet.y + 20), (wide * 0.84, 180))
        else:
            sheet.rectangle((x + wide * 0.08, foot - high), (wide * 0.84, high), COLOURS["t1"])
            sheet.text(x + wide / 2, foot - high - 6, row.shown[:12], AT_MIDDLE)
        sheet.text(x + wide / 2, foot + 18, (row.tick or row.label)[:12], _Look(13, SOFT, anchor="middle"))
        sheet.text(x + wide / 2, foot + 36, row.month, _Look(is_bold=True, anchor="middle"))
        x += wide
    sheet.stroke((MARGIN, foot), (WIDTH - MARGIN, foot), RULE)
    sheet.y = foot + 48


@_draw.register
def _draw_lines(chart: Lines, sheet: _Sheet) -> None:
    top, width, height = sheet.y + 20, WIDTH - 2 * MARGIN, 240

    def at(place: tuple[float, float]) -> tuple[float, float]:
        return MARGIN + place[0] * width / 100, top + place[1] * height / 100

    sheet.text(MARGIN, top, chart.highest, QUIET)
    sheet.stroke(at((0, 95)), at((100, 95)), RULE)
    for key, dots, pieces in chart.paths:
        for piece in pieces:
            sheet.stroke(at(piece.start), at(piece.end), COLOURS[key.tone], DASHES[key.pattern])
        for dot in dots:
            sheet.dot(at(dot), COLOURS[key.tone], 3)
    for x, anchor, words in ((MARGIN, "start", chart.points[0]), (WIDTH - MARGIN, "end", chart.points[-1])):
        sheet.text(x, top + height + 8, words[:48], _Look(12, SOFT, anchor=anchor))
    sheet.y = top + height + 20


@_draw.register
def _draw_heat(chart: HeatMap, sheet: _Sheet) -> None:
    wide = (WIDTH - MARGIN - TRACK_START) / (len(chart.columns) or 1)
    headings = [wrap(_clean(words), max(int(wide / 8), 4)) for words in chart.columns]
    for place, lines in enumerate(headings):
        for down, line in enumerate(lines, 1):
            x = TRACK_START + (place + 0.5) * wide
            sheet.text(x, sheet.y + down * LINE_HEIGHT, line, _Look(12, SOFT, anchor="middle"))
    sheet.y += (max(map(len, headings), default=0) + 0.5) * LINE_HEIGHT
    for row in chart.rows:
        labels = wrap(_clean(row.label), LABEL_CHARS)
        high = max(len(labels), 1) * LINE_HEIGHT + 12
        for place, line in enumerate(labels, 1):
            sheet.text(MARGIN, sheet.y + place * LINE_HEIGHT, line)
        for place, cell in enumerate(row.cells):
            box, level = (TRACK_START + place * wide + 1, sheet.y + 1), chart.level(cell)
            if cell.is_masked:
                sheet.hatched(box, (wide - 2, high - 2))
            elif level:
                sheet.rectangle(box, (wide - 2, high - 2), COLOURS["t1"], DARKNESS[level - 1])
            look = _Look(colour=PAPER, anchor="middle") if level in DARK else AT_MIDDLE
            sheet.text(box[0] + wide / 2, sheet.y + high / 2 + 5, cell.shown[:12], look)
        sheet.y += high


def _clean(words: str) -> str:
    """Return words without the signs that no XML file may hold."""
    return NOT_IN_XML.sub("", words)
