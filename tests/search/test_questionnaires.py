"""What is found in questionnaires: their questions, and of their answers only what a summary quotes to its reader."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.entities.models import Entity
from app.language.finding import read_wanted
from app.policy.actor import Actor, Role
from app.questionnaires.models import Questionnaire, StoredQuestion
from app.questionnaires.types import Moment
from app.search.queries import questionnaires
from app.search.queries.find import Scope
from app.search.queries.questionnaires import FoundQuestions, questions_found
from app.search.queries.scope import SearchFilters
from app.texts.models import Translation
from tests.conftest import Browser, CountQueries
from tests.dashboards.world import staff
from tests.factories.accounts import actor_for, make_person
from tests.factories.questionnaires import make_questionnaire, make_wave
from tests.questionnaires.answered import Asked, answer, ask, make_asked


@pytest.fixture
def scene(session: Session) -> Asked:
    """A wave whose question in words asks for something rare."""
    scene = make_asked(session)
    _say(session, scene.text, "en", "Where did the keyboard hide the amount?")
    return scene


def _say(session: Session, question: StoredQuestion, locale: str, words: str) -> None:
    stored = session.get(Translation, (question.prompt_text_id, locale))
    if stored is None:
        session.add(Translation(text_id=question.prompt_text_id, locale=locale, value=words, source_version=1))
    else:
        stored.value = words
    session.commit()


def look(session: Session, actor: Actor, scene: Asked, words: str, **narrowed: Any) -> FoundQuestions:
    scope = Scope((scene.here.campaign_id,), SearchFilters(**narrowed))
    return questions_found(session, actor, scope, read_wanted(words, ["en", "fr"]))


def test_a_question_is_found_in_any_form_and_in_the_language_of_its_reader(session: Session, scene: Asked) -> None:
    _say(session, scene.text, "fr", "Où le clavier a-t-il caché le montant ?")
    for words in ("keyboards", "HIDE amount", '"keyboard hide"'):
        found = look(session, scene.central, scene, words)
        assert [(one.wave.id, one.question_id) for one in found.questions] == [(scene.wave.id, scene.text.id)]
        assert found.waves == ()
    for words in ("clavier", "keyboard mouse", '"hide keyboard"'):
        assert look(session, scene.central, scene, words).total == 0
    in_french = replace(scene.central, locale="fr")
    assert look(session, in_french, scene, "claviers").questions[0].text.value.startswith("Où")


def test_only_those_who_may_read_its_answers_find_a_questionnaire(session: Session, scene: Asked) -> None:
    tester = actor_for(make_person(session), enrolled=(scene.here.campaign_id,))
    assert look(session, tester, scene, "keyboard") == FoundQuestions()
    entity = session.get_one(Entity, scene.here.entity_id)
    here = actor_for(staff(session, Role.SPONSOR, entity), Role.SPONSOR, entity=entity)
    assert look(session, here, scene, "keyboard").total == 1
    applied = make_questionnaire(session, campaign=session.get_one(Campaign, scene.here.campaign_id))
    make_wave(session, questionnaire=applied, moment=Moment.SCREENING, edition=scene.here)
    _say(session, ask(session, applied, "long_text"), "en", "Which zither do you own?")
    assert look(session, scene.central, scene, "zither").total == 0, "applications have a page of their own"


@pytest.mark.parametrize(
    "narrowed", [{"language": "fr"}, {"entity_id": 1}, {"since": date(2026, 1, 1)}, {"after": "x"}]
)
def test_filters_of_contributions_leave_questionnaires_out(
    session: Session, scene: Asked, narrowed: dict[str, object]
) -> None:
    assert look(session, scene.central, scene, "keyboard", **narrowed) == FoundQuestions()


def test_the_page_leads_to_the_question_and_to_the_answers_of_a_chosen_campaign(
    session: Session, scene: Asked, browser: Browser
) -> None:
    client = browser.as_(staff(session, Role.CENTRAL_TEAM))
    everywhere = client.get("/search?q=keyboards").text
    assert f"/{scene.wave.id}/summary#q{scene.text.id}" in everywhere
    assert "<mark>keyboard</mark>" in everywhere
    assert "Look for these words in the answers" not in everywhere
    chosen = client.get(f"/search?q=never&campaign={scene.slug}").text
    assert f"/{scene.wave.id}/summary?q=never" in chosen


def test_answers_are_found_only_among_those_that_are_quoted(session: Session, scene: Asked, browser: Browser) -> None:
    client = browser.as_(staff(session, Role.CENTRAL_TEAM))
    address = f"/campaigns/{scene.slug}/questionnaires/{scene.wave.id}/summary"
    answer(session, scene, 8, weeks_ago=3, words="The marmalade was early")
    answer(session, scene, 3, weeks_ago=2, words="The saffron came late")
    for words in ("marmalade", "saffron", "xylophone"):
        waiting = client.get(f"{address}?q={words}").text
        assert "0\u00a0answers" in waiting
        assert "The marmalade" not in waiting
    answer(session, scene, 2, weeks_ago=1, words="A third")
    told = client.get(f"{address}?q=early marmalades").text
    assert told.count("The marmalade was early") == 8
    assert "The saffron came late" not in told
    assert "8\u00a0answers" in told
    nowhere = client.get(f"{address}?q=xylophone").text
    assert "0\u00a0answers" in nowhere
    assert "marmalade" not in nowhere
    few = replace(scene, here=scene.there)
    answer(session, few, 4, weeks_ago=1, words="The rhubarb of four people")
    hidden = client.get(f"{address}?q=rhubarb").text
    assert "0\u00a0answers" in hidden
    assert "of four people" not in hidden


def test_looking_costs_the_same_whatever_is_asked(
    session: Session, scene: Asked, queries: CountQueries, monkeypatch: pytest.MonkeyPatch
) -> None:
    campaign, counted = session.get_one(Campaign, scene.here.campaign_id), []
    for _ in range(2):
        questionnaire = make_questionnaire(session, campaign=campaign)
        _say(session, ask(session, questionnaire, "long_text"), "en", "What of the keyboard?")
        make_wave(session, questionnaire=questionnaire)
        session.commit()
        with queries() as seen:
            found = look(session, scene.central, scene, "keyboard")
        counted.append(len(seen))
    assert (counted[0], found.total) == (counted[1], 3)
    assert found.questions[0].wave.id > found.questions[-1].wave.id
    again = make_wave(session, questionnaire=session.get_one(Questionnaire, found.questions[0].wave.questionnaire_id))
    found = look(session, scene.central, scene, "keyboard")
    assert (found.total, found.questions[0].wave.id) == (3, again.id), (
        "asked twice, it is found once, where it was last"
    )
    monkeypatch.setattr(questionnaires, "QUESTIONS_SHOWN", 2)
    cut = look(session, scene.central, scene, "keyboard")
    assert (len(cut.questions), cut.total) == (2, 3)
