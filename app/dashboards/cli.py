"""`pepite figures …`: make the figures anew, or check them. Runs inside an application context."""

from __future__ import annotations

import click

from app.dashboards.queries.truth import figure_differences
from app.dashboards.service import rebuild_figures
from app.policy.actor import SYSTEM
from app.web.database import current_session

SHOWN_MAX = 50  # differences printed; one bad release may make thousands


@click.group("figures")
def figures() -> None:
    """Make the figures of the dashboards anew, or check them."""


@figures.command("rebuild")
def rebuild() -> None:
    """Count every figure from the contributions."""
    rebuild_figures(current_session(), SYSTEM, tell=lambda table: click.echo(f"Counting {table}."))
    click.echo("Every figure was counted anew.")


@figures.command("verify")
def verify() -> None:
    """Compare every figure with the contributions; fail when one differs."""
    found = figure_differences(current_session(), SYSTEM)
    for difference in found[:SHOWN_MAX]:
        click.echo(f"{difference.table} {difference.key}: {difference.stored}, should be {difference.expected}")
    if found:
        msg = f"{len(found)} figures differ. `pepite figures rebuild` makes them anew."
        raise click.ClickException(msg)
    click.echo("Every figure is what its contributions say.")
