"""The player as people go through it, with plain links and forms."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.private_data import MASK
from app.known_issues.service import IssueInput, publish_issue
from app.missions.models import MissionDone, MissionStep
from app.player.models import MissionProgress
from app.policy.actor import SYSTEM
from app.questionnaires.types import Moment
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import make_person
from tests.factories.campaigns import make_mission
from tests.factories.questionnaires import make_wave
from tests.feedback.scene import Scene, make_colleague, make_scene
from tests.questionnaires.asked import Asking, make_questionnaire


def play(scene: Scene, more: str = "") -> str:
    return f"/campaigns/{scene.campaign.slug}/missions/{scene.mission.number}/play{more}"


def test_a_tester_goes_through_a_mission_and_is_led_to_the_next(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    make_mission(session, campaign=scene.campaign, number=2)
    client = browser.as_(scene.person)
    page = client.get(play(scene)).text
    assert "Step 1 of 2, about 8\u00a0minutes left" in page
    assert "Previous" not in page
    assert "Something to say" in page
    answer = client.post(play(scene, "/1/done"))
    assert answer.headers["Location"] == play(scene, "?step=2")
    other_device = browser.as_(scene.person)
    page = other_device.get(play(scene)).text
    assert "Step 2 of 2, about 4\u00a0minutes left" in page
    assert play(scene, "?step=1") in page
    answer = other_device.post(play(scene, "/2/done"))
    assert answer.headers["Location"] == play(scene, "/end")
    page = other_device.get(play(scene, "/end")).text
    assert "You have done this mission." in page
    assert f"/campaigns/{scene.campaign.slug}/missions/2/play" in page
    assert session.scalars(select(MissionDone.person_id)).all() == [scene.person.id]


def test_who_cannot_go_on_says_where_and_comes_back_there(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    client = browser.as_(scene.person)
    client.post(play(scene, "/1/done"))
    page = client.post(play(scene, "/2/blocked"), data={"why": "The code never came"}, follow_redirects=True).text
    assert "You stopped at step 2 of 2." in page
    assert "The code never came" in page
    assert "feedback/new?step=2" in page
    assert "The code never came" in client.get(play(scene)).text
    colleague, _ = make_colleague(session, scene)
    assert "The code never came" not in browser.as_(colleague).get(play(scene, "?step=2")).text


def test_a_reason_too_long_is_shown_again(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    answer = browser.as_(scene.person).post(play(scene, "/1/blocked"), data={"why": "long " * 60})
    assert answer.status_code == 422
    assert "long long" in answer.text
    assert session.scalars(select(MissionProgress)).all() == []


@pytest.mark.parametrize(("minutes", "status"), [("14", 302), ("0", 422), ("481", 422), ("a lot", 422), ("", 422)])
def test_minutes_are_asked_at_the_end(session: Session, browser: Browser, minutes: str, status: int) -> None:
    scene = make_scene(session)
    client = browser.as_(scene.person)
    client.post(play(scene, "/1/done"))
    assert client.post(play(scene, "/end"), data={"minutes": minutes}).status_code == status
    kept = session.scalars(select(MissionProgress.minutes)).one()
    assert kept == (14 if status == 302 else None)


def test_something_to_say_leads_to_the_step_and_back(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    client = browser.as_(scene.person)
    form = f"/campaigns/{scene.campaign.slug}/missions/1/feedback/new?step=2"
    step = session.scalars(select(MissionStep).where(MissionStep.number == 2)).one()
    assert f'<option selected value="{step.id}">' in client.get(form).text
    sent = {"key": "k", "kind": "idea", "title": "T", "body": "B", "identity": "named", "step": str(step.id)}
    answer = client.post(form, data=sent, follow_redirects=True)
    assert play(scene, "?step=2") in answer.text
    assert "Back to step 2" in answer.text


@pytest.mark.parametrize("asked", ["0", "3", "99", "-1", "two", ""])
def test_a_step_that_is_not_there_shows_one_that_is(session: Session, browser: Browser, asked: str) -> None:
    scene = make_scene(session)
    answer = browser.as_(scene.person).get(play(scene, f"?step={asked}"))
    assert answer.status_code == 200
    assert "Step " in answer.text


def test_a_step_taken_away_in_the_meantime_loses_nothing(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    client = browser.as_(scene.person)
    client.post(play(scene, "/1/done"))
    answer = client.post(play(scene, "/7/done"), follow_redirects=True)
    assert "This mission has changed in the meantime." in answer.text
    assert "Step 2 of 2" in answer.text


def test_an_edition_that_closes_meanwhile_says_so_and_keeps_what_was_done(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    client = browser.as_(scene.person)
    client.post(play(scene, "/1/done"))
    scene.edition.status = EditionStatus.CLOSED
    session.commit()
    page = client.post(play(scene, "/2/done"), follow_redirects=True).text
    assert "This mission can no longer be done." in page
    assert "This campaign is closed." in page
    assert "Step 2 of 2" in page
    assert session.scalars(select(MissionProgress.steps_done)).one() == 1


@pytest.mark.parametrize("why", ["The app closes at once.", "Crash"])
def test_a_reason_given_after_the_edition_has_closed_is_shown_to_be_copied(
    session: Session, browser: Browser, why: str
) -> None:
    scene = make_scene(session)
    scene.edition.status = EditionStatus.CLOSED
    session.commit()
    answer = browser.as_(scene.person).post(play(scene, "/1/blocked"), data={"why": why})
    assert answer.status_code == 409
    assert "This mission can no longer be done." in answer.text
    assert why in answer.text
    assert session.scalars(select(MissionProgress)).all() == []


def test_a_mission_that_is_over_can_still_be_read(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    scene.mission.closes_on = clock.today() - timedelta(days=3)
    session.commit()
    page = browser.as_(scene.person).get(play(scene)).text
    assert "Ended on" in page
    assert "/1/done" not in page
    assert "Next step" in page


def test_who_has_not_joined_is_told_how(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    guest = make_person(session, entity=scene.entity)
    page = browser.as_(guest).get(play(scene)).text
    assert "Join the campaign" in page
    assert "/1/done" not in page
    assert browser.as_(make_person(session)).get(play(scene)).status_code == 404


def test_a_mission_without_steps_is_one_step(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    make_mission(session, campaign=scene.campaign, number=2, steps=0)
    client = browser.as_(scene.person)
    url = f"/campaigns/{scene.campaign.slug}/missions/2/play"
    assert "Step 1 of 1" in client.get(url).text
    assert client.post(f"{url}/1/done").headers["Location"] == f"{url}/end"


@pytest.mark.parametrize("more", ["", "/end"])
def test_a_page_costs_the_same_whatever_the_rows(
    session: Session, browser: Browser, queries: CountQueries, more: str
) -> None:
    scene = make_scene(session)
    client, url, counted = browser.as_(scene.person), play(scene, more), []
    for first in (2, 8):
        for number in range(first, first + 6):
            make_mission(session, campaign=scene.campaign, number=number, steps=number)
        session.commit()
        client.get(url)
        with queries() as seen:
            assert client.get(url).status_code == 200
        counted.append(len(seen))
    assert counted[0] == counted[1] <= 8


def test_the_questions_of_a_mission_are_asked_at_its_end(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    questionnaire = make_questionnaire(session, campaign=scene.campaign, asks=(Asking("short_text"),))
    wave = make_wave(session, questionnaire=questionnaire, moment=Moment.MISSION, mission=scene.mission)
    other = make_mission(session, campaign=scene.campaign, number=2)
    client = browser.as_(scene.person)
    page = client.get(play(scene, "/end")).text
    assert "Questions about this mission" in page
    assert f"/campaigns/{scene.campaign.slug}/questionnaires/{wave.id}/answer" in page
    page = client.get(f"/campaigns/{scene.campaign.slug}/missions/{other.number}/play/end").text
    assert "Questions about this mission" not in page


def test_an_account_number_in_a_reason_is_pointed_out_before_it_is_stored(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    client, sent = browser.as_(scene.person), {"why": "It wants PT50 0002 0123 1234 5678 9015 4"}
    asked = client.post(play(scene, "/1/blocked"), data=sent)
    assert asked.status_code == 422
    assert "This looks like an account number (IBAN):" in asked.text
    assert session.scalars(select(MissionProgress)).all() == []
    [choice] = set(re.findall(r"found-[0-9a-f]{16}", asked.text))
    assert client.post(play(scene, "/1/blocked"), data={**sent, choice: "mask"}).status_code == 302
    assert session.scalars(select(MissionProgress.blocked_why)).one() == f"It wants {MASK}"


def test_a_mission_that_was_begun_is_continued(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    client, campaign = browser.as_(scene.person), f"/campaigns/{scene.campaign.slug}"
    assert [words in client.get("/").text for words in ("Start mission 1", "Continue mission 1")] == [True, False]
    client.post(play(scene, "/1/done"))
    for page in (client.get("/").text, client.get(campaign).text):
        assert "Continue mission 1" in page
        assert "Start mission 1" not in page
        assert ">Continue<span" in page
    colleague, _ = make_colleague(session, scene)
    assert "Start mission 1" in browser.as_(colleague).get("/").text


def test_known_issues_stand_before_what_leads_to_writing(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    data = IssueInput(title={"en": "The code comes late"}, body={"en": "We know."})
    publish_issue(session, SYSTEM, scene.campaign.id, data)
    session.commit()
    page = browser.as_(scene.person).get(play(scene)).text
    assert page.index("step-card") < page.index("look before you write") < page.index("Something to say")
