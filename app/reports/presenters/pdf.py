"""A report as PDF: the sheets of the page."""

from __future__ import annotations

from flask import current_app

from app.reports.presenters.document import ReportDocument
from app.reports.presenters.paper import paper_of
from app.web.pdf import WrittenPdf, write_pdf


def pdf_of(document: ReportDocument) -> WrittenPdf:
    """Return the PDF.

    :raises ImportError: the library or pango is not installed
    """
    template = current_app.jinja_env.get_template("reports/kit/paper.html")  # no request: without what pages have
    return write_pdf(template.render(paper=paper_of(document)), "report.css")
