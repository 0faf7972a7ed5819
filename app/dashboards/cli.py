"""`pepite figures …`: make the figures anew, or check them. Runs inside an application context."""

from __future__ import annotations

import click

from app.core import idents
from app.dashboards.queries.recount import figure_differences
from app.dashboards.service import rebuild_figures
from app.feedback.queries.counters import counter_differences
from app.figures.definitions import ANY_DAY
from app.figures.registry import FIGURES, Unit
from app.policy.actor import SYSTEM
from app.web.database import current_session

SHOWN_MAX = 50  # differences printed; one bad release may make thousands


@click.group("figures")
def figures() -> None:
    """Make the figures of the dashboards anew, or check them."""


@figures.command("list")
def list_figures() -> None:
    """Print every figure: its name, what it counts, how it is shown, its label."""
    for figure in FIGURES:
        shown = "masked" if figure.unit is Unit.PEOPLE else figure.list_filter or "-"
        kept = "kept" if figure.is_kept else "follows"
        click.echo(f"{figure.name:<14}{figure.unit:<15}{kept:<9}{shown:<18}{figure.label}")


@figures.command("rebuild")
def rebuild() -> None:
    """Count every figure from contributions and enrolments."""
    rebuild_figures(current_session(), SYSTEM)
    click.echo("Every figure was counted anew.")


@figures.command("verify")
def verify() -> None:
    """Compare every figure with contributions and enrolments, and every counter with its rows; fail on a difference."""
    found = figure_differences(current_session(), SYSTEM)
    counters = counter_differences(current_session(), SYSTEM)
    for one in found[:SHOWN_MAX]:
        place = f"campaign {one.cell.campaign_id}, entity {one.cell.entity_id}"
        name = " ".join(filter(None, [one.cell.name, one.cell.value]))
        when = "in all" if one.cell.day == ANY_DAY else f"of {one.cell.day}"
        click.echo(f"{name} {when} ({place}): {one.stored}, should be {one.expected}")
    for counter in counters[:SHOWN_MAX]:
        place = f"contribution {idents.encode(counter.feedback_id)}"
        click.echo(f"{counter.name} ({place}): {counter.stored}, should be {counter.expected}")
    if found or counters:
        msg = f"{len(found) + len(counters)} figures differ. `pepite figures rebuild` makes them anew."
        raise click.ClickException(msg)
    click.echo("Every figure is what its rows say.")


figures.add_command(verify, "check")
