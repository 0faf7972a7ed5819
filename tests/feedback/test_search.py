"""What contributions are found by can be made anew."""

from __future__ import annotations

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core.errors import Forbidden
from app.feedback.cli import search
from app.feedback.models import Feedback
from app.feedback.queries.feed import FeedFilters, feed_page
from app.feedback.service import search as service
from app.feedback.service.search import rebuild_search
from app.feedback.service.submit import submit_feedback
from app.files.storage import memory_storage
from app.policy.actor import SYSTEM
from tests.feedback.scene import Scene, make_input, make_scene
from tests.refusals import refused


def send(session: Session, scene: Scene, key: str) -> int:
    return submit_feedback(session, scene.actor, scene.address, make_input(key=key), memory_storage())


def test_every_contribution_is_indexed_anew(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(service, "BATCH", 2)
    scene = make_scene(session, trusted=True)
    sent = {send(session, scene, f"key-{number}") for number in range(5)}
    word = session.get_one(Feedback, min(sent)).title.split()[0]
    session.execute(update(Feedback).values(stems=""))
    assert feed_page(session, scene.actor, scene.campaign.facts, FeedFilters(search=word)).rows == []
    assert rebuild_search(session, SYSTEM) == 5
    rows = feed_page(session, scene.actor, scene.campaign.facts, FeedFilters(search=word)).rows
    assert {row.id for row in rows} == sent
    assert rebuild_search(session, SYSTEM) == 0


def test_the_command_says_how_many(app: Flask, session: Session) -> None:
    send(session, make_scene(session, trusted=True), "key")
    session.execute(update(Feedback).values(stems="old"))
    with app.app_context():
        result = CliRunner().invoke(search, ["rebuild"])
    assert result.exit_code == 0, result.output
    assert "Texts indexed anew: 1" in result.output
    assert session.scalars(select(Feedback.stems)).one() != "old"


def test_nobody_but_the_application_indexes(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    with refused(session, Forbidden):
        rebuild_search(session, scene.actor)
