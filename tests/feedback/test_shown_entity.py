"""Where few people write a language, a confidential contribution does not say where it comes from."""

from __future__ import annotations

import html as markup
import re
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from http import HTTPStatus
from typing import Any

import pytest
import time_machine
from babel import Locale
from babel.lists import format_list
from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from app.accounts.models import Person
from app.campaigns.models import Edition
from app.campaigns.types import EditionStatus, IdentityLevel, PhaseKind
from app.core import clock, idents
from app.decisions.service import DecisionInput, Verdict, record_decision
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.feedback.queries.writers import counting_writers_once, editions_where_rare
from app.feedback.service.handle import AnswerInput, answer_feedback, hide_feedback, publish_feedback
from app.feedback.service.revise import RevisionInput, revise_feedback
from app.feedback.service.submit import submit_feedback
from app.feedback.types import State
from app.figures.weeks import last_sunday
from app.files.storage import memory_storage
from app.policy.actor import Role
from config import LOCALES
from tests.conftest import Browser
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.campaigns import make_edition, make_enrolment
from tests.factories.feedback import make_feedback
from tests.feedback.scene import Scene, make_input, make_manager, make_scene
from tests.feedback.sent import address_of, written

FEW_WRITE = "Fewer than 10\u00a0people of your entity write in"
LEAST = 10  # people, as the campaign's contract says
ENGLISH = "The second photo shows a grey bar, then the draft is empty."
FRENCH = "La deuxième photo montre une barre grise, puis le brouillon est vide."


def writers(session: Session, scene: Scene, number: int, language: str = "en") -> None:
    """That many colleagues have written in a language, a week ago."""
    at = clock.now() - timedelta(weeks=1)
    for _ in range(number):
        person = make_person(session, entity=scene.entity)
        make_feedback(session, edition=scene.edition, author=person, language=language, created_at=at)
    session.commit()


def send(session: Session, scene: Scene, identity: str = "confidential", body: str = ENGLISH) -> Feedback:
    data = make_input(identity=identity, body=body, title=body[:20])
    return session.get_one(Feedback, submit_feedback(session, scene.actor, scene.address, data, memory_storage()))


@pytest.mark.parametrize(("others", "is_shown"), [(0, False), (LEAST - 2, False), (LEAST - 1, True), (LEAST, True)])
@pytest.mark.parametrize("trusted", [True, False])
def test_a_confidential_contribution_shows_its_entity_where_enough_people_write(
    session: Session, others: int, *, is_shown: bool, trusted: bool
) -> None:
    scene = make_scene(session, trusted=trusted)
    writers(session, scene, others)
    writers(session, scene, LEAST, "fr")
    make_feedback(session, edition=scene.edition, author=scene.person)  # its own author counts once
    feedback = send(session, scene)
    if not trusted:
        assert feedback.shown_entity_id is None, "nothing is shown of what waits"
        publish_feedback(session, make_manager(session, scene)[1], feedback.id, feedback.version)
    assert feedback.state is State.PUBLISHED
    assert (feedback.shown_entity_id == scene.entity.id) is is_shown


@pytest.mark.parametrize(
    ("elsewhere", "is_shown"),
    [([], True), ([0], False), ([LEAST - 1], False), ([LEAST], True), ([0, 0], True), ([0, LEAST], False)],
)
def test_no_entity_is_known_because_it_alone_hides(session: Session, elsewhere: list[int], *, is_shown: bool) -> None:
    """Where a language is rare in one other entity alone, what hides its entity could come from there only."""
    scene = make_scene(session, trusted=True)
    writers(session, scene, LEAST)
    for number in elsewhere:
        entity = make_entity(session)
        writers(session, replace(scene, entity=entity, edition=edition_of(session, scene, entity)), number)
    assert (send(session, scene).shown_entity_id == scene.entity.id) is is_shown


