"""What an entity adds to a campaign: its own people read it, and the shared part stays as it is."""

from __future__ import annotations

from functools import partial
from http import HTTPStatus

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.types import PersonStatus
from app.campaigns.errors import LocalSourceMissing, NoContactThere
from app.campaigns.models import Campaign, Edition, EditionLocal
from app.campaigns.service import LocalInput, write_local
from app.campaigns.types import EditionStatus
from app.core import idents
from app.core.errors import ChangedMeanwhile, Forbidden, NotFound, NotPossibleNow
from app.entities.models import Entity
from app.journal.models import JournalEntry
from app.policy.actor import Actor, Role
from app.readiness.queries import readiness_of
from app.readiness.types import Colour
from app.texts.models import AuthoredText
from tests.campaigns.world import ready_edition
from tests.conftest import Browser
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition
from tests.parallel import together
from tests.refusals import refused

WORDS = {"en": "Ask for the test phones at the desk.", "fr": "Demandez les téléphones de test à l’accueil."}


@pytest.fixture
def entity(session: Session) -> Entity:
    """Return an entity of two languages."""
    return make_entity(session, name="Lusocrédito", locales=("en", "fr"))


@pytest.fixture
def edition(session: Session, entity: Entity) -> Edition:
    """Return its edition, open."""
    return make_edition(session, campaign=make_campaign(session), entity=entity)


@pytest.fixture
def contact(session: Session, entity: Entity) -> Person:
    """Return the community manager of the entity."""
    person = make_person(session, entity=entity, name="Miguel Figueira")
    make_mandate(session, person=person, role=Role.COMMUNITY_MANAGER, entity=entity)
    return person


@pytest.fixture
def central(session: Session) -> Actor:
    """Return the central team."""
    return actor_for(make_person(session), Role.CENTRAL_TEAM)


def page_of(session: Session, browser: Browser, edition: Edition, entity: Entity) -> str:
    """Return the campaign's page as a colleague of an entity reads it."""
    slug = session.get_one(Campaign, edition.campaign_id).slug
    return browser.as_(make_person(session, entity=entity)).get(f"/campaigns/{slug}").text


def test_the_entitys_own_people_read_it_and_nobody_else_does(
    session: Session, browser: Browser, edition: Edition, contact: Person, central: Actor
) -> None:
    entity = session.get_one(Entity, edition.entity_id)
    there = make_entity(session)
    make_edition(session, campaign=session.get_one(Campaign, edition.campaign_id), entity=there)
    data = LocalInput(WORDS, "Horizon Go for Portugal", contact.id)
    assert write_local(session, central, edition.id, data)
    page = page_of(session, browser, edition, entity)
    for words in (WORDS["en"], "Tested here: Horizon Go for Portugal", "Ask first", "Only at Lusocrédito"):
        assert words in page
    page = page_of(session, browser, edition, there)
    for words in (WORDS["en"], "Horizon Go for Portugal", "Ask first", "Miguel Figueira"):
        assert words not in page
    actions = session.scalars(select(JournalEntry.action).where(JournalEntry.object_type == "edition")).all()
    assert actions == ["campaigns.set_local"]


def test_it_is_read_in_the_readers_language(
    session: Session, browser: Browser, edition: Edition, entity: Entity, central: Actor
) -> None:
    write_local(session, central, edition.id, LocalInput(WORDS))
    reader = make_person(session, entity=entity)
    reader.locale = "fr"
    session.commit()
    slug = session.get_one(Campaign, edition.campaign_id).slug
    assert WORDS["fr"] in browser.as_(reader).get(f"/campaigns/{slug}").text


def test_what_is_emptied_is_gone_and_twice_is_the_same_as_once(
    session: Session, browser: Browser, edition: Edition, entity: Entity, central: Actor
) -> None:
    texts = session.scalar(select(func.count()).select_from(AuthoredText))
    write_local(session, central, edition.id, LocalInput(WORDS, "Version 4"))
    assert not write_local(session, central, edition.id, LocalInput(WORDS, "Version 4", version=1))
    assert write_local(session, central, edition.id, LocalInput({}, version=1))
    assert session.scalar(select(func.count()).select_from(AuthoredText)) == texts
    page = page_of(session, browser, edition, entity)
    assert "Only at" not in page
    assert "Ask first" not in page


def test_only_the_central_team_writes_it(session: Session, edition: Edition, entity: Entity, contact: Person) -> None:
    manager = actor_for(contact, Role.COMMUNITY_MANAGER, entity=entity)
    with refused(session, Forbidden):
        write_local(session, manager, edition.id, LocalInput(WORDS))
    stranger = actor_for(make_person(session, entity=make_entity(session)))
    with refused(session, NotFound):
        write_local(session, stranger, edition.id, LocalInput(WORDS))


