"""The page of one's own contributions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Edition
from app.core import clock
from app.decisions.models import Decision
from app.feedback.models import Comment, OfficialAnswer
from app.feedback.types import CommentState, Handling, State, Verdict
from app.home import queries as home_queries
from app.journal.record import record
from app.moderation.models import ModerationDecision
from app.moderation.types import Outcome
from app.policy.facts import Facts
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_person
from tests.factories.campaigns import make_campaign, make_edition
from tests.factories.feedback import make_feedback
from tests.feedback.scene import make_scene
from tests.questionnaires.scene import make_questions


@pytest.fixture
def edition(session: Session) -> Edition:
    return make_edition(session, campaign=make_campaign(session))


def test_it_lists_state_promise_answer_and_decision_of_ones_own(
    browser: Browser, session: Session, edition: Edition
) -> None:
    me, other = make_person(session), make_person(session)
    due = make_feedback(session, edition=edition, author=me, title="Still promised")
    due.due_on = clock.today() + timedelta(days=2)
    make_feedback(session, edition=edition, author=me, title="Waits", state=State.WAITING)
    make_feedback(session, edition=edition, author=me, title="Gone", state=State.WITHDRAWN)
    make_feedback(session, edition=edition, author=other, title="Somebody else’s")
    make_feedback(session, edition=edition, author=None, title="Of nobody")
    done = make_feedback(session, edition=edition, author=me, title="Answered and decided", handling=Handling.DECIDED)
    done.answered_at = clock.now()
    session.add(OfficialAnswer(feedback_id=done.id, body="It is mended.", language="en", author_id=other.id))
    for hours, verdict, reason in ((5, Verdict.LATER, "Not this year."), (1, Verdict.GO, "It helps.")):
        at = clock.now() - timedelta(hours=hours)
        session.add(Decision(feedback_id=done.id, verdict=verdict, reason=reason, language="en", by_id=other.id, at=at))
    client = browser.as_(me)
    page = client.get("/mine").text
    for words in (
        "Still promised",
        "An answer is promised by",
        "Waits",
        "Answered and decided",
        "It is mended.",
        "It helps.",
    ):
        assert words in page
    for words in ("Gone", "Somebody else’s", "Of nobody", "Not this year."):
        assert words not in page
    assert 'href="/mine"' in client.get("/").text


def test_each_step_has_its_day_the_first_first(browser: Browser, session: Session, edition: Edition) -> None:
    me, other = make_person(session), make_person(session)
    sent = datetime(2020, 3, 2, 12, tzinfo=UTC)
    item = make_feedback(session, edition=edition, author=me, created_at=sent, handling=Handling.DECIDED)
    item.published_at, item.answered_at = sent + timedelta(days=1), sent + timedelta(days=9)
    at = sent + timedelta(days=4)
    session.add(
        Decision(feedback_id=item.id, verdict=Verdict.GO, reason="It helps.", language="en", by_id=other.id, at=at)
    )
    page = browser.as_(me).get("/mine").text.replace("\u00a0", " ")
    steps = [
        "Sent on 2 March 2020",
        "Published on 3 March 2020",
        "Decided on 6 March 2020",
        "Answered on 11 March 2020",
    ]
    places = [page.index(step) for step in steps]
    assert places == sorted(places)


def test_what_has_not_happened_has_no_day(browser: Browser, session: Session, edition: Edition) -> None:
    me = make_person(session)
    make_feedback(session, edition=edition, author=me, state=State.WAITING)
    page = browser.as_(me).get("/mine").text
    assert "Sent on" in page
    for words in ("Published on", "Answered on", "Decided on"):
        assert words not in page


def test_what_moderators_did_and_what_is_done_has_its_day(browser: Browser, session: Session, edition: Edition) -> None:
    me, moderator = make_person(session), make_person(session)
    sent = datetime(2020, 3, 2, 12, tzinfo=UTC)
    item = make_feedback(session, edition=edition, author=me, created_at=sent, handling=Handling.DONE)
    item.published_at = sent + timedelta(days=5)
    for days, outcome in ((1, Outcome.SENT_BACK), (2, Outcome.SENT_BACK), (3, Outcome.HIDDEN)):
        at = sent + timedelta(days=days)
        session.add(ModerationDecision(feedback_id=item.id, outcome=outcome, reason="Who?", by_id=moderator.id, at=at))
    facts = Facts(entity_id=edition.entity_id)
    with clock.set_to(sent + timedelta(days=20)):
        record(session, actor_for(moderator), "feedback.handled", ("feedback", item.id, facts), {"handling": "done"})
    page = browser.as_(me).get("/mine").text.replace("\u00a0", " ")
    steps = ("Sent back on 4 March", "Hidden on 5 March", "Published on 7 March", "Done on 22 March")
    places = [page.index(f"{step} 2020") for step in steps]
    assert places == sorted(places)
    assert "Sent back on 3 March 2020" not in page


def test_what_waits_says_how_long_that_usually_takes(browser: Browser, session: Session, edition: Edition) -> None:
    me = make_person(session)
    make_feedback(session, edition=edition, author=me, state=State.WAITING)
    assert "Usually it is published" not in browser.as_(me).get("/mine").text
    sent = clock.now() - timedelta(days=30)
    for _number in range(6):
        waited = make_feedback(session, edition=edition, author=make_person(session), created_at=sent)
        waited.published_at = sent + timedelta(hours=1)
    assert "Usually it is published" in browser.as_(me).get("/mine").text


def test_ones_own_comments_say_who_cannot_read_them(browser: Browser, session: Session, edition: Edition) -> None:
    me = make_person(session)
    item = make_feedback(session, edition=edition, author=make_person(session))
    for state in CommentState:
        session.add(Comment(feedback_id=item.id, author_id=me.id, body=f"It is {state}.", language="en", state=state))
    page = browser.as_(me).get("/mine?part=comments").text
    assert "It is withdrawn." not in page
    for words, label in (("It is waiting.", "Waiting to be read"), ("It is hidden.", "Hidden")):
        row = page[page.index(words) :]
        assert label in row[: row.index("</li>")]
    row = page[page.index("It is published.") :]
    assert "Hidden" not in row[: row.index("</li>")]


def test_a_change_that_waits_is_said(browser: Browser, session: Session, edition: Edition) -> None:
    me = make_person(session)
    make_feedback(session, edition=edition, author=me).pending_version = 2
    assert "A moderator still has to read your change" in browser.as_(me).get("/mine").text


def test_with_nothing_sent_yet_it_says_so(browser: Browser, session: Session) -> None:
    assert "You have not sent anything yet" in browser.as_(make_person(session)).get("/mine").text


def test_pages_follow_each_other(
    browser: Browser, session: Session, edition: Edition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(home_queries, "PAGE_SIZE", 2)
    me = make_person(session)
    for number in range(5):
        make_feedback(session, edition=edition, author=me, title=f"Number {number}")
    client, address, seen = browser.as_(me), "/mine", []
    for _ in range(3):
        page = client.get(address).text
        seen += [number for number in range(5) if f"Number {number}" in page]
        address = page.split('rel="next" href="')[1].split('"')[0] if 'rel="next"' in page else ""
    assert (sorted(seen), address) == ([0, 1, 2, 3, 4], "")


@pytest.mark.parametrize("number", [2, 4])
def test_it_costs_the_same_whatever_it_holds(
    browser: Browser, session: Session, edition: Edition, queries: CountQueries, number: int
) -> None:
    me = make_person(session)
    for _ in range(number):
        make_feedback(session, edition=edition, author=me)
    client = browser.as_(me)
    with queries() as seen:
        client.get("/mine")
    assert len(seen) == 4, "\n".join(seen.seen)


def comment(session: Session, edition: Edition, author: Person, body: str, **values: Any) -> None:
    """Save a comment on a colleague's contribution."""
    about = make_feedback(session, edition=edition, author=make_person(session), title=f"About {body}", **values)
    session.add(Comment(feedback_id=about.id, body=body, language="en", author_id=author.id))
    session.flush()


