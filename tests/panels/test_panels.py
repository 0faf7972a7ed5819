"""Variants of a mission: who sees which, drawn fairly and kept; what each gave, masked; what ends it."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.core import clock, idents
from app.core.errors import Forbidden, NotFound
from app.missions.models import MissionDone
from app.missions.queries import missions_of
from app.missions.service import tick_mission
from app.panels.errors import NotAskedEverywhere, ResultsShown, TooFewVariants, VariantBegun, VariantTaken
from app.panels.models import Panel, PanelPlace
from app.panels.queries import panel_results
from app.panels.service import PanelInput, drop_panel, place_person, set_up_panel
from app.panels.types import variant_at
from app.policy.actor import SYSTEM, Actor, Role
from app.questionnaires.models import StoredQuestion, Wave
from app.questionnaires.queries.summary import wave_summary
from app.questionnaires.types import Moment
from app.questions.types import AnswerCell
from tests.conftest import Browser, CountQueries
from tests.dashboards.test_pages import words
from tests.dashboards.world import staff
from tests.factories.accounts import actor_for, make_person
from tests.factories.campaigns import make_campaign, make_enrolment, make_mission
from tests.factories.questionnaires import make_questionnaire, make_wave
from tests.feedback.scene import Scene, make_colleague, make_scene
from tests.parallel import together
from tests.questionnaires.answered import ask, send_response
from tests.refusals import refused


def prepare(session: Session) -> tuple[Scene, PanelInput, Actor]:
    """Return a campaign whose two missions ask the same questionnaire, and the product person who compares them."""
    scene = make_scene(session)
    other = make_mission(session, campaign=scene.campaign, number=2)
    questionnaire = make_questionnaire(session, campaign=scene.campaign, title="After the loan")
    ask(session, questionnaire, "seq", prompt="How easy was it?")
    for mission in (scene.mission, other):
        make_wave(session, questionnaire=questionnaire, moment=Moment.MISSION, mission=mission)
    session.commit()
    both = frozenset({scene.mission.id, other.id})
    data = PanelInput("Two ways in", both, questionnaire.id, 5, None, "The easier goes to all.", "k" * 64)
    return scene, data, actor_for(make_person(session), Role.PRODUCT_TEAM)


def places(session: Session) -> list[tuple[int, int]]:
    return [(one.person_id, one.mission_id) for one in session.scalars(select(PanelPlace).order_by(PanelPlace.place))]


@pytest.mark.parametrize("count", [2, 3, 5])
def test_blocks_are_balanced_and_the_seed_alone_decides(count: int) -> None:
    variants = list(range(count))
    drawn = [variant_at("seed", 7, place, variants) for place in range(600)]
    for people in range(1, 601):
        sizes = Counter(drawn[:people])
        assert max(sizes.values()) - min(sizes[one] for one in variants) <= 1
    assert drawn == [variant_at("seed", 7, place, variants) for place in range(600)]
    assert drawn != [variant_at("another", 7, place, variants) for place in range(600)]
    assert drawn != [variant_at("seed", 8, place, variants) for place in range(600)]
    assert {tuple(drawn[at : at + count]) for at in range(0, 600, count)} != {tuple(variants)}, "nobody foretells it"


def test_who_takes_part_is_given_one_variant_and_keeps_it(session: Session) -> None:
    scene, data, product = prepare(session)
    panel_id = set_up_panel(session, product, scene.campaign.id, data)
    assert set_up_panel(session, product, scene.campaign.id, data) == panel_id, "the same form"
    people = []
    for _ in range(7):
        person = make_person(session, entity=scene.entity)
        enrolment = make_enrolment(session, person=person, edition=scene.edition)
        session.commit()
        people.append((person, enrolment.id))
        for _twice in range(2):
            place_person(session, SYSTEM, enrolment.id)
    given = places(session)
    assert len(given) == 8, "and who took part before"
    assert sorted(Counter(mission for _person, mission in given).values()) == [4, 4]
    seed = session.scalars(select(Panel.seed)).one()
    expected = [variant_at(seed, scene.edition.id, place, sorted(data.mission_ids)) for place in range(8)]
    assert [mission for _person, mission in given] == expected
    for person_id, mission_id in given:
        reader = replace(scene.actor, person_id=person_id)
        assert [row.id for row in missions_of(session, reader, scene.campaign.id)] == [mission_id]
    assert len(missions_of(session, product, scene.campaign.id)) == 2


def test_it_cannot_be_set_up_so(session: Session) -> None:
    scene, data, product = prepare(session)
    for actor in (scene.actor, actor_for(make_person(session), Role.SPONSOR)):
        with refused(session, Forbidden):
            set_up_panel(session, actor, scene.campaign.id, data)
    lonely = replace(data, mission_ids=frozenset({scene.mission.id}))
    with refused(session, TooFewVariants):
        set_up_panel(session, product, scene.campaign.id, lonely)
    foreign = make_mission(session, campaign=make_campaign(session))
    elsewhere = replace(data, mission_ids=frozenset({scene.mission.id, foreign.id}))
    with refused(session, TooFewVariants):
        set_up_panel(session, product, scene.campaign.id, elsewhere)
    third = make_mission(session, campaign=scene.campaign, number=3)
    session.commit()
    with refused(session, NotAskedEverywhere):
        set_up_panel(session, product, scene.campaign.id, replace(data, mission_ids=data.mission_ids | {third.id}))
    begin(session, scene, 5)
    with refused(session, VariantBegun):
        set_up_panel(session, product, scene.campaign.id, data)


def begin(session: Session, scene: Scene, people: int) -> None:
    """Let so many tick the first mission a fortnight ago."""
    with clock.set_to(clock.now() - timedelta(days=14)):
        for _ in range(people):
            tick_mission(session, make_colleague(session, scene)[1], scene.mission.id)


def test_no_refusal_tells_that_somebody_has_begun(session: Session) -> None:
    """Four began: whoever sets up and gives up comparisons does not learn it, and the four keep what they began."""
    scene, data, product = prepare(session)
    begin(session, scene, 4)
    panel_id = set_up_panel(session, product, scene.campaign.id, data)
    began = session.scalars(select(MissionDone.person_id)).all()
    assert [mission for person, mission in places(session) if person in began] == [scene.mission.id] * 4
    drop_panel(session, product, panel_id)
    wave = session.scalars(select(Wave).order_by(Wave.id)).first()
    assert wave is not None
    panel_id = set_up_panel(session, product, scene.campaign.id, replace(data, submission_key="l" * 64))
    answer(session, scene, wave, [3, 4, 5, 6])
    drop_panel(session, product, panel_id)
    panel_id = set_up_panel(session, product, scene.campaign.id, replace(data, submission_key="m" * 64))
    answer(session, scene, wave, [3])
    with refused(session, ResultsShown):
        drop_panel(session, product, panel_id)


def test_the_seed_is_shown_once_it_is_over(session: Session, browser: Browser) -> None:
    """With who joined when it tells who saw which variant; a fingerprint binds whoever set it up."""
    scene, data, product = prepare(session)
    panel_id = set_up_panel(session, product, scene.campaign.id, replace(data, ends_on=clock.today()))
    seed = session.scalars(select(Panel.seed)).one()
    reader, address = (
        staff(session, Role.PRODUCT_TEAM),
        f"/campaigns/{scene.campaign.slug}/panels/{idents.encode(panel_id)}",
    )
    page = browser.as_(reader).get(address).text
    assert seed not in page
    assert sha256(seed.encode()).hexdigest() in page
    with clock.set_to(clock.now() + timedelta(days=1)):
        page = browser.as_(reader).get(address).text
    assert seed in page
    assert sha256(seed.encode()).hexdigest() in page


def test_a_mission_is_compared_once_and_given_up_before_it_shows_figures(session: Session) -> None:
    scene, data, product = prepare(session)
    panel_id = set_up_panel(session, product, scene.campaign.id, data)
    with refused(session, VariantTaken):
        set_up_panel(session, product, scene.campaign.id, replace(data, submission_key="l" * 64))
    with refused(session, NotFound):
        drop_panel(session, scene.actor, panel_id)
    drop_panel(session, product, panel_id)
    assert places(session) == []
    assert len(missions_of(session, scene.actor, scene.campaign.id)) == 2
    panel_id = set_up_panel(session, product, scene.campaign.id, replace(data, submission_key="l" * 64))
    tick_mission(session, scene.actor, places(session)[0][1])
    drop_panel(session, product, panel_id)
    with refused(session, Forbidden):
        place_person(session, product, 1)


def answer(session: Session, scene: Scene, wave: Wave, marks: list[int]) -> None:
    question_id = session.scalars(select(StoredQuestion.id)).one()
    for mark in marks:
        send_response(session, (wave, scene.edition), {question_id: (AnswerCell(number=mark),)})
    session.commit()


def test_variants_give_what_the_summaries_of_their_missions_tell(session: Session, browser: Browser) -> None:
    scene, data, product = prepare(session)
    panel_id = set_up_panel(session, product, scene.campaign.id, data)
    one, other = session.scalars(select(Wave).order_by(Wave.id)).all()
    answer(session, scene, one, [5, 6, 5, 7, 6, 5])
    answer(session, scene, other, [3, 4, 2, 3])
    found = panel_results(session, product, scene.campaign.slug, panel_id)
    told = wave_summary(session, product, scene.campaign.slug, one.id).questions[0].summary
    assert told is not None
    assert found.lines[0].numbers == (told.score, None), "four people are too few"
    assert not found.is_over
    client = browser.as_(staff(session, Role.PRODUCT_TEAM))
    page = words(client.get(f"/campaigns/{scene.campaign.slug}/panels/{idents.encode(panel_id)}").text)
    assert "It ends once each variant has 5 answers." in page
    assert "The easier goes to all." in page
    assert "5.7 (between" in page
    assert "6 answers" in page
    assert "%" not in page.partition("What ends the comparison")[2].replace("to lie, at 95%", "")
    answer(session, scene, other, [3])
    assert panel_results(session, product, scene.campaign.slug, panel_id).is_over


def test_each_question_is_drawn_with_an_interval_for_each_variant(session: Session, browser: Browser) -> None:
    """A variant of too few is hatched and named, without a number; its table is folded away below the chart."""
    scene, data, product = prepare(session)
    address = (
        f"/campaigns/{scene.campaign.slug}/panels/"
        f"{idents.encode(set_up_panel(session, product, scene.campaign.id, data))}"
    )
    one, other = session.scalars(select(Wave).order_by(Wave.id)).all()
    client = browser.as_(staff(session, Role.PRODUCT_TEAM))
    assert "<figure" not in client.get(address).text
    answer(session, scene, one, [7, 6, 7, 7, 6, 7])
    answer(session, scene, other, [2, 1, 2, 1])

    def drawn() -> str:
        page = client.get(address).text
        return page[page.index("<figure") : page.index("</figure>")]

    figure = drawn()
    assert figure.count("<circle") == 1
    assert figure.count('<span class="hatch"></span>') == 1
    assert "Not every variant is shown yet: nothing can be concluded." in figure
    assert "Not shown: too few people have answered this question." in figure
    assert "4\u00a0answers" not in figure
    answer(session, scene, other, [2])
    figure = drawn()
    assert figure.count("<circle") == 2
    assert "The intervals do not all overlap: variants that lie apart are likely to differ." in figure
    assert "5\u00a0answers" in figure
    assert "Show these figures as a table" in figure
    answer(session, scene, other, [7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7])
    assert "The intervals overlap: the variants may be alike." in drawn()


def test_a_product_person_sets_it_up_on_the_page(session: Session, browser: Browser) -> None:
    scene, data, _product = prepare(session)
    client = browser.as_(staff(session, Role.PRODUCT_TEAM))
    path = f"/campaigns/{scene.campaign.slug}/panels"
    assert "No comparison yet" in client.get(path).text
    form = {
        "key": "k", "name": "Two ways in", "missions": [str(scene.mission.id)],
        "questionnaire": str(data.questionnaire_id),
        "least_answers": "3", "ends_on": "", "rule": "The easier goes to all.",
    }  # fmt: skip
    refusal = client.post(f"{path}/new", data=form)
    assert refusal.status_code == 422
    assert "Enter a number of answers from 5 to 100,000." in refusal.text
    assert "The easier goes to all." in refusal.text
    form["least_answers"] = "20"
    assert "Choose two to six missions" in client.post(f"{path}/new", data=form).text
    form["missions"] = [str(each) for each in data.mission_ids]
    made = client.post(f"{path}/new", data=form)
    assert made.status_code == 303
    assert "Two ways in" in client.get(path).text
    dropped = client.post(f"{made.location}/drop")
    assert dropped.status_code == 303
    assert "Two ways in" not in client.get(path).text
    tester = browser.as_(scene.person)
    assert tester.get(path).status_code == 404


def test_several_who_join_at_once_are_spread_evenly(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        scene, data, product = prepare(session)
        set_up_panel(session, product, scene.campaign.id, data)
        ids = []
        for _ in range(5):
            person = make_person(session, entity=scene.entity)
            ids.append(make_enrolment(session, person=person, edition=scene.edition).id)
        session.commit()
    acts = [lambda session, number=number: place_person(session, SYSTEM, number) for number in ids]
    assert together(shared, acts) == [""] * 5
    with Session(shared) as session:
        assert sorted(Counter(mission for _person, mission in places(session)).values()) == [3, 3]


def test_it_costs_the_same_with_more_answers(session: Session, queries: CountQueries) -> None:
    scene, data, product = prepare(session)
    panel_id = set_up_panel(session, product, scene.campaign.id, data)
    one, other = session.scalars(select(Wave).order_by(Wave.id)).all()
    costs = []
    for _ in range(2):
        answer(session, scene, one, [5] * 6)
        answer(session, scene, other, [4] * 6)
        session.expire_all()
        with queries() as counted:
            panel_results(session, product, scene.campaign.slug, panel_id)
        costs.append(len(counted.seen))
    assert costs[0] == costs[1] <= 12
