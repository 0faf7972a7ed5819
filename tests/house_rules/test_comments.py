"""A comment with a listed word waits; moderators show it or hide it, and nobody else reads it meanwhile."""

from __future__ import annotations

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.core import idents
from app.core.errors import Forbidden
from app.feedback.errors import SentBefore
from app.feedback.lifecycle import LifeStage
from app.feedback.models import Comment, Feedback
from app.feedback.service.converse import CommentInput, comment_on_feedback
from app.feedback.types import CommentState
from app.house_rules.service import WordsInput, set_words
from app.house_rules.types import RulesPlace
from app.moderation.errors import CommentStillWaits
from app.moderation.queries import QueueFilters, queue_page
from app.moderation.service import Picked, decide_cases, hide_comment, publish_case, show_comment
from app.moderation.types import Outcome, QueueReason
from app.outbox.models import OutboxMessage
from tests.conftest import Browser
from tests.factories.accounts import make_trust
from tests.moderation.world import World, make_world
from tests.parallel import together
from tests.refusals import refused


def world_with_word(session: Session) -> tuple[World, Feedback]:
    """Return a world where "zebra" waits, and a published contribution."""
    world = make_world(session)
    for person in (world.author, world.colleague):
        make_trust(session, person)
    set_words(session, world.actor(world.manager), RulesPlace(entity_id=world.entity.id), WordsInput(("zebra",)))
    return world, world.send(session)


def say(session: Session, world: World, row: Feedback, body: str = "A ZEBRA did it") -> Comment:
    return comment_on_feedback(session, world.actor(world.colleague), row.id, CommentInput(body, body.ljust(64, "k")))


def told(session: Session) -> int:
    names = select(func.count(OutboxMessage.id)).where(OutboxMessage.name == "feedback.commented")
    return session.scalar(names) or 0


def test_it_waits_and_is_read_by_its_author_and_the_moderators_alone(session: Session, browser: Browser) -> None:
    world, row = world_with_word(session)
    comment = say(session, world, row)
    assert (comment.state, comment.held_word) == (CommentState.WAITING, "zebra")
    assert (row.comment_count, told(session), row.stage) == (0, 0, LifeStage.CHANGED)
    address = f"/feedback/{idents.encode(row.id)}"
    own = browser.as_(world.colleague).get(address).text
    assert "A ZEBRA did it" in own
    assert "Only you and the moderators can see it" in own
    assert "because of" not in own, "its author does not learn which word it was"
    assert "A ZEBRA did it" not in browser.as_(world.author).get(address).text
    staff = browser.as_(world.manager).get(address).text
    assert "Waiting because of “zebra”" in staff


def test_other_comments_appear_at_once(session: Session) -> None:
    world, row = world_with_word(session)
    assert say(session, world, row, "A horse did it").state is CommentState.PUBLISHED
    assert (row.comment_count, told(session), row.stage) == (1, 1, LifeStage.PUBLISHED)


def test_it_stands_in_the_queue_with_its_word(session: Session, browser: Browser) -> None:
    world, row = world_with_word(session)
    comment = say(session, world, row)
    case = queue_page(session, world.actor(world.manager), QueueFilters()).rows[0]
    assert (case.id, case.reason) == (row.id, QueueReason.COMMENT)
    page = browser.as_(world.manager).get("/moderation").text
    assert page.count("Waiting because of “zebra”") == 2
    assert f"/moderation/comments/{idents.encode(comment.id)}" in page


def test_the_contribution_does_not_leave_the_queue_before_it(session: Session, browser: Browser) -> None:
    world, row = world_with_word(session)
    comment, manager = say(session, world, row), world.actor(world.manager)
    with refused(session, CommentStillWaits):
        publish_case(session, manager, row.id, row.version)
    done = decide_cases(session, manager, Outcome.PUBLISHED, (Picked(row.id, row.version),), "")
    assert (done.decided, done.left) == (0, 1)
    answer = browser.as_(world.manager).post(
        f"/moderation/{idents.encode(row.id)}/publish", data={"version": str(row.version)}
    )
    assert answer.status_code == 409
    assert "please show or hide it first" in answer.text
    show_comment(session, manager, comment.id)
    publish_case(session, manager, row.id, row.version)
    assert row.stage is LifeStage.PUBLISHED


def test_showing_it_counts_and_tells_once(session: Session, browser: Browser) -> None:
    world, row = world_with_word(session)
    comment = say(session, world, row)
    address = f"/moderation/comments/{idents.encode(comment.id)}"
    client = browser.as_(world.manager)
    assert "A comment that is waiting" in client.get(address).text
    for _click in range(2):
        assert client.post(address, data={"show": "1"}).status_code == 302
    session.expire_all()
    assert (comment.state, row.comment_count, told(session)) == (CommentState.PUBLISHED, 1, 1)


def test_hiding_it_tells_its_author_and_counts_nothing(session: Session, browser: Browser) -> None:
    world, row = world_with_word(session)
    comment = say(session, world, row)
    hide_comment(session, world.actor(world.manager), comment.id, "It names an animal.")
    assert (comment.state, row.comment_count, told(session)) == (CommentState.HIDDEN, 0, 0)
    own = browser.as_(world.colleague).get(f"/feedback/{idents.encode(row.id)}").text
    assert "It names an animal." in own


def test_who_decides_on_it(session: Session) -> None:
    world, row = world_with_word(session)
    comment = say(session, world, row)
    for person in (world.author, world.colleague, world.sponsor):
        with refused(session, Forbidden):
            show_comment(session, world.actor(person), comment.id)


def test_the_same_words_twice_are_one_comment(session: Session) -> None:
    world, row = world_with_word(session)
    say(session, world, row)
    again = CommentInput("A ZEBRA did it", "other".ljust(64, "k"))
    with refused(session, SentBefore):
        comment_on_feedback(session, world.actor(world.colleague), row.id, again)


def test_its_author_is_told_on_the_page_that_it_waits(session: Session, browser: Browser) -> None:
    world, row = world_with_word(session)
    client = browser.as_(world.colleague)
    address = f"/feedback/{idents.encode(row.id)}"
    sent = client.post(f"{address}/comments", data={"body": "The zebra again", "key": "k1", "confirmed": ""})
    page = client.get(sent.location).text
    assert "A moderator will read your comment before others see it." in page


def test_shown_and_hidden_at_once_is_one_of_them(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        world, row = world_with_word(session)
        comment = say(session, world, row)
    manager, deputy, comment_id = world.actor(world.manager), world.actor(world.deputy), comment.id
    done = together(
        shared,
        [
            lambda session: show_comment(session, manager, comment_id),
            lambda session: hide_comment(session, deputy, comment_id, "It names an animal."),
        ],
    )
    assert done == ["", ""]
    with Session(shared) as session:
        stored = session.get_one(Comment, comment_id)
        count = session.get_one(Feedback, row.id).comment_count
        assert count == (stored.state is CommentState.PUBLISHED)
