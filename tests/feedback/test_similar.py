"""Who writes is shown what colleagues wrote already about the same, and can support it instead."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.campaigns.types import IdentityLevel
from app.core import idents
from app.core.errors import NotFound
from app.feedback.models import Feedback, MeToo
from app.feedback.queries.similar import LEAST_SHARED, SHOWN, similar_feedback
from app.feedback.types import State
from app.language.stems import stems, telling_words
from app.policy.facts import Facts
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_person
from tests.factories.feedback import make_feedback
from tests.feedback.scene import Scene, make_colleague, make_scene
from tests.feedback.sent import address_of, send, written

TITLE, BODY = "The instalment changes", "Going back a step, the simulator forgets the duration I had chosen."


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session, trusted=True)


def publish(session: Session, scene: Scene, title: str, body: str = "Words.", **options: Any) -> Feedback:
    """Save what a colleague wrote, found by its words."""
    author = make_person(session, entity=scene.entity)
    feedback = make_feedback(session, edition=scene.edition, author=author, title=title, body=body, **options)
    feedback.stems = stems(f"{title} {body}", feedback.language)
    session.commit()
    return feedback


def titles(session: Session, scene: Scene, text: str = f"{TITLE} {BODY}", language: str = "en") -> list[str]:
    facts = Facts(campaign_id=scene.campaign.id, edition_id=scene.edition.id, entity_id=scene.entity.id)
    words = telling_words(text, language, 5)
    return [row.title for row in similar_feedback(session, scene.actor, facts, words, language)]


def look(client: FlaskClient, scene: Scene, title: str = TITLE, body: str = BODY) -> list[dict[str, str]]:
    page = client.post(f"/campaigns/{scene.campaign.slug}/feedback/similar", data={"title": title, "body": body})
    assert page.status_code == HTTPStatus.OK
    assert page.json is not None
    lines: list[dict[str, str]] = page.json["lines"]
    assert bool(page.json["heading"]) is bool(lines)
    return lines


def test_the_most_alike_come_first_in_other_forms_of_the_words_too(session: Session, scene: Scene) -> None:
    publish(session, scene, "Nothing to do with it")
    publish(session, scene, "The simulator", "It forgets.")
    publish(session, scene, "Instalments change", "The simulator forgot the durations, forgetting the choice.")
    assert titles(session, scene)[0] == "Instalments change"
    assert "Nothing to do with it" not in titles(session, scene)


def test_one_word_in_common_says_nothing(session: Session, scene: Scene) -> None:
    publish(session, scene, "Simulator")
    assert titles(session, scene) == []
    assert titles(session, scene, "Simulator") == [], f"{LEAST_SHARED} words are the least"
    assert titles(session, scene, "") == []


def test_its_own_language_comes_first_and_others_are_found(session: Session, scene: Scene) -> None:
    publish(session, scene, "Simulator instalment", language="de")
    publish(session, scene, "Instalment simulator", language="en")
    assert titles(session, scene) == ["Instalment simulator", "Simulator instalment"]


def test_some_are_shown_the_most_supported_first(session: Session, scene: Scene) -> None:
    for number in range(SHOWN + 2):
        publish(session, scene, f"Simulator instalment {number}", me_too_count=number)
    assert titles(session, scene) == [f"Simulator instalment {number}" for number in (4, 3, 2)]


@pytest.mark.parametrize("state", [state for state in State if state is not State.PUBLISHED])
def test_nothing_is_shown_that_readers_may_not_see(session: Session, scene: Scene, state: State) -> None:
    publish(session, scene, "Simulator instalment", state=state)
    other = make_scene(session)
    publish(session, other, "Simulator instalment")
    assert titles(session, scene) == []


def test_a_stranger_is_told_nothing(session: Session, scene: Scene, browser: Browser) -> None:
    publish(session, scene, "Simulator instalment")
    stranger = make_person(session)
    session.commit()
    with pytest.raises(NotFound):
        similar_feedback(session, actor_for(stranger), Facts(campaign_id=scene.campaign.id), [["simul"]], "en")
    page = browser.as_(stranger).post(f"/campaigns/{scene.campaign.slug}/feedback/similar", data={"title": TITLE})
    assert page.status_code == HTTPStatus.NOT_FOUND


def test_it_names_nobody_and_is_supported(session: Session, scene: Scene, browser: Browser) -> None:
    feedback = publish(session, scene, "Simulator <b>instalment</b>", identity=IdentityLevel.CONFIDENTIAL)
    (line,) = look(browser.as_(scene.person), scene)
    place = f"/feedback/{idents.encode(feedback.id)}"
    assert (line["title"], line["url"], line["lang"]) == ("Simulator <b>instalment</b>", place, "en")
    assert line["me_too_url"] == f"{place}/me-too"
    said = str(line)
    assert scene.entity.name not in said
    assert str(feedback.author_id) not in said
    session.add(MeToo(feedback_id=feedback.id, person_id=scene.person.id, said_on=feedback.created_at.date()))
    session.commit()
    (line,) = look(browser.as_(scene.person), scene)
    assert (line["note"], line["me_too_url"]) == ("You support this already.", "")


def test_ones_own_is_said_to_be_ones_own(session: Session, scene: Scene, browser: Browser) -> None:
    feedback = publish(session, scene, "Simulator instalment")
    feedback.author_id = scene.person.id
    session.commit()
    (line,) = look(browser.as_(scene.person), scene)
    assert (line["note"], line["me_too_url"]) == ("You wrote this.", "")


def test_without_script_a_button_brings_the_form_back_with_them(
    session: Session, scene: Scene, browser: Browser
) -> None:
    feedback = publish(session, scene, "Simulator <b>instalment</b>")
    client = browser.as_(scene.person)
    assert 'name="similar" value="1"' in client.get(address_of(scene)).text
    page = send(client, scene, title=TITLE, body=BODY, identity="", similar="1")
    assert page.status_code == HTTPStatus.OK
    assert f"/feedback/{idents.encode(feedback.id)}/me-too" in page.text
    assert BODY in page.text
    assert "Simulator &lt;b&gt;instalment" in page.text
    assert "Please choose one.</span>" not in page.text.replace("Please choose one.</span></summary>", "")
    page = send(client, scene, title="Quite another thing", body="Nothing alike.", similar="1")
    assert "Nothing similar was found." in page.text
    assert session.scalar(select(func.count()).select_from(Feedback)) == 1


def test_the_support_of_the_form_is_said_once_and_nothing_is_sent(
    session: Session, scene: Scene, browser: Browser
) -> None:
    feedback = publish(session, scene, "Simulator instalment")
    page = browser.as_(scene.person).post(f"/feedback/{idents.encode(feedback.id)}/me-too", data=written())
    assert page.location == f"/feedback/{idents.encode(feedback.id)}"
    session.expire_all()
    assert session.get_one(Feedback, feedback.id).me_too_count == 1
    assert session.scalar(select(func.count()).select_from(Feedback)) == 1


@pytest.mark.parametrize("words", ['"', "AND OR NOT NEAR", "a:* | !b & (c", "\x00\ud800", "%" * 500, "写真写真写真"])
def test_what_is_typed_is_never_a_query(scene: Scene, browser: Browser, words: str) -> None:
    client = browser.as_(scene.person)
    data = {
        "title": words.encode("utf-8", "replace").decode(),
        "body": f"{words.encode('utf-8', 'replace').decode()} simulator",
    }
    assert client.post(f"/campaigns/{scene.campaign.slug}/feedback/similar", data=data).status_code == HTTPStatus.OK


def test_it_costs_as_many_statements_whatever_there_is(
    session: Session, scene: Scene, browser: Browser, queries: CountQueries
) -> None:
    client = browser.as_(scene.person)
    counts = []
    for number in range(2):
        for copy in range(5 * (number + 1)):
            publish(session, scene, f"Simulator instalment {number} {copy}")
        look(client, scene)
        with queries() as seen:
            look(client, scene)
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_a_colleague_of_another_entity_is_found_too(session: Session, scene: Scene) -> None:
    _, colleague = make_colleague(session, scene)
    publish(session, scene, "Simulator instalment")
    facts = Facts(campaign_id=scene.campaign.id)
    words = telling_words(TITLE + BODY, "en", 5)
    assert similar_feedback(session, colleague, facts, words, "en")
