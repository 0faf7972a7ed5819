"""Words are written once in several languages, and inserted where somebody answers; nothing is published by that."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.core import idents
from app.core.errors import ChangedMeanwhile, Forbidden, FormUsed, NotFound
from app.entities.queries import EntityPlace
from app.feedback.models import OfficialAnswer
from app.policy.actor import Role
from app.ready_answers.errors import CampaignElsewhere, ReadyAnswerSourceMissing, TooManyReadyAnswers
from app.ready_answers.models import ReadyAnswer
from app.ready_answers.queries import READY_ANSWERS_MAX, ready_answers_for, ready_answers_in, words_for
from app.ready_answers.service import ReadyAnswerInput, change_ready_answer, delete_ready_answer, write_ready_answer
from app.texts.models import AuthoredText
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import make_mandate, make_person
from tests.merging.scene import published
from tests.moderation.world import World, make_world
from tests.parallel import together
from tests.refusals import refused

WORDS = ReadyAnswerInput("Slow transfers", {"en": "We know.", "pt-PT": "Já sabemos."}, "en", submission_key="k")


@pytest.fixture
def world(session: Session) -> World:
    return make_world(session)


def place_of(world: World) -> EntityPlace:
    return EntityPlace(world.entity.id, world.entity.code, world.entity.name)


def count(session: Session) -> int:
    return session.scalar(select(func.count(ReadyAnswer.id))) or 0


def test_one_is_written_changed_and_deleted(session: Session, world: World) -> None:
    manager, texts = world.actor(world.manager), select(func.count(AuthoredText.id))
    before = session.scalar(texts)
    made = write_ready_answer(session, manager, world.entity.id, WORDS)
    assert write_ready_answer(session, manager, world.entity.id, WORDS).id == made.id
    with refused(session, FormUsed):
        write_ready_answer(session, manager, world.entity.id, replace(WORDS, body={"en": "Other."}))
    change_ready_answer(session, manager, made.id, replace(WORDS, title="Transfers"))
    change_ready_answer(session, manager, made.id, replace(WORDS, title="Transfers"))  # the same form twice
    with refused(session, ChangedMeanwhile):
        change_ready_answer(session, manager, made.id, replace(WORDS, title="Late"))
    assert [row.title for row in ready_answers_in(session, manager, place_of(world))] == ["Transfers"]
    delete_ready_answer(session, manager, made.id)
    assert (count(session), session.scalar(texts)) == (0, before)


def test_who_writes_them(session: Session, world: World) -> None:
    made = write_ready_answer(session, world.actor(world.manager), world.entity.id, WORDS)
    for person in (world.author, world.ambassador, world.sponsor):
        actor = world.actor(person)
        with refused(session, Forbidden):
            write_ready_answer(session, actor, world.entity.id, replace(WORDS, submission_key=None))
        with refused(session, Forbidden):
            ready_answers_in(session, actor, place_of(world))
        with refused(session, NotFound):
            delete_ready_answer(session, actor, made.id)
        with refused(session, NotFound):
            change_ready_answer(session, actor, made.id, WORDS)
    elsewhere = make_world(session)
    with refused(session, NotFound):
        delete_ready_answer(session, elsewhere.actor(elsewhere.manager), made.id)


def test_what_is_refused(session: Session, world: World) -> None:
    manager, elsewhere = world.actor(world.manager), make_world(session)
    for data, error in (
        (replace(WORDS, body={"pt-PT": "Só isto."}), ReadyAnswerSourceMissing),
        (replace(WORDS, campaign_id=elsewhere.campaign.id), CampaignElsewhere),
    ):
        with refused(session, error):
            write_ready_answer(session, manager, world.entity.id, data)
    for number in range(READY_ANSWERS_MAX):
        write_ready_answer(session, manager, world.entity.id, replace(WORDS, submission_key=f"k{number}"))
    with refused(session, TooManyReadyAnswers):
        write_ready_answer(session, manager, world.entity.id, WORDS)


@pytest.mark.parametrize(
    ("language", "words"), [("pt", "Já sabemos."), ("pt-PT", "Já sabemos."), ("en", "We know."), ("de", "We know.")]
)
def test_words_come_in_the_language_of_the_contribution(
    session: Session, world: World, language: str, words: str
) -> None:
    manager, feedback = world.actor(world.manager), published(session, world)
    made = write_ready_answer(session, manager, world.entity.id, WORDS)
    assert words_for(session, manager, feedback.facts, made.id, language) == words
    assert words_for(session, manager, feedback.facts, 12, language) == ""


def test_those_of_other_campaigns_and_entities_are_not_offered(session: Session, world: World) -> None:
    manager, feedback, elsewhere = world.actor(world.manager), published(session, world), make_world(session)
    here = replace(WORDS, title="Here", campaign_id=world.campaign.id, submission_key="here")
    write_ready_answer(session, manager, world.entity.id, WORDS)
    write_ready_answer(session, manager, world.entity.id, here)
    write_ready_answer(
        session, elsewhere.actor(elsewhere.manager), elsewhere.entity.id, replace(WORDS, submission_key="e")
    )
    assert [row.title for row in ready_answers_for(session, manager, feedback.facts)] == ["Here", "Slow transfers"]
    other = replace(feedback.facts, campaign_id=elsewhere.campaign.id)
    assert [row.title for row in ready_answers_for(session, manager, other)] == ["Slow transfers"]
    with refused(session, Forbidden):
        ready_answers_for(session, world.actor(world.ambassador), feedback.facts)


def test_the_composer_inserts_below_what_was_typed_and_publishes_nothing(
    session: Session, world: World, browser: Browser
) -> None:
    feedback, client = published(session, world), browser.as_(world.manager)
    address = f"/feedback/{idents.encode(feedback.id)}"
    assert 'name="insert"' not in client.get(address).text
    made = write_ready_answer(session, world.actor(world.manager), world.entity.id, WORDS)
    number = idents.encode(made.id)
    assert f'<option value="{number}">Slow transfers</option>' in client.get(address).text
    typed = {"body": "Dear colleague,", "handling": "known", "reason": "Seen.", "version": "0", "read": "1"}
    data = {**typed, "ready": number, "insert": "1"}
    page = client.post(f"{address}/answer", data=data)
    assert page.status_code == 200
    assert re.search(r"<textarea[^>]*>\s*Dear colleague,\s+We know\.</textarea>", page.text)
    assert "Seen." in page.text
    assert "The words of the ready answer have been added. Nothing is published yet." in page.text
    assert session.scalar(select(func.count(OfficialAnswer.feedback_id))) == 0
    for wrong in ("nonsense", ""):
        page = client.post(f"{address}/answer", data=data | {"ready": wrong})
        assert page.status_code == 200
        assert "Dear colleague,</textarea>" in page.text
        assert "Please choose a ready answer." in page.text


def test_what_hides_its_entity_leads_only_its_own_managers_to_ready_answers(
    session: Session, world: World, browser: Browser
) -> None:
    feedback, central = published(session, world, identity="confidential"), make_person(session)
    make_mandate(session, person=central, role=Role.CENTRAL_TEAM)
    address, link = f"/feedback/{idents.encode(feedback.id)}", f'href="/entities/{world.entity.code}/ready-answers"'
    assert feedback.shown_entity_id is None  # too few people took part
    page = browser.as_(central).get(address)
    assert page.status_code == 200
    assert link not in page.text
    assert link in browser.as_(world.manager).get(address).text
    feedback.shown_entity_id = world.entity.id
    session.commit()
    assert link in browser.as_(central).get(address).text


def test_the_pages_write_edit_and_delete(session: Session, world: World, browser: Browser) -> None:
    client, place = browser.as_(world.manager), f"/entities/{world.entity.code}/ready-answers"
    assert "No ready answer yet" in client.get(place).text
    assert place in client.get("/answers").text
    form = client.get(f"{place}/new").text
    source = re.search(r'name="(body_\w+)"', form)
    assert source is not None
    assert client.post(f"{place}/new", data={"title": "Transfers", source[1]: ""}).status_code == 422
    data = {"title": "Transfers", source[1]: "We know.", "campaign": str(world.campaign.id)}
    assert client.post(f"{place}/new", data=data).status_code == 303
    listed = client.get(place).text
    assert "Transfers" in listed
    edit = re.search(rf'href="({place}/\w+/edit)"', listed)
    assert edit is not None
    assert "We know." in client.get(edit[1]).text
    assert client.post(edit[1], data=data | {"title": "Slow", "version": "1"}).status_code == 303
    stale = client.post(edit[1], data=data | {"title": "Older", "version": "1"})
    assert stale.status_code == 409
    assert "Slow" in stale.text
    for _click, status in ((1, 303), (2, 404)):
        assert client.post(edit[1].replace("/edit", "/delete")).status_code == status
    assert count(session) == 0
    assert browser.as_(world.author).get(place).status_code == 404


def test_the_same_form_at_once_is_one(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        world = make_world(session)
    manager = world.actor(world.manager)
    together(shared, [lambda session: write_ready_answer(session, manager, world.entity.id, WORDS)] * 4)
    with Session(shared) as session:
        assert count(session) == 1


def test_as_many_statements_for_many(session: Session, world: World, browser: Browser, queries: CountQueries) -> None:
    manager, feedback, spent = world.actor(world.manager), published(session, world), []
    client = browser.as_(world.manager)
    for number in range(4):
        write_ready_answer(session, manager, world.entity.id, replace(WORDS, submission_key=f"k{number}"))
        if number in {1, 3}:
            for address in (f"/entities/{world.entity.code}/ready-answers", f"/feedback/{idents.encode(feedback.id)}"):
                client.get(address)
                with queries() as statements:
                    client.get(address)
                spent.append(len(statements))
    assert spent[:2] == spent[2:]