@pytest.mark.parametrize(
    "change", [{"status": EditionStatus.CLOSED}, {"status": EditionStatus.DRAFT}, {"phase": PhaseKind.RECRUIT}]
)
def test_an_entity_that_cannot_write_hides_nobody(session: Session, change: dict[str, Any]) -> None:
    scene = make_scene(session, trusted=True)
    writers(session, scene, LEAST)
    for numbers in range(2):  # two that write, and one that cannot
        del numbers
        edition_of(session, scene, make_entity(session))
    make_edition(session, campaign=scene.campaign, entity=make_entity(session), **change)
    assert send(session, scene).shown_entity_id == scene.entity.id
    session.execute(update(Edition).where(Edition.id == first_abroad(session, scene)).values(status="closed"))
    assert send(session, scene, body=ENGLISH * 2).shown_entity_id is None


@pytest.mark.parametrize("identity", ["confidential", "untraceable"])
def test_no_holiday_tells_where_it_comes_from(session: Session, identity: str) -> None:
    """A card that hides its entity is due, and answered in time, by nobody's calendar in particular."""
    monday = datetime(2026, 3, 2, 9, tzinfo=UTC)
    entity = make_entity(session, time_zone="America/New_York", holidays=("2026-03-03", "2026-03-04"))
    with clock.set_to(monday):
        scene = make_scene(session, entity=entity)
        feedback = send(session, scene, identity)
        _, manager = make_manager(session, scene)
        publish_feedback(session, manager, feedback.id, feedback.version)
    assert feedback.due_on == date(2026, 3, 9)
    with clock.set_to(datetime(2026, 3, 10, 3, tzinfo=UTC)):  # still the ninth in New York
        answer_feedback(session, manager, feedback.id, AnswerInput("Thank you."))
    assert not feedback.is_answered_in_time


def edition_of(session: Session, scene: Scene, entity: Entity) -> Edition:
    """Open the campaign in another entity."""
    return make_edition(session, campaign=scene.campaign, entity=entity)


def first_abroad(session: Session, scene: Scene) -> int:
    """Return the first other edition that is open for words."""
    others = select(Edition.id).where(Edition.campaign_id == scene.campaign.id, Edition.id != scene.edition.id)
    return session.scalars(others.order_by(Edition.id)).first() or 0


