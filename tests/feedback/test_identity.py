"""Who may know is asked: no level is chosen for anybody, and each shows the card that others will see."""

from __future__ import annotations

import re
from http import HTTPStatus

import pytest
from markupsafe import escape
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.campaigns.types import IdentityLevel
from app.core import idents
from app.feedback.models import Feedback
from app.figures.definitions import ANY_DAY
from app.figures.models import FigureCount
from tests.conftest import Browser
from tests.factories.feedback import make_feedback
from tests.feedback.scene import make_colleague, make_manager, make_scene
from tests.feedback.sent import address_of, send


def test_each_level_shows_what_others_will_see_of_this_very_person(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    scene.person.name = "Ana <b> Rebelo"
    session.commit()
    page = browser.as_(scene.person).get(address_of(scene)).text
    levels = re.findall(r'<input[^>]*name="identity"[^>]*>', page)
    assert len(levels) == 3
    assert not any("checked" in level for level in levels), "nothing is chosen for anybody"
    cards = re.findall(r'<article class="feedback".*?</article>(.*?)</details>', page, re.DOTALL)
    authors = re.findall(r"<footer><p>(.*?)<bdi>[^<]*</bdi></p>", page)
    name, entity = escape(scene.person.name), escape(scene.entity.name)
    assert authors[0] == f"<bdi>{name}</bdi><bdi>{entity}</bdi>"
    assert authors[1] == "<bdi>A colleague of the group</bdi>", "few write the language: the card hides the entity"
    assert authors[2] == "<bdi>Author known to nobody</bdi>"
    assert f"<bdi>{name}</bdi>" in cards[0]
    assert f"A colleague from {entity}" in cards[1]
    assert name not in cards[1] + cards[2]
    assert "Nobody can know who wrote this" in cards[2]
    assert "/feedback/1" not in page, "a card that is not there yet leads nowhere"


def test_who_chooses_no_level_is_told_beside_it_and_loses_nothing(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    page = send(browser.as_(scene.person), scene, title="My <own> words", body="Kept.", identity="", rating="3")
    assert page.status_code == HTTPStatus.UNPROCESSABLE_ENTITY
    assert re.search(r'<p class="error" id="identity-error"><span>Please choose one.', page.text)
    for kept in ("My &lt;own&gt; words", "Kept.</textarea>", 'value="3" checked'):
        assert kept in page.text
    assert session.scalar(select(func.count()).select_from(Feedback)) == 0
    assert re.search(r"<details[^>]* open>\s*<summary><span>Who may know", page.text)


@pytest.mark.parametrize(("people", "is_said"), [(9, True), (10, False)])
def test_the_form_says_when_few_of_the_entity_take_part(
    session: Session, browser: Browser, people: int, *, is_said: bool
) -> None:
    scene = make_scene(session)
    for _ in range(people - 1):
        make_colleague(session, scene)
    session.execute(delete(FigureCount).where(FigureCount.day != ANY_DAY))  # nobody joined in this week
    session.commit()
    page = browser.as_(scene.person).get(address_of(scene)).text
    assert ("people of your entity take part here" in page) is is_said


def test_who_may_know_is_said_from_where_the_reader_stands(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    manager, _ = make_manager(session, scene)
    level = IdentityLevel.CONFIDENTIAL
    feedback = make_feedback(session, edition=scene.edition, author=scene.person, mission=scene.mission, identity=level)
    session.commit()
    address = f"/feedback/{idents.encode(feedback.id)}"
    assert "My name is known only to the moderators" in browser.as_(scene.person).get(address).text
    page = browser.as_(manager).get(address).text
    assert "Known only to the moderators" in page
    assert "My name" not in page
