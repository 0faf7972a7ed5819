"""The page of notices."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core import clock, idents
from app.feedback.models import Feedback
from app.feedback.types import State
from app.moderation.service import hide_case, publish_case, send_back_case
from app.notifications.kinds import KINDS, see_notices
from app.notifications.kinds.contribution import CONTRIBUTION
from app.notifications.models import Notice
from app.notifications.queries.notices import notices_page
from app.notifications.types import SubjectType
from tests.conftest import Browser, CountQueries
from tests.factories.feedback import make_feedback
from tests.moderation.world import World, make_world
from tests.notifications.conftest import Worker


def give(
    session: Session, person: Person, case: Feedback, kind: str = "feedback_answered", *, hours: int = 0
) -> Notice:
    """Tell somebody something, so many hours ago."""
    notice = Notice(
        event_id=idents.new_id(),
        person_id=person.id,
        kind=kind,
        subject_type=SubjectType.CONTRIBUTION,
        subject_id=case.id,
        params={"handling": "selected", "verdict": "later"},
        created_at=clock.now() - timedelta(hours=hours),
    )
    session.add(notice)
    session.commit()
    return notice


def unread(session: Session, person: Person) -> int:
    statement = select(func.count(Notice.id)).where(Notice.person_id == person.id, Notice.read_at.is_(None))
    return session.scalar(statement) or 0


def readable(session: Session, world: World, **words: Any) -> Feedback:
    """Return a published contribution of the author."""
    return make_feedback(session, edition=world.edition, author=world.author, **words)


@pytest.mark.parametrize("kind", sorted(name for name, kind in KINDS.items() if kind.subject is CONTRIBUTION))
def test_every_kind_is_a_sentence_with_the_title_in_its_language(session: Session, browser: Browser, kind: str) -> None:
    world = make_world(session)
    case = readable(session, world, title="O envio falha", language="pt")
    give(session, world.author, case, kind)
    page = browser.as_(world.author).get("/notifications").text
    assert ' lang="pt" dir="ltr">O envio falha<' in page
    text = re.search(r'<p class="meta"><span><bdi>([^<]+)</bdi>', page)
    assert text is not None
    assert text.group(1).strip()[-1] in ".:"


def test_labels_are_those_of_the_contribution(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = readable(session, world)
    give(session, world.author, case, "feedback_handled")
    give(session, world.author, case, "decision_recorded")
    page = browser.as_(world.author).get("/notifications").text
    assert "has a new status: Selected." in page
    assert "supported: Later." in page


def test_a_question_and_a_reason_are_read_by_the_author(session: Session, browser: Browser, worker: Worker) -> None:
    world = make_world(session)
    manager = world.actor(world.manager)
    asked, hidden = world.send(session, title="One"), world.send(session, title="Two")
    send_back_case(session, manager, asked.id, asked.version, "Which phone do you use?")
    hide_case(session, manager, hidden.id, hidden.version, "It shows an account number.")
    worker.deliver()
    page = browser.as_(world.author).get("/notifications").text
    assert "Which phone do you use?" in page
    assert "It shows an account number." in page
    give(session, world.colleague, hidden, "feedback_hidden")
    assert "account number" not in browser.as_(world.colleague).get("/notifications").text


def test_what_the_reader_may_no_longer_see_has_no_title_and_no_link(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = readable(session, world, title="Now it is hidden")
    give(session, world.colleague, case)
    client = browser.as_(world.colleague)
    assert "Now it is hidden" in client.get("/notifications").text
    case.state = State.HIDDEN
    session.commit()
    page = client.get("/notifications").text
    assert "Now it is hidden" not in page
    assert idents.encode(case.id) not in page
    assert "you can no longer see" in page


def test_a_notice_of_what_is_gone_says_so(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = readable(session, world, title="Now it is gone")
    give(session, world.author, case)
    give(session, world.author, case, "a_kind_of_another_release")
    session.delete(case)
    session.commit()
    answer = browser.as_(world.author).get("/notifications")
    assert answer.status_code == 200
    assert answer.text.count('<p class="title">') == 1
    assert "you can no longer see" in answer.text


def test_a_moderator_reads_the_day_and_whether_it_still_waits(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = world.send(session)
    give(session, world.manager, case, "feedback_waiting", hours=30)
    client = browser.as_(world.manager)
    page = client.get("/notifications").text
    day = (clock.now() - timedelta(hours=30)).date().isoformat()
    assert f'<time datetime="{day}">' in page
    assert "is waiting to be read" in page
    publish_case(session, world.actor(world.manager), case.id, case.version)
    page = client.get("/notifications").text
    assert "has since dealt with it" in page
    assert f'href="/feedback/{idents.encode(case.id)}"' in page
    assert "Open the queue" not in page


def test_one_or_all_are_marked_as_read(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = readable(session, world)
    one, *_rest = [give(session, world.author, case) for _ in range(3)]
    foreign = give(session, world.colleague, case)
    client = browser.as_(world.author)
    assert "3\u00a0new notifications" in client.get("/notifications").text
    answer = client.post(
        "/notifications/read", data={"notice": idents.encode(one.id), "next": "/notifications?after=x"}
    )
    assert (answer.status_code, answer.location) == (302, "/notifications?after=x")
    assert unread(session, world.author) == 2
    client.post("/notifications/read", data={"notice": idents.encode(foreign.id)})
    assert unread(session, world.colleague) == 1
    answer = client.post("/notifications/read", data={"next": "https://example.test/notifications"})
    assert (answer.status_code, answer.location) == (302, "/notifications")
    assert (unread(session, world.author), unread(session, world.colleague)) == (0, 1)
    assert "Mark all as read" not in client.get("/notifications").text


def test_a_hand_made_notice_is_not_found(session: Session, browser: Browser) -> None:
    world = make_world(session)
    give(session, world.author, readable(session, world))
    assert browser.as_(world.author).post("/notifications/read", data={"notice": "x"}).status_code == 404
    assert unread(session, world.author) == 1


def test_thirty_a_page_newest_first_with_a_way_on(session: Session, browser: Browser) -> None:
    world = make_world(session)
    for number in range(35):
        give(session, world.author, readable(session, world, title=f"Number {number}"), hours=number // 2)
    client = browser.as_(world.author)
    page = client.get("/notifications").text
    link = re.search(r'rel="next" href="([^"]+)"', page)
    assert link is not None
    older = client.get(link.group(1).replace("&amp;", "&")).text
    found = [re.findall(r">Number (\d+)</a>", text) for text in (page, older)]
    assert [len(each) for each in found] == [30, 5]
    assert len(set(found[0] + found[1])) == 35
    assert client.get("/notifications?after=nonsense~x").text.count('<p class="title">') == 30


def test_nothing_to_tell_says_so(session: Session, browser: Browser) -> None:
    world = make_world(session)
    assert "No news yet" in browser.as_(world.colleague).get("/notifications").text
    assert browser.stranger().get("/notifications").status_code == 302


def test_notices_are_one_s_own(session: Session) -> None:
    world = make_world(session)
    give(session, world.author, readable(session, world))
    assert len(notices_page(session, world.actor(world.author)).rows) == 1
    assert len(notices_page(session, world.actor(world.colleague)).rows) == 0


@pytest.mark.parametrize("count", [3, 6])
def test_the_number_of_statements_does_not_grow(session: Session, queries: CountQueries, count: int) -> None:
    world = make_world(session)
    for _ in range(count):
        give(session, world.author, readable(session, world))
    actor = world.actor(world.author)
    with queries() as statements:
        assert len(see_notices(session, actor, notices_page(session, actor).rows)) == count
    assert len(statements) == 3


def test_what_was_told_of_one_thing_is_one_row(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = readable(session, world, title="The slider sticks")
    other = readable(session, world, title="The fee is hidden")
    told = [give(session, world.author, case, "feedback_handled", hours=1), give(session, world.author, case, hours=5)]
    give(session, world.author, other, hours=3)
    client = browser.as_(world.author)
    page = client.get("/notifications").text
    assert re.findall(r">(The [a-z ]+)</a>", page) == ["The slider sticks", "The fee is hidden"]
    assert page.index("has a new status") < page.index("The team has answered") < page.index("The fee is hidden")
    assert page.count("Not read yet:") == 2
    client.post("/notifications/read", data={"notice": " ".join(idents.encode(notice.id) for notice in told)})
    assert client.get("/notifications").text.count("Not read yet:") == 1
    assert unread(session, world.author) == 1
    assert "0 new" not in client.get("/notifications").text