def test_people_of_other_entities_and_texts_that_wait_do_not_count(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    abroad = make_edition(session, campaign=scene.campaign)
    for number in range(2 * LEAST):
        edition, state = (abroad, State.PUBLISHED) if number % 2 else (scene.edition, State.WAITING)
        make_feedback(session, edition=edition, author=make_person(session), state=state)
    assert send(session, scene).shown_entity_id is None


def test_a_name_says_it_anyway_and_an_untraceable_one_never_does(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    writers(session, scene, LEAST)
    assert send(session, scene, "named", FRENCH).shown_entity_id == scene.entity.id
    feedback = send(session, scene, "untraceable")
    publish_feedback(session, make_manager(session, scene)[1], feedback.id, feedback.version)
    assert feedback.shown_entity_id is None


def test_what_was_hidden_once_stays_so(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    feedback = send(session, scene)
    writers(session, scene, LEAST)
    _, manager = make_manager(session, scene)
    hide_feedback(session, manager, feedback.id, feedback.version)
    publish_feedback(session, manager, feedback.id, feedback.version)
    words = RevisionInput("The upload", ENGLISH, feedback.version)
    revise_feedback(session, scene.actor, feedback.id, words, memory_storage())
    assert (feedback.state, feedback.shown_entity_id) == (State.PUBLISHED, None)


def test_new_words_in_a_rare_language_hide_it(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    writers(session, scene, LEAST)
    feedback = send(session, scene)
    before = feedback.shown_entity_id
    assert before == scene.entity.id
    words = RevisionInput("La photo", FRENCH, feedback.version)
    revise_feedback(session, scene.actor, feedback.id, words, memory_storage())
    assert (feedback.language, feedback.shown_entity_id) == ("fr", None)


@pytest.mark.parametrize("identity", [IdentityLevel.CONFIDENTIAL, IdentityLevel.UNTRACEABLE])
def test_no_page_tells_where_it_comes_from(session: Session, browser: Browser, identity: IdentityLevel) -> None:
    scene = make_scene(session)
    scene.entity.name, manager = "Lusocrédito", make_manager(session, scene)[1]
    author = make_person(session, entity=scene.entity) if identity is IdentityLevel.CONFIDENTIAL else None
    feedback = make_feedback(
        session, edition=scene.edition, author=author, identity=identity, title="Grey bar", shows_entity=False
    )
    feedback.due_on = clock.today()
    sponsor = make_person(session, entity=scene.entity)
    answer_feedback(session, manager, feedback.id, AnswerInput("Thank you."))
    decider = actor_for(sponsor, Role.SPONSOR, entity=scene.entity)
    record_decision(session, decider, feedback.id, DecisionInput(Verdict.GO, "We do it.", "key"))
    client = browser.as_(reader_abroad(session, scene))
    feed = f"/campaigns/{scene.campaign.slug}/feedback"
    card = client.get(feed).text.split("<article")[1].split("</article>")[0]
    page = client.get(f"/feedback/{idents.encode(feedback.id)}").text.split("<article", 1)[1].split("<footer")[0]
    for html in (card, page):
        assert "Lusocrédito" not in html
        assert sponsor.name not in html
        assert "promised by" not in html
    if author:
        assert "A colleague of the group" in card
        assert "A colleague of the group" in page
    assert "Grey bar" not in client.get(f"{feed}?entity={scene.entity.code}").text


def reader_abroad(session: Session, scene: Scene) -> Person:
    """Return a tester of the same campaign, of another entity."""
    entity = make_entity(session, name="Kreditwerk")
    edition = make_edition(session, campaign=scene.campaign, entity=entity)
    person = make_person(session, entity=entity)
    make_enrolment(session, person=person, edition=edition)
    session.commit()
    return person


@pytest.mark.parametrize("mandate", [None, Role.SPONSOR, Role.AMBASSADOR, Role.COMMUNITY_MANAGER, Role.PRODUCT_TEAM])
def test_it_is_treated_alike_wherever_it_comes_from(session: Session, browser: Browser, mandate: Role | None) -> None:
    """Where one edition is closed, neither a button nor a page nor an act tells which card is from there."""
    scene = make_scene(session)
    here = make_edition(session, campaign=scene.campaign, entity=make_entity(session), status=EditionStatus.CLOSED)
    nameless = [make_feedback(session, edition=edition, author=None) for edition in (scene.edition, here)]
    person = reader_abroad(session, scene)
    if mandate is not None:
        person = make_person(session)  # who sees the campaign by a mandate for one entity alone
        make_mandate(session, person=person, role=mandate, entity=scene.entity, languages=("fr",))
    client = browser.as_(person)
    feed = client.get(f"/campaigns/{scene.campaign.slug}/feedback").text
    assert len({f"{idents.encode(one.id)}/me-too" in feed for one in nameless}) == 1
    pages = [client.get(f"/feedback/{idents.encode(one.id)}") for one in nameless]
    assert [page.status_code for page in pages] == [200, 200]
    if mandate is not Role.COMMUNITY_MANAGER:  # who read it before it was public knows
        assert len({tuple(sorted(re.findall(r'action="[^"]*/([a-z-]+)"', page.text))) for page in pages}) == 1
        assert len({"/decision" in page.text for page in pages}) == 1
    acts = [client.post(f"/feedback/{idents.encode(one.id)}/me-too").status_code for one in nameless]
    assert len(set(acts)) == 1


def languages(without: str = "") -> str:
    """Return the names of the interface's languages as a sentence lists them."""
    spoken = sorted({locale.split("-", maxsplit=1)[0] for locale in LOCALES} - {without})
    return format_list([Locale(language).get_display_name("en") or "" for language in spoken], locale="en")


def test_the_form_says_so_before_anybody_writes(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    scene.entity.locales = ["en", "fr"]
    client = browser.as_(scene.person)
    page = client.get(address_of(scene)).text
    few = "In each of these languages, fewer than 10\u00a0people of your entity write here"
    assert f"{few}: {languages()}." in page
    assert page.count("your card says “a colleague of the group”") == 1
    writers(session, scene, LEAST - 1)
    page = client.get(address_of(scene)).text
    assert f"{few}: {languages(without='en')}." in page


def test_the_card_of_a_new_form_hides_the_entity_where_the_language_does(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    client = browser.as_(scene.person)

    def shown(page: str) -> bool:
        card = page[page.index('value="confidential"') :]
        return f"A colleague from {scene.entity.name}" in card[: card.index("</article>")]

    assert not shown(client.get(address_of(scene)).text), "few write English, which an empty form is taken for"
    writers(session, scene, LEAST)
    assert shown(client.get(address_of(scene)).text)
    for body, tells in ((ENGLISH, True), (FRENCH, False)):
        page = client.post(address_of(scene), data=written(identity="", title="", body=body)).text
        assert shown(page) is tells


def test_it_is_asked_about_once_before_it_is_sent(session: Session, browser: Browser) -> None:
    scene = make_scene(session, trusted=True)
    writers(session, scene, LEAST)
    client = browser.as_(scene.person)
    data = written(identity="confidential", title="La photo", body=FRENCH, confirmed="")
    page = client.post(address_of(scene), data=data)
    beside = caution_beside("identity", page)
    for sentence in (f"{FEW_WRITE} French here.", "a colleague of the group", "“Nobody can know”", "another language"):
        assert sentence in beside
    assert FRENCH in markup.unescape(page.text)
    assert page.text.count(f"{FEW_WRITE} French here.") == 1, "beside the field, and nowhere else"
    assert "Choose for each" not in page.text, "there is nothing to mask"
    assert sent_by(session, scene) == []
    assert client.post(address_of(scene), data=data | {"confirmed": confirmed_on(page)}).status_code == HTTPStatus.FOUND
    assert sent_by(session, scene) == ["fr"]


def test_one_thing_is_asked_at_a_time_with_all_there_is(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    data = written(identity="confidential", body=f"{FRENCH} ana@example.org", confirmed="")
    page = browser.as_(scene.person).post(address_of(scene), data=data)
    assert f"{FEW_WRITE} French here." in caution_beside("identity", page)
    assert "ana@example.org" in caution_beside("body", page)
    assert len(confirmed_on(page).split()) == 1, "about the address there are two choices"


@pytest.mark.parametrize(
    "fields",
    [
        {"identity": "named", "body": FRENCH},
        {"identity": "untraceable", "body": FRENCH},
        {"identity": "confidential", "body": ENGLISH},
        {"identity": "confidential", "body": "12345"},
    ],
)
def test_nothing_is_asked_where_the_language_tells_nothing(
    session: Session, browser: Browser, fields: dict[str, str]
) -> None:
    scene = make_scene(session, trusted=True)
    writers(session, scene, LEAST)
    data = written(confirmed="", **fields)
    assert browser.as_(scene.person).post(address_of(scene), data=data).status_code == HTTPStatus.FOUND


def test_who_names_another_language_is_asked_about_that_one(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    writers(session, scene, LEAST)
    data = written(identity="confidential", body=ENGLISH, language="de", confirmed="")
    page = browser.as_(scene.person).post(address_of(scene), data=data)
    assert f"{FEW_WRITE} German here." in caution_beside("identity", page)


def test_who_hides_a_name_later_is_asked_too(session: Session, browser: Browser) -> None:
    scene = make_scene(session, trusted=True)
    feedback = make_feedback(session, edition=scene.edition, author=scene.person, body=ENGLISH)
    client, address = browser.as_(scene.person), f"/feedback/{idents.encode(feedback.id)}/edit"
    data = {"kind": "idea", "title": feedback.title, "body": ENGLISH, "version": "1", "hidden": "confidential"}
    page = client.post(address, data=data)
    assert f"{FEW_WRITE} English here." in caution_beside("hidden", page)
    assert "Nobody can know" not in caution_beside("hidden", page), "a change cannot offer it"
    session.refresh(feedback)
    assert feedback.identity.value == "named"
    assert client.post(address, data=data | {"confirmed": confirmed_on(page)}).status_code == HTTPStatus.FOUND
    session.refresh(feedback)
    assert feedback.identity is IdentityLevel.CONFIDENTIAL


def test_confidential_words_in_a_new_language_are_asked_about(session: Session, browser: Browser) -> None:
    scene = make_scene(session, trusted=True)
    feedback = make_feedback(
        session, edition=scene.edition, author=scene.person, body=ENGLISH, identity=IdentityLevel.CONFIDENTIAL
    )
    client, address = browser.as_(scene.person), f"/feedback/{idents.encode(feedback.id)}/edit"
    data = {"kind": "idea", "title": "The upload", "body": ENGLISH, "version": "1"}
    assert client.post(address, data=data).status_code == HTTPStatus.FOUND, "its language is what it was"
    page = client.post(address, data=data | {"title": "La photo", "body": FRENCH, "version": "2"})
    assert f"{FEW_WRITE} French here." in caution_beside("body", page)


def test_neither_form_nor_card_tells_when_the_last_one_writes(session: Session, browser: Browser) -> None:
    sunday = datetime.combine(last_sunday(clock.today()), time(12), tzinfo=UTC)
    with time_machine.travel(sunday, tick=False) as now:
        scene = make_scene(session, trusted=True)
        writers(session, scene, LEAST - 2)
        now.shift(timedelta(days=1))
        make_feedback(session, edition=scene.edition, author=make_person(session, entity=scene.entity))
        session.commit()
        for _day in range(7):
            client = browser.as_(scene.person)
            assert languages() in client.get(address_of(scene)).text
            assert send(session, scene).shown_entity_id is None
            now.shift(timedelta(days=1))
        assert languages(without="en") in browser.as_(scene.person).get(address_of(scene)).text
        assert send(session, scene).shown_entity_id == scene.entity.id


def caution_beside(field: str, page: TestResponse) -> str:
    """Return what the page asks beside a field."""
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    text = markup.unescape(page.text)
    assert ">Send anyway</button>" in text
    summary = re.search(r"data-error-summary.*?</ul>", text, re.DOTALL)
    assert summary is not None
    assert FEW_WRITE not in summary.group(0)  # the whole paragraph stands beside the field only
    beside = re.search(rf'id="{field}-caution"[^>]*>(.*?)</div>', text, re.DOTALL)
    return beside.group(1) if beside else ""


def confirmed_on(page: TestResponse) -> str:
    """Return what the page sends back when its reader sends anyway."""
    found = re.search(r'name="confirmed"[^>]*value="([^"]+)"', page.text)
    return found.group(1) if found else ""


def sent_by(session: Session, scene: Scene) -> list[str]:
    """Return the languages of what the scene's tester has sent."""
    return list(session.scalars(select(Feedback.language).where(Feedback.author_id == scene.person.id)))


@pytest.mark.parametrize("others", [LEAST - 2, LEAST - 1, LEAST, LEAST + 1])
@pytest.mark.parametrize("elsewhere", [LEAST - 1, LEAST, LEAST + 1])
@pytest.mark.parametrize("wrote_before", [True, False])
def test_counting_once_says_the_same(session: Session, others: int, elsewhere: int, *, wrote_before: bool) -> None:
    scene = make_scene(session, trusted=True)
    writers(session, scene, others)
    abroad = make_entity(session)
    writers(session, replace(scene, entity=abroad, edition=edition_of(session, scene, abroad)), elsewhere)
    if wrote_before:
        make_feedback(session, edition=scene.edition, author=scene.person, created_at=clock.now() - timedelta(weeks=1))
    feedback = send(session, scene)
    exact = editions_where_rare(session, feedback, LEAST)
    with counting_writers_once(session, scene.actor, [scene.campaign.id]):
        assert [editions_where_rare(session, feedback, LEAST) for _ in range(2)] == [exact, exact]
