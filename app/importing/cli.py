"""`pepite import-feedback`: bring in feedback gathered elsewhere. Runs inside an application context."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import click
from sqlalchemy.exc import IntegrityError

from app.core.errors import NotFound
from app.importing.queries import edition_for
from app.importing.service import Report, import_feedback_file
from app.policy.actor import SYSTEM
from app.web.database import current_session

LINES_SHOWN = 20  # line numbers printed for each reason


@click.command("import-feedback")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--campaign", "slug", required=True, help="The campaign's short name, as in its address.")
@click.option("--entity", "code", required=True, help="The entity's code.")
def import_feedback(file: Path, slug: str, code: str) -> None:
    """Bring contributions in from FILE, one JSON object a line; what is there already is passed over."""
    session = current_session()
    try:
        edition = edition_for(session, SYSTEM, slug, code)
    except NotFound as error:
        msg = f"There is no edition of the campaign {slug} in the entity {code}."
        raise click.ClickException(msg) from error
    done = 0

    def move(end: int) -> None:
        nonlocal done
        bar.update(end - done)
        done = end

    try:
        with click.progressbar(length=file.stat().st_size, label="Reading") as bar:
            report = import_feedback_file(session, SYSTEM, edition, file, move)
    except IntegrityError as error:
        msg = "Another import brings the same items. Run this again once it has ended: nothing is added twice."
        raise click.ClickException(msg) from error
    for line in sentences(report):
        click.echo(line)


def sentences(report: Report) -> Iterator[str]:
    """Yield the report of an import, a line each."""
    yield f"Lines read: {report.read}"
    yield f"Contributions added: {report.contributions}"
    yield f"Comments added: {report.comments}"
    yield f"Already there: {report.already_there}"
    if not report.contributions and not report.comments:
        yield "Nothing was added."
    yield f"Refused: {report.refused_count}"
    for reason, lines in report.refused.items():
        yield f"  {reason.value}: {len(lines)} ({_places(lines)})"
    for remark, lines in report.remarks.items():
        yield f"Kept, but {remark.value}: {len(lines)} ({_places(lines)})"


def _places(lines: list[int]) -> str:
    shown = ", ".join(map(str, lines[:LINES_SHOWN]))
    more = f" and {len(lines) - LINES_SHOWN} more" if len(lines) > LINES_SHOWN else ""
    return f"line {shown}{more}" if len(lines) == 1 else f"lines {shown}{more}"
