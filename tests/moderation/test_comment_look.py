"""The author of a comment that was hidden asks once that another moderator look at it."""

from __future__ import annotations

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.core import idents
from app.core.errors import Forbidden, NotFound, NotPossibleNow
from app.feedback.models import Comment, Feedback
from app.feedback.service.converse import CommentInput, comment_on_feedback
from app.feedback.types import CommentState
from app.journal.models import JournalEntry
from app.moderation.errors import CommentLookTaken, CommentStillWaits
from app.moderation.models import CommentHiding
from app.moderation.queries import QueueFilters, queue_page
from app.moderation.service import ask_comment_look, hide_comment, publish_case, show_comment
from app.moderation.types import QueueView
from app.notifications.models import Notice
from app.outbox.deliver import deliver_waiting
from app.registry import HANDLERS
from tests.conftest import Browser
from tests.factories.feedback import make_feedback
from tests.moderation.world import World, make_world
from tests.parallel import together
from tests.refusals import refused

SECOND_LOOK = QueueFilters(view=QueueView.SECOND_LOOK)


def hidden(session: Session, world: World) -> tuple[Feedback, Comment]:
    """Return a published contribution with a comment of a colleague, which the manager hid."""
    case = make_feedback(session, edition=world.edition, author=world.author)
    session.commit()
    comment = comment_on_feedback(
        session, world.actor(world.colleague), case.id, CommentInput("They cannot count.", "c" * 64)
    )
    hide_comment(session, world.actor(world.manager), comment.id, "It is about a person.")
    return case, comment


def test_another_moderator_shows_it_again_and_the_first_cannot_decide(session: Session) -> None:
    world = make_world(session)
    case, comment = hidden(session, world)
    manager, deputy = world.actor(world.manager), world.actor(world.deputy)
    ask_comment_look(session, world.actor(world.colleague), comment.id)
    assert (comment.state, case.comment_count) == (CommentState.WAITING, 0)
    assert queue_page(session, manager, SECOND_LOOK).rows == ()
    row = queue_page(session, deputy, SECOND_LOOK).rows[0]
    assert (row.id, [(said.is_look, said.may_decide) for said in row.comments]) == (case.id, [(True, True)])
    with refused(session, Forbidden):
        show_comment(session, manager, comment.id)
    with refused(session, Forbidden):
        hide_comment(session, manager, comment.id, "Still.")
    with refused(session, CommentStillWaits):
        publish_case(session, deputy, case.id, case.version)
    show_comment(session, deputy, comment.id)
    assert (comment.state, case.comment_count) == (CommentState.PUBLISHED, 1)
    assert session.get(CommentHiding, comment.id) is None
    publish_case(session, deputy, case.id, case.version)
    deliver_waiting(session, HANDLERS)
    told = select(Notice.kind).where(Notice.person_id == world.colleague.id)
    assert set(session.scalars(told)) == {"comment_hidden", "comment_shown_again"}


def test_it_stays_hidden_for_another_reason_and_is_asked_for_once(session: Session) -> None:
    world = make_world(session)
    case, comment = hidden(session, world)
    author, deputy = world.actor(world.colleague), world.actor(world.deputy)
    ask_comment_look(session, author, comment.id)
    ask_comment_look(session, author, comment.id)  # the same click twice
    hide_comment(session, deputy, comment.id, "It still is.")
    hiding = session.get_one(CommentHiding, comment.id)
    assert (comment.state, hiding.reason, hiding.by_id) == (CommentState.HIDDEN, "It still is.", world.deputy.id)
    assert case.comment_count == 0
    with refused(session, CommentLookTaken):
        ask_comment_look(session, author, comment.id)
    asked = select(func.count()).where(JournalEntry.action == "moderation.comment_look_asked")
    assert session.scalar(asked) == 1


def test_only_who_wrote_it_asks_and_only_while_it_is_hidden(session: Session) -> None:
    world = make_world(session)
    _case, comment = hidden(session, world)
    for person in (world.author, world.manager, world.deputy, world.sponsor):
        with refused(session, (Forbidden, NotFound)):
            ask_comment_look(session, world.actor(person), comment.id)
    show_comment(session, world.actor(world.manager), comment.id)
    with refused(session, NotPossibleNow):
        ask_comment_look(session, world.actor(world.colleague), comment.id)


@pytest.mark.parametrize("is_shown", [True, False])
def test_the_pages_of_the_author_and_of_both_moderators(session: Session, browser: Browser, *, is_shown: bool) -> None:
    world = make_world(session)
    case, comment = hidden(session, world)
    author, place = browser.as_(world.colleague), f"/feedback/{idents.encode(case.id)}"
    look = f"/moderation/comments/{idents.encode(comment.id)}"
    assert f'action="{look}/second-look"' in author.get(place).text
    assert f'action="{look}/second-look"' not in browser.as_(world.manager).get(place).text
    assert author.post(f"{look}/second-look").status_code == 303
    page = author.get(place).text
    assert "another moderator will look at it. Reason: It is about a person." in page
    assert f'action="{look}/second-look"' not in page
    assert "They cannot count." not in browser.as_(world.author).get(place).text
    assert browser.as_(world.manager).get(look).status_code == 403
    assert "You hid it: another moderator decides." in browser.as_(world.manager).get("/moderation").text
    deputy = browser.as_(world.deputy)
    assert f'href="{look}"' in deputy.get("/moderation?view=second-look").text
    assert "It is about a person." in deputy.get(look).text
    sent = {"show": "1"} if is_shown else {"reason": "It still is."}
    assert deputy.post(look, data=sent).status_code == 302
    page = author.get(place).text
    assert ("looked at it again: it stays hidden. Reason: It still is." in page) is not is_shown
    assert f'action="{look}/second-look"' not in page
    assert author.post(f"{look}/second-look").status_code == 409


def test_two_clicks_at_once_are_one(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        world = make_world(session)
        _case, comment = hidden(session, world)
    author, comment_id = world.actor(world.colleague), comment.id
    assert together(shared, [lambda session: ask_comment_look(session, author, comment_id)] * 3) == ["", "", ""]