def test_what_is_refused(session: Session, edition: Edition, contact: Person, central: Actor) -> None:
    with refused(session, LocalSourceMissing):
        write_local(session, central, edition.id, LocalInput({"fr": WORDS["fr"]}))
    somebody = make_person(session, entity=session.get_one(Entity, edition.entity_id))
    abroad = make_entity(session)
    elsewhere = make_person(session, entity=abroad)
    make_mandate(session, person=elsewhere, role=Role.AMBASSADOR, entity=abroad, languages=("en",))
    for person in (somebody, elsewhere):
        with refused(session, NoContactThere):
            write_local(session, central, edition.id, LocalInput({}, contact_id=person.id))
    write_local(session, central, edition.id, LocalInput(WORDS, contact_id=contact.id))
    with refused(session, ChangedMeanwhile):
        write_local(session, central, edition.id, LocalInput({"en": "Other words."}))
    edition.status = EditionStatus.CLOSED
    session.commit()
    with refused(session, NotPossibleNow):
        write_local(session, central, edition.id, LocalInput({}, version=1))


def test_two_at_once_do_not_overwrite_each_other(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        edition = make_edition(session, campaign=make_campaign(session), entity=make_entity(session))
        central = actor_for(make_person(session), Role.CENTRAL_TEAM)
        session.commit()

    def act(number: int, session: Session) -> None:
        write_local(session, central, edition.id, LocalInput({"en": f"Words {number}"}))

    said = together(shared, [partial(act, number) for number in range(3)])
    assert said == ["", *[ChangedMeanwhile.code] * 2]
    with Session(shared) as session:
        assert session.scalar(select(func.count()).select_from(AuthoredText).join(EditionLocal)) == 1


def test_a_contact_who_left_is_named_no_more_and_the_list_asks_for_one(
    session: Session, browser: Browser, contact: Person, entity: Entity, central: Actor
) -> None:
    edition = ready_edition(session, entity=entity)

    def colour() -> Colour:
        found = readiness_of(session, central, edition.id).findings
        return next(each.colour for each in found if each.check == "contact")

    assert colour() is Colour.ORANGE
    write_local(session, central, edition.id, LocalInput({}, contact_id=contact.id))
    assert colour() is Colour.GREEN
    edition.status = EditionStatus.OPEN
    session.commit()
    assert "Ask first" in page_of(session, browser, edition, entity)
    contact.status = PersonStatus.DISABLED
    session.commit()
    assert "Ask first" not in page_of(session, browser, edition, entity)


def test_words_in_another_language_say_so_below_what_there_is_to_do(
    session: Session, browser: Browser, edition: Edition, entity: Entity, central: Actor
) -> None:
    write_local(session, central, edition.id, LocalInput({"en": WORDS["en"]}))
    slug = session.get_one(Campaign, edition.campaign_id).slug
    reader = make_person(session, entity=entity)
    own, other = (browser.as_(reader, language).get(f"/campaigns/{slug}").text for language in ("en", "ar"))
    assert own.index('id="local"') < own.index('id="missions"')
    assert 'class="meta fallback"' not in own[own.index('id="local"') : own.index('id="missions"')]
    assert other.index('id="missions"') < other.index('id="local"')
    said = other[other.index('id="local"') :]
    assert said.index('class="meta fallback"') < said.index('<div class="prose" lang="en" dir="ltr">')


def test_the_page_writes_it_and_says_what_is_wrong(
    session: Session, browser: Browser, edition: Edition, contact: Person
) -> None:
    desk = make_person(session)
    make_mandate(session, person=desk, role=Role.CENTRAL_TEAM)
    client = browser.as_(desk)
    code, slug = session.get_one(Entity, edition.entity_id).code, session.get_one(Campaign, edition.campaign_id).slug
    page = f"/campaigns/{slug}/editions/{code}/local"
    assert page in client.get(f"/campaigns/{slug}/editions/{code}").text
    sent = {"version": "0", "variant": "Version 4", "contact": idents.encode(contact.id)}
    wrong = client.post(page, data=sent | {"words_fr": WORDS["fr"]})
    assert wrong.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert "Write it in the first language of the entity too" in wrong.text
    assert WORDS["fr"] in wrong.text
    assert "Version 4</textarea>" in wrong.text
    for field, value in (("variant", "x" * 121), ("contact", "nobody")):
        assert client.post(page, data=sent | {field: value}).status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert session.scalar(select(func.count()).select_from(EditionLocal)) == 0
    assert client.post(page, data=sent | {"words_en": WORDS["en"]}).status_code == HTTPStatus.SEE_OTHER
    assert WORDS["en"] in client.get(page).text
    late = client.post(page, data=sent | {"words_en": "Other words."})
    assert late.status_code == HTTPStatus.CONFLICT
    assert "Other words." in late.text
    assert WORDS["en"] in late.text


def test_its_words_stand_on_the_bench_and_in_the_preview(
    session: Session, browser: Browser, entity: Entity, central: Actor
) -> None:
    edition = ready_edition(session, entity=entity)
    slug = session.get_one(Campaign, edition.campaign_id).slug
    write_local(session, central, edition.id, LocalInput({"en": WORDS["en"]}, "Version 4"))
    desk = make_person(session)
    make_mandate(session, person=desk, role=Role.CENTRAL_TEAM)
    client = browser.as_(desk)
    assert "Words of the entity" in client.get(f"/translations/{slug}/fr").text
    preview = client.get(f"/campaigns/{slug}/preview").text
    assert WORDS["en"] in preview
    assert "Tested here: Version 4" in preview
