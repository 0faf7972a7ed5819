"""`pepite demo …`: the demonstration. Runs inside an application context."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import click
from flask import current_app
from sqlalchemy.exc import IntegrityError

from app.core.errors import NotFound
from app.demo import reader
from app.demo.importing import Report, edition_for, import_feedback_file
from app.demo.load import STEPS, is_loaded, load_world
from app.demo.stage import PASSWORD
from app.demo.story import REFERENCE_CODE
from app.policy.actor import SYSTEM
from app.web.database import current_session
from config import DEMO_MARK, Settings

LINES_SHOWN = 20  # line numbers printed for each reason


@click.group()
def demo() -> None:
    """Load an invented world to look around in, and list its accounts."""


@demo.command()
@click.option("--once", is_flag=True, help="Do nothing when the demonstration is there already.")
def load(*, once: bool) -> None:
    """Load two entities, two campaigns, 110 accounts and 260 contributions."""
    settings: Settings = current_app.extensions["settings"]
    if settings.production:
        msg = "The demonstration is not loaded in production: everybody knows its password."
        raise click.ClickException(msg)
    session = current_session()
    if is_loaded(session):
        if once:
            click.echo("The demonstration is loaded already.")
            return
        msg = "The demonstration is loaded already. For a fresh one, start from an empty data folder and database."
        raise click.ClickException(msg)
    with click.progressbar(length=STEPS, label="Loading the demonstration", item_show_func=str) as bar:
        load_world(session, current_app.extensions["storage"], tell_progress=lambda step: bar.update(1, step))
    (settings.data_dir / DEMO_MARK).touch()
    click.echo("The demonstration is loaded. `pepite demo accounts` lists who can sign in.")


@demo.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def accounts(*, as_json: bool) -> None:
    """List the accounts of the demonstration with their password."""
    if not is_loaded(current_session()):
        msg = "The demonstration is not loaded. `pepite demo load` loads it."
        raise click.ClickException(msg)
    rows = [
        {
            "email": person.email,
            "password": PASSWORD,
            "role": ", ".join(role.role for role in person.roles) or "tester",
            "entity": person.entity,
            "locale": person.locale,
        }
        for person in reader.people()
    ]
    if as_json:
        click.echo(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for row in rows:
        click.echo(f"{row['email']:<48} {row['role']:<18} {row['entity']:<12} {row['locale']:<6} {row['password']}")
    click.echo(f"Reference code of a contribution whose author nobody knows: {REFERENCE_CODE}")


@click.command("import-feedback")
@click.argument("file", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--campaign", "slug", required=True, help="The campaign's short name, as in its address.")
@click.option("--entity", "code", required=True, help="The entity's code.")
def import_feedback(file: Path, slug: str, code: str) -> None:
    """Bring contributions in from FILE, one JSON object a line; what is there already is passed over."""
    session = current_session()
    try:
        edition = edition_for(session, slug, code)
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
