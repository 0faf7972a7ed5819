"""`pepite figures …`."""

from __future__ import annotations

from functools import partial

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.core import idents
from app.dashboards.cli import figures
from app.dashboards.service import rebuild_figures
from app.feedback.models import Feedback
from app.feedback.service.converse import CommentInput, comment_on_feedback, say_me_too
from app.figures.types import FigureName
from app.figures.weeks import monday_of
from app.policy.actor import SYSTEM
from tests.factories.accounts import make_person
from tests.factories.campaigns import make_edition
from tests.factories.feedback import make_feedback
from tests.feedback.scene import make_scene
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
        week = monday_of(feedback.created_at.date())
        for figure in (f"contributions of {week}", "contributions idea in all"):
            assert f"{figure} ({place}): 0, should be 1" in checked.output
        assert runner.invoke(figures, ["rebuild"]).exit_code == 0
        assert runner.invoke(figures, ["verify"]).output == "Every figure is what its rows say.\n"
    assert counted(session, FigureName.CONTRIBUTIONS) == 1


@pytest.mark.parametrize("counter", ["me_too_count", "comment_count", "image_count"])
def test_counters_are_checked_and_mended(app: Flask, session: Session, counter: str) -> None:
    scene = make_scene(session)
    feedback = make_feedback(session, edition=scene.edition, author=make_person(session))
    feedback.imported_votes = feedback.me_too_count = 3
    session.commit()
    say_me_too(session, scene.actor, feedback.id)
    comment_on_feedback(session, scene.actor, feedback.id, CommentInput("Same here.", "key"))
    rebuild_figures(session, SYSTEM)
    with app.app_context():
        verify = partial(CliRunner().invoke, figures, ["check"])
        assert verify().exit_code == 0
        right = getattr(feedback, counter)
        session.execute(update(Feedback).values({counter: right + 7}))
        session.commit()
        checked = verify()
        assert checked.exit_code == 1
        place = f"contribution {idents.encode(feedback.id)}"
        assert f"{counter} ({place}): {right + 7}, should be {right}" in checked.output
        assert CliRunner().invoke(figures, ["rebuild"]).exit_code == 0
        assert verify().exit_code == 0
    session.refresh(feedback)
    assert getattr(feedback, counter) == right
