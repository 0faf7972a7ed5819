"""A report as PDF: the sheets of the page, tagged for who has them read out, where WeasyPrint and its libraries are."""

from __future__ import annotations

import logging
from ctypes.util import find_library
from functools import cache
from importlib.util import find_spec
from pathlib import Path

from flask import current_app

from app.reports.presenters.document import ReportDocument
from app.reports.presenters.paper import paper_of

PAPER_STYLE = Path(__file__).parents[2] / "ui" / "static" / "report.css"
TAGGED = "pdf/ua-1"
_NO_GLYPH = ".notdef"  # how the library begins to say that a letter has no font


@cache
def can_write_pdf() -> bool:
    """Tell whether the library, and pango with which it sets letters, are installed here (docs/administrator.md).

    It is asked by pages too, and loads neither.
    """
    return find_spec("weasyprint") is not None and find_library("pango-1.0") is not None


def pdf_of(document: ReportDocument) -> tuple[bytes, bool]:
    """Return the PDF, and whether letters of a script without a font are missing in it.

    :raises ImportError: the library or pango is not installed
    """
    if not can_write_pdf():
        raise ImportError(name="weasyprint")
    try:
        from weasyprint import CSS, HTML  # noqa: PLC0415 - large, and not installed everywhere
    except OSError as error:  # one of pango's own libraries is missing
        raise ImportError(name="pango") from error

    template = current_app.jinja_env.get_template("reports/kit/paper.html")  # no request: without what pages have
    page = template.render(paper=paper_of(document))
    watch = _MissingLetters()
    library = logging.getLogger("weasyprint")
    library.addHandler(watch)
    try:
        written = HTML(string=page, url_fetcher=_fetches_nothing).write_pdf(
            stylesheets=[CSS(filename=str(PAPER_STYLE))], pdf_variant=TAGGED, pdf_tags=True
        )
    finally:
        library.removeHandler(watch)
    return bytes(written or b""), watch.has_seen


def _fetches_nothing(url: str, *_arguments: object, **_options: object) -> dict[str, str]:
    """Refuse every address: a report holds all it shows."""
    raise ValueError(url)


class _MissingLetters(logging.Handler):
    """Notes that the library drew a letter it has no font for; what the letter was is nobody's business."""

    has_seen = False

    def emit(self, record: logging.LogRecord) -> None:
        """Look at one message of the library."""
        self.has_seen = self.has_seen or str(record.msg).startswith(_NO_GLYPH)
