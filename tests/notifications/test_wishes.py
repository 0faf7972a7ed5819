"""How people want to be mailed: by topic, by campaign, by one thing, and with the link in a mail."""

from __future__ import annotations

import re
from functools import partial

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.types import CampaignPurpose
from app.core import idents
from app.core.errors import ChangedMeanwhile, Forbidden, NotFound
from app.feedback.models import Feedback
from app.feedback.service.converse import CommentInput, comment_on_feedback
from app.mail.message import Message
from app.moderation.service import publish_case
from app.notifications.credentials import EVERYTHING, mail_stop_token, mail_stopped_by
from app.notifications.kinds import KINDS
from app.notifications.models import MailMute, MailWishes, Notice
from app.notifications.queries.wishes import campaigns_to_mute, my_wishes
from app.notifications.service import (
    WishesInput,
    mute_subject,
    set_mail_wishes,
    stop_mails,
    unmute_subject,
)
from app.notifications.types import STOPPABLE, Cadence, SubjectType, Topic
from app.policy.actor import SYSTEM
from tests.conftest import SECRET, Browser, CountQueries
from tests.factories.accounts import actor_for, make_person
from tests.moderation.world import World, make_world
from tests.notifications.conftest import Worker
from tests.notifications.test_pages import give, readable
from tests.parallel import together
from tests.refusals import refused

ALL_AT_ONCE = {topic.value: Cadence.AT_ONCE.value for topic in STOPPABLE}


def want(session: Session, world: World, person: Person, topic: Topic, cadence: Cadence) -> None:
    """Let somebody want something else for one topic."""
    actor = world.actor(person)
    wishes = my_wishes(session, actor)
    set_mail_wishes(session, actor, WishesInput({**wishes.cadences, topic: cadence}, (), wishes.version))


def published(session: Session, world: World) -> Feedback:
    """Return a contribution of which its author is told that it is published."""
    case = world.send(session)
    publish_case(session, world.actor(world.manager), case.id, case.version)
    return case


def cadence(session: Session, person: Person) -> list[str]:
    return list(session.scalars(select(Notice.cadence).where(Notice.person_id == person.id)))


def mails_to(mails: list[Message], person: Person) -> list[Message]:
    return [mail for mail in mails if mail.to == person.email]


# --- topics ----------------------------------------------------------------------------------------


def test_every_kind_has_a_topic_and_every_topic_kinds() -> None:
    assert {kind.topic for kind in KINDS.values()} == set(Topic)


def test_duties_are_mailed_whatever_somebody_wants(session: Session, worker: Worker) -> None:
    world = make_world(session)
    session.add(MailWishes(person_id=world.author.id, cadences=dict.fromkeys(Topic, Cadence.NEVER)))
    case = published(session, world)
    give(session, world.author, case, "mandate_given")
    assert mails_to(worker.work(), world.author) == []
    assert my_wishes(session, world.actor(world.author)).cadence_of(Topic.ACCOUNT) is Cadence.AT_ONCE


@pytest.mark.parametrize("wanted", [Cadence.DAILY, Cadence.WEEKLY, Cadence.NEVER])
@pytest.mark.parametrize("when", ["before", "after"])
def test_what_is_not_wanted_at_once_has_no_mail_of_its_own(
    session: Session, worker: Worker, wanted: Cadence, when: str
) -> None:
    world = make_world(session)
    if when == "before":
        want(session, world, world.author, Topic.CONTRIBUTIONS, wanted)
    published(session, world)
    worker.deliver()
    if when == "after":
        want(session, world, world.author, Topic.CONTRIBUTIONS, wanted)
    assert mails_to(worker.work(), world.author) == []
    assert cadence(session, world.author) == [wanted]


def test_other_topics_are_mailed_at_once(session: Session, worker: Worker) -> None:
    world = make_world(session)
    want(session, world, world.author, Topic.CONVERSATIONS, Cadence.NEVER)
    published(session, world)
    assert len(mails_to(worker.work(), world.author)) == 1


# --- muting ----------------------------------------------------------------------------------------


def test_a_muted_thing_is_told_and_not_mailed(session: Session, worker: Worker) -> None:
    world = make_world(session)
    author = world.actor(world.author)
    case = published(session, world)
    worker.work()
    mute_subject(session, author, SubjectType.CONTRIBUTION, case.id)
    mute_subject(session, author, SubjectType.CONTRIBUTION, case.id)
    comment_on_feedback(session, world.actor(world.colleague), case.id, CommentInput("The same here.", "c" * 64))
    assert mails_to(worker.work(), world.author) == []
    assert len(cadence(session, world.author)) == 2
    unmute_subject(session, author, SubjectType.CONTRIBUTION, case.id)
    comment_on_feedback(session, world.actor(world.colleague), case.id, CommentInput("Still there.", "d" * 64))
    assert len(mails_to(worker.work(), world.author)) == 1


