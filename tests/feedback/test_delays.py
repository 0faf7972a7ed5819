"""How long what waits usually does: said to who waits, of enough people, as of last Sunday."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core import clock, idents
from app.feedback.models import Feedback
from app.feedback.queries.delays import UsualDelay, usual_delays
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import make_person
from tests.factories.feedback import make_feedback
from tests.feedback.scene import Scene, make_scene
from tests.feedback.sent import send

MONDAY = datetime(2026, 3, 2, 10, tzinfo=UTC)


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session)


def waited(session: Session, scene: Scene, people: int, days: int, sent_at: datetime = MONDAY) -> None:
    """Let so many people each send one contribution that was published so many days later."""
    for _ in range(people):
        author = make_person(session, entity=scene.entity)
        feedback = make_feedback(session, edition=scene.edition, author=author, created_at=sent_at)
        feedback.published_at = sent_at + timedelta(days=days, minutes=5)
    session.commit()


def delay(session: Session, scene: Scene, now: datetime) -> UsualDelay | None:
    with clock.set_to(now):
        return usual_delays(session, scene.actor, [scene.edition.id]).get(scene.edition.id)


def test_half_of_them_waited_no_longer(session: Session, scene: Scene) -> None:
    waited(session, scene, 5, 0)
    waited(session, scene, 1, 1)
    waited(session, scene, 6, 3)
    assert delay(session, scene, MONDAY + timedelta(weeks=2)) == UsualDelay(days=1, people=10)


def test_a_weekend_is_not_waited(session: Session, scene: Scene) -> None:
    waited(session, scene, 5, 3, sent_at=MONDAY + timedelta(days=4))
    assert delay(session, scene, MONDAY + timedelta(weeks=2)) == UsualDelay(days=1, people=5)


def test_of_four_people_nothing_is_said(session: Session, scene: Scene) -> None:
    waited(session, scene, 4, 1)
    assert delay(session, scene, MONDAY + timedelta(weeks=2)) is None


def test_five_of_one_person_are_one_person(session: Session, scene: Scene) -> None:
    waited(session, scene, 4, 1)
    author = session.get_one(Person, session.scalars(select(Feedback.author_id).limit(1)).one())
    for _ in range(3):
        again = make_feedback(session, edition=scene.edition, author=author, created_at=MONDAY)
        again.published_at = MONDAY + timedelta(days=1)
    session.commit()
    assert delay(session, scene, MONDAY + timedelta(weeks=2)) is None


def test_it_moves_once_the_week_is_over(session: Session, scene: Scene) -> None:
    waited(session, scene, 5, 2)
    assert delay(session, scene, MONDAY + timedelta(days=6)) is None
    assert delay(session, scene, MONDAY + timedelta(days=7)) == UsualDelay(days=2, people=5)


def test_what_appeared_at_once_and_what_nobody_can_trace_do_not_count(session: Session, scene: Scene) -> None:
    waited(session, scene, 5, 2)
    for _ in range(20):
        at_once = make_feedback(session, edition=scene.edition, author=scene.person, created_at=MONDAY)
        at_once.published_at = MONDAY
        nameless = make_feedback(session, edition=scene.edition, author=None, created_at=MONDAY)
        nameless.published_at = MONDAY + timedelta(days=4)
    session.commit()
    assert delay(session, scene, MONDAY + timedelta(weeks=2)) == UsualDelay(days=2, people=5)


def test_who_waits_is_told_on_the_thanks_and_on_the_page(session: Session, scene: Scene, browser: Browser) -> None:
    waited(session, scene, 6, 2)
    client = browser.as_(scene.person)
    thanks = client.get(send(client, scene).location).text
    sentence = "Usually it is published within 2\u00a0working days (as seen with at least 5\u00a0people)."
    assert sentence in thanks
    own = session.scalars(select(Feedback.id).where(Feedback.author_id == scene.person.id)).one()
    assert sentence in client.get(f"/feedback/{idents.encode(own)}").text


def test_it_costs_one_statement_whatever_the_rows(session: Session, scene: Scene, queries: CountQueries) -> None:
    waited(session, scene, 6, 2)
    with queries() as few:
        usual_delays(session, scene.actor, [scene.edition.id])
    waited(session, scene, 12, 2)
    with queries() as many:
        usual_delays(session, scene.actor, [scene.edition.id])
    assert len(few) == len(many) == 1
    with queries() as none:
        assert usual_delays(session, scene.actor, []) == {}
    assert len(none) == 0
