"""Write a report of 40 pages as PDF, and the other formats, from the loaded demonstration.

`python -m benchmarks.reports` where `PEPITE_DATA_DIR` holds the demonstration. Its questionnaires are repeated until
there are 40 pages. The PDF is written in a process of its own that does nothing else, as a worker does that has just
started: its peak is the worker's. Goals: 10 s of the processor, 300 MB.
"""

from __future__ import annotations

import json
import re
import resource
import subprocess
import sys
import time
import zlib
from dataclasses import replace
from math import ceil

from flask import Flask
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from app import create_app
from app.accounts.models import Mandate
from app.campaigns.models import Campaign
from app.i18n.locale import language_of
from app.notifications.queries.readers import readers_of
from app.policy.actor import SYSTEM, Role
from app.reports.jobs import WRITERS
from app.reports.presenters.document import ReportDocument
from app.reports.presenters.whole import report_document
from app.reports.queries.content import ReportPlace, read_report
from app.reports.types import ReportFormat
from app.web.database import engine_of
from config import Settings

GOAL_SECONDS, GOAL_MB = 10, 300
PAGES = 40
LARGEST = "own-app"  # campaign of the demonstration
IS_THERE = select(Campaign.id).where(Campaign.slug == LARGEST)


def pages_in(content: bytes) -> int:
    """Return how many pages a PDF has."""
    streams = re.findall(rb"stream\r?\n(.*?)endstream", content, re.DOTALL)
    packed = b""
    for stream in streams:
        try:
            packed += zlib.decompress(stream)
        except zlib.error:
            continue
    return len(re.findall(rb"/Type ?/Page[^s]", content + packed))


def read(session: Session) -> ReportDocument | None:
    """Return the report of the largest campaign as the central team may have it; ``None`` without the demonstration."""
    if not inspect(session.get_bind()).has_table("campaigns") or session.scalar(IS_THERE) is None:
        return None
    person = session.scalars(select(Mandate.person_id).where(Mandate.role == Role.CENTRAL_TEAM).limit(1)).one()
    actor = readers_of(session, SYSTEM, [person])[person].actor
    content = read_report(session, actor, ReportPlace(LARGEST, "", "en"))
    with language_of("en"):
        return report_document(content)


def opened() -> tuple[Flask, ReportDocument | None]:
    """Return the application, and the report."""
    app = create_app(Settings.from_environ())
    with app.app_context(), Session(engine_of(app)) as session:
        return app, read(session)


def write_long_pdf(repeated: int) -> None:
    """Write the PDF alone, and print what it cost this process: pages, KB, seconds, MB at the peak."""
    app, document = opened()
    assert document is not None
    long = replace(document, waves=document.waves * repeated)
    started = time.process_time()
    with app.app_context(), language_of("en"):
        content = WRITERS[ReportFormat.PDF](long).data
    seconds = time.process_time() - started
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000
    print(json.dumps([pages_in(content), len(content) / 1000, seconds, peak]))


def long_pdf(repeated: int) -> tuple[int, float, float, float]:
    """Return what the PDF cost a process of its own."""
    command = [sys.executable, "-m", "benchmarks.reports", str(repeated)]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    pages, size, seconds, peak = json.loads(said.splitlines()[-1])
    return pages, size, seconds, peak


def main() -> int:
    """Print a line for each format; the exit status tells whether the goals are met.

    Seconds are those of the processor: what else the machine does is not the report's.
    """
    if len(sys.argv) > 1:
        write_long_pdf(int(sys.argv[1]))
        return 0
    app, document = opened()
    if document is None:
        print("  skipped: PEPITE_DATA_DIR holds no demonstration")
        return 0
    with app.app_context(), language_of("en"):
        for kind in ReportFormat:
            if kind is not ReportFormat.PDF:
                size, seconds = timed(kind, document)
                print(f"  {kind.value:5} {size:8.0f} KB {seconds:6.2f} s", flush=True)
    once, twice = long_pdf(1)[0], long_pdf(2)[0]
    repeated = 2 + ceil((PAGES - twice) / (twice - once))
    pages, size, seconds, megabytes = long_pdf(repeated)
    print(f"  pdf   {size:8.0f} KB {seconds:6.2f} s of {GOAL_SECONDS}: {pages} pages")
    print(f"  memory of the process that wrote it, at its peak: {megabytes:.0f} MB of {GOAL_MB}")
    return int(seconds > GOAL_SECONDS or megabytes > GOAL_MB)


def timed(kind: ReportFormat, document: ReportDocument) -> tuple[float, float]:
    """Return the size in KB of a report in one format, and the processor's seconds it took."""
    started = time.process_time()
    size = len(WRITERS[kind](document).data)
    return size / 1000, time.process_time() - started


if __name__ == "__main__":
    sys.exit(main())
