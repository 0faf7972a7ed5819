"""A page as PDF, tagged for who has it read out, where WeasyPrint and pango are installed (docs/administrator.md)."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from ctypes.util import find_library
from dataclasses import dataclass
from functools import cache
from importlib.util import find_spec
from pathlib import Path

STYLES = Path(__file__).parent.parent / "ui" / "static"
TAGGED = "pdf/ua-1"
_NO_GLYPH = ".notdef"  # how the library begins to say that a letter has no font


@dataclass(frozen=True, slots=True)
class WrittenPdf:
    """The file, and whether letters of a script without a font are missing in it."""

    content: bytes
    lacks_letters: bool


@cache
def can_write_pdf() -> bool:
    """Tell whether the library, and pango with which it sets letters, are installed here.

    It is asked by pages too, and loads neither.
    """
    return find_spec("weasyprint") is not None and find_library("pango-1.0") is not None


def write_pdf(page: str, style: str, images: Mapping[str, bytes] | None = None) -> WrittenPdf:
    """Return a whole HTML document as PDF. ``style``: a style sheet of the site; ``images``: SVG by address.

    :raises ImportError: the library or pango is not installed
    """
    if not can_write_pdf():
        raise ImportError(name="weasyprint")
    try:
        from PIL import ImageFile
        from weasyprint import CSS, HTML
        from weasyprint.urls import URLFetcher, URLFetcherResponse
    except OSError as error:  # one of pango's own libraries is missing
        raise ImportError(name="pango") from error

    ImageFile.LOAD_TRUNCATED_IMAGES = False  # the library says yes for the whole process; uploads rely on no

    class Carried(URLFetcher):  # type: ignore[misc]  # the library has no types
        """Gives out the images that came along; a document holds all it shows, so every other address is refused."""

        def fetch(self, url: str, headers: object = None) -> object:
            del headers
            if url not in (images or {}):
                raise ValueError(url)
            return URLFetcherResponse(url, (images or {})[url], {"Content-Type": "image/svg+xml"})

    watch = _MissingLetters()
    library = logging.getLogger("weasyprint")
    library.addHandler(watch)
    try:
        written = HTML(string=page, url_fetcher=Carried()).write_pdf(
            stylesheets=[CSS(filename=str(STYLES / style))], pdf_variant=TAGGED, pdf_tags=True
        )
    finally:
        library.removeHandler(watch)
    return WrittenPdf(bytes(written or b""), watch.has_seen)


class _MissingLetters(logging.Handler):
    """Notes that the library drew a letter it has no font for; what the letter was is nobody's business."""

    has_seen = False

    def emit(self, record: logging.LogRecord) -> None:
        """Look at one message of the library."""
        self.has_seen = self.has_seen or str(record.msg).startswith(_NO_GLYPH)
