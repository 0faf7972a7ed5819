"""`pepite demo …`: the demonstration. Runs inside an application context."""

from __future__ import annotations

import json
from collections.abc import Iterator

import click
from flask import current_app
from sqlalchemy import select

from app.accounts.models import Person
from app.core import clock
from app.dashboards.credentials import NoteAddress, note_token
from app.demo import reader
from app.demo.load import STEPS, is_loaded, load_world
from app.demo.stage import PASSWORD
from app.demo.story import REFERENCE_CODE
from app.policy.actor import Role
from app.web.addresses import path_of
from app.web.database import current_session
from config import DEMO_MARK, Settings


@click.group()
def demo() -> None:
    """Load an invented world to look around in, and list its accounts."""


@demo.command()
@click.option("--once", is_flag=True, help="Do nothing when the demonstration is there already.")
def load(*, once: bool) -> None:
    """Load two entities, three campaigns (one is over), 110 accounts and 280 contributions."""
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
        load_world(
            session,
            current_app.extensions["storage"],
            current_app.extensions["event_handlers"],
            tell_progress=lambda step: bar.update(1, step),
        )
    (settings.data_dir / DEMO_MARK).touch()
    click.echo("The demonstration is loaded. `pepite demo accounts` lists who can sign in.")


@demo.command()
@click.option("--json", "as_json", is_flag=True, help="For programs.")
def accounts(*, as_json: bool) -> None:
    """List the accounts of the demonstration with their password."""
    if not is_loaded(current_session()):
        msg = "The demonstration is not loaded. `pepite demo load` loads it."
        raise click.ClickException(msg)
    settings: Settings = current_app.extensions["settings"]
    rows = [
        {
            "email": person.email,
            "password": PASSWORD,
            "role": ", ".join(role.role.value for role in person.roles) or "tester",
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
    click.echo("The monthly notes that sponsors were mailed open without signing in:")
    for name, path in _notes():
        click.echo(f"{name:<20} {settings.base_url}{path}")


def _notes() -> Iterator[tuple[str, str]]:
    """Return the path of the note of each sponsor, written in the first days of this month."""
    settings: Settings = current_app.extensions["settings"]
    sponsors = {person.email: person for person in reader.people() if person.holds(Role.SPONSOR)}
    rows = select(Person.id, Person.name, Person.entity_id).where(Person.email.in_(sponsors)).order_by(Person.name)
    for person_id, name, entity_id in current_session().execute(rows):
        address = NoteAddress(person_id, entity_id, clock.today().replace(day=1))
        yield name, path_of("dashboards.note", token=note_token(settings.secret_key, address))
