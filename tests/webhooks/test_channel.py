"""A channel of an entity's chat is told what happens: off by default, without names, at most once."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.events import EditionClosed, EditionOpened
from app.core.errors import Forbidden, NotFound
from app.decisions.events import DecisionRecorded
from app.jobs.models import Job, JobState
from app.jobs.run import Task, run_due
from app.journal.models import JournalEntry
from app.outbox.deliver import deliver_waiting
from app.outbox.publish import publish
from app.outside.errors import AddressNotAllowed
from app.policy.actor import SYSTEM, Actor, Role
from app.registry import HANDLERS, JOBS
from app.webhooks import service
from app.webhooks.errors import ChannelAddressMissing, ChannelOff, WebhooksOff
from app.webhooks.jobs import send_post
from app.webhooks.models import ChatChannel, ChatPost
from app.webhooks.service import ChannelInput, Outside, set_channel, try_channel
from app.webhooks.types import ChatFormat, PostFault, PostKind, PostState
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.campaigns import make_edition
from tests.factories.feedback import make_feedback
from tests.feedback.scene import Scene, make_scene
from tests.outside.server import Chat, chat_server
from tests.refusals import refused

PUBLIC = "https://8.8.8.8/hooks/T0/B1?key=very-secret"
LETS_OUT = Outside(is_on=True)


@pytest.fixture
def scene(session: Session) -> Scene:
    """Return an open campaign with a tester."""
    return make_scene(session)


@pytest.fixture
def desk(session: Session, scene: Scene) -> Person:
    """Return the community manager of the scene's entity."""
    person = make_person(session, entity=scene.entity)
    make_mandate(session, person=person, role=Role.COMMUNITY_MANAGER, entity=scene.entity)
    session.commit()
    return person


@pytest.fixture
def chat(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, app: Flask) -> Iterator[Chat]:
    """Return a chat inside the network, which the installation allows."""
    with chat_server(tmp_path) as chat:
        monkeypatch.setenv("SSL_CERT_FILE", str(chat.certificate))
        app.extensions["settings"] = replace(
            app.extensions["settings"], webhooks=True, webhook_internal_hosts=(chat.host,)
        )
        yield chat


def manager(desk: Person, scene: Scene) -> Actor:
    return actor_for(desk, Role.COMMUNITY_MANAGER, entity=scene.entity)


def give_channel(session: Session, scene: Scene, chat: Chat, chosen: ChatFormat = ChatFormat.SLACK) -> None:
    session.add(ChatChannel(entity_id=scene.entity.id, format=chosen, url=chat.url, is_on=True))
    session.commit()


def work(app: Flask, session: Session) -> None:
    """Let what waits happen."""
    session.commit()
    with app.app_context():
        deliver_waiting(session, HANDLERS)
        session.commit()
        run_due(app.extensions["session_factory"], {service.POST_JOB: JOBS[service.POST_JOB]}, limit=20)
    session.rollback()


def opened(session: Session, scene: Scene) -> None:
    publish(session, EditionOpened(scene.edition.id, scene.campaign.id, scene.entity.id))


# --- who may, and what is refused -------------------------------------------------------------------


def test_a_channel_is_named_by_who_manages_the_community_or_the_installation(
    session: Session, scene: Scene, desk: Person
) -> None:
    data = ChannelInput(ChatFormat.SLACK, PUBLIC, is_on=True)
    set_channel(session, manager(desk, scene), scene.entity.code, data, LETS_OUT)
    administrator = actor_for(make_person(session), Role.ADMINISTRATOR)
    set_channel(session, administrator, scene.entity.code, replace(data, url="", is_on=False), LETS_OUT)
    channel = session.get_one(ChatChannel, scene.entity.id)
    assert (channel.url, channel.is_on) == (PUBLIC, False)
    entries = session.scalars(select(JournalEntry).where(JournalEntry.action == "webhooks.set")).all()
    assert len(entries) == 2
    assert all("very-secret" not in json.dumps(entry.details) for entry in entries)


def test_nobody_else_does(session: Session, scene: Scene) -> None:
    data = ChannelInput(ChatFormat.SLACK, PUBLIC, is_on=True)
    for role in (Role.AMBASSADOR, Role.SPONSOR):
        actor = actor_for(make_person(session, entity=scene.entity), role, entity=scene.entity)
        with refused(session, Forbidden):
            set_channel(session, actor, scene.entity.code, data, LETS_OUT)
        with refused(session, Forbidden):
            try_channel(session, actor, scene.entity.code, "k1", LETS_OUT)
    abroad = actor_for(make_person(session), Role.COMMUNITY_MANAGER, entity=make_entity(session))
    for code in (scene.entity.code, "nowhere"):
        with refused(session, NotFound):
            set_channel(session, abroad, code, data, LETS_OUT)


