"""Screenshots of an invented application, drawn here: nobody's screen was copied."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from app.demo.reader import Item
from app.feedback.service.submit import ImageInput
from app.files.images import clean_image

WIDTH, HEIGHT, MARGIN = 540, 960, 36  # pixels
INK, PALE, PAPER, ACCENT, MARK = "#1d2430", "#c9cdd4", "#ffffff", "#1f5f6b", "#b3261e"


@dataclass(frozen=True, slots=True)
class Shot:
    """What a screen shows, where the tester drew a circle, and the words for who cannot see it.

    Heading, lines and button are written in ASCII: the font that comes with Pillow has nothing else.
    """

    heading: str
    lines: tuple[str, ...]
    button: str
    marked: int  # which line has the circle
    alt_text: str


SHOTS: Mapping[str, tuple[Shot, ...]] = {
    "pt-001": (
        Shot(
            "Simulador",
            ("Montante", "5 250 EUR", "Prazo: 48 meses", "Mensalidade: 127,40 EUR"),
            "Continuar",
            1,
            "Ecrã do simulador: o cursor do montante parou em 5250 euros.",
        ),
        Shot(
            "Simulador",
            ("Montante", "4 750 EUR", "Prazo: 48 meses", "Mensalidade: 115,30 EUR"),
            "Continuar",
            1,
            "O mesmo ecrã, um toque depois: o cursor saltou para 4750 euros.",
        ),
    ),
    "de-002": (
        Shot(
            "Ihr Ergebnis",
            ("Monatliche Rate", "189,00 EUR", "eff. Jahreszins 6,49 %", "Laufzeit: 60 Monate"),
            "Weiter",
            2,
            "Ergebnisseite: Die Rate steht groß in der Mitte, der Jahreszins darunter klein und grau.",
        ),
    ),
    "fr-001": (
        Shot(
            "Projets",
            ("Livrets", "Simuler un emprunt", "Infos", "Mes documents"),
            "Ouvrir",
            1,
            "Le menu « Projets » : le simulateur est la deuxième ligne sur quatre.",
        ),
    ),
}


def images_of(item: Item, at: datetime) -> tuple[ImageInput, ...]:
    """Return the screenshots that come with a contribution."""
    return tuple(ImageInput(clean_image(draw(shot, at)), shot.alt_text) for shot in SHOTS.get(item.key, ()))


def draw(shot: Shot, at: datetime) -> bytes:
    """Return the screen as PNG."""
    picture = Image.new("RGB", (WIDTH, HEIGHT), PAPER)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, WIDTH, 150), fill=ACCENT)
    pen.text((MARGIN, 18), f"{at:%H:%M}", fill=PAPER, font=_font(22))
    pen.text((MARGIN, 74), shot.heading, fill=PAPER, font=_font(46))
    for place, line in enumerate(shot.lines):
        top = 200 + place * 120
        pen.text((MARGIN, top), line, fill=INK, font=_font(40))
        pen.line((MARGIN, top + 84, WIDTH - MARGIN, top + 84), fill=PALE, width=3)
    top = 200 + shot.marked * 120
    pen.ellipse((14, top - 26, WIDTH - 60, top + 78), outline=MARK, width=7)
    pen.rounded_rectangle((MARGIN, HEIGHT - 160, WIDTH - MARGIN, HEIGHT - 70), radius=22, fill=ACCENT)
    pen.text((WIDTH / 2, HEIGHT - 115), shot.button, fill=PAPER, font=_font(38), anchor="mm")
    out = BytesIO()
    picture.save(out, "PNG")
    return out.getvalue()


def _font(size: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(size)
