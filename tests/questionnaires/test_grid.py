"""Products side by side say what the summary of each says, in the same blocks, and nothing of few people."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

import pytest
from sqlalchemy import insert
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition, campaign_products
from app.core.errors import NotFound
from app.entities.models import Entity
from app.policy.actor import Actor, Role
from app.products.models import Product
from app.products.types import Owner
from app.questionnaires.models import StoredQuestion, Wave
from app.questionnaires.queries.entities import numbers_in_entities
from app.questionnaires.queries.grid import product_grid
from app.questionnaires.queries.summary import wave_summary
from app.questionnaires.types import Moment
from app.questions.intervals import mean_interval
from app.questions.types import AnswerCell, PartRole
from tests.conftest import Browser, CountQueries
from tests.dashboards.world import staff
from tests.factories.accounts import actor_for, make_entity, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_mission
from tests.factories.questionnaires import make_questionnaire, make_wave
from tests.questionnaires.answered import ask, send_response


@dataclass(frozen=True, slots=True)
class Compared:
    """One questionnaire about the group's own product and a competitor's, in two entities."""

    campaign: Campaign
    here: Edition
    there: Edition
    own: Wave
    other: Wave
    scale: StoredQuestion
    ease: StoredQuestion
    central: Actor

    @property
    def page(self) -> str:
        """Where they stand side by side."""
        return f"/campaigns/{self.campaign.slug}/grid"


@pytest.fixture
def compared(session: Session) -> Compared:
    campaign = make_campaign(session)
    here, there = (make_edition(session, campaign=campaign, entity=make_entity(session)) for _ in range(2))
    questionnaire = make_questionnaire(session, campaign=campaign, title="After the loan")
    scale = ask(session, questionnaire, "scale", (PartRole.END, "No"), (PartRole.END, "Yes"), prompt="Is it clear?")
    ease = ask(session, questionnaire, "seq", prompt="How easy was it?")
    ask(session, questionnaire, "long_text", prompt="Anything else?")
    own, other = (
        add_product(session, campaign, number, (name, owner), questionnaire.id)
        for number, (name, owner) in enumerate((("Our loan", Owner.OWN), ("Another loan", Owner.COMPETITOR)), start=1)
    )
    central = actor_for(make_person(session), Role.CENTRAL_TEAM)
    session.commit()
    return Compared(campaign, here, there, own, other, scale, ease, central)


def add_product(
    session: Session, campaign: Campaign, number: int, named: tuple[str, Owner], questionnaire_id: int
) -> Wave:
    product = Product(code=f"product-{number}", name=named[0], owner=named[1])
    session.add(product)
    session.flush()
    session.execute(insert(campaign_products).values(campaign_id=campaign.id, product_id=product.id, position=number))
    mission = make_mission(session, campaign=campaign, number=number, product=product)
    wave = Wave(questionnaire_id=questionnaire_id, moment=Moment.MISSION, mission_id=mission.id)
    session.add(wave)
    session.flush()
    return wave


def answer(session: Session, compared: Compared, wave: Wave, marks: list[int], edition: Edition | None = None) -> None:
    for mark in marks:
        answers = {compared.scale.id: (AnswerCell(number=mark),), compared.ease.id: (AnswerCell(number=mark + 1),)}
        send_response(session, (wave, edition or compared.here), answers)
    session.commit()


def test_each_product_has_its_mean_with_its_interval_and_how_many_answered(
    session: Session, compared: Compared
) -> None:
    answer(session, compared, compared.own, [5, 4, 4, 5, 3, 4])
    answer(session, compared, compared.other, [2, 3, 3, 1, 2])
    found = product_grid(session, compared.central, compared.campaign.slug)
    assert [each.product_name for each in found.columns] == ["Another loan", "Our loan"], "by name"
    clear, ease = found.rows
    other, own = clear.cells
    assert own is not None
    assert other is not None
    expected = mean_interval({5: 2, 4: 3, 3: 1})
    assert expected is not None
    assert (own.value, own.low, own.high, own.n) == (expected.value, expected.low, min(5, expected.high), 6)
    assert (other.value, other.n) == (2.2, 5)
    assert ease.cells[1] is not None
    assert ease.cells[1].name == "Average ease (SEQ)"


def test_a_product_that_few_answered_about_is_not_shown(session: Session, compared: Compared) -> None:
    answer(session, compared, compared.own, [4] * 4)
    answer(session, compared, compared.other, [3] * 5)
    for row in product_grid(session, compared.central, compared.campaign.slug).rows:
        assert [cell and cell.n for cell in row.cells] == [5, None]


@pytest.mark.parametrize("seed", range(8))
def test_the_grid_says_what_the_summaries_say_in_each_entity_and_together(
    session: Session, compared: Compared, seed: int
) -> None:
    chance = Random(seed)  # a fixed seed, so that a failure can be looked at
    for _ in range(40):
        wave, edition = chance.choice([compared.own, compared.other]), chance.choice([compared.here, compared.there])
        asked = [compared.scale.id, *([compared.ease.id] if chance.random() < 0.7 else [])]
        answers = {each: (AnswerCell(number=chance.randint(1, 5)),) for each in asked}
        send_response(session, (wave, edition), answers, weeks_ago=chance.randint(0, 4))
    session.commit()
    slug = compared.campaign.slug
    codes = [each.entity_code for each in product_grid(session, compared.central, slug).editions]
    for code in ("", *codes):
        found = product_grid(session, compared.central, slug, code)
        for place, each in enumerate(found.columns):
            told = {
                question.row.question.id: question.summary
                for question in wave_summary(session, compared.central, slug, each.wave_id, code).questions
            }
            for row in found.rows:
                summary, cell = told[row.row.question.id], row.cells[place]
                assert (summary.n if summary else None) == (cell.n if cell else None)
                if summary and cell:
                    given = {bar.number: bar.count for bar in summary.rows[0].bars if bar.number is not None}
                    assert cell.value == pytest.approx(sum(n * count for n, count in given.items()) / summary.n)


def test_who_may_read_what(session: Session, compared: Compared) -> None:
    slug, stranger = compared.campaign.slug, actor_for(make_person(session))
    with pytest.raises(NotFound):
        product_grid(session, stranger, slug)
    for entity, questionnaire in (("nowhere", None), ("", 999_999)):
        with pytest.raises(NotFound):
            product_grid(session, compared.central, slug, entity, questionnaire)
    with pytest.raises(NotFound):
        product_grid(session, compared.central, "nowhere")


def test_the_page_shows_them_and_leads_to_the_summaries(session: Session, compared: Compared, browser: Browser) -> None:
    answer(session, compared, compared.own, [5, 4, 4, 5, 3, 4])
    answer(session, compared, compared.other, [3] * 4)
    client = browser.as_(staff(session, Role.CENTRAL_TEAM))
    page = client.get(compared.page).text
    assert "Not shown" in page
    assert "6\u00a0answers" in page
    assert "%" not in page[page.index("<tbody>") : page.index("</tbody>")]
    assert f"/questionnaires/{compared.own.id}/summary#q{compared.scale.id}" in page
    assert compared.page in client.get(f"/campaigns/{compared.campaign.slug}/summaries").text
    file = client.get(f"{compared.page}?chart=grid-{compared.scale.id}&as=csv").data.decode("utf-8-sig")
    assert file.splitlines()[1:] == ["Another loan;Not shown;;;", "Our loan;4.2;3.4;5.0;6"]


def test_a_campaign_of_one_product_says_how_to_compare(session: Session, browser: Browser) -> None:
    campaign = make_campaign(session)
    make_edition(session, campaign=campaign, entity=make_entity(session))
    page = browser.as_(staff(session, Role.CENTRAL_TEAM)).get(f"/campaigns/{campaign.slug}/grid").text
    assert "Nothing to compare yet" in page


def test_statements_do_not_grow(session: Session, compared: Compared, queries: CountQueries) -> None:
    answer(session, compared, compared.own, [4] * 6)
    slug = compared.campaign.slug
    with queries() as few:
        product_grid(session, compared.central, slug)
    questionnaire_id = compared.own.questionnaire_id
    for number in range(3, 7):
        wave = add_product(session, compared.campaign, number, (f"Loan {number}", Owner.COMPETITOR), questionnaire_id)
        answer(session, compared, wave, [4] * 6)
        answer(session, compared, wave, [3] * 6, compared.there)
    session.expire_all()
    with queries() as many:
        found = product_grid(session, compared.central, slug)
    assert len(found.columns) == 6
    assert len(many) == len(few) == 8


def test_a_questionnaire_about_one_product_alone_is_not_compared(session: Session, compared: Compared) -> None:
    questionnaire = make_questionnaire(session, campaign=compared.campaign, title="Alone")
    make_wave(session, questionnaire=questionnaire)
    assert set(product_grid(session, compared.central, compared.campaign.slug).questionnaires) == {
        compared.own.questionnaire_id
    }


@pytest.mark.parametrize("seed", range(6))
def test_entities_stand_side_by_side_as_their_own_summaries_tell_them(
    session: Session, compared: Compared, queries: CountQueries, seed: int
) -> None:
    dice, slug = Random(seed), compared.campaign.slug
    for edition in (compared.here, compared.there):
        for _ in range(dice.randint(3, 14)):
            mark, weeks = dice.randint(1, 5), dice.randint(0, 3)
            answers = {compared.scale.id: (AnswerCell(number=mark),), compared.ease.id: (AnswerCell(number=mark + 1),)}
            some = dict(dice.sample(sorted(answers.items()), dice.randint(1, 2)))
            send_response(session, (compared.own, edition), some, weeks_ago=weeks)
    session.commit()
    whole = wave_summary(session, compared.central, slug, compared.own.id)
    with queries() as statements:
        told = numbers_in_entities(session, compared.central, whole)
    assert len(statements.seen) <= 3
    found = {(question, edition.id): score for question, several in told.items() for edition, score in several}
    for place in whole.editions:
        alone = wave_summary(session, compared.central, slug, compared.own.id, place.entity_code)
        for each in alone.questions:
            question = each.row.question
            number = found.get((question.id, place.id))
            if each.summary is None:
                assert number is None
            elif question.id == compared.ease.id:
                assert number == each.summary.score
            elif question.id == compared.scale.id:
                assert number is not None
                assert number.n == each.summary.n
        assert numbers_in_entities(session, compared.central, alone) == {}, "one entity has nothing beside it"


def test_the_page_of_all_entities_shows_each_by_name(session: Session, compared: Compared, browser: Browser) -> None:
    answer(session, compared, compared.own, [1, 2, 3, 4, 5])
    answer(session, compared, compared.own, [4, 4, 5, 5], compared.there)
    address = f"/campaigns/{compared.campaign.slug}/questionnaires/{compared.own.id}/summary"
    client = browser.as_(staff(session, Role.CENTRAL_TEAM))
    page = client.get(address).text
    here = session.get_one(Entity, compared.here.entity_id)
    assert page.count("Entities side by side") >= 2
    assert "Not shown: too few people have answered this question." in page
    assert f"entity={here.code}#q{compared.ease.id}" in page
    assert "Entities side by side" not in client.get(f"{address}?entity={here.code}").text
    chart = client.get(f"{address}?chart=e{compared.ease.id}&as=csv")
    assert chart.status_code == 200
    sponsor = browser.as_(staff(session, Role.SPONSOR, here))
    assert "Entities side by side" not in sponsor.get(address).text, "they read their own alone"
