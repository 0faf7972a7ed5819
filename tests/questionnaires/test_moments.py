"""When a question is asked, and when its questionnaire is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import Engine, func, select, update
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition, Phase
from app.campaigns.types import EditionStatus, IdentityLevel, PhaseKind
from app.core import clock, idents
from app.core.errors import ChangedMeanwhile, Forbidden, NotFound
from app.policy.actor import Actor, Role
from app.questionnaires.errors import (
    ConditionNotPossible,
    NothingAsked,
    OnlyUntraceableOffered,
    TooManyConditions,
    UntraceableNotOffered,
    WaveAsked,
    WaveDaysReversed,
    WaveNotPossible,
    WaveThere,
)
from app.questionnaires.models import Questionnaire, Response, StoredPart, StoredQuestion, Wave
from app.questionnaires.queries import questionnaire_by_id
from app.questionnaires.service import ShowIfInput, WaveInput, add_wave, remove_wave, set_show_if
from app.questionnaires.types import MAX_CONDITIONS, Moment, ResponseState
from app.questions.types import Condition, Mode, Relation
from tests.conftest import Browser
from tests.factories.accounts import actor_for, make_entity, make_mandate, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_mission
from tests.factories.questionnaires import make_answer, make_question, make_questionnaire, make_wave
from tests.parallel import together
from tests.refusals import refused
from tests.security.looking import CHANGING

LIST = "/campaigns/loan-app/questionnaires"


@pytest.fixture
def central(session: Session) -> Actor:
    """Return somebody of the central team."""
    return actor_for(make_person(session), Role.CENTRAL_TEAM)


@pytest.fixture
def campaign(session: Session) -> Campaign:
    return make_campaign(session, slug="loan-app")


@pytest.fixture
def edition(session: Session, campaign: Campaign) -> Edition:
    return make_edition(session, campaign=campaign, entity=make_entity(session))


@pytest.fixture
def questionnaire(session: Session, campaign: Campaign) -> Questionnaire:
    return make_questionnaire(session, campaign=campaign)


@pytest.fixture
def asked(session: Session, questionnaire: Questionnaire) -> tuple[StoredQuestion, StoredQuestion, StoredQuestion]:
    """Return a choice, a number, and a text that may depend on them."""
    return (
        make_question(session, questionnaire=questionnaire),
        make_question(session, questionnaire=questionnaire, kind="nps", prompt="Would you recommend it?"),
        make_question(session, questionnaire=questionnaire, kind="long_text", prompt="Why?"),
    )


@pytest.fixture
def writer(browser: Browser, session: Session) -> FlaskClient:
    """Return the browser of somebody of the central team."""
    person = make_person(session)
    make_mandate(session, person=person, role=Role.CENTRAL_TEAM)
    return browser.as_(person)


Asked = tuple[StoredQuestion, StoredQuestion, StoredQuestion]


def first_part(session: Session, question: StoredQuestion) -> int:
    parts = select(StoredPart.id).where(StoredPart.question_id == question.id).order_by(StoredPart.position)
    return session.scalars(parts).all()[0]


def test_a_question_is_asked_after_certain_answers(session: Session, central: Actor, asked: Asked) -> None:
    choice, number, text = asked
    conditions = (
        Condition(choice.id, Relation.CHOSEN, first_part(session, choice)),
        Condition(number.id, Relation.AT_MOST, number=6),
    )
    data = ShowIfInput(Mode.ANY, conditions)
    set_show_if(session, central, text.id, data)
    set_show_if(session, central, text.id, data)  # the same form twice
    show_if = questionnaire_by_id(session, central, text.questionnaire_id).rows[2].question.show_if
    assert show_if is not None
    assert (show_if.mode, show_if.conditions) == (Mode.ANY, conditions)
    with refused(session, ChangedMeanwhile):
        set_show_if(session, central, text.id, replace(data, conditions=()))
    set_show_if(session, central, text.id, replace(data, conditions=(), version=2))
    assert questionnaire_by_id(session, central, text.questionnaire_id).rows[2].question.show_if is None


def test_circles_and_what_is_not_there(session: Session, central: Actor, asked: Asked) -> None:
    choice, number, text = asked
    part = first_part(session, choice)
    wrong = [
        (choice.id, Condition(choice.id, Relation.ANSWERED)),  # itself
        (choice.id, Condition(text.id, Relation.ANSWERED)),  # later, so that there could be a circle
        (text.id, Condition(999, Relation.ANSWERED)),
        (text.id, Condition(choice.id, Relation.CHOSEN, 999)),
        (text.id, Condition(choice.id, Relation.CHOSEN)),
        (text.id, Condition(choice.id, Relation.AT_LEAST, part, 1)),
        (text.id, Condition(number.id, Relation.AT_LEAST)),
        (text.id, Condition(number.id, Relation.ANSWERED, number=3)),
    ]
    for question_id, condition in wrong:
        with refused(session, ConditionNotPossible):
            set_show_if(session, central, question_id, ShowIfInput(Mode.ALL, (condition,)))
    many = tuple(Condition(number.id, Relation.AT_LEAST, number=limit) for limit in range(MAX_CONDITIONS + 1))
    with refused(session, TooManyConditions):
        set_show_if(session, central, text.id, ShowIfInput(Mode.ALL, many))
    manager = actor_for(make_person(session), Role.COMMUNITY_MANAGER)
    with refused(session, Forbidden):
        set_show_if(session, manager, text.id, ShowIfInput(Mode.ALL, ()))


def test_conditions_are_written_without_a_script(session: Session, writer: FlaskClient, asked: Asked) -> None:
    choice, _number, text = asked
    page = f"{LIST}/{text.questionnaire_id}/questions/{idents.encode(text.id)}/show-if"
    assert "This question is always asked." in writer.get(page).text
    chosen = writer.get(f"{page}?on={idents.encode(choice.id)}").text
    what = f"chosen-{idents.encode(first_part(session, choice))}"
    assert f'value="{what}"' in chosen
    sent = {"version": "1", "mode": "any", "on": idents.encode(choice.id), "what": what}
    assert writer.post(page, data=sent).status_code == 302
    assert "“A small one” is chosen" in writer.get(page).text
    stale = writer.post(page, data=sent | {"what": "answered"})
    assert stale.status_code == 409
    for odd in ({"on": "x"}, {"what": "telepathy"}, {"what": "chosen-x"}, {"number": "nan", "what": "at_least"}):
        assert writer.post(page, data=sent | {"version": "2"} | odd).status_code == 422
    assert writer.post(page, data={"version": "2", "mode": "odd", "remove": "7"}).status_code == 302
    writer.post(page, data={"version": "3", "mode": "all", "remove": "0"})
    assert "This question is always asked." in writer.get(page).text
    assert writer.get(f"{page}?on=nothing").status_code == 200
    first = page.replace(idents.encode(text.id), idents.encode(choice.id))
    assert "There is no question before this one." in writer.get(first).text


def test_a_questionnaire_is_asked_at_moments(
    session: Session, central: Actor, questionnaire: Questionnaire, edition: Edition
) -> None:
    with refused(session, NothingAsked):
        add_wave(session, central, questionnaire.id, WaveInput(Moment.START))
    make_question(session, questionnaire=questionnaire)
    mission = make_mission(session, campaign=session.get_one(Campaign, questionnaire.campaign_id))
    moments = [
        WaveInput(Moment.SCREENING, edition.id),
        WaveInput(Moment.START),
        WaveInput(Moment.DATED, edition.id, None, date(2030, 3, 1), date(2030, 3, 8)),
        WaveInput(Moment.MISSION, mission_id=mission.id),
        WaveInput(Moment.END, is_untraceable=True),
    ]
    for data in moments:
        made = add_wave(session, central, questionnaire.id, data)
        assert add_wave(session, central, questionnaire.id, data).id == made.id
    assert session.scalar(select(func.count()).select_from(Wave)) == len(moments)


def test_moments_that_cannot_be(
    session: Session, central: Actor, campaign: Campaign, questionnaire: Questionnaire, edition: Edition
) -> None:
    make_question(session, questionnaire=questionnaire)
    other = make_questionnaire(session, campaign=campaign, title="Another")
    make_question(session, questionnaire=other)
    mission, foreign = make_mission(session, campaign=campaign), make_mission(session, campaign=make_campaign(session))
    add_wave(session, central, questionnaire.id, WaveInput(Moment.SCREENING, edition.id))
    add_wave(session, central, questionnaire.id, WaveInput(Moment.START))
    add_wave(session, central, questionnaire.id, WaveInput(Moment.MISSION, mission_id=mission.id))
    day = date(2030, 3, 1)
    for questionnaire_id, data, error in [
        (questionnaire.id, WaveInput(Moment.SCREENING), WaveNotPossible),
        (questionnaire.id, WaveInput(Moment.END, make_edition(session).id), WaveNotPossible),
        (questionnaire.id, WaveInput(Moment.MISSION), WaveNotPossible),
        (questionnaire.id, WaveInput(Moment.MISSION, mission_id=foreign.id), WaveNotPossible),
        (questionnaire.id, WaveInput(Moment.DATED, edition.id, None, day), WaveNotPossible),
        (questionnaire.id, WaveInput(Moment.DATED, None, None, day, date(2030, 2, 1)), WaveDaysReversed),
        (questionnaire.id, WaveInput(Moment.SCREENING, edition.id, is_untraceable=True), UntraceableNotOffered),
        (questionnaire.id, WaveInput(Moment.START, edition.id), WaveThere),
        (questionnaire.id, WaveInput(Moment.START, is_untraceable=True), WaveThere),
        (other.id, WaveInput(Moment.SCREENING, edition.id), WaveThere),
        (other.id, WaveInput(Moment.MISSION, mission_id=mission.id), WaveThere),
    ]:
        with refused(session, error):
            add_wave(session, central, questionnaire_id, data)
    campaign.identity_levels = [IdentityLevel.NAMED.value]
    with refused(session, UntraceableNotOffered):
        add_wave(session, central, questionnaire.id, WaveInput(Moment.END, is_untraceable=True))
    campaign.identity_levels = [IdentityLevel.UNTRACEABLE.value]
    with refused(session, OnlyUntraceableOffered):
        add_wave(session, central, questionnaire.id, WaveInput(Moment.END))
    assert add_wave(session, central, questionnaire.id, WaveInput(Moment.END, is_untraceable=True)).is_untraceable
    manager = actor_for(make_person(session), Role.COMMUNITY_MANAGER)
    with refused(session, Forbidden):
        add_wave(session, manager, questionnaire.id, WaveInput(Moment.END))


def test_a_moment_can_be_removed_before_it_has_come(
    session: Session, central: Actor, questionnaire: Questionnaire, edition: Edition
) -> None:
    make_question(session, questionnaire=questionnaire)
    wave = make_wave(session, questionnaire=questionnaire, moment=Moment.END)
    sponsor = actor_for(make_person(session), Role.SPONSOR)
    with refused(session, Forbidden):
        remove_wave(session, sponsor, wave.id)
    remove_wave(session, central, wave.id)
    with refused(session, NotFound):
        remove_wave(session, central, wave.id)
    edition.status = EditionStatus.DRAFT
    session.commit()
    remove_wave(session, central, make_wave(session, questionnaire=questionnaire).id)


@pytest.mark.parametrize("moment", Moment)
@pytest.mark.parametrize("is_begun", [True, False])
def test_a_moment_that_has_come_stays_whether_somebody_answered_or_not(
    session: Session, central: Actor, edition: Edition, moment: Moment, *, is_begun: bool
) -> None:
    """Else the refusal would tell, of a single person, that they have begun."""
    campaign = session.get_one(Campaign, edition.campaign_id)
    questionnaire = make_questionnaire(session, campaign=campaign)
    question = make_question(session, questionnaire=questionnaire)
    day = clock.today() if moment is Moment.DATED else None
    mission = make_mission(session, campaign=campaign) if moment is Moment.MISSION else None
    wave = Wave(
        questionnaire_id=questionnaire.id, moment=moment, opens_on=day, closes_on=day,
        mission_id=mission.id if mission else None, edition_id=edition.id if moment is Moment.SCREENING else None,
    )  # fmt: skip
    session.add(wave)
    session.flush()
    session.execute(update(Phase).where(Phase.kind == PhaseKind.TEST).values(ends_at=clock.now() - timedelta(days=1)))
    if is_begun:
        make_answer(session, question=question, wave=wave, edition=edition)
    session.commit()
    with refused(session, WaveAsked):
        remove_wave(session, central, wave.id)


def test_what_somebody_begins_changes_no_page_of_who_builds(
    session: Session, writer: FlaskClient, questionnaire: Questionnaire, edition: Edition
) -> None:
    make_question(session, questionnaire=questionnaire)
    wave = make_wave(session, questionnaire=questionnaire)
    session.commit()
    before = CHANGING.sub("", writer.get(f"{LIST}/{questionnaire.id}").text)
    person_id = make_person(session).id
    session.add(
        Response(wave_id=wave.id, edition_id=edition.id, person_id=person_id, locale="en", state=ResponseState.STARTED)
    )
    session.commit()
    assert CHANGING.sub("", writer.get(f"{LIST}/{questionnaire.id}").text) == before


@pytest.mark.usefixtures("asked")
def test_moments_are_chosen_on_a_page(
    session: Session, writer: FlaskClient, questionnaire: Questionnaire, edition: Edition
) -> None:
    page = f"{LIST}/{questionnaire.id}"
    assert "Nobody is asked these questions yet." in writer.get(page).text
    new = f"{page}/waves/new"
    assert "Nobody can know who answered" in writer.get(new).text
    assert "Please choose one." in writer.post(new, data={}).text
    for odd in ({"moment": "never"}, {"moment": "at_start", "edition_id": "999"}, {"moment": "dated", "opens_on": "x"}):
        assert writer.post(new, data=odd).status_code == 422
    answer = writer.post(new, data={"moment": "screening", "edition_id": "", "mission_id": ""})
    assert (answer.status_code, "Choose what this moment needs" in answer.text) == (422, True)
    assert writer.post(new, data={"moment": "at_start", "edition_id": str(edition.id)}).status_code in {302, 422}
    assert writer.post(new, data={"moment": "at_end", "edition_id": "", "mission_id": ""}).status_code == 302
    assert "At the end" in writer.get(page).text
    wave = session.scalars(select(Wave).where(Wave.moment == Moment.END)).one()
    assert writer.post(f"{page}/waves/999/remove").status_code == 404
    assert writer.post(f"{page}/waves/{wave.id}/remove").status_code == 302
    assert "At the end" not in writer.get(page).text


def test_two_people_choose_the_screening_of_an_edition(shared: Engine) -> None:
    with Session(shared) as session:
        campaign = make_campaign(session)
        edition = make_edition(session, campaign=campaign)
        ids = []
        for title in ("One", "Two"):
            questionnaire = make_questionnaire(session, campaign=campaign, title=title)
            make_question(session, questionnaire=questionnaire)
            ids.append(questionnaire.id)
        central = actor_for(make_person(session), Role.CENTRAL_TEAM)
        edition_id = edition.id
        session.commit()

    def choose(questionnaire_id: int) -> Callable[[Session], object]:
        return lambda session: add_wave(session, central, questionnaire_id, WaveInput(Moment.SCREENING, edition_id))

    assert together(shared, [choose(one) for one in ids]) == ["", WaveThere.code]
