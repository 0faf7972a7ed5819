"""`pepite figures …`."""

from __future__ import annotations

from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.campaigns.models import Edition
from app.dashboards.cli import figures
from app.figures.models import DailyFigure
from tests.factories.accounts import make_person
from tests.factories.campaigns import make_edition
from tests.factories.feedback import make_feedback


def test_figures_are_checked_and_mended(app: Flask, session: Session) -> None:
    edition = make_edition(session)
    make_feedback(session, edition=edition, author=make_person(session))  # a row whose figures nobody counted
    session.execute(update(Edition).values(reaction_count=7))
    session.commit()
    with app.app_context():
        runner = CliRunner()
        checked = runner.invoke(figures, ["verify"])
        assert checked.exit_code == 1
        assert f"editions {edition.id}: (0, 7), should be (0, 0)" in checked.output
        assert runner.invoke(figures, ["rebuild"]).exit_code == 0
        assert runner.invoke(figures, ["verify"]).output == "Every figure is what its contributions say.\n"
    assert session.scalar(select(DailyFigure.contribution_count)) == 1