@pytest.mark.parametrize(
    "url", ["https://localhost/hook", "https://127.0.0.1/", "https://2130706433/", "http://8.8.8.8/"]
)
def test_an_address_that_leads_to_this_machine_is_refused(
    session: Session, scene: Scene, desk: Person, url: str
) -> None:
    with refused(session, AddressNotAllowed):
        set_channel(
            session, manager(desk, scene), scene.entity.code, ChannelInput(ChatFormat.TEAMS, url, is_on=True), LETS_OUT
        )


def test_an_unknown_name_is_refused_alike(session: Session, scene: Scene, desk: Person) -> None:
    data = ChannelInput(ChatFormat.TEAMS, "https://no-such-name.invalid/", is_on=True)
    with refused(session, AddressNotAllowed):
        set_channel(session, manager(desk, scene), scene.entity.code, data, LETS_OUT)


def test_nothing_is_named_or_tried_while_it_is_off(session: Session, scene: Scene, desk: Person) -> None:
    actor, data = manager(desk, scene), ChannelInput(ChatFormat.SLACK, PUBLIC, is_on=True)
    with refused(session, WebhooksOff):
        set_channel(session, actor, scene.entity.code, data, Outside(is_on=False))
    with refused(session, ChannelAddressMissing):
        set_channel(session, actor, scene.entity.code, replace(data, url=""), LETS_OUT)
    with refused(session, ChannelOff):
        try_channel(session, actor, scene.entity.code, "k1", LETS_OUT)
    opened(session, scene)
    deliver_waiting(session, HANDLERS)
    assert session.scalars(select(ChatPost)).all() == []


# --- what is told ----------------------------------------------------------------------------------


@pytest.mark.parametrize("chosen", ChatFormat)
def test_the_chat_is_told_in_its_format(
    app: Flask, session: Session, scene: Scene, chat: Chat, chosen: ChatFormat
) -> None:
    give_channel(session, scene, chat, chosen)
    opened(session, scene)
    publish(session, EditionClosed(scene.edition.id, scene.campaign.id, scene.entity.id))
    work(app, session)
    assert len(chat.seen) == 2
    words = [json.dumps(one, ensure_ascii=False) for one in chat.seen]
    assert all(("attachments" in one) == (chosen is ChatFormat.TEAMS) for one in words)
    assert any("has opened at" in one for one in words)
    assert all(f"http://localhost/campaigns/{scene.campaign.slug}" in one for one in words)
    assert session.scalars(select(ChatPost.state)).all() == [PostState.TAKEN] * 2


def test_no_name_and_no_entity_of_a_card_are_told(app: Flask, session: Session, scene: Scene, chat: Chat) -> None:
    """A decision is told wherever the campaign is open, also where the contribution is not from."""
    other = make_entity(session)
    make_edition(session, campaign=scene.campaign, entity=other)
    session.add(ChatChannel(entity_id=other.id, format=ChatFormat.TEAMS, url=chat.url, is_on=True))
    give_channel(session, scene, chat)
    sponsor = make_person(session, entity=scene.entity, name="Teresa Vasconcelos")
    feedback = make_feedback(session, edition=scene.edition, author=scene.person, title="Words of Rui")
    publish(session, DecisionRecorded(feedback.id, 1, "go", sponsor.id))
    work(app, session)
    told = json.dumps(chat.seen)
    assert len(chat.seen) == 2
    for hidden in (sponsor.name, scene.person.name, "Words of Rui", scene.entity.name, other.name):
        assert hidden not in told


def test_a_title_calls_nobody_and_links_nowhere(app: Flask, session: Session, chat: Chat) -> None:
    scene = make_scene(session)
    give_channel(session, scene, chat)
    scene.entity.name = "<!channel> & <https://evil.example|read>"
    opened(session, scene)
    work(app, session)
    (told,) = chat.seen
    assert "&lt;!channel&gt; &amp; &lt;https://evil.example|read&gt;" in told["text"]


# --- at most once ----------------------------------------------------------------------------------


def test_an_event_delivered_twice_and_a_job_run_twice_are_one_post(
    app: Flask, session: Session, scene: Scene, chat: Chat
) -> None:
    give_channel(session, scene, chat)
    opened(session, scene)
    work(app, session)
    (post_id,) = session.scalars(select(ChatPost.id)).all()
    with app.app_context():
        send_post(session, Task(1, service.POST_JOB, {"post_id": post_id}, 2))
    plan = service.PostPlan(PostKind.OPENED, session.scalars(select(ChatPost.cause)).one(), None, scene.entity.id)
    service.plan_posts(session, SYSTEM, plan)
    work(app, session)
    assert len(chat.seen) == 1


