"""The front page, for each kind of reader."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Edition
from app.campaigns.types import EditionStatus, IdentityLevel
from app.core import clock, idents
from app.decisions.models import Decision
from app.enrolment.types import EnrolmentStatus
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.feedback.types import State, Verdict
from app.missions.models import MissionDone
from app.moderation.models import ModerationDecision
from app.moderation.types import Outcome
from app.notifications.models import Notice
from app.notifications.types import SubjectType
from app.policy.actor import Role
from app.readiness.models import EditionApproval
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_enrolment, make_mission
from tests.factories.feedback import make_feedback

MOST_STATEMENTS = 25


@pytest.fixture
def entity(session: Session) -> Entity:
    return make_entity(session, code="luso", name="Lusocrédito")


@pytest.fixture
def person(session: Session, entity: Entity) -> Person:
    return make_person(session, entity=entity)


@pytest.fixture
def edition(session: Session, entity: Entity) -> Edition:
    return make_edition(session, campaign=make_campaign(session, slug="own-app", title="The loan"), entity=entity)


def home(client: FlaskClient) -> str:
    answer = client.get("/")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", answer.text)


def told(session: Session, person: Person, feedback: Feedback, kind: str) -> Notice:
    """Save something a person was told."""
    notice = Notice(
        event_id=idents.new_id(),
        person_id=person.id,
        kind=kind,
        subject_type=SubjectType.CONTRIBUTION,
        subject_id=feedback.id,
    )
    session.add(notice)
    session.flush()
    return notice


def test_a_stranger_is_asked_to_sign_in(browser: Browser) -> None:
    answer = browser.stranger().get("/")
    assert answer.status_code in {302, 303}
    assert "sign-in" in answer.headers["Location"]


def test_the_first_time_with_nothing_yet_is_a_welcome(browser: Browser, person: Person) -> None:
    page = home(browser.as_(person))
    assert "Welcome to Pépite" in page
    assert "Nothing is expected of you at the moment" in page
    assert 'href="/campaigns"' in page


@pytest.mark.usefixtures("edition")
def test_a_campaign_open_where_one_works_is_the_thing_to_do(browser: Browser, session: Session, person: Person) -> None:
    elsewhere = make_campaign(session, slug="elsewhere", title="Not for us")
    make_edition(session, campaign=elsewhere)
    make_edition(session, campaign=make_campaign(session, slug="later"), status=EditionStatus.DRAFT)
    page = home(browser.as_(person))
    assert 'href="/campaigns/own-app#join"' in page
    assert "Campaigns you can join" not in page  # said once, at the head of the page
    assert "Not for us" not in page


def test_the_next_mission_leads_and_those_done_or_over_stay_away(
    browser: Browser, session: Session, edition: Edition, person: Person
) -> None:
    campaign = session.get_one(type(make_campaign(session)), edition.campaign_id)
    make_enrolment(session, person=person, edition=edition)
    done = make_mission(session, campaign=campaign, number=1)
    session.add(MissionDone(person_id=person.id, mission_id=done.id, done_on=clock.today()))
    make_mission(session, campaign=campaign, number=2, closes_on=clock.today() - timedelta(days=2))
    make_mission(session, campaign=campaign, number=3)
    make_mission(session, campaign=campaign, number=4, opens_on=clock.today() + timedelta(days=3))
    page = home(browser.as_(person))
    assert "Start mission 3" in page
    to_do = page[page.index('id="to-do"') :]
    assert ["/missions/1" in to_do, "/missions/2" in to_do, "/missions/3" in to_do, "/missions/4" in to_do] == [
        False, False, True, True,
    ]  # fmt: skip
    assert "Campaigns you can join" not in page


def test_a_closed_campaign_asks_for_nothing(
    browser: Browser, session: Session, edition: Edition, person: Person
) -> None:
    make_mission(session, campaign=session.get_one(type(make_campaign(session)), edition.campaign_id))
    make_enrolment(session, person=person, edition=edition)
    edition.status = EditionStatus.CLOSED
    page = home(browser.as_(person))
    assert 'id="to-do"' not in page
    assert "Start mission" not in page


def test_own_contributions_say_where_they_stand(
    browser: Browser, session: Session, edition: Edition, person: Person
) -> None:
    waiting = make_feedback(session, edition=edition, author=person, state=State.WAITING, title="It waits")
    waiting.due_on = clock.today() + timedelta(days=5)
    make_feedback(session, edition=edition, author=person, state=State.SENT_BACK, title="It was asked about")
    answered = make_feedback(session, edition=edition, author=person, title="It was answered")
    answered.answered_at = clock.now() - timedelta(days=2)
    published = make_feedback(session, edition=edition, author=person, title="It is published")
    published.due_on = clock.today() + timedelta(days=9)
    make_feedback(session, edition=edition, author=person, state=State.WITHDRAWN, title="It was taken back")
    make_feedback(session, edition=edition, author=make_person(session), state=State.WAITING, title="Of a colleague")
    page = home(browser.as_(person))
    assert page.index("It was asked about") < page.index('id="moved"') < page.index("It waits")
    assert "An answer is promised by" in page
    assert "Answered 2 days ago." in page
    assert "It is published" in page, "what waits for an answer is not lost once it is published"
    for title in ("It was taken back", "Of a colleague"):
        assert title not in page


def test_the_page_begins_lists_that_other_pages_have_whole(
    browser: Browser, session: Session, edition: Edition, person: Person
) -> None:
    campaign = session.get_one(type(make_campaign(session)), edition.campaign_id)
    make_enrolment(session, person=person, edition=edition)
    for number in range(1, 4):
        make_mission(session, campaign=campaign, number=number)
        make_feedback(session, edition=edition, author=person, state=State.WAITING, title=f"Sent as number {number}")
    page = home(browser.as_(person))
    assert (len(re.findall(r"Sent as number \d</a>", page)), "All missions" in page) == (3, False)
    for number in range(4, 6):
        make_mission(session, campaign=campaign, number=number)
        make_feedback(session, edition=edition, author=person, state=State.WAITING, title=f"Sent as number {number}")
    page = home(browser.as_(person))
    assert len(re.findall(r"Sent as number \d</a>", page)) == 3
    assert [f'/missions/{number}"' in page for number in range(1, 6)] == [True, True, True, False, False]
    assert f"/campaigns/{campaign.slug}#missions" in page


def test_an_untraceable_contribution_never_appears(
    browser: Browser, session: Session, edition: Edition, person: Person
) -> None:
    secret = make_feedback(session, edition=edition, author=None, state=State.WAITING, title="Nobody wrote this")
    assert secret.identity is IdentityLevel.UNTRACEABLE
    client = browser.as_(person)
    with client.session_transaction() as cookie:
        cookie["references"] = [str(secret.id)]
    assert "Nobody wrote this" not in home(client)


def test_the_three_latest_unread_notices_are_there_and_nobody_elses(
    browser: Browser, session: Session, edition: Edition, person: Person
) -> None:
    for number in range(7):
        about = make_feedback(session, edition=edition, author=make_person(session), title=f"About {number}")
        notice = told(session, person, about, "feedback_commented")
        notice.created_at = clock.now() - timedelta(hours=number)
    read = make_feedback(session, edition=edition, author=make_person(session), title="Already read")
    told(session, person, read, "feedback_published").read_at = clock.now()
    other = make_feedback(session, edition=edition, author=make_person(session), title="For somebody else")
    told(session, make_person(session), other, "feedback_published")
    page = home(browser.as_(person))
    assert re.findall(r"About \d", page) == [f"About {number}" for number in range(3)]
    assert "Already read" not in page
    assert "For somebody else" not in page


def test_a_notice_shows_nothing_of_what_its_reader_may_no_longer_see(
    browser: Browser, session: Session, edition: Edition, person: Person
) -> None:
    for state in (State.WITHDRAWN, State.HIDDEN, State.WAITING):
        gone = make_feedback(session, edition=edition, author=make_person(session), state=state, title="Out of sight")
        told(session, person, gone, "feedback_commented")
    page = home(browser.as_(person))
    assert "you can no longer see" not in page
    assert "Out of sight" not in page


def test_the_notice_of_a_hidden_contribution_gives_the_reason(
    browser: Browser, session: Session, edition: Edition, person: Person
) -> None:
    hidden = make_feedback(session, edition=edition, author=person, state=State.HIDDEN)
    manager = make_person(session)
    told(session, person, hidden, "feedback_hidden")
    assert "This is the reason" not in home(browser.as_(person))
    decision = ModerationDecision(
        feedback_id=hidden.id, by_id=manager.id, outcome=Outcome.HIDDEN, reason="It shows an account.", language="en"
    )
    session.add(decision)
    session.flush()
    page = home(browser.as_(person))
    assert "This is the reason:" in page
    assert "It shows an account." in page


def test_what_waits_in_a_queue_is_counted_and_not_told_line_by_line(
    browser: Browser, session: Session, edition: Edition, entity: Entity
) -> None:
    moderator = make_person(session, entity=entity)
    make_mandate(session, person=moderator, role=Role.COMMUNITY_MANAGER, entity=entity)
    waiting = make_feedback(session, edition=edition, author=None, state=State.WAITING, title="Waits to be read")
    told(session, moderator, waiting, "feedback_waiting")
    page = home(browser.as_(moderator))
    assert "1 contribution is waiting for you" in page
    assert "Waits to be read" not in page


def test_the_last_decisions_are_read_with_their_reason(
    browser: Browser, session: Session, edition: Edition, person: Person
) -> None:
    sponsor = make_person(session)

    def decided(verdict: Verdict, reason: str, *, days: int, about: Feedback) -> None:
        at = clock.now() - timedelta(days=days)
        session.add(
            Decision(feedback_id=about.id, verdict=verdict, reason=reason, language="en", by_id=sponsor.id, at=at)
        )

    seen = make_feedback(session, edition=edition, author=person, title="Show the rate")
    decided(Verdict.LATER, "Not this year.", days=5, about=seen)
    decided(Verdict.GO, "It helps everybody.", days=2, about=seen)
    hidden = make_feedback(session, edition=edition, author=person, state=State.HIDDEN, title="Hidden since")
    decided(Verdict.GO, "Nobody reads this.", days=1, about=hidden)
    elsewhere = make_feedback(session, edition=make_edition(session), author=person, title="In another campaign")
    decided(Verdict.GO, "Nor this.", days=1, about=elsewhere)
    page = home(browser.as_(person))
    so_far = page[page.index('id="decided"') :]
    assert "Show the rate" in so_far
    assert "It helps everybody." in so_far
    for words in ("Not this year.", "Nobody reads this.", "Nor this."):
        assert words not in page
    assert sponsor.name not in page


@pytest.mark.parametrize(
    ("mandate", "expected"),
    [
        ((Role.COMMUNITY_MANAGER, ()), "3 contributions are waiting for you"),
        ((Role.AMBASSADOR, ("pt",)), "2 contributions are waiting for you"),
        ((Role.AMBASSADOR, ("de",)), "1 contribution is waiting for you"),
    ],
)
def test_a_moderator_sees_what_waits_in_their_own_queue(
    browser: Browser, session: Session, edition: Edition, mandate: tuple[Role, tuple[str, ...]], expected: str
) -> None:
    role, languages = mandate
    entity = session.get_one(Entity, edition.entity_id)
    moderator = make_person(session, entity=entity)
    make_mandate(session, person=moderator, role=role, entity=entity, languages=languages)
    for language in ("pt", "und", "fr"):
        make_feedback(session, edition=edition, author=None, state=State.WAITING, language=language)
    make_feedback(session, edition=edition, author=moderator, state=State.WAITING, language="pt")
    make_feedback(session, edition=edition, author=make_person(session), language="pt")
    make_feedback(session, edition=make_edition(session), author=None, state=State.WAITING, language="pt")
    page = home(browser.as_(moderator))
    assert expected in page
    assert "None of them has been waiting longer than promised." in page


def test_what_waits_longer_than_promised_is_said(
    browser: Browser, session: Session, edition: Edition, entity: Entity
) -> None:
    moderator = make_person(session, entity=entity)
    make_mandate(session, person=moderator, role=Role.COMMUNITY_MANAGER, entity=entity)
    late = make_feedback(session, edition=edition, author=None, state=State.WAITING)
    late.due_on = clock.today() - timedelta(days=2)
    assert "1 of them has been waiting longer than promised." in home(browser.as_(moderator))


def test_a_tester_sees_nothing_of_the_roles(browser: Browser, edition: Edition, person: Person) -> None:
    page = home(browser.as_(person))
    assert edition.status == "open"
    assert 'id="duties"' not in page
    assert "Campaigns in preparation" not in page


def test_a_sponsor_finds_the_dashboard(browser: Browser, session: Session, person: Person, entity: Entity) -> None:
    make_mandate(session, person=person, role=Role.SPONSOR, entity=entity)
    page = home(browser.as_(person))
    assert "/entities/luso/dashboard" in page
    assert "Nothing is expected of you" not in page


def test_a_sponsor_is_led_to_what_waits_for_their_approval(
    browser: Browser, session: Session, person: Person, entity: Entity
) -> None:
    make_mandate(session, person=person, role=Role.SPONSOR, entity=entity)
    make_edition(session, entity=entity, status=EditionStatus.DRAFT, phase=None)
    make_edition(session, status=EditionStatus.DRAFT)
    assert "waiting for your approval" not in home(browser.as_(person)), "one has no dates, one is elsewhere"
    campaign = make_campaign(session, slug="app")
    edition = make_edition(session, campaign=campaign, entity=entity, status=EditionStatus.DRAFT)
    page = home(browser.as_(person))
    assert re.search(r"<h1[^>]*>1 campaign is waiting for your approval", page)
    assert 'href="/campaigns/app/readiness#entity-luso"' in page
    other = make_edition(session, entity=entity, status=EditionStatus.DRAFT)
    page = home(browser.as_(person))
    assert "2 campaigns are waiting for your approval" in page
    assert 'href="/entities/luso#campaigns"' in page
    session.add_all(EditionApproval(edition_id=each.id, approved_by_id=person.id) for each in (edition, other))
    session.commit()
    assert "waiting for your approval" not in home(browser.as_(person))


def test_the_central_team_finds_what_is_in_preparation(
    browser: Browser, session: Session, edition: Edition, person: Person
) -> None:
    make_mandate(session, person=person, role=Role.CENTRAL_TEAM)
    make_campaign(session, title="Without any edition")
    make_edition(session, campaign=make_campaign(session, title="With a draft"), status=EditionStatus.DRAFT)
    page = home(browser.as_(person))
    preparing = page[page.index('id="preparation"') : page.index('id="campaigns"')]
    assert "Without any edition" in preparing
    assert "With a draft" in preparing
    assert edition.status == "open"
    assert "The loan" not in preparing


@pytest.mark.parametrize("number", [2, 4])
def test_the_page_costs_the_same_whatever_there_is(
    browser: Browser, session: Session, queries: CountQueries, person: Person, number: int
) -> None:
    entity = session.get_one(Entity, person.entity_id)
    for role in (Role.CENTRAL_TEAM, Role.COMMUNITY_MANAGER, Role.AMBASSADOR, Role.SPONSOR):
        make_mandate(session, person=person, role=role)
    for _ in range(number):
        campaign = make_campaign(session)
        joined = make_edition(session, campaign=campaign, entity=entity)
        make_edition(session, campaign=campaign)
        make_edition(session, entity=entity)
        make_enrolment(session, person=person, edition=joined)
        for position in range(1, number + 1):
            make_mission(session, campaign=campaign, number=position, steps=number)
            feedback = make_feedback(session, edition=joined, author=person, state=State.WAITING)
            told(session, person, feedback, "feedback_commented")
    client = browser.as_(person)
    with queries() as seen:
        home(client)
    assert len(seen) == MOST_STATEMENTS, "\n".join(seen.seen)


def test_a_campaign_that_was_asked_for_is_not_proposed(
    browser: Browser, session: Session, person: Person, edition: Edition, entity: Entity
) -> None:
    assert "See how to take part" in home(browser.as_(person))
    enrolment = make_enrolment(session, person=person, edition=edition)
    for status in (EnrolmentStatus.APPLIED, EnrolmentStatus.WAITING_LIST):
        enrolment.status = status
        assert "See how to take part" not in home(browser.as_(person)), status
    make_edition(session, campaign=make_campaign(session, slug="another"), entity=entity)
    assert 'href="/campaigns/another#join"' in home(browser.as_(person))


def test_the_most_urgent_act_leads(browser: Browser, session: Session, edition: Edition, entity: Entity) -> None:
    moderator = make_person(session, entity=entity)
    make_mandate(session, person=moderator, role=Role.COMMUNITY_MANAGER, entity=entity)
    make_feedback(session, edition=edition, author=None, state=State.WAITING)
    page = home(browser.as_(moderator))
    assert 'lang="None"' not in page
    assert re.search(r'<section class="hero">.*1 contribution is waiting for you.*href="/moderation"', page)
    overdue = make_feedback(session, edition=edition, author=make_person(session), title="Still unanswered")
    overdue.due_on = clock.today() - timedelta(days=2)
    assert re.search(r'<section class="hero">.*<h1[^>]*>1 answer is late', home(browser.as_(moderator)))
    make_feedback(session, edition=edition, author=moderator, state=State.SENT_BACK, title="Which phone?")
    assert re.search(
        r'<section class="hero">.*<h1[^>]*>Which phone\?.*#questions">Answer the question', home(browser.as_(moderator))
    )


def test_an_administrator_begins_with_mandates_and_accounts(
    browser: Browser, session: Session, person: Person, queries: CountQueries
) -> None:
    make_mandate(session, person=person, role=Role.ADMINISTRATOR)
    assert "No mandate ends within 30 days" in home(browser.as_(person))
    soon = clock.today() + timedelta(days=9)
    make_mandate(session, person=make_person(session), role=Role.SPONSOR, ends_on=soon)
    client = browser.as_(person)
    with queries() as seen:
        page = home(client)
    assert "1 mandate ends within 30 days" in page
    assert len(seen) < MOST_STATEMENTS
    assert 'href="/people"' in page[page.index('id="duties"') :]


def test_one_contribution_is_told_of_once(browser: Browser, session: Session, edition: Edition, person: Person) -> None:
    answered = make_feedback(session, edition=edition, author=person, title="It was answered")
    answered.answered_at = clock.now() - timedelta(days=2)
    told(session, person, answered, "feedback_answered")
    told(session, person, answered, "feedback_handled").params = {"handling": "selected"}
    page = home(browser.as_(person))
    assert page.count("It was answered</a>") == 1
    assert page.count("Not read yet:") == 1