def test_a_muted_campaign_is_told_and_not_mailed(session: Session, worker: Worker) -> None:
    world = make_world(session)
    wishes = WishesInput({}, (world.campaign.id, 4242), 0)
    set_mail_wishes(session, world.actor(world.author), wishes)
    assert session.scalars(select(MailMute.subject_id)).all() == [world.campaign.id]
    published(session, world)
    assert mails_to(worker.work(), world.author) == []
    assert cadence(session, world.author) == [Cadence.NEVER]


def test_nobody_mutes_what_they_were_not_told_of(session: Session) -> None:
    world = make_world(session)
    case = published(session, world)
    with refused(session, NotFound):
        mute_subject(session, world.actor(world.colleague), SubjectType.CONTRIBUTION, case.id)


def test_each_row_is_muted_and_unmuted_from_the_page(session: Session, browser: Browser) -> None:
    world = make_world(session)
    case = readable(session, world, title="The slider sticks")
    give(session, world.author, case)
    client = browser.as_(world.author)
    name = f"feedback.{idents.encode(case.id)}"
    assert f'name="mute" value="{name}"' in client.get("/notifications").text
    answer = client.post("/notifications/mute", data={"mute": name, "next": "/notifications"}, follow_redirects=True)
    assert "You receive no more e-mails about it." in answer.text
    assert f'name="unmute" value="{name}"' in answer.text
    page = client.get("/notifications/settings").text
    assert "The slider sticks" in page
    client.post("/notifications/mute", data={"unmute": name, "next": "/notifications/settings"})
    assert "Nothing is muted." in client.get("/notifications/settings").text
    for wrong in ("", "x", "feedback.x", f"x.{idents.encode(case.id)}", "feedback.0000000000001"):
        assert client.post("/notifications/mute", data={"mute": wrong}).status_code == 404


def test_what_concerns_the_account_cannot_be_muted(session: Session, browser: Browser) -> None:
    world = make_world(session)
    give(session, world.author, readable(session, world), "mandate_given")
    assert 'name="mute"' not in browser.as_(world.author).get("/notifications").text


# --- the page --------------------------------------------------------------------------------------


def test_the_page_shows_and_stores_what_is_wanted(session: Session, browser: Browser) -> None:
    world = make_world(session)
    client = browser.as_(world.author)
    page = client.get("/notifications/settings").text
    assert "Some e-mails cannot be stopped" in page
    assert page.count('<option selected value="at_once">') == len(STOPPABLE)
    sent = ALL_AT_ONCE | {"my_tasks": "weekly", "campaign_news": "never", "version": "0"}
    answer = client.post("/notifications/settings", data=sent | {"campaigns": str(world.campaign.id)})
    assert (answer.status_code, answer.location) == (303, "/notifications/settings")
    wishes = my_wishes(session, world.actor(world.author))
    assert wishes.cadence_of(Topic.TASKS) is Cadence.WEEKLY
    assert wishes.cadence_of(Topic.CAMPAIGNS) is Cadence.NEVER
    assert wishes.muted == {(SubjectType.CAMPAIGN, world.campaign.id)}
    page = client.get("/notifications/settings").text
    assert '<option selected value="weekly">' in page
    assert re.search(rf'<input checked[^>]*value="{world.campaign.id}"', page)
    client.post("/notifications/settings", data=sent | {"version": "1"})
    assert my_wishes(session, world.actor(world.author)).muted == frozenset()


def test_a_template_is_no_campaign_to_mute(session: Session) -> None:
    world = make_world(session)
    offered = [each.id for each in campaigns_to_mute(session, world.actor(world.author))]
    world.campaign.purpose = CampaignPurpose.TEMPLATE
    session.flush()
    assert world.campaign.id in offered
    assert campaigns_to_mute(session, world.actor(world.author)) == []


def test_bad_choices_are_refused_beside_their_field_and_change_nothing(session: Session, browser: Browser) -> None:
    world = make_world(session)
    client = browser.as_(world.author)
    for wrong in ({"my_tasks": "hourly"}, {"campaigns": "4242"}, {"campaigns": "x"}):
        answer = client.post("/notifications/settings", data=ALL_AT_ONCE | {"team_messages": "daily"} | wrong)
        assert answer.status_code == 422
        assert "Please choose again." in answer.text or "This choice is not offered here" in answer.text
        assert '<option selected value="daily">' in answer.text
    assert session.scalars(select(MailWishes)).all() == []


def test_two_windows_do_not_overwrite_each_other(session: Session, browser: Browser) -> None:
    world = make_world(session)
    client = browser.as_(world.author)
    client.post("/notifications/settings", data=ALL_AT_ONCE | {"my_tasks": "daily", "version": "0"})
    answer = client.post("/notifications/settings", data=ALL_AT_ONCE | {"team_messages": "never", "version": "0"})
    assert answer.status_code == 409
    assert "Stored now:" in answer.text
    assert '<option selected value="never">' in answer.text
    with refused(session, ChangedMeanwhile):
        set_mail_wishes(session, world.actor(world.author), WishesInput({}, (), 0))
    assert my_wishes(session, world.actor(world.author)).cadence_of(Topic.TASKS) is Cadence.DAILY


