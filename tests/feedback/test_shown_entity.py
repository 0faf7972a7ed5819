"""Where few people write a language, a confidential contribution does not say where it comes from."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.types import EditionStatus, IdentityLevel
from app.core import clock, idents
from app.decisions.service import DecisionInput, Verdict, record_decision
from app.feedback.models import Feedback
from app.feedback.service.handle import AnswerInput, answer_feedback, hide_feedback, publish_feedback
from app.feedback.service.revise import RevisionInput, revise_feedback
from app.feedback.service.submit import submit_feedback
from app.feedback.types import State
from app.files.storage import memory_storage
from app.policy.actor import Role
from tests.conftest import Browser
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.campaigns import make_edition, make_enrolment
from tests.factories.feedback import make_feedback
from tests.feedback.scene import Scene, make_input, make_manager, make_scene
from tests.feedback.sent import address_of

LEAST = 10  # people, as the campaign's contract says
ENGLISH = "The second photo shows a grey bar, then the draft is empty."
FRENCH = "La deuxième photo montre une barre grise, puis le brouillon est vide."


def writers(session: Session, scene: Scene, number: int, language: str = "en") -> None:
    """That many colleagues have written in a language."""
    for _ in range(number):
        person = make_person(session, entity=scene.entity)
        make_feedback(session, edition=scene.edition, author=person, language=language)
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


def test_the_form_says_so_before_sending(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    scene.entity.locales = ["en", "fr"]
    client = browser.as_(scene.person)
    page = client.get(address_of(scene)).text
    assert "Fewer than 10 people of your entity write in English here." in page
    assert "Fewer than 10 people of your entity write in French here." in page
    writers(session, scene, LEAST - 1)
    page = client.get(address_of(scene)).text
    assert "of your entity write in English here." not in page
    assert "of your entity write in French here." in page
