"""S65: a confidential author's name is on no page, in no answer, header, mail, notice or file name of anybody else."""

from __future__ import annotations

import re

import pytest
from sqlalchemy import Connection, select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.accounts.models import Person
from app.campaigns.types import IdentityLevel
from app.core import clock, idents
from app.feedback.models import Comment, Feedback, FeedbackRevision
from app.feedback.types import CommentRole, Kind
from tests.security.test_routes import LINES, SENT, Line, address
from tests.security.world import World

NAME, EMAIL = "Quirina Vastholm", "q.vastholm@example.test"
# Whoever may open the contributions of others.
READERS = ("tester", "ambass", "manager", "sponsor", "central", "product")
ASKED = (
    "/campaigns/open-home/feedback?q=Quirina", "/campaigns/open-home/feedback?q=Vastholm&language=en",
    "/campaigns/open-home/feedback?sort=me-too", "/campaigns/open-home/feedback?sort=unanswered",
    "/campaigns/open-home/feedback?sort=author", "/campaigns/open-home/feedback?author=Quirina+Vastholm",
    "/moderation?q=Quirina", "/moderation?sort=name", "/moderation?language=en&age=1", "/mandates?name=zzz",
    "/mandates?name=Vastholm", "/notifications", "/nowhere", "/",
)  # fmt: skip


@pytest.fixture
def secret(world: World, connection: Connection) -> World:
    """Make all that the author at home wrote confidential, with a conversation and a version of before."""
    with Session(connection, expire_on_commit=False) as session:
        author = world.people["author"]
        session.execute(update(Person).where(Person.id == author.id).values(name=NAME, email=EMAIL, email_key=EMAIL))
        session.execute(
            update(Feedback).where(Feedback.author_id == author.id).values(identity=IdentityLevel.CONFIDENTIAL)
        )
        for feedback in session.scalars(select(Feedback).where(Feedback.author_id == author.id)):
            _converse(session, feedback, author.id, world.people["manager"].id)
        session.commit()
    return world


def _converse(session: Session, feedback: Feedback, author_id: int, moderator_id: int) -> None:
    said = (
        (CommentRole.COMMENT, author_id), (CommentRole.QUESTION, moderator_id),
        (CommentRole.REPLY_TO_QUESTION, author_id),
    )  # fmt: skip
    for role, by_id in said:
        session.add(Comment(feedback_id=feedback.id, author_id=by_id, role=role, body="Some words.", language="en"))
    feedback.comment_count = 1
    feedback.revised_at = clock.now()
    session.add(
        FeedbackRevision(
            feedback_id=feedback.id, version=feedback.version - 1, kind=Kind.IDEA, title="Before", body="Other words.",
            language="en",
        )
    )  # fmt: skip


def traces(world: World, answer: TestResponse) -> list[str]:
    """Return what of the author stands in an answer: words of the name, the address, the number of the account."""
    person_id = world.people["author"].id
    said = answer.get_data() + str(answer.headers).encode()
    words = [*NAME.split(), EMAIL, str(person_id), idents.encode(person_id)]
    return [word for word in words if re.search(re.escape(word.encode()), said, re.IGNORECASE)]


@pytest.mark.parametrize("who", READERS)
def test_s65_no_answer_to_anybody_else_names_a_confidential_author(secret: World, who: str) -> None:
    for line in (each for each in LINES if each.place == "home"):
        assert _asked(secret, who, line) == [], line
    for place in ASKED:
        with secret.undone():
            found = traces(secret, secret.ask(who, "GET", place))
        assert [word for word in found if word.lower() not in place.lower()] == [], place


def _asked(world: World, who: str, line: Line) -> list[str]:
    sent = SENT.get(line.endpoint, {}) if line.method == "POST" else None
    where = address(world, line)
    found = []
    for accepted in ("text/html", "application/json")[: 1 + (line.method == "POST")]:
        with world.undone():
            found += traces(world, world.ask(who, line.method, where, data=sent, headers={"Accept": accepted}))
    return [word for word in found if word not in where]


def test_s65_the_search_finds_the_name_where_its_owner_reads_it(secret: World) -> None:
    answer = secret.ask("author", "GET", f"/feedback/{idents.encode(secret.home.published.id)}")
    assert traces(secret, answer) == NAME.split()