def test_comments_are_there_with_what_they_are_about(browser: Browser, session: Session, edition: Edition) -> None:
    me = make_person(session)
    comment(session, edition, me, "Same here.")
    comment(session, edition, me, "On a hidden one.", state=State.HIDDEN)
    comment(session, edition, make_person(session), "Of a colleague.")
    page = browser.as_(me).get("/mine?part=comments").text
    for words in ("Same here.", "About Same here.", "On a hidden one.", "The contribution is no longer there."):
        assert words in page
    for words in ("About On a hidden one.", "Of a colleague."):
        assert words not in page


def test_it_is_narrowed_by_campaign_and_state(browser: Browser, session: Session, edition: Edition) -> None:
    me, other = make_person(session), make_edition(session, campaign=make_campaign(session, slug="other-one"))
    make_feedback(session, edition=edition, author=me, title="First campaign")
    make_feedback(session, edition=other, author=me, title="Second campaign")
    make_feedback(session, edition=other, author=me, title="Second, waiting", state=State.WAITING)
    client = browser.as_(me)
    narrowed = client.get("/mine?campaign=other-one").text
    assert "Second campaign" in narrowed
    assert "First campaign" not in narrowed
    waiting = client.get("/mine?campaign=other-one&state=waiting").text
    assert "Second, waiting" in waiting
    assert ">Second campaign<" not in waiting
    assert "Nothing here with these filters" in client.get("/mine?state=hidden").text
    for odd in ("campaign=not-there", "state=withdrawn", "part=secrets", "after=x~y"):
        assert "First campaign" in client.get(f"/mine?{odd}").text, odd


