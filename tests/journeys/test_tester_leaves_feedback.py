"""A tester leaves a contribution, and hears what becomes of it.

First it waits for a moderator; once trusted, the next appears at once; colleagues join in; the team
answers; everybody concerned is told, in their language; the sponsor reads the figures.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Campaign
from app.core import idents
from app.dashboards.queries.recount import figure_differences
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.jobs.run import run_due
from app.mail.message import Message
from app.mail.sender import MemorySender
from app.moderation.service import UNDO_WITHIN
from app.outbox.deliver import deliver_waiting
from app.policy.actor import SYSTEM, Role
from app.registry import HANDLERS, JOBS
from tests.conftest import Browser
from tests.factories.accounts import make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_mission
from tests.feedback.sent import written
from tests.languages import RIGHT_TO_LEFT, SAMPLE

NOW = datetime(2026, 3, 3, 9, 0, tzinfo=UTC)


@dataclass(slots=True)
class Story:
    """Who and where, and the worker that delivers what was promised."""

    session: Session
    browser: Browser
    app: Flask
    make_session: Callable[[], Session]
    entity: Entity
    campaign: Campaign
    clock: time_machine.Traveller

    @property
    def feed(self) -> str:
        """Where everybody reads."""
        return f"/campaigns/{self.campaign.slug}/feedback"

    def person(self, name: str, *, locale: str, role: Role | None = None) -> Person:
        """Save somebody of the entity."""
        person = make_person(self.session, entity=self.entity, name=name, locale=locale)
        if role is not None:
            make_mandate(self.session, person=person, role=role, entity=self.entity)
        self.session.commit()
        return person

    def work(self) -> list[Message]:
        """Deliver events, once decisions are certain, and run what they asked for; return the mails that left."""
        self.clock.shift(UNDO_WITHIN)
        sender = self.app.extensions["mail_sender"]
        assert isinstance(sender, MemorySender)
        before = len(sender.sent)
        with self.app.app_context():
            with self.make_session() as session:
                while deliver_waiting(session, HANDLERS):
                    pass
            while run_due(self.make_session, JOBS):
                pass
        return sender.sent[before:]

    def join(self, client: FlaskClient) -> None:
        """Take part, in one click."""
        assert client.post(f"/campaigns/{self.campaign.slug}/join").status_code == 302

    def contribute(self, client: FlaskClient, **fields: str) -> str:
        """Leave a contribution; return its address."""
        place = f"/campaigns/{self.campaign.slug}/missions/1/feedback/new"
        assert client.get(place).status_code == 200
        sent = client.post(place, data=written(**fields))
        assert sent.status_code == 302
        found = re.search(r'href="(/feedback/[0-9a-z]{13})"', client.get(sent.location).text)
        assert found is not None
        return found.group(1)


@pytest.fixture
def story(session: Session, browser: Browser, make_test_session: Callable[[], Session]) -> Iterator[Story]:
    """Return an entity in which a campaign has opened."""
    with time_machine.travel(NOW, tick=False) as clock:
        entity = make_entity(session, name="Lusocrédito", locales=("pt-PT", "en"))
        campaign = make_campaign(session, title="The loan app")
        make_edition(session, campaign=campaign, entity=entity)
        make_mission(session, campaign=campaign)
        session.commit()
        yield Story(session, browser, browser.app, make_test_session, entity, campaign, clock)


def told(mails: list[Message]) -> dict[str, str]:
    """Return who got mail, and in which language."""
    assert len({mail.message_id for mail in mails}) == len(mails)
    return {mail.to: mail.locale for mail in mails}


def test_from_the_first_words_to_the_sponsors_dashboard(story: Story) -> None:
    ana = story.person("Ana Rebelo", locale="pt-PT")
    hans = story.person("Hans Weber", locale="de")
    carla = story.person("Carla Nunes", locale="en", role=Role.COMMUNITY_MANAGER)
    rui = story.person("Rui Sousa", locale="en", role=Role.SPONSOR)
    first = the_first_waits_and_a_moderator_is_told(story, ana, carla)
    once_trusted_the_next_appears_at_once(story, ana, carla, first)
    a_colleague_joins_in(story, ana, hans, first)
    the_answer_reaches_everybody_in_their_language(story, (ana, hans), carla, first)
    the_sponsor_decides_and_reads_figures(story, (ana, hans), rui, first)
    assert figure_differences(story.session, SYSTEM) == []


def the_first_waits_and_a_moderator_is_told(story: Story, ana: Person, carla: Person) -> str:
    author, desk = story.browser.as_(ana, "pt-PT"), story.browser.as_(carla)
    story.join(author)
    first = story.contribute(author, title="O envio pára", body="A segunda fotografia fica cinzenta.")
    assert [mail.to for mail in story.work()] == [carla.email]
    assert "O envio pára" not in desk.get(story.feed).text
    queue = desk.get("/moderation").text
    assert "O envio pára" in queue
    assert "Ana Rebelo" in queue
    return first


def once_trusted_the_next_appears_at_once(story: Story, ana: Person, carla: Person, first: str) -> None:
    story.clock.shift(timedelta(hours=1))
    author, desk = story.browser.as_(ana, "pt-PT"), story.browser.as_(carla)
    case = first.removeprefix("/feedback/")
    assert desk.post(f"/moderation/{case}/publish-and-trust", data={"version": "1"}).status_code == 302
    mails = story.work()
    assert told(mails) == {ana.email: "pt-PT"}
    assert 'lang="pt-PT"' in mails[0].html
    assert "O envio pára" in mails[0].text
    second = story.contribute(author, title="E o botão também", body="O botão não responde.", kind="idea")
    assert second != first
    assert "E o botão também" in desk.get(story.feed).text
    assert story.work() == []


def a_colleague_joins_in(story: Story, ana: Person, hans: Person, first: str) -> None:
    """The author is told of the words, not of the me-too."""
    colleague = story.browser.as_(hans, "de")
    story.join(colleague)
    assert colleague.post(f"{first}/me-too").status_code == 302
    assert colleague.post(f"{first}/comments", data={"key": "k", "body": "Bei mir auch."}).status_code == 302
    assert told(story.work()) == {ana.email: "pt-PT"}


def the_answer_reaches_everybody_in_their_language(
    story: Story, concerned: tuple[Person, Person], carla: Person, first: str
) -> None:
    story.clock.shift(timedelta(hours=3))
    ana, hans = concerned
    sent = {"body": "Mended in the next version.", "version": "0"}
    assert story.browser.as_(carla).post(f"{first}/answer", data=sent).status_code == 302
    mails = story.work()
    assert told(mails) == {ana.email: "pt-PT", hans.email: "de"}
    assert len({mail.subject for mail in mails}) == 2, "two languages, two subjects"
    assert "Mended in the next version." in story.browser.as_(ana, "pt-PT").get(first).text


def the_sponsor_decides_and_reads_figures(
    story: Story, concerned: tuple[Person, Person], rui: Person, first: str
) -> None:
    sponsor = story.browser.as_(rui)
    decision = {"key": "d", "verdict": "go", "reason": "It blocks people."}
    assert sponsor.post(f"{first}/decision", data=decision).status_code == 302
    assert set(told(story.work())) == {person.email for person in concerned}
    dashboard = sponsor.get(f"/entities/{story.entity.code}/dashboard")
    assert dashboard.status_code == 200
    assert "Answered within the promise" in dashboard.text
    for person in concerned:
        assert person.name not in dashboard.text, "a sponsor reads figures, not people"


@pytest.mark.parametrize("locale", SAMPLE)
def test_each_page_of_the_story_in_each_language(story: Story, locale: str) -> None:
    person = story.person("Somebody", locale=locale, role=Role.COMMUNITY_MANAGER)
    client = story.browser.as_(person, locale)
    story.join(client)
    place = story.contribute(client, title="Words", body="Of somebody.")
    story.work()
    slug = story.campaign.slug
    for page in (
        "/", "/campaigns", f"/campaigns/{slug}", f"/campaigns/{slug}/missions/1", f"/campaigns/{slug}/feedback",
        f"/campaigns/{slug}/missions/1/feedback/new", place, f"{place}/edit", "/moderation", "/profile",
        "/notifications", "/feedback/reference", f"/entities/{story.entity.code}/dashboard",
    ):  # fmt: skip
        answer = client.get(page)
        assert answer.status_code == 200, page
        assert f'<html lang="{locale}" dir="{"rtl" if locale in RIGHT_TO_LEFT else "ltr"}">' in answer.text


def test_what_nobody_may_trace_is_answered_to_who_holds_the_code(story: Story) -> None:
    ana = story.person("Ana Rebelo", locale="pt-PT")
    carla = story.person("Carla Nunes", locale="en", role=Role.COMMUNITY_MANAGER)
    author = story.browser.as_(ana)
    story.join(author)
    sent = author.post(
        f"/campaigns/{story.campaign.slug}/missions/1/feedback/new", data=written(identity="untraceable")
    )
    code = re.search(r'<code class="reference"[^>]*>([a-z0-9-]{19})<', author.get(sent.location).text)
    assert code is not None
    assert story.work() == [], "its hour is told to nobody: moderators hear of it later"
    feedback = story.session.scalars(select(Feedback)).one()
    place, desk = f"/feedback/{idents.encode(feedback.id)}", story.browser.as_(carla)
    assert "Ana Rebelo" not in desk.get("/moderation").text
    case = f"/moderation/{idents.encode(feedback.id)}"
    assert desk.post(f"{case}/send-back", data={"version": "1", "question": "Which phone?"}).status_code == 302
    assert story.work() == []
    elsewhere = story.browser.as_(ana)
    assert elsewhere.get(place).status_code == 404
    assert elsewhere.post("/feedback/reference", data={"code": code.group(1)}).location == place
    assert "Which phone?" in elsewhere.get(place).text
    assert elsewhere.post(f"{place}/reply", data={"key": "r", "body": "A Fairphone."}).status_code == 302
    assert "A Fairphone." in desk.get("/moderation").text
    assert desk.post(f"{case}/publish", data={"version": "3"}).status_code == 302
    assert "Author known to nobody" in desk.get(place).text