def test_of_two_savings_at_once_one_is_told(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        person = make_person(session)
        session.commit()
        actor = actor_for(person)
    acts = [partial(set_mail_wishes, actor=actor, data=WishesInput({Topic.TASKS: one}, (), 0)) for one in Cadence]
    refusals = together(shared, acts)
    assert refusals == ["", *["changed_meanwhile"] * 3]


@pytest.mark.parametrize("count", [2, 4])
def test_the_statements_of_both_pages_do_not_grow(
    session: Session, browser: Browser, queries: CountQueries, count: int
) -> None:
    world = make_world(session)
    for _ in range(count):
        case = readable(session, world)
        give(session, world.author, case)
        mute_subject(session, world.actor(world.author), SubjectType.CONTRIBUTION, case.id)
    client = browser.as_(world.author)
    with queries() as notices:
        client.get("/notifications")
    with queries() as settings:
        client.get("/notifications/settings")
    assert (len(notices), len(settings)) == (6, 7)


# --- the link in a mail ----------------------------------------------------------------------------


def stop_address(mail: Message) -> str:
    """Return the path of the link that stops such mails."""
    return mail.headers["List-Unsubscribe"].strip("<>").removeprefix("http://localhost")


def test_a_mail_program_stops_a_topic_with_one_click(session: Session, browser: Browser, worker: Worker) -> None:
    world = make_world(session)
    case = published(session, world)
    mail = mails_to(worker.work(), world.author)[0]
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    place = stop_address(mail)
    assert place in mail.html
    assert place in mail.text
    stranger = browser.stranger()
    stranger.application.config["WTF_CSRF_ENABLED"] = True
    answer = stranger.get(place)
    assert answer.status_code == 200
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert session.scalars(select(MailWishes)).all() == []  # a scanner that opens links stops nothing
    for _ in range(2):
        answer = stranger.post(place, data={"List-Unsubscribe": "One-Click"})
        assert answer.status_code == 200
        assert "You receive no more of these e-mails" in answer.text or "no more of these e-mails" in answer.text
    wishes = my_wishes(session, world.actor(world.author))
    assert wishes.cadences == {Topic.CONTRIBUTIONS: Cadence.NEVER}
    assert wishes.version == 1
    comment_on_feedback(session, world.actor(world.colleague), case.id, CommentInput("The same here.", "c" * 64))
    assert len(mails_to(worker.work(), world.author)) == 1  # another topic


def test_a_link_made_up_or_of_somebody_gone_stops_nothing(session: Session, browser: Browser) -> None:
    world = make_world(session)
    good = mail_stop_token(SECRET, world.author.id, Topic.TASKS)
    other = mail_stop_token(SECRET, world.colleague.id, Topic.TASKS)
    name, _dot, seal = good.rpartition(".")
    everything = f"{idents.encode(world.author.id)}.{EVERYTHING}.{seal}"
    foreign = f"{name}.{other.rpartition('.')[2]}"
    gone = mail_stop_token(SECRET, 42)
    stranger = browser.stranger()
    for token in ("x", name, f"{name}.", everything, foreign, f"{good}0", good.upper(), "é.é.é", "a" * 3000):
        for answer in (stranger.get(f"/notifications/stop/{token}"), stranger.post(f"/notifications/stop/{token}")):
            assert answer.status_code == 410, token
    assert stranger.post(f"/notifications/stop/{gone}").status_code == 410
    assert session.scalars(select(MailWishes)).all() == []
    assert mail_stopped_by("another secret", good) is None
    account = mail_stop_token(SECRET, world.author.id, Topic.ACCOUNT)
    assert mail_stopped_by(SECRET, account) is None  # a duty: no link stops it


def test_stopping_everything_leaves_the_duties(session: Session) -> None:
    world = make_world(session)
    stop_mails(session, SYSTEM, world.author.id, None)
    wishes = my_wishes(session, world.actor(world.author))
    assert wishes.cadences == dict.fromkeys(STOPPABLE, Cadence.NEVER)
    with refused(session, Forbidden):
        stop_mails(session, world.actor(world.colleague), world.author.id, None)


# --- threads ---------------------------------------------------------------------------------------


def test_the_mails_about_one_thing_are_one_thread(session: Session, worker: Worker) -> None:
    world = make_world(session)
    case, other = published(session, world), world.send(session, title="Another")
    comment_on_feedback(session, world.actor(world.colleague), case.id, CommentInput("The same here.", "c" * 64))
    publish_case(session, world.actor(world.manager), other.id, other.version)
    mails = mails_to(worker.work(), world.author)
    threads = [mail.headers["References"] for mail in mails]
    assert len(mails) == 3
    assert sorted(threads.count(thread) for thread in set(threads)) == [1, 2]
    assert all(mail.headers["In-Reply-To"] == mail.headers["References"] for mail in mails)
    assert idents.encode(case.id) not in "".join(threads)
    assert str(case.id) not in "".join(threads)
