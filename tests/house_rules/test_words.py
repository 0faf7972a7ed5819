"""Words that always wait: who lists them, and what then waits."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.core import idents
from app.core.errors import ChangedMeanwhile, Forbidden, NotFound
from app.feedback.lifecycle import LifeStage
from app.feedback.service.revise import RevisionInput, revise_feedback
from app.feedback.types import State
from app.files.storage import memory_storage
from app.house_rules.errors import LineTooLong, NoWordInLine, TooManyWords
from app.house_rules.models import WordList
from app.house_rules.queries import held_word, words_of_list
from app.house_rules.service import WordsInput, set_words
from app.house_rules.types import WORDS_MAX, RulesPlace
from app.journal.models import JournalEntry
from app.moderation.queries import QueueFilters, queue_page
from app.moderation.service import publish_case, undo_decision
from app.policy.actor import SYSTEM, Actor, Grant, Role
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import make_entity, make_mandate, make_person, make_trust
from tests.moderation.world import World, make_world
from tests.parallel import together
from tests.refusals import refused

CENTRAL = frozenset({Grant(Role.CENTRAL_TEAM)})


def list_words(session: Session, world: World, *lines: str, version: int = 0) -> None:
    set_words(session, world.actor(world.manager), RulesPlace(entity_id=world.entity.id), WordsInput(lines, version))


def central(world: World) -> Actor:
    return replace(world.actor(world.sponsor), grants=CENTRAL)


def test_what_contains_a_listed_word_waits_even_of_a_trusted_author(session: Session) -> None:
    world = make_world(session)
    make_trust(session, world.author)
    list_words(session, world, "Works Council", "bonus")
    held = world.send(session, title="The BONUSES", body="They are late, it seems to everybody.")
    assert (held.stage, held.held_word) == (LifeStage.WAITING, "bonus")
    free = world.send(session, title="Another subject")
    assert (free.state, free.held_word) == (State.PUBLISHED, "")
    row = next(row for row in queue_page(session, world.actor(world.manager), QueueFilters()).rows)
    assert row.waits_for_word == "bonus"


def test_a_list_holds_in_its_place_alone(session: Session) -> None:
    world = make_world(session)
    other = make_entity(session)
    set_words(session, central(world), RulesPlace(entity_id=other.id), WordsInput(("bonus",)))
    assert held_word(session, SYSTEM, (world.entity.id, world.campaign.id), "the bonus", "en") == ""
    set_words(session, central(world), RulesPlace(campaign_id=world.campaign.id), WordsInput(("premium",)))
    assert held_word(session, SYSTEM, (world.entity.id, world.campaign.id), "the premium", "en") == "premium"
    assert held_word(session, SYSTEM, (other.id, world.campaign.id), "the premium, the bonus", "en") in {
        "premium",
        "bonus",
    }


def test_a_change_that_brings_a_listed_word_waits(session: Session) -> None:
    world = make_world(session)
    make_trust(session, world.author)
    list_words(session, world, "bonus")
    row = world.send(session)
    author = world.actor(world.author)
    revise_feedback(session, author, row.id, RevisionInput("The bonus", "Is it late?", row.version), memory_storage())
    assert (row.stage, row.held_word) == (LifeStage.CHANGE_WAITING, "bonus")
    decision = publish_case(session, world.actor(world.manager), row.id, row.version)
    undo_decision(session, world.actor(world.manager), decision.id)
    assert row.stage is LifeStage.CHANGE_WAITING
    assert queue_page(session, world.actor(world.manager), QueueFilters()).rows[0].waits_for_word == "bonus"
    publish_case(session, world.actor(world.manager), row.id, row.version)
    revise_feedback(session, author, row.id, RevisionInput("The pay", "Is it late?", row.version), memory_storage())
    assert (row.stage, row.held_word) == (LifeStage.CHANGED, "")


def test_the_moderator_reads_the_word_and_the_author_does_not(session: Session, browser: Browser) -> None:
    world = make_world(session)
    make_trust(session, world.author)
    list_words(session, world, "zebra")
    row = world.send(session, title="A ZEBRA at the gate")
    page = browser.as_(world.manager).get("/moderation").text
    assert page.count("Waiting because of “zebra”") == 2, "in the list, and on the open case"
    own = browser.as_(world.author).get(f"/feedback/{idents.encode(row.id)}").text
    assert "zebra”" not in own
    assert "A moderator will read it before others do." in own


def test_who_lists_words(session: Session) -> None:
    world = make_world(session)
    place = RulesPlace(entity_id=world.entity.id)
    for person, error in (
        (world.author, NotFound), (world.ambassador, Forbidden), (world.sponsor, Forbidden),
    ):  # fmt: skip
        with refused(session, error):
            set_words(session, world.actor(person), place, WordsInput(("bonus",)))
    for person in (world.author, world.manager):
        with refused(session, Forbidden):
            set_words(session, world.actor(person), RulesPlace(campaign_id=world.campaign.id), WordsInput(("bonus",)))
    one_campaign = frozenset({Grant(Role.COMMUNITY_MANAGER, world.entity.id, world.campaign.id)})
    with refused(session, NotFound):
        set_words(session, replace(world.actor(world.manager), grants=one_campaign), place, WordsInput(("bonus",)))
    with refused(session, NotFound):
        set_words(session, replace(central(world), grants=CENTRAL), RulesPlace(entity_id=9_999), WordsInput(("bonus",)))


def test_lines_are_cleaned_and_what_cannot_be_found_is_refused(session: Session) -> None:
    world = make_world(session)
    list_words(session, world, "  bonus ", "", "BÓNUS", "works   council")
    place, manager = RulesPlace(entity_id=world.entity.id), world.actor(world.manager)
    assert words_of_list(session, manager, place).words == ("bonus", "works council")
    for lines, error in (
        (("...",), NoWordInLine),
        (("x" * 101,), LineTooLong),
        (tuple(f"word{number}" for number in range(WORDS_MAX + 1)), TooManyWords),
    ):
        with refused(session, error):
            set_words(session, manager, place, WordsInput(lines, 1))


def test_the_same_twice_is_one_change_and_the_journal_holds_no_words(session: Session) -> None:
    world = make_world(session)
    list_words(session, world, "bonus", "pay")
    list_words(session, world, "bonus", "pay")
    with refused(session, ChangedMeanwhile):
        list_words(session, world, "salary")
    list_words(session, world, "salary", "pay", version=1)
    entries = session.scalars(
        select(JournalEntry).where(JournalEntry.action == "house_rules.set_words").order_by(JournalEntry.at)
    ).all()
    assert [entry.details for entry in entries] == [{"added": 2, "removed": 0}, {"added": 1, "removed": 1}]


def test_two_who_save_at_once_leave_one_list(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        world = make_world(session)
    manager, place = world.actor(world.manager), RulesPlace(entity_id=world.entity.id)
    done = together(
        shared,
        [
            lambda session: set_words(session, manager, place, WordsInput(("one",))),
            lambda session: set_words(session, manager, place, WordsInput(("two",))),
        ],
    )
    assert sorted(done) == ["", ChangedMeanwhile.code]
    with Session(shared) as session:
        assert session.scalar(select(func.count(WordList.id))) == 1


def test_a_contribution_costs_one_statement_more_whatever_is_listed(session: Session, queries: CountQueries) -> None:
    world = make_world(session)
    spent = []
    for version, count in enumerate((1, 500)):
        list_words(session, world, *(f"word{number}" for number in range(count)), version=version)
        with queries() as statements:
            assert held_word(session, SYSTEM, (world.entity.id, world.campaign.id), "nothing here", "en") == ""
        spent.append(len(statements))
    assert spent == [1, 1]


def test_the_page_keeps_what_was_typed_and_says_what_is_wrong(session: Session, browser: Browser) -> None:
    world = make_world(session)
    address = f"/entities/{world.entity.code}/moderation"
    client = browser.as_(world.manager)
    answer = client.post(address, data={"words": "bonus\n???", "version": "0"})
    assert answer.status_code == 422
    assert "This line contains no word: ???" in answer.text
    assert "bonus\n???" in answer.text
    assert client.post(address, data={"words": "bonus", "version": "0"}).status_code == 303
    again = client.post(address, data={"words": "salary", "version": "0"})
    assert again.status_code == 409
    assert "Somebody saved this while you were writing" in again.text
    page = client.get(address).text
    assert "saved it last" in page


@pytest.mark.parametrize("role", [Role.AMBASSADOR, Role.SPONSOR, Role.REPRESENTATIVE, Role.DPO])
def test_others_of_the_entity_read_the_list(session: Session, browser: Browser, role: Role) -> None:
    world = make_world(session)
    list_words(session, world, "zebra")
    reader = make_person(session, entity=world.entity)
    make_mandate(session, person=reader, role=role, entity=world.entity, languages=("en",))
    address = f"/entities/{world.entity.code}/moderation"
    client = browser.as_(reader)
    page = client.get(address)
    assert page.status_code == 200
    assert "zebra" in page.text
    assert "<textarea" not in page.text
    assert address in client.get("/moderation/rules").text
    assert client.post(address, data={"words": "", "version": "1"}).status_code == 403
    assert browser.as_(world.author).get(address).status_code == 404


def test_the_system_reads_nobodys_list(session: Session) -> None:
    world = make_world(session)
    with refused(session, NotFound):
        words_of_list(session, SYSTEM, RulesPlace(entity_id=world.entity.id))