@pytest.mark.parametrize("number", [2, 4])
def test_the_comments_cost_the_same_whatever_they_are(
    browser: Browser, session: Session, edition: Edition, queries: CountQueries, number: int
) -> None:
    me = make_person(session)
    for place in range(number):
        comment(session, edition, me, f"Comment {place}")
    client = browser.as_(me)
    with queries() as seen:
        client.get("/mine?part=comments")
    assert len(seen) == 4, "\n".join(seen.seen)


def test_questionnaires_begun_and_sent_are_found_again(browser: Browser, session: Session) -> None:
    scene = make_scene(session)
    begun, sent = make_questions(session, scene=scene), make_questions(session, scene=scene)
    hidden = make_questions(session, untraceable=True, scene=scene)
    make_questions(session, scene=scene)  # asked, and not begun: not the reader's own yet
    client = browser.as_(scene.person)
    page = client.get("/mine?part=questionnaires").text
    assert "You have not answered a questionnaire yet" in page
    client.post(begun.url, data=begun.form(0, "next", mark="3"))
    client.post(sent.url, data=sent.form(0, "next", uses=str(sent.no.id), mark="4"))
    client.post(f"{sent.url}/send", data={"version": "1"})
    client.post(f"{hidden.url}/send", data=hidden.form(0, "next", uses=str(hidden.no.id), mark="4"))
    page = client.get("/mine?part=questionnaires").text
    assert page.index(hidden.url) < page.index(sent.url) < page.index(begun.url)
    assert page.count(">Sent</span>") == 2
    assert page.count(">To finish</span>") == 1
    assert page.count("Nobody can know which answers are yours.") == 1
    assert "/mine?part=questionnaires" in client.get("/mine").text
    other = make_scene(session)
    assert begun.url not in browser.as_(other.person).get("/mine?part=questionnaires").text


def test_questionnaires_cost_the_same_whatever_their_number(
    browser: Browser, session: Session, queries: CountQueries
) -> None:
    scene, counts = make_scene(session), []
    client = browser.as_(scene.person)
    for many in (2, 4):
        for _each in range(many):
            asked = make_questions(session, scene=scene)
            client.post(asked.url, data=asked.form(0, "next", mark="3"))
        client.get("/mine?part=questionnaires")
        with queries() as statements:
            client.get("/mine?part=questionnaires")
        counts.append(len(statements))
    assert counts[0] == counts[1]
