"""Before or after publication: what a campaign says, and what then happens to what is sent."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.campaigns.service import set_moderation_timing
from app.campaigns.types import ModerationTiming
from app.core.errors import Forbidden, NotFound
from app.feedback.lifecycle import LifeStage
from app.feedback.service.revise import RevisionInput, revise_feedback
from app.files.storage import memory_storage
from app.house_rules.service import WordsInput, set_words
from app.house_rules.types import RulesPlace
from app.journal.models import JournalEntry
from app.moderation.queries import QueueFilters, queue_page
from app.moderation.service import hide_case, publish_case, send_back_case, undo_decision
from app.moderation.types import QueueReason
from app.notifications.models import Notice
from app.outbox.deliver import deliver_waiting
from app.outbox.models import OutboxMessage
from app.policy.actor import SYSTEM, Role
from app.registry import HANDLERS
from tests.conftest import Browser
from tests.factories.accounts import make_mandate, make_person, make_trust
from tests.moderation.world import World, make_world
from tests.refusals import refused

FIRST, AFTER, BEFORE = ModerationTiming
WAITING, PUBLISHED, CHANGED = LifeStage.WAITING, LifeStage.PUBLISHED, LifeStage.CHANGED


def world_with(session: Session, timing: ModerationTiming, *, trusted: bool = False) -> World:
    world = make_world(session)
    set_moderation_timing(session, SYSTEM, world.campaign.id, timing)
    if trusted:
        make_trust(session, world.author)
    return world


@pytest.mark.parametrize(
    ("timing", "trusted", "identity", "stage"),
    [
        (FIRST, False, "named", WAITING),
        (FIRST, True, "named", PUBLISHED),
        (FIRST, True, "untraceable", WAITING),
        (AFTER, False, "named", CHANGED),
        (AFTER, False, "confidential", CHANGED),
        (AFTER, True, "named", CHANGED),
        (AFTER, False, "untraceable", WAITING),
        (BEFORE, False, "named", WAITING),
        (BEFORE, True, "named", WAITING),
        (BEFORE, True, "untraceable", WAITING),
    ],
)
def test_sending(session: Session, timing: ModerationTiming, identity: str, stage: LifeStage, *, trusted: bool) -> None:
    world = world_with(session, timing, trusted=trusted)
    assert world.send(session, identity=identity).stage is stage


@pytest.mark.parametrize(
    ("timing", "trusted", "stage"),
    [
        (FIRST, False, LifeStage.CHANGE_WAITING),
        (FIRST, True, CHANGED),
        (AFTER, False, LifeStage.CHANGE_WAITING),
        (AFTER, True, CHANGED),
        (BEFORE, True, LifeStage.CHANGE_WAITING),
    ],
)
def test_changing_what_is_published(
    session: Session, timing: ModerationTiming, stage: LifeStage, *, trusted: bool
) -> None:
    world = world_with(session, timing, trusted=trusted)
    row = world.send(session)
    if row.waiting_since is not None:
        publish_case(session, world.actor(world.manager), row.id, row.version)
    data = RevisionInput("Other words", "It was seen on the first screen.", row.version)
    revise_feedback(session, world.actor(world.author), row.id, data, memory_storage())
    assert row.stage is stage


@pytest.mark.parametrize("act", ["send back", "hide"])
def test_what_a_moderator_took_away_stays_away_though_everything_appears_at_once(session: Session, act: str) -> None:
    world = world_with(session, AFTER, trusted=True)
    row, manager = world.send(session), world.actor(world.manager)
    if act == "hide":
        hide_case(session, manager, row.id, row.version, "It shows an account.")
    else:
        send_back_case(session, manager, row.id, row.version, "Whose account is it?")
    data = RevisionInput("Other words", "It was seen on the first screen.", row.version)
    revise_feedback(session, world.actor(world.author), row.id, data, memory_storage())
    assert row.stage is WAITING


def test_what_appeared_at_once_stands_in_the_queue_until_it_was_looked_at(session: Session, browser: Browser) -> None:
    world = world_with(session, AFTER)
    row, manager = world.send(session), world.actor(world.manager)
    case = queue_page(session, manager, QueueFilters()).rows[0]
    assert case.reason is QueueReason.UNREAD
    page = browser.as_(world.manager).get("/moderation").text
    assert "Published at once; no moderator has looked at it yet" in page
    assert "I have looked at it" in page
    assert browser.as_(world.colleague).get("/campaigns/" + world.campaign.slug + "/feedback").text.count(row.title)
    decision = publish_case(session, manager, row.id, row.version)
    assert queue_page(session, manager, QueueFilters()).rows == ()
    undo_decision(session, manager, decision.id)
    assert row.stage is CHANGED


def test_moderators_are_told_of_what_appeared_at_once(session: Session) -> None:
    world = world_with(session, AFTER)
    world.send(session)
    sent = session.scalars(select(OutboxMessage).where(OutboxMessage.name == "feedback.submitted")).one()
    assert sent.payload["waits"] is True
    deliver_waiting(session, HANDLERS)
    told = set(session.scalars(select(Notice.person_id).where(Notice.kind == "feedback_waiting")))
    assert {world.manager.id, world.deputy.id} <= told


def test_a_listed_word_waits_where_everything_appears_at_once(session: Session) -> None:
    world = world_with(session, AFTER)
    set_words(session, world.actor(world.manager), RulesPlace(entity_id=world.entity.id), WordsInput(("bar",)))
    row = world.send(session)
    assert (row.stage, row.held_word) == (WAITING, "bar")


def test_who_sets_it(session: Session) -> None:
    world = make_world(session)
    for person in (world.manager, world.ambassador, world.sponsor, world.author):
        with refused(session, Forbidden):
            set_moderation_timing(session, world.actor(person), world.campaign.id, AFTER)
    with refused(session, NotFound):
        set_moderation_timing(session, SYSTEM, 9_999, AFTER)
    assert set_moderation_timing(session, SYSTEM, world.campaign.id, AFTER)
    assert not set_moderation_timing(session, SYSTEM, world.campaign.id, AFTER)
    entry = session.scalars(select(JournalEntry).where(JournalEntry.action == "campaigns.set_moderation")).one()
    assert entry.details == {"before": "first_contributions", "after": "after_publication"}


def test_the_central_team_sets_it_on_a_page_and_testers_read_it(session: Session, browser: Browser) -> None:
    world = make_world(session)
    central = make_person(session, entity=world.entity)
    make_mandate(session, person=central, role=Role.CENTRAL_TEAM)
    address = f"/campaigns/{world.campaign.slug}/moderation"
    client = browser.as_(central)
    assert client.get(address).status_code == 200
    assert client.post(address, data={"words": "zebra", "version": "0"}).status_code == 422, "nothing is chosen"
    saved = client.post(address, data={"words": "zebra", "version": "0", "timing": "after_publication"})
    assert saved.status_code == 303
    session.expire_all()
    assert session.get_one(Campaign, world.campaign.id).moderation_timing is AFTER
    assert "zebra" in client.get(address).text
    tester = browser.as_(world.author)
    sentence = "What you send appears at once; a moderator reads it afterwards."
    assert sentence in tester.get(f"/campaigns/{world.campaign.slug}").text
    form = tester.get(f"/campaigns/{world.campaign.slug}/missions/{world.mission.number}/feedback/new").text
    assert "Your contribution appears at once, and a moderator reads it afterwards." in form
    assert tester.get(address).status_code == 403
    assert browser.as_(world.manager).get(address).status_code == 403


def test_trust_is_not_lost_where_everything_waits(session: Session) -> None:
    world = world_with(session, BEFORE, trusted=True)
    actor = replace(world.actor(world.author))
    assert actor.is_trusted_in(world.entity.id, world.campaign.id)
    set_moderation_timing(session, SYSTEM, world.campaign.id, FIRST)
    assert world.send(session).stage is PUBLISHED
