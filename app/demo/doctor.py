"""`pepite doctor`: is the installation well, and what to do when it is not."""

from __future__ import annotations

import click


@click.command()
def doctor() -> None:
    """Check settings, database, storage, mail and worker."""
    click.echo("OK")