def test_a_worker_that_died_after_sending_sends_nothing_again(
    app: Flask, session: Session, scene: Scene, chat: Chat
) -> None:
    give_channel(session, scene, chat)
    post = ChatPost(entity_id=scene.entity.id, campaign_id=scene.campaign.id, kind=PostKind.OPENED, cause="x")
    post.state = PostState.LEFT
    session.add(post)
    session.commit()
    with app.app_context():
        send_post(session, Task(1, service.POST_JOB, {"post_id": post.id}, 2))
    assert chat.seen == []


def test_what_reached_nobody_is_tried_again_and_shown(app: Flask, session: Session, scene: Scene, chat: Chat) -> None:
    give_channel(session, scene, chat)
    channel = session.get_one(ChatChannel, scene.entity.id)
    channel.url = chat.url.replace(chat.host, "no-such-name.invalid")
    opened(session, scene)
    work(app, session)
    job = session.scalars(select(Job).where(Job.name == service.POST_JOB)).one()
    assert job.state is JobState.QUEUED
    assert session.scalars(select(ChatPost.fault)).one() is PostFault.NOT_REACHED
    channel.url = chat.url
    session.commit()
    with app.app_context():
        send_post(session, Task(job.id, service.POST_JOB, job.payload, 2))
    session.rollback()
    assert len(chat.seen) == 1
    assert session.scalars(select(ChatPost.fault)).one() is None


@pytest.mark.parametrize(
    "case",
    [
        (404, {}, PostFault.TURNED_DOWN),
        (302, {}, PostFault.TURNED_DOWN),
        (200, {"webhooks": False}, PostFault.SWITCHED_OFF),
        (200, {"webhook_internal_hosts": ()}, PostFault.NOT_ALLOWED),
    ],
)
def test_failures_are_noted_and_not_tried_again(
    app: Flask, session: Session, scene: Scene, chat: Chat, case: tuple[int, dict[str, Any], PostFault]
) -> None:
    status, change, fault = case
    give_channel(session, scene, chat)
    chat.status, chat.headers = status, {"Location": "https://localhost/elsewhere"}
    app.extensions["settings"] = replace(app.extensions["settings"], **change)
    opened(session, scene)
    work(app, session)
    work(app, session)
    post = session.scalars(select(ChatPost)).one()
    assert (post.state, post.fault) == (PostState.FAILED, fault)
    assert len(chat.seen) == (fault is PostFault.TURNED_DOWN)


# --- the page --------------------------------------------------------------------------------------


def test_the_page_saves_tries_and_never_shows_the_address(
    session: Session, browser: Browser, scene: Scene, desk: Person, chat: Chat
) -> None:
    client, place = browser.as_(desk), f"/entities/{scene.entity.code}/chat"
    assert place in client.get("/announcements").text
    sent = {"state": "on", "format": "slack", "url": chat.url}
    assert client.post(place, data=sent).status_code == 303
    page = client.get(place).text
    assert "An address is stored, at localhost" in page
    assert "very-secret" not in page
    for _ in range(2):
        assert client.post(f"{place}/test", data={"key": "k1"}).status_code == 303
    work(browser.app, session)
    assert [one["text"].split("\n")[0] for one in chat.seen] == ["This is a test: Pépite can post to this channel."]
    assert "Delivered" in client.get(place).text


def test_a_refused_address_is_said_beside_its_field(browser: Browser, scene: Scene, desk: Person, chat: Chat) -> None:
    del chat
    client, place = browser.as_(desk), f"/entities/{scene.entity.code}/chat"
    answer = client.post(place, data={"state": "on", "format": "teams", "url": "https://127.0.0.1/hook"})
    assert answer.status_code == 422
    assert "This address is not allowed" in answer.text
    assert re.search(r"<textarea[^>]*>\s*https://127\.0\.0\.1/hook</textarea>", answer.text)
    assert client.post(place, data={"state": "on", "format": "irc", "url": ""}).status_code == 422


def test_the_page_says_that_the_installation_is_closed(browser: Browser, scene: Scene, desk: Person) -> None:
    client, place = browser.as_(desk), f"/entities/{scene.entity.code}/chat"
    assert "switched off for the whole installation" in client.get(place).text
    answer = client.post(place, data={"state": "on", "format": "teams", "url": PUBLIC})
    assert answer.status_code == 409


def test_a_page_costs_the_same_whatever_its_rows(
    session: Session, browser: Browser, scene: Scene, desk: Person, queries: CountQueries
) -> None:
    client, counts = browser.as_(desk), []
    for start in (0, 8):
        for number in range(start, start + 8):
            session.add(
                ChatPost(
                    entity_id=scene.entity.id, campaign_id=scene.campaign.id, kind=PostKind.OPENED,
                    cause=str(number),
                )
            )  # fmt: skip
        session.commit()
        client.get(f"/entities/{scene.entity.code}/chat")
        with queries() as seen:
            assert client.get(f"/entities/{scene.entity.code}/chat").status_code == 200
        counts.append(len(seen))
    assert counts[0] == counts[1]
