"""Questionnaires wave by wave, and minutes, on the dashboard of a campaign: as the summaries tell them, masked."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import NotFound
from app.dashboards.queries.answers import answers_board
from app.figures.definitions import ANY_DAY
from app.figures.models import FigureCount
from app.figures.types import FigureName
from app.player.models import MissionProgress
from app.policy.actor import Role
from app.questionnaires.models import StoredPart, Wave
from app.questionnaires.queries.summary import wave_summary
from app.questionnaires.types import Moment
from app.questions.types import AnswerCell, PartRole
from tests.conftest import Browser, CountQueries
from tests.dashboards.test_pages import words
from tests.dashboards.world import staff
from tests.factories.accounts import actor_for, make_person
from tests.factories.questionnaires import make_questionnaire, make_wave
from tests.feedback.scene import Scene, make_scene
from tests.questionnaires.answered import ask, send_response


def play(session: Session, scene: Scene, minutes: list[int]) -> None:
    then = clock.today() - timedelta(days=20)
    for number in minutes:
        person = make_person(session, entity=scene.entity)
        session.add(
            MissionProgress(
                person_id=person.id, mission_id=scene.mission.id, begun_on=then, minutes=number, minutes_on=then
            )
        )
    joined = (FigureCount.entity_id == scene.entity.id, FigureCount.name == FigureName.JOINED)
    before = FigureCount.count + 2 * len(minutes)  # weeks ago
    session.execute(update(FigureCount).where(*joined, FigureCount.day == ANY_DAY).values(count=before))
    session.commit()


def asked_twice(session: Session, scene: Scene, marks: tuple[list[int], list[int]]) -> list[Wave]:
    questionnaire = make_questionnaire(session, campaign=scene.campaign, title="After the loan")
    ease = ask(session, questionnaire, "seq", prompt="How easy was it?")
    how = ask(
        session, questionnaire, "single", (PartRole.OPTION, "On a phone"), (PartRole.OPTION, "At a desk"), prompt="How?"
    )
    ask(session, questionnaire, "long_text", prompt="Anything else?")
    session.flush()
    parts = select(StoredPart.id).where(StoredPart.question_id == how.id).order_by(StoredPart.position)
    phone = session.scalars(parts).first() or 0
    waves = []
    for moment, given in zip((Moment.START, Moment.END), marks, strict=True):
        wave = make_wave(session, questionnaire=questionnaire, moment=moment)
        waves.append(wave)
        for mark in given:
            answers = {ease.id: (AnswerCell(number=mark),), how.id: (AnswerCell(part_id=phone),)}
            send_response(session, (wave, scene.edition), answers)
    session.commit()
    return waves


def test_waves_stand_side_by_side_as_their_summaries_tell_them(session: Session) -> None:
    scene = make_scene(session)
    waves = asked_twice(session, scene, ([3, 4, 5, 3, 4, 6], [5, 6, 6, 7, 5]))
    central = actor_for(make_person(session), Role.CENTRAL_TEAM)
    board = answers_board(session, central, scene.campaign.slug, "")
    (one,) = board.waves.questionnaires
    assert [wave.id for wave in one.waves] == [wave.id for wave in waves]
    for place, wave in enumerate(waves):
        found = wave_summary(session, central, scene.campaign.slug, wave.id)
        assert [row.summaries[place] for row in one.rows] == [each.summary for each in found.questions]
    ease = one.rows[0].numbers
    assert [number and number.n for number in ease] == [6, 5]


def test_few_answers_and_few_people_are_not_told(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    asked_twice(session, scene, ([3, 4, 5, 3, 4], [5, 6, 6, 7]))
    play(session, scene, [10, 12, 11, 9])
    page = words(
        browser.as_(staff(session, Role.CENTRAL_TEAM)).get(f"/campaigns/{scene.campaign.slug}/dashboard/answers").text
    )
    assert "3.8 (between" in page
    assert "5 answers" in page
    assert "Most: On a phone (5)" in page, "a number, as no percentage is honest"
    assert "4 answers" not in page
    assert "minute" not in page.partition("Minutes declared, in all")[2].partition("steps of five")[2]


def test_minutes_are_told_of_whole_groups_in_the_entities_of_the_reader(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    play(session, scene, [10, 12, 11, 9, 10, 13, 8])
    asked_twice(session, scene, ([3, 4, 5, 3, 4], []))
    sponsor = staff(session, Role.SPONSOR, scene.entity)
    page = words(browser.as_(sponsor).get(f"/campaigns/{scene.campaign.slug}/dashboard/answers").text)
    assert "5 or more" in page
    assert "50 minutes" in page


@pytest.mark.parametrize("role", [Role.AMBASSADOR, Role.PRODUCT_TEAM, None])
def test_it_is_not_for_others(session: Session, role: Role | None) -> None:
    scene = make_scene(session)
    actor = actor_for(make_person(session), role) if role else scene.actor
    with pytest.raises(NotFound):
        answers_board(session, actor, scene.campaign.slug, "")
    central = actor_for(make_person(session), Role.CENTRAL_TEAM)
    with pytest.raises(NotFound):
        answers_board(session, central, scene.campaign.slug, "nowhere")


def test_it_costs_the_same_with_more(session: Session, queries: CountQueries) -> None:
    scene = make_scene(session)
    central = actor_for(make_person(session), Role.CENTRAL_TEAM)

    def cost() -> int:
        session.expire_all()
        with queries() as counted:
            answers_board(session, central, scene.campaign.slug, "")
        return len(counted.seen)

    asked_twice(session, scene, ([3, 4, 5, 3, 4], [5] * 5))
    first = cost()
    asked_twice(session, scene, ([3, 4, 5, 3, 4], [5] * 5))
    play(session, scene, [10] * 6)
    assert cost() == first <= 12
