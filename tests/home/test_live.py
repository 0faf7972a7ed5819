"""The counter of a campaign and of the home page, read again by a page that is left open."""

from __future__ import annotations

import re

import pytest
from sqlalchemy.orm import Session

from app.core import clock
from app.dashboards.service import rebuild_figures
from app.policy.actor import SYSTEM
from app.questionnaires.types import Moment
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import make_entity, make_person
from tests.factories.feedback import make_feedback
from tests.factories.questionnaires import make_questionnaire, make_wave
from tests.feedback.scene import Scene, make_scene
from tests.questionnaires.answered import send_response

SIGN_IN = 2  # statements of every request of somebody signed in


@pytest.fixture
def scene(session: Session) -> Scene:
    """Return a campaign with two contributions, one of them answered."""
    scene = make_scene(session)
    answered = make_feedback(session, edition=scene.edition, author=scene.person)
    answered.answered_at = clock.now()
    make_feedback(session, edition=scene.edition, author=scene.person)
    rebuild_figures(session, SYSTEM)
    session.commit()
    return scene


def shown(page: str) -> list[str]:
    """Return the values of the counter of a page."""
    block = page[page.index('class="counters"') :]
    return [value.strip() for value in re.findall(r'<p class="value[^"]*">(.*?)</p>', block)[:6]]


def test_the_page_and_what_it_reads_again_say_the_same(browser: Browser, scene: Scene) -> None:
    client, place = browser.as_(scene.person), f"/campaigns/{scene.campaign.slug}"
    for page, counter in ((place, f"{place}/counter"), ("/", "/counter")):
        text = client.get(page).text
        assert f'data-live="{counter}"' in text
        assert client.get(counter).json == {"values": shown(text)}
    # contributions, answers, reactions; few people have sent questionnaires or joined
    assert shown(client.get(place).text) == ["2", "1", "0", "Not shown", "Not shown", "Not shown"]


def test_what_is_unchanged_is_not_sent_again(session: Session, browser: Browser, scene: Scene) -> None:
    client, place = browser.as_(scene.person), f"/campaigns/{scene.campaign.slug}/counter"
    first = client.get(place)
    again = client.get(place, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    make_feedback(session, edition=scene.edition, author=scene.person)
    rebuild_figures(session, SYSTEM)
    session.commit()
    changed = client.get(place, headers={"If-None-Match": first.headers["ETag"]})
    assert changed.status_code == 200
    assert changed.json is not None
    assert changed.json["values"][0] == "3"
    assert "no-store" in changed.headers["Cache-Control"]


def test_who_may_not_see_the_campaign_reads_no_counter(session: Session, browser: Browser, scene: Scene) -> None:
    client = browser.as_(make_person(session, entity=make_entity(session)))
    assert client.get(f"/campaigns/{scene.campaign.slug}/counter").status_code == 404
    assert client.get("/counter").json == {"values": ["0", "0", "0", "Not shown", "Not shown", "Not shown"]}
    assert browser.stranger().get("/counter").status_code in {302, 401}


def test_a_counter_costs_the_same_whatever_there_is(
    session: Session, browser: Browser, scene: Scene, queries: CountQueries
) -> None:
    client, counts = browser.as_(scene.person), []
    for _ in range(2):
        client.get("/counter")
        with queries() as seen:
            client.get("/counter")
        counts.append(len(seen))
        for _number in range(3):
            make_scene(session, entity=scene.entity)
    assert counts[0] == counts[1] <= SIGN_IN + 4
    with queries() as seen:
        client.get(f"/campaigns/{scene.campaign.slug}/counter")
    assert len(seen) <= SIGN_IN + 3


@pytest.mark.parametrize(
    "case",
    [(1, 4, "Not shown"), (1, 5, "5\u00a0or more"), (1, 9, "5\u00a0or more"), (0, 30, "Not shown")],
)
def test_questionnaires_are_told_in_steps_once_a_week_is_over(
    session: Session, browser: Browser, scene: Scene, case: tuple[int, int, str]
) -> None:
    weeks_ago, people, value = case
    questionnaire = make_questionnaire(session, campaign=scene.campaign)
    wave = make_wave(session, questionnaire=questionnaire)
    for _ in range(people):
        send_response(session, (wave, scene.edition), {}, weeks_ago=weeks_ago)
    # What people apply with is not counted.
    applied = make_wave(session, questionnaire=questionnaire, moment=Moment.SCREENING, edition=scene.edition)
    for _ in range(10):
        send_response(session, (applied, scene.edition), {}, weeks_ago=1)
    session.commit()
    answer = browser.as_(scene.person).get(f"/campaigns/{scene.campaign.slug}/counter").json
    assert answer is not None
    assert answer["values"][3] == value
