"""What a page weighs on a phone that has no more than a bar of signal: in every language, however much there is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core import clock
from app.decisions.models import Decision
from app.feedback.models import Comment, Feedback, OfficialAnswer
from app.feedback.types import Handling, Verdict
from app.known_issues.models import KnownIssue
from app.missions.service import MAX_STEPS
from app.policy.actor import SYSTEM
from app.texts.write import new_text
from tests.conftest import Browser
from tests.factories.campaigns import make_mission
from tests.factories.feedback import make_feedback
from tests.factories.questionnaires import make_wave
from tests.feedback.scene import Scene, make_colleague, make_scene
from tests.languages import SAMPLE
from tests.questionnaires.asked import Asking, make_questionnaire

PAGE_MAX_BYTES = 60_000
PHONE = {"User-Agent": "Mozilla/5.0 (Linux; Android 14) Mobile Safari (Mobi)"}
MANY, KNOWN = 60, 40  # contributions and comments; known issues
MISSIONS = 12
QUESTIONS, IN_A_SECTION = 100, 10
SAID = "Depois da atualização, a lista de movimentos já não carrega quando volto atrás, e perco o que escrevi. " * 3
TITLE = "A lista de movimentos já não carrega quando se volta atrás (%d)"


@pytest.fixture
def scene(session: Session) -> Scene:
    """Return a tester in a campaign in which everybody said a lot, and they most of all."""
    scene = make_scene(session, trusted=True)
    for number in range(2, MISSIONS + 1):
        make_mission(session, campaign=scene.campaign, number=number, steps=MAX_STEPS)
    colleague, _ = make_colleague(session, scene)
    for number in range(MANY):
        mine = _contribution(session, scene, number, by=scene.person)
        theirs = _contribution(session, scene, MANY + number, by=colleague)
        session.add(OfficialAnswer(feedback_id=mine.id, body=SAID, language="pt", author_id=colleague.id))
        session.add(Decision(feedback_id=mine.id, verdict=Verdict.GO, reason=SAID, language="pt", by_id=colleague.id))
        session.add(Comment(feedback_id=theirs.id, body=SAID, language="pt", author_id=scene.person.id))
    for number in range(KNOWN):
        session.add(
            KnownIssue(
                campaign_id=scene.campaign.id,
                product_id=None,
                title_text_id=new_text(session, SYSTEM, "pt", {"pt": TITLE % number}),
                body_text_id=new_text(session, SYSTEM, "pt", {"pt": SAID}),
            )
        )
    session.commit()
    return scene


def _contribution(session: Session, scene: Scene, number: int, *, by: Person) -> Feedback:
    feedback = make_feedback(
        session,
        edition=scene.edition,
        author=by,
        mission=scene.mission,
        title=TITLE % number,
        body=SAID,
        language="pt",
        handling=Handling.DONE,
        created_at=clock.now() - timedelta(hours=number),
    )
    feedback.answered_at = clock.now()
    return feedback


def _ask(session: Session, scene: Scene) -> str:
    """Ask a hundred questions in sections; return where they are answered."""
    asks: list[Asking] = []
    for number in range(QUESTIONS):
        if number % IN_A_SECTION == 0:
            asks.append(Asking("section", f"Parte {number // IN_A_SECTION + 1}"))
        options = tuple(f"Uma resposta com algumas palavras ({one})" for one in range(5))
        asks.append(Asking("single", f"{number}. {SAID[:100]}", options=options))
    questionnaire = make_questionnaire(session, campaign=scene.campaign, asks=tuple(asks))
    wave = make_wave(session, questionnaire=questionnaire)
    session.commit()
    return f"/campaigns/{scene.campaign.slug}/questionnaires/{wave.id}/answer"


@pytest.mark.parametrize("locale", SAMPLE)
def test_no_page_of_a_tester_is_heavy(session: Session, browser: Browser, scene: Scene, locale: str) -> None:
    campaign = f"/campaigns/{scene.campaign.slug}"
    client = browser.as_(scene.person, locale)
    asked = _ask(session, scene)
    pages = (
        "/", campaign, f"{campaign}/feedback", f"{campaign}/known-issues", f"{campaign}/missions/2",
        f"{campaign}/missions/2/play", f"{campaign}/missions/2/play?step={MAX_STEPS}",
        f"{campaign}/missions/2/play/end", f"{campaign}/missions/2/feedback/new", "/mine",
        "/mine?part=comments", "/mine?part=questionnaires", asked,
    )  # fmt: skip
    weights = {}
    for page in pages:
        for reader, headers in (("desk", {}), ("phone", PHONE)):
            answer = client.get(page, headers=headers)
            assert answer.status_code == 200, page
            weights[page, reader] = len(answer.data)
    assert {page: weight for page, weight in weights.items() if weight > PAGE_MAX_BYTES} == {}
