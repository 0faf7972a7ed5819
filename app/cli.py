"""`pepite …`: run, prepare, load and check an installation."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click
import waitress
from alembic import command
from alembic.config import Config
from click.decorators import pass_meta_key
from flask import Flask
from sqlalchemy.exc import OperationalError, ProgrammingError

from app import create_app
from app.accounts.cli import create_admin
from app.dashboards.cli import figures
from app.demo.cli import demo
from app.doctor import doctor
from app.feedback.cli import search
from app.importing.cli import import_feedback
from app.journal.seal import check_chain, seal_waiting
from app.web import logs
from app.web.database import current_session
from app.worker import run_alone, start_beside_web
from app.wsgi import settle
from config import InvalidSettings, Settings

ROOT = Path(__file__).parent.parent
THREADS = 8
APP = "pepite.app"
pass_app = pass_meta_key(APP)  # the application that the command runs in


@click.group()
@click.pass_context
def cli(context: click.Context) -> None:
    """Pépite: the beta-test and co-creation community of a group."""
    os.umask(0o077)  # database, files and mails are for the owner of the process only
    settings = Settings.from_environ()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    logs.configure(settings)
    context.obj = settings
    if context.invoked_subcommand != "upgrade":
        app = context.meta[APP] = create_app(settings)
        context.with_resource(app.app_context())


@cli.command()
@pass_app
@click.pass_obj
def run(settings: Settings, app: Flask) -> None:
    """Serve on PEPITE_HOST and PEPITE_PORT, with the worker in the same process."""
    start_beside_web(app, settings)
    settle()
    click.echo(f"Pépite is at {settings.base_url}")
    if settings.is_demo:
        click.echo("Sign in with an address and a password that `pepite demo accounts` lists.")
    click.echo("Stop with Ctrl+C.")
    waitress.serve(app, host=settings.host, port=settings.port, threads=THREADS, ident=None)


@cli.command()
@pass_app
@click.pass_obj
def worker(settings: Settings, app: Flask) -> None:
    """Deliver events and run jobs, beside web processes that share the database and Redis."""
    run_alone(app, settings)


@cli.command()
@click.pass_obj
def upgrade(settings: Settings) -> None:
    """Bring the database to this version's schema."""
    command.upgrade(alembic_config(settings.database_url), "head")
    click.echo("The database is up to date.")


def alembic_config(database_url: str) -> Config:
    """Return Alembic's configuration for that database."""
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    config.attributes["database_url"] = database_url
    return config


@cli.group()
def journal() -> None:
    """The journal of what was done."""


@journal.command("verify")
def verify_journal() -> None:
    """Recompute the whole chain; fail when an entry was changed, removed or added."""
    session = current_session()
    while seal_waiting(session):
        pass
    result = check_chain(session)
    if result.broken_at is not None:
        msg = f"The journal is broken at entry {result.broken_at}: it was changed outside the application."
        raise click.ClickException(msg)
    click.echo(f"The journal is whole: {result.checked} entries. The last one's hash: {result.last_hash}")


for extra in (create_admin, figures, demo, import_feedback, doctor, search):
    cli.add_command(extra)


def main() -> None:
    """Run the command line; a refused setting is one sentence, not a traceback."""
    try:
        cli()
    except (OperationalError, ProgrammingError):
        click.echo(
            "The database does not answer, or is not prepared. Run `pepite upgrade`; `pepite doctor` says more.",
            err=True,
        )
        sys.exit(1)
    except InvalidSettings as error:
        click.echo(f"Pépite does not start. {error}", err=True)
        sys.exit(2)
