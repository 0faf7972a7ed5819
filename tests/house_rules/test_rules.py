"""The rules an entity adds: written in its languages, read below those that hold everywhere."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.core.errors import ChangedMeanwhile, Forbidden, NotFound
from app.house_rules.errors import RulesSourceMissing
from app.house_rules.models import EntityRules
from app.house_rules.queries import rules_read, rules_texts
from app.house_rules.service import RulesInput, write_rules
from app.journal.models import JournalEntry
from app.texts.models import AuthoredText
from app.texts.types import TextProgress
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import make_entity
from tests.moderation.world import World, make_world
from tests.parallel import together
from tests.refusals import refused


def two_languages(session: Session) -> World:
    world = make_world(session)
    world.entity.locales, world.entity.default_locale = ["en", "fr"], "en"
    session.commit()
    return world


def write(session: Session, world: World, version: int = 0, confirmed: tuple[str, ...] = (), **words: str) -> bool:
    return write_rules(session, world.actor(world.manager), world.entity.id, RulesInput(words, confirmed, version))


def test_rules_are_read_in_the_language_of_the_reader(session: Session, browser: Browser) -> None:
    world = two_languages(session)
    write(session, world, en="Write kindly.\nNo prices.", fr="Restez aimables.")
    actor = world.actor(world.author)
    assert rules_read(session, actor, [world.entity.id])[0].text.value == "Write kindly.\nNo prices."
    assert rules_read(session, replace(actor, locale="fr"), [world.entity.id])[0].text.value == "Restez aimables."
    german = rules_read(session, replace(actor, locale="de"), [world.entity.id])[0].text
    assert (german.locale, german.is_fallback) == ("en", True)
    page = browser.as_(world.author).get("/moderation/rules").text
    assert "What Lusocrédito adds" in page
    assert "<li>No prices.</li>" in page
    assert "Settings of moderation" not in page
    assert "It is directed against a person." in page, "the rules that hold everywhere stay"


def test_another_entity_reads_its_own(session: Session) -> None:
    world = two_languages(session)
    write(session, world, en="Write kindly.")
    assert rules_read(session, world.actor(world.author), [make_entity(session).id]) == ()


def test_a_changed_source_leaves_translations_to_be_looked_at(session: Session, browser: Browser) -> None:
    world = two_languages(session)
    write(session, world, en="Write kindly.", fr="Restez aimables.")
    write(session, world, 1, en="Write kindly, always.", fr="Restez aimables.")
    manager = world.actor(world.manager)
    texts = rules_texts(session, manager, world.entity.id)
    assert (texts.version, texts.states["fr"].state) == (2, TextProgress.OUTDATED)
    client = browser.as_(world.manager)
    address = f"/entities/{world.entity.code}/moderation/rules"
    page = client.get(address).text
    assert "Out of date" in page
    assert "This translation is still right" in page
    data = {"rules_en": "Write kindly, always.", "rules_fr": "Restez aimables.", "right_fr": "y", "version": "2"}
    assert client.post(address, data=data).status_code == 303
    session.expire_all()
    assert rules_texts(session, manager, world.entity.id).states["fr"].state is TextProgress.VALIDATED


def test_what_is_left_empty_takes_the_rules_away(session: Session) -> None:
    world = two_languages(session)
    before = session.scalar(select(func.count(AuthoredText.id)))
    write(session, world, en="Write kindly.", fr="Restez aimables.")
    with refused(session, RulesSourceMissing):
        write(session, world, 1, en="", fr="Restez aimables.")
    write(session, world, 1, en="", fr="")
    assert session.get(EntityRules, world.entity.id) is None
    assert session.scalar(select(func.count(AuthoredText.id))) == before
    assert not write(session, world, en="", fr="")


def test_who_writes_them(session: Session, browser: Browser) -> None:
    world = two_languages(session)
    data = RulesInput({"en": "Write kindly."})
    for person, error in ((world.author, NotFound), (world.ambassador, Forbidden), (world.sponsor, Forbidden)):
        with refused(session, error):
            write_rules(session, world.actor(person), world.entity.id, data)
    elsewhere = make_entity(session)
    with refused(session, NotFound):
        write_rules(session, world.actor(world.manager), elsewhere.id, data)
    address = f"/entities/{world.entity.code}/moderation/rules"
    assert browser.as_(world.ambassador).get(address).status_code == 403
    assert browser.as_(world.author).get(address).status_code == 404


def test_the_same_twice_is_one_change(session: Session) -> None:
    world = two_languages(session)
    assert write(session, world, en="Write kindly.")
    assert not write(session, world, en="Write kindly.")
    with refused(session, ChangedMeanwhile):
        write(session, world, en="Otherwise.")
    written = select(func.count(JournalEntry.id)).where(JournalEntry.action == "house_rules.write")
    assert session.scalar(written) == 1


def test_a_language_the_entity_does_not_speak_is_left_out(session: Session) -> None:
    world = two_languages(session)
    write(session, world, en="Write kindly.", ar="اكتبوا بلطف.")
    assert set(rules_texts(session, world.actor(world.manager), world.entity.id).states) == {"en", "fr"}
    german = replace(world.actor(world.author), locale="ar")
    assert rules_read(session, german, [world.entity.id])[0].text.locale == "en"


def test_two_who_write_at_once_leave_one(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        world = two_languages(session)
    manager, entity_id = world.actor(world.manager), world.entity.id
    done = together(
        shared,
        [
            lambda session: write_rules(session, manager, entity_id, RulesInput({"en": "One."})),
            lambda session: write_rules(session, manager, entity_id, RulesInput({"en": "Two."})),
        ],
    )
    assert sorted(done) == ["", ChangedMeanwhile.code]


def test_as_many_statements_for_many_entities(session: Session, queries: CountQueries) -> None:
    worlds = [two_languages(session) for _number in range(4)]
    for world in worlds:
        write(session, world, en="Write kindly.")
    reader, spent = worlds[0].actor(worlds[0].author), []
    for count in (2, 4):
        with queries() as statements:
            assert len(rules_read(session, reader, [world.entity.id for world in worlds[:count]])) == count
        spent.append(len(statements))
    assert spent[0] == spent[1]
