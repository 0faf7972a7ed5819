"""Three slides to show, and to change: text boxes whose words fit, with titles, languages and directions set."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from flask_babel import gettext as _

from app.recruiting.presenters.kit import KitFacts

if TYPE_CHECKING:
    from pptx.oxml.xmlchemy import BaseOxmlElement
    from pptx.presentation import Presentation as Deck
    from pptx.shapes.autoshape import Shape
    from pptx.slide import Slide

WIDTH, HEIGHT, EDGE = 13.333, 7.5, 0.8  # inches
NIGHT, INK, SOFT, GOLD, PAPER, WHITE = "241F52", "211D33", "5B5670", "F7B538", "FAF7F1", "FFFFFF"
# How wide a letter is, and how high a line, of the size of the type: wider and higher than common fonts, so that what
# fits here fits there.
LETTER, LINE, ARABIC_LINE = 0.56, 1.22, 1.5
SMALLEST = 10  # points
POINTS = 72
TITLE_ONLY = 5  # the layout of the library's template
SOME_DAY = datetime.fromisoformat("2026-01-01")  # what the file says of its making says nothing
# The faceted nugget, as ui/components/mark.html draws it.
FACETS = (
    ("ffe9b8", (11, 2, 22.5, 3, 21, 10.5, 12, 9)),
    ("f7b538", (22.5, 3, 30.5, 12, 23.5, 17.5, 21, 10.5)),
    ("d98e10", (30.5, 12, 27, 24.5, 23.5, 17)),
    ("a86606", (27, 24.5, 15.5, 30.5, 15.5, 23, 23.5, 17.5)),
    ("7d4a00", (15.5, 30.5, 4.5, 25, 15.5, 23)),
    ("c27c0c", (4.5, 25, 1.5, 12, 8, 16, 15.5, 23)),
    ("ffcb66", (1.5, 12, 11, 2, 12, 9, 8, 16)),
    ("ffd98a", (12, 9, 21, 10.5, 23.5, 17.5, 15.5, 23, 8, 16)),
    ("fff3d6", (12, 9, 21, 10.5, 8, 16)),
)
FINE = 16  # pixels a unit of the drawing


@dataclass(frozen=True, slots=True)
class Box:
    """Where words stand, in inches from the upper corner at which reading starts."""

    start: float
    top: float
    width: float
    height: float


@dataclass(frozen=True, slots=True)
class Words:
    """Paragraphs of one look; ``size`` in points, less where they would not fit."""

    lines: Sequence[str]
    size: int
    colour: str = INK
    is_bold: bool = False
    gap: float = 0.35  # between two paragraphs, in lines


def fitting_size(words: Words, box: Box, line: float) -> int:
    """Return the size at which words fit into their box, of the wanted one downwards."""
    for size in range(words.size, SMALLEST, -1):
        count = sum(lines_needed(one, size, box.width) for one in words.lines)
        if (count + words.gap * (len(words.lines) - 1)) * size * line <= box.height * POINTS:
            return size
    return SMALLEST


def lines_needed(text: str, size: int, width: float) -> int:
    """Return how many lines a text takes; a word longer than a line is broken."""
    room = max(1, int(width * POINTS / (size * LETTER)))
    count, used = 1, 0
    for word in text.split():
        if used and used + 1 + len(word) > room:
            count, used = count + 1, 0
        used += len(word) + (1 if used else 0)
        count, used = count + (used - 1) // room, (used - 1) % room + 1
    return count


def kit_slides(facts: KitFacts, code: bytes) -> bytes:
    """Return the slides of a kit; ``code`` is the image of its QR code. In the language at hand."""
    from pptx import Presentation
    from pptx.util import Inches

    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(WIDTH), Inches(HEIGHT)
    about = deck.core_properties
    about.title, about.author, about.language, about.last_modified_by = facts.title, "Pépite", facts.locale, "Pépite"
    about.created = about.modified = SOME_DAY
    _cover(_Page(deck, facts, NIGHT), facts)
    _what_it_takes(_Page(deck, facts, PAPER), facts)
    _how_to_join(_Page(deck, facts, PAPER), facts, code)
    out = io.BytesIO()
    deck.save(out)
    return out.getvalue()


def _cover(page: _Page, facts: KitFacts) -> None:
    page.picture(_mark(), Box(EDGE, EDGE, 1.0, 1.0), "")
    page.write(Words([_("We are looking for volunteers")], 20, GOLD, is_bold=True), Box(2.0, 0.95, 10.4, 0.7))
    page.title(Words([facts.title], 48, WHITE, is_bold=True), Box(EDGE, 2.0, 11.7, 2.0))
    page.write(Words([facts.pitch], 26, WHITE), Box(EDGE, 4.15, 11.7, 1.6))
    page.write(Words([facts.entity_name, " – ".join(facts.dates)], 18, GOLD), Box(EDGE, 5.95, 11.7, 0.95))


def _what_it_takes(page: _Page, facts: KitFacts) -> None:
    half = (WIDTH - 3 * EDGE) / 2
    page.title(Words([_("How it works")], 36, INK, is_bold=True), Box(EDGE, 0.55, 11.7, 0.85))
    asked = [
        _("You try the product, and say in your own language what you see: a problem, an idea, praise or a question."),
        *([facts.effort] if facts.effort else []),
        facts.promise,
    ]
    sides = ((EDGE, _("What to expect"), asked), (2 * EDGE + half, _("What protects you"), facts.contract))
    for start, heading, lines in sides:
        page.card(Box(start - 0.3, 1.65, half + 0.6, 5.2))
        page.write(Words([heading], 20, SOFT, is_bold=True), Box(start, 1.85, half, 0.55))
        page.write(Words(lines, 22), Box(start, 2.5, half, 4.15))


def _how_to_join(page: _Page, facts: KitFacts, code: bytes) -> None:
    page.title(Words([_("Join the campaign")], 40, INK, is_bold=True), Box(EDGE, 0.8, 6.9, 1.5))
    steps = [
        _("Scan the code with your phone to join."),
        _("Nobody has to join, and anyone who joins can leave in one click, without giving a reason."),
    ]
    page.write(Words(steps, 24), Box(EDGE, 2.5, 6.9, 2.4))
    page.write(Words([facts.address], 22, INK, is_bold=True), Box(EDGE, 5.1, 6.9, 1.2), direction="ltr")
    page.picture(code, Box(8.2, 1.4, 4.4, 4.4), _("QR code of the address %(address)s", address=facts.address))
    page.write(Words([facts.title], 16, SOFT), Box(EDGE, 6.4, 11.7, 0.6))


class _Page:
    """One slide, mirrored for languages that are read from the right."""

    def __init__(self, deck: Deck, facts: KitFacts, background: str) -> None:
        from pptx.dml.color import RGBColor
        from pptx.util import Inches, Pt

        self._inches, self._points, self._colour = Inches, Pt, RGBColor.from_string
        self._locale, self._is_rtl = facts.locale, facts.dir == "rtl"
        self._slide: Slide = deck.slides.add_slide(deck.slide_layouts[TITLE_ONLY])
        fill = self._slide.background.fill
        fill.solid()
        fill.fore_color.rgb = self._colour(background)

    def title(self, words: Words, box: Box) -> None:
        """Write the title, which the outline and screen readers know as such."""
        self._fill(self._slide.shapes.title, words, box, "")

    def write(self, words: Words, box: Box, direction: str = "") -> None:
        """Write words into a box of their own; ``direction`` is the language's unless told."""
        self._fill(self._slide.shapes.add_textbox(*self._place(box)), words, box, direction)

    def card(self, box: Box) -> None:
        """Draw a white surface."""
        from pptx.enum.shapes import MSO_SHAPE

        shape = self._slide.shapes.add_shape(MSO_SHAPE.RECTANGLE, *self._place(box))
        shape.fill.solid()
        shape.fill.fore_color.rgb = self._colour(WHITE)
        shape.line.fill.background()
        shape.shadow.inherit = False

    def picture(self, image: bytes, box: Box, alternative: str) -> None:
        """Show an image; ``alternative`` is read aloud instead."""
        shape = self._slide.shapes.add_picture(io.BytesIO(image), *self._place(box))
        for described in shape.element.iter("{*}cNvPr"):
            described.set("descr", alternative)

    def _fill(self, shape: Shape, words: Words, box: Box, direction: str) -> None:
        from pptx.enum.text import MSO_ANCHOR, MSO_AUTO_SIZE

        shape.left, shape.top, shape.width, shape.height = self._place(box)
        frame = shape.text_frame
        frame.word_wrap, frame.auto_size, frame.vertical_anchor = True, MSO_AUTO_SIZE.NONE, MSO_ANCHOR.TOP
        frame.margin_left = frame.margin_right = frame.margin_top = frame.margin_bottom = 0
        line = ARABIC_LINE if self._is_rtl else LINE
        size = fitting_size(words, box, line)
        for number, text in enumerate(words.lines):
            paragraph = frame.paragraphs[0] if number == 0 else frame.add_paragraph()
            run = paragraph.add_run()
            run.text = text
            run.font.size, run.font.bold = self._points(size), words.is_bold
            run.font.color.rgb = self._colour(words.colour)
            paragraph.space_before = self._points(size * line * words.gap if number else 0)
        self._set_language(shape.element, direction or ("rtl" if self._is_rtl else "ltr"))

    def _set_language(self, element: BaseOxmlElement, direction: str) -> None:
        """Say of each paragraph how it runs and of each run which language it is in; the library knows neither."""
        for paragraph in element.iter("{*}p"):
            about = paragraph.get_or_add_pPr()
            about.set("rtl", "1" if direction == "rtl" else "0")
            about.set("algn", "r" if self._is_rtl else "l")
        for run in element.iter("{*}r"):
            run.get_or_add_rPr().set("lang", self._locale)

    def _place(self, box: Box) -> tuple[int, int, int, int]:
        left = WIDTH - box.start - box.width if self._is_rtl else box.start
        return self._inches(left), self._inches(box.top), self._inches(box.width), self._inches(box.height)


@cache
def _mark() -> bytes:
    from PIL import Image, ImageDraw

    image = Image.new("RGBA", (32 * FINE, 32 * FINE))
    draw = ImageDraw.Draw(image)
    for colour, points in FACETS:
        draw.polygon([value * FINE for value in points], fill=f"#{colour}")
    out = io.BytesIO()
    image.resize((8 * FINE, 8 * FINE), Image.Resampling.LANCZOS).save(out, "PNG")
    return out.getvalue()
