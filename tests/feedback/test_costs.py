"""What a page about one contribution costs, whatever was said of it."""

from __future__ import annotations

import pytest
from sqlalchemy.orm import Session

from app.core import idents
from app.decisions.service import DecisionInput, record_decision
from app.feedback.models import Feedback
from app.feedback.service.converse import CommentInput, comment_on_feedback
from app.feedback.service.submit import ImageInput, submit_feedback
from app.feedback.types import Verdict
from app.files.images import clean_image
from app.files.storage import memory_storage
from app.policy.actor import Role
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_mandate, make_person
from tests.feedback.scene import Scene, make_colleague, make_input, make_scene
from tests.feedback.sent import picture


def said_of(session: Session, scene: Scene, number: int) -> Feedback:
    """Return a contribution with so many images, comments, replies and decisions, each by somebody else."""
    images = tuple(ImageInput(clean_image(picture()), f"Image {one}") for one in range(number))
    data = make_input(images=images)
    feedback_id = submit_feedback(session, scene.actor, scene.address, data, memory_storage())
    feedback = session.get_one(Feedback, feedback_id)
    decided: int | None = None
    for one in range(number):
        _, colleague = make_colleague(session, scene)
        said = comment_on_feedback(session, colleague, feedback.id, CommentInput("Same.", f"{feedback.id}-{one}"))
        reply = CommentInput("Here too.", f"{feedback.id}-{one}-reply", said.id)
        comment_on_feedback(session, colleague, feedback.id, reply)
        sponsor = actor_for(make_person(session, entity=scene.entity), Role.SPONSOR, entity=scene.entity)
        choice = DecisionInput(Verdict.GO, "Good.", f"{feedback.id}-{one}", replaces=decided)
        decided = record_decision(session, sponsor, feedback.id, choice).id
    return feedback


@pytest.mark.parametrize("page", ["", "/decision"])
def test_a_page_costs_the_same_whatever_was_said(
    session: Session, browser: Browser, queries: CountQueries, page: str
) -> None:
    scene = make_scene(session, trusted=True)
    sponsor = make_person(session, entity=scene.entity)
    make_mandate(session, person=sponsor, role=Role.SPONSOR, entity=scene.entity)
    few, many = said_of(session, scene, 2), said_of(session, scene, 4)
    client = browser.as_(sponsor)
    addresses = [f"/feedback/{idents.encode(feedback.id)}{page}" for feedback in (few, many)]
    client.get(addresses[0])
    counted = []
    for address in addresses:
        with queries() as seen:
            assert client.get(address).status_code == 200
        counted.append(len(seen))
    assert counted[0] == counted[1]
