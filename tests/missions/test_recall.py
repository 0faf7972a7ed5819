"""A mission is recalled while somebody is in it: at once, and what they typed stays with them."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core.errors import Forbidden, NotFound
from app.core.idents import encode
from app.drafts.models import StoredDraft
from app.feedback.errors import EvidenceKept
from app.feedback.models import Feedback
from app.feedback.service.revise import withdraw_feedback
from app.journal.models import JournalEntry
from app.missions.errors import MissionRecalled, RecallWithoutReason
from app.missions.events import MissionStopped
from app.missions.models import Mission
from app.missions.service import allow_mission, recall_mission
from app.outbox.deliver import deliver_waiting
from app.outbox.models import OutboxMessage
from app.player.service import declare_minutes, finish_step, stop_at_step
from app.policy.actor import SYSTEM, Role
from app.questionnaires.errors import QuestionnaireClosed
from app.questionnaires.queries.read import asked_questions
from app.questionnaires.types import Moment
from app.registry import HANDLERS
from tests.conftest import Browser
from tests.dashboards.world import staff
from tests.factories.accounts import actor_for
from tests.factories.questionnaires import make_wave
from tests.feedback.scene import Scene, make_scene
from tests.feedback.sent import address_of, send
from tests.questionnaires.asked import Asking, make_questionnaire
from tests.refusals import refused

WHY = "Their app asks for a password of the company."
WORDS = "Words of half an hour that nobody may lose."


@pytest.fixture
def scene(session: Session) -> Scene:
    return make_scene(session, trusted=True)


def count(session: Session, model: type[object]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


def test_the_central_team_recalls_and_allows_once_each(session: Session, scene: Scene) -> None:
    central = actor_for(staff(session, Role.CENTRAL_TEAM), Role.CENTRAL_TEAM)
    with refused(session, RecallWithoutReason):
        recall_mission(session, central, scene.mission.id, " ")
    recall_mission(session, central, scene.mission.id, WHY)
    recall_mission(session, central, scene.mission.id, "Another reason.")
    assert session.get_one(Mission, scene.mission.id).recall_reason == WHY
    for _ in range(2):
        allow_mission(session, central, scene.mission.id)
    [_told] = session.scalars(select(OutboxMessage.name).where(OutboxMessage.name == MissionStopped.NAME)).all()
    acts = session.scalars(select(JournalEntry.action).where(JournalEntry.action.startswith("missions."))).all()
    assert sorted(acts) == ["missions.allowed", "missions.recalled"]
    with refused(session, Forbidden):
        recall_mission(session, scene.actor, scene.mission.id, WHY)
    with refused(session, NotFound):
        recall_mission(session, central, 999_999, WHY)


@pytest.mark.parametrize("identity", ["named", "confidential", "untraceable"])
def test_what_is_being_typed_is_kept_shown_and_sent_when_it_may_be(
    session: Session, scene: Scene, browser: Browser, identity: str
) -> None:
    client = browser.as_(scene.person)
    recall_mission(session, SYSTEM, scene.mission.id, WHY)
    page = send(client, scene, body=WORDS, identity=identity)
    assert page.status_code == MissionRecalled.status
    assert "This mission has been recalled: please do not go on with it." in page.text
    assert WORDS in page.text
    assert count(session, Feedback) == 0
    allow_mission(session, SYSTEM, scene.mission.id)
    assert send(client, scene, body=WORDS, identity=identity).status_code == 302


def test_a_draft_stays_and_comes_back(session: Session, scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    send(client, scene, body=WORDS, title="Half a thought", save="1")
    assert count(session, StoredDraft) == 1
    recall_mission(session, SYSTEM, scene.mission.id, WHY)
    assert client.get(address_of(scene)).status_code == 302
    assert "Half a thought" in client.get("/drafts").text
    allow_mission(session, SYSTEM, scene.mission.id)
    assert WORDS in client.get(address_of(scene)).text


def test_nobody_goes_on_step_by_step(session: Session, scene: Scene, browser: Browser) -> None:
    recall_mission(session, SYSTEM, scene.mission.id, WHY)
    with refused(session, MissionRecalled):
        finish_step(session, scene.actor, scene.mission.id, 1)
    with refused(session, MissionRecalled):
        stop_at_step(session, scene.actor, scene.mission.id, 1, WORDS)
    with refused(session, MissionRecalled):
        declare_minutes(session, scene.actor, scene.mission.id, 4)
    client, url = browser.as_(scene.person), f"/campaigns/{scene.campaign.slug}/missions/{scene.mission.number}"
    refusal = client.post(f"{url}/play/1/blocked", data={"why": WORDS})
    assert refusal.status_code == MissionRecalled.status
    assert WORDS in refusal.text
    for page in (url, f"{url}/play"):
        shown = client.get(page, follow_redirects=True).text
        assert "This mission has been recalled" in shown
        assert WHY in shown
        assert "Open the app and look around." not in shown
        assert "/feedback/new" not in shown.partition("<main")[2]


def test_its_questions_are_not_answered_meanwhile_and_nothing_is_lost(
    session: Session, scene: Scene, browser: Browser
) -> None:
    questionnaire = make_questionnaire(
        session, campaign=scene.campaign, asks=(Asking("long_text", "What did you see?"),)
    )
    wave = make_wave(session, questionnaire=questionnaire, moment=Moment.MISSION, mission=scene.mission)
    session.commit()
    [row] = asked_questions(session, scene.actor, questionnaire.id)
    client, url = browser.as_(scene.person), f"/campaigns/{scene.campaign.slug}/questionnaires/{wave.id}/answer"
    form = {"version": "0", "go": "next", "shown": str(row.question.id), f"q{row.question.id}": WORDS}
    recall_mission(session, SYSTEM, scene.mission.id, WHY)
    refusal = client.post(url, data=form)
    assert refusal.status_code == QuestionnaireClosed.status
    assert WORDS in refusal.text
    allow_mission(session, SYSTEM, scene.mission.id)
    assert client.post(url, data=form).status_code == 302


def test_it_is_recalled_and_allowed_on_its_page(session: Session, scene: Scene, browser: Browser) -> None:
    central = browser.as_(staff(session, Role.CENTRAL_TEAM))
    url = f"/campaigns/{scene.campaign.slug}/missions/{scene.mission.number}"
    assert "Recall it now" in central.get(f"{url}/edit").text
    answer = central.post(f"{url}/recall", data={"reason": " "})
    assert answer.status_code == 422
    assert "Please fill in this field." in answer.text
    assert central.post(f"{url}/recall", data={"reason": WHY}).status_code == 302
    assert WHY in central.get(f"{url}/edit").text
    assert "Let people go on with it" in central.get(f"{url}/edit").text
    assert "Recalled" in central.get(f"/campaigns/{scene.campaign.slug}/missions").text
    assert central.post(f"{url}/allow").status_code == 302
    session.expire_all()
    assert session.get_one(Mission, scene.mission.id).recalled_on is None
    assert browser.as_(scene.person).post(f"{url}/recall").status_code == 403


def test_everybody_who_takes_part_is_told_why(session: Session, scene: Scene, browser: Browser) -> None:
    recall_mission(session, SYSTEM, scene.mission.id, WHY)
    deliver_waiting(session, HANDLERS)
    page = browser.as_(scene.person).get("/notifications").text
    assert "has been recalled, for the reason below" in page
    assert WHY in page


def test_what_was_said_stays_as_it_is_or_is_taken_back(session: Session, scene: Scene, browser: Browser) -> None:
    client = browser.as_(scene.person)
    send(client, scene, body=WORDS)
    feedback = session.scalars(select(Feedback)).one()
    recall_mission(session, SYSTEM, scene.mission.id, WHY)
    form = {"title": "New", "body": "Other words altogether.", "version": str(feedback.version), "kind": "idea"}
    refusal = client.post(f"/feedback/{encode(feedback.id)}/edit", data=form)
    assert refusal.status_code == EvidenceKept.status
    assert "Other words altogether." in refusal.text
    session.refresh(feedback)
    assert feedback.body == WORDS
    withdraw_feedback(session, scene.actor, feedback.id)
