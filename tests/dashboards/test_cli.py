"""`pepite figures …`."""

from __future__ import annotations

from click.testing import CliRunner
from flask import Flask
from sqlalchemy.orm import Session

from app.dashboards.cli import figures
from app.figures.types import FigureName
from tests.factories.accounts import make_person
from tests.factories.campaigns import make_edition
from tests.factories.feedback import make_feedback
from tests.figures.counted import counted


def test_figures_are_checked_and_mended(app: Flask, session: Session) -> None:
    edition = make_edition(session)
    feedback = make_feedback(session, edition=edition, author=make_person(session))  # a row that nobody counted
    session.commit()
    with app.app_context():
        runner = CliRunner()
        checked = runner.invoke(figures, ["verify"])
        assert checked.exit_code == 1
        place = f"campaign {edition.campaign_id}, entity {edition.entity_id}"
        day = feedback.created_at.date()
        assert f"contributions idea of {day} ({place}): 0, should be 1" in checked.output
        assert runner.invoke(figures, ["rebuild"]).exit_code == 0
        assert runner.invoke(figures, ["verify"]).output == "Every figure is what its rows say.\n"
    assert counted(session, FigureName.CONTRIBUTIONS) == 1
