"""`pepite search …`: what contributions are found by. Runs inside an application context."""

from __future__ import annotations

import click

from app.feedback.service.search import rebuild_search
from app.policy.actor import SYSTEM
from app.web.database import current_session


@click.group("search")
def search() -> None:
    """Look after the index of the search."""


@search.command("rebuild")
def rebuild() -> None:
    """Index the words of every contribution, comment and answer anew, as this version does it."""
    changed = rebuild_search(current_session(), SYSTEM)
    click.echo(f"The search is up to date. Texts indexed anew: {changed}")
