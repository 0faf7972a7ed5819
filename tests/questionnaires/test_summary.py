"""What all answers say together, and what is never said of a few."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import date, timedelta
from itertools import pairwise
from random import Random

import pytest
from sqlalchemy import update
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import NotFound
from app.entities.models import Entity
from app.policy.actor import SYSTEM, Role
from app.policy.masking import blocks_until
from app.questionnaires.models import Questionnaire, Response, Wave
from app.questionnaires.queries.change import changes_since
from app.questionnaires.queries.summary import campaign_waves, wave_summary
from app.questionnaires.service import QuestionInput, change_question
from app.questionnaires.types import Moment
from app.questions.types import AnswerCell
from tests.conftest import Browser, CountQueries
from tests.dashboards.world import staff
from tests.factories.accounts import actor_for, make_person
from tests.factories.questionnaires import make_wave
from tests.questionnaires.answered import Asked, answer, make_asked, send_response

WEEKS = [date(2026, 3, 2), date(2026, 3, 9), date(2026, 3, 16), date(2026, 3, 23)]


@pytest.fixture
def asked(session: Session) -> Asked:
    return make_asked(session)


def test_weeks_are_gathered_until_there_are_enough() -> None:
    few = {1: {WEEKS[0]: 2, WEEKS[1]: 2}}
    assert blocks_until(few, 5) == {}
    assert blocks_until({1: {**few[1], WEEKS[2]: 1}}, 5) == {1: WEEKS[2]}
    assert blocks_until({1: {WEEKS[0]: 5, WEEKS[1]: 4}}, 5) == {1: WEEKS[0]}
    assert blocks_until({1: {WEEKS[0]: 5, WEEKS[1]: 4, WEEKS[3]: 1}, 2: {WEEKS[0]: 4}}, 5) == {1: WEEKS[3]}


@pytest.mark.parametrize("seed", range(40))
def test_two_moments_differ_by_a_whole_block_or_not_at_all(seed: int) -> None:
    """Whatever comes in which week: no two pages let anybody subtract fewer people than the minimum group."""
    chance = Random(seed)  # a fixed seed, so that a failure can be looked at
    threshold = chance.randint(5, 12)
    sent: dict[int, dict[date, int]] = {1: {}, 2: {}}
    told = {1: {0}, 2: {0}}
    for number in range(30):
        for edition_id, by_week in sent.items():
            by_week[WEEKS[0] + timedelta(weeks=number)] = chance.choice([0, 0, 1, 2, 5, 13])
            until = blocks_until(sent, threshold).get(edition_id, date.min)
            told[edition_id].add(sum(count for week, count in by_week.items() if week <= until))
    for numbers in told.values():
        ordered = sorted(numbers)
        assert all(more - less >= threshold for less, more in pairwise(ordered))


def test_nothing_is_told_of_too_few(session: Session, asked: Asked) -> None:
    answer(session, asked, 4)
    answer(session, replace(asked, here=asked.there), 4)
    found = wave_summary(session, asked.central, asked.slug, asked.wave.id)
    assert found.people is None
    assert all(each.summary is None and not each.words for each in found.questions)


def test_this_week_is_not_told_yet(session: Session, asked: Asked) -> None:
    answer(session, asked, 9, weeks_ago=0)
    assert wave_summary(session, asked.central, asked.slug, asked.wave.id).people is None


def test_a_block_appears_at_once_and_one_more_answer_waits(session: Session, asked: Asked) -> None:
    answer(session, asked, 5, weeks_ago=3)
    before = wave_summary(session, asked.central, asked.slug, asked.wave.id)
    scale = before.questions[0].summary
    assert before.people == 5
    assert scale is not None
    assert [bar.count for bar in scale.rows[0].bars] == [0, 0, 0, 5, 0]
    answer(session, asked, 1, weeks_ago=2)
    assert wave_summary(session, asked.central, asked.slug, asked.wave.id) == before
    answer(session, asked, 4, weeks_ago=1)
    assert wave_summary(session, asked.central, asked.slug, asked.wave.id).people == 10


def test_readers_see_what_a_corrected_question_said(session: Session, asked: Asked, browser: Browser) -> None:
    answer(session, asked, 5, words="Because.")
    change_question(session, SYSTEM, asked.text.id, QuestionInput({"en": "Why is that?"}))
    session.commit()
    person = staff(session, Role.CENTRAL_TEAM)
    page = browser.as_(person).get(f"/campaigns/{asked.slug}/questionnaires/{asked.wave.id}/summary").text
    assert "Wording corrected on" in page
    assert ">Why?</dd>" in page


def test_the_sum_of_entities_differs_by_whole_blocks_too(session: Session, asked: Asked) -> None:
    answer(session, asked, 6)
    answer(session, replace(asked, here=asked.there), 3)
    together = wave_summary(session, asked.central, asked.slug, asked.wave.id)
    alone = wave_summary(session, asked.central, asked.slug, asked.wave.id, together.editions[0].entity_code)
    other = wave_summary(session, asked.central, asked.slug, asked.wave.id, together.editions[1].entity_code)
    assert together.people == 6
    assert sorted([alone.people or 0, other.people or 0]) == [0, 6]


def test_a_question_answered_by_too_few_is_not_told(session: Session, asked: Asked) -> None:
    answer(session, asked, 6)
    for number in range(4):
        cells = {asked.text.id: (AnswerCell(words=f"word {number}"),)}
        send_response(session, (asked.wave, asked.here), cells)
    session.commit()
    found = wave_summary(session, asked.central, asked.slug, asked.wave.id)
    assert found.people == 10
    assert [each.summary is not None for each in found.questions] == [True, True, False]


def test_words_need_more_people_and_stand_in_no_order(session: Session, asked: Asked) -> None:
    answer(session, asked, 9, words="first")
    text = wave_summary(session, asked.central, asked.slug, asked.wave.id).questions[2]
    assert text.summary is not None
    assert text.words == ()
    assert text.waits_for_words
    for number in range(10):
        cells = {asked.text.id: (AnswerCell(words=f"w{number}"),), asked.choice.id: (AnswerCell(words=f"c{number}"),)}
        send_response(session, (asked.wave, asked.here), cells)
    session.commit()
    words = wave_summary(session, asked.central, asked.slug, asked.wave.id).questions[2].words
    assert len(words) == 19
    assert {f"w{number}" for number in range(10)} < {each.words for each in words}


def test_who_may_read_what(session: Session, asked: Asked) -> None:
    """A sponsor reads their own entity, and cannot subtract it from a whole."""
    answer(session, asked, 5)
    answer(session, replace(asked, here=asked.there), 5)
    entity = session.get_one(Entity, asked.here.entity_id)
    sponsor = actor_for(make_person(session, entity=entity), Role.SPONSOR, entity=entity)
    tester = actor_for(make_person(session), open_campaigns=(asked.wave.id,))
    found = wave_summary(session, sponsor, asked.slug, asked.wave.id)
    assert [edition.id for edition in found.editions] == [asked.here.id]
    assert found.people == 5
    with pytest.raises(NotFound):
        wave_summary(session, tester, asked.slug, asked.wave.id)
    with pytest.raises(NotFound):
        campaign_waves(session, tester, asked.slug)
    with pytest.raises(NotFound):
        wave_summary(session, asked.central, "elsewhere", asked.wave.id)
    with pytest.raises(NotFound):
        wave_summary(session, asked.central, asked.slug, asked.wave.id, "no-such-entity")


def test_the_pages(session: Session, asked: Asked, browser: Browser) -> None:
    answer(session, asked, 20, words="Too many steps")
    central = staff(session, Role.CENTRAL_TEAM)
    client = browser.as_(central)
    assert f"/questionnaires/{asked.wave.id}/summary" in client.get(f"/campaigns/{asked.slug}/summaries").text
    page = client.get(f"/campaigns/{asked.slug}/questionnaires/{asked.wave.id}/summary").text
    text = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", page))
    assert "20 people or more have answered." in text
    assert "From “Not at all” to “Very much”." in text
    assert "Median: 4" in text
    assert "20 (100%)" in text
    assert text.count("Too many steps") == 20
    stranger = browser.as_(make_person(session))
    assert stranger.get(f"/campaigns/{asked.slug}/questionnaires/{asked.wave.id}/summary").status_code == 404


def test_statements_do_not_grow(session: Session, asked: Asked, queries: CountQueries) -> None:
    answer(session, asked, 10, words="w")
    with queries() as few:
        wave_summary(session, asked.central, asked.slug, asked.wave.id)
    answer(session, asked, 10, words="w")
    with queries() as more:
        wave_summary(session, asked.central, asked.slug, asked.wave.id)
    assert len(few) == len(more) <= 8


def wave_at_end(session: Session, asked: Asked) -> Wave:
    """Ask the same questionnaire once more."""
    questionnaire = session.get_one(Questionnaire, asked.wave.questionnaire_id)
    return make_wave(session, questionnaire=questionnaire, moment=Moment.END)


def answer_twice(session: Session, asked: Asked, end: Wave, pairs: range, moves: tuple[int, int]) -> None:
    """Let people answer the scale at the start and at the end."""
    for number in pairs:
        for wave, value, weeks_ago in ((asked.wave, moves[0], 3), (end, moves[1], 1)):
            cells = {asked.scale.id: (AnswerCell(number=value),)}
            send_response(session, (wave, asked.here), cells, weeks_ago=weeks_ago, pair=f"person-{number}")
    session.commit()


def test_what_changed_for_those_who_answered_twice(session: Session, asked: Asked, browser: Browser) -> None:
    """Two gain 2, three gain 1: on average 1.4. Who answered once does not count."""
    end = wave_at_end(session, asked)
    answer_twice(session, asked, end, range(2), (2, 4))
    answer_twice(session, asked, end, range(2, 5), (3, 4))
    answer(session, replace(asked, wave=end), 5)
    found = changes_since(session, asked.central, wave_summary(session, asked.central, asked.slug, end.id))
    assert found is not None
    moment, moved = found
    assert moment is Moment.START
    assert set(moved) == {asked.scale.id}
    assert (moved[asked.scale.id].value, moved[asked.scale.id].n) == (1.4, 5)
    first = wave_summary(session, asked.central, asked.slug, asked.wave.id)
    assert changes_since(session, asked.central, first) is None
    client = browser.as_(staff(session, Role.CENTRAL_TEAM))
    page = client.get(f"/campaigns/{asked.slug}/questionnaires/{end.id}/summary").text
    assert "Since “At the start”: +1.4 on average (between +0.7 and +2.1), from 5\u00a0people" in page


def test_a_change_of_too_few_is_not_told(session: Session, asked: Asked) -> None:
    end = wave_at_end(session, asked)
    answer_twice(session, asked, end, range(4), (2, 4))
    answer(session, replace(asked, wave=end), 9)
    found = changes_since(session, asked.central, wave_summary(session, asked.central, asked.slug, end.id))
    assert found == (Moment.START, {})


@pytest.mark.parametrize("is_at_end", [True, False])
def test_the_answer_of_who_answered_once_does_not_follow_from_a_change(
    session: Session, asked: Asked, *, is_at_end: bool
) -> None:
    """The change of five and the two summaries would tell what the others answered: they have to be enough."""
    end = wave_at_end(session, asked)
    answer_twice(session, asked, end, range(5), (2, 4))
    once = replace(asked, wave=end) if is_at_end else asked
    for others, told in ((0, 5), (1, 0), (3, 0), (1, 5)):
        answer(session, once, others, weeks_ago=1 if is_at_end else 3)
        found = changes_since(session, asked.central, wave_summary(session, asked.central, asked.slug, end.id))
        assert found is not None
        assert sum(moved.n for moved in found[1].values()) == told


@pytest.mark.parametrize(
    ("third", "only_at_end", "told"),
    [
        (range(5), 0, 5),  # the five others of the second wave are enough
        (range(9), 0, 0),  # their answer at the start would be the difference of both groups
        (range(11), 0, 0),  # so would that of who skipped the second wave
        (range(11), 5, 10),  # those who answered all three alone
        (range(10), 0, 10),
    ],
)
def test_changes_over_three_waves_do_not_overlap_but_for_a_few(
    session: Session, asked: Asked, third: range, only_at_end: int, told: int
) -> None:
    """Sixteen answer at the start, ten of them again, and some of these and others once more."""
    questionnaire = session.get_one(Questionnaire, asked.wave.questionnaire_id)
    today = clock.today()
    between = make_wave(session, questionnaire=questionnaire, moment=Moment.DATED, days=(today, today))
    end = wave_at_end(session, asked)
    for wave, people, weeks_ago in ((asked.wave, range(16), 4), (between, range(10), 3), (end, third, 1)):
        for number in people:
            cells = {asked.scale.id: (AnswerCell(number=1 + number % 5),)}
            send_response(session, (wave, asked.here), cells, weeks_ago=weeks_ago, pair=f"person-{number}")
    answer(session, replace(asked, wave=end), only_at_end)
    for wave, expected in ((between, 10), (end, told)):
        found = changes_since(session, asked.central, wave_summary(session, asked.central, asked.slug, wave.id))
        assert found is not None
        assert sum(moved.n for moved in found[1].values()) == expected


def test_changes_cost_the_same_with_more_answers(session: Session, asked: Asked, queries: CountQueries) -> None:
    end, costs = wave_at_end(session, asked), []
    for turn in range(2):
        answer_twice(session, asked, end, range(10 * turn, 10 * turn + 10), (2, 4))
        found = wave_summary(session, asked.central, asked.slug, end.id)
        with queries() as counted:
            changes_since(session, asked.central, found)
        costs.append(len(counted))
    assert costs[0] == costs[1] <= 5


def test_a_change_waits_until_both_answers_are_counted(session: Session, asked: Asked) -> None:
    """Somebody answers late at the start: the summary does not count them yet, so neither does the change."""
    end = wave_at_end(session, asked)
    answer_twice(session, asked, end, range(5), (2, 4))
    for wave, value, weeks_ago in ((asked.wave, 1, 2), (end, 5, 1)):
        cells = {asked.scale.id: (AnswerCell(number=value),)}
        send_response(session, (wave, asked.here), cells, weeks_ago=weeks_ago, pair="late")
    answer(session, replace(asked, wave=end), 4)
    found = changes_since(session, asked.central, wave_summary(session, asked.central, asked.slug, end.id))
    assert found is not None
    assert found[1][asked.scale.id].n == 5
    assert found[1][asked.scale.id].value == 2


def skip(session: Session, asked: Asked, count: int, *, weeks_ago: int = 1) -> None:
    """Let people answer the choice alone, in both entities: their blocks are full, those of other questions are not."""
    for edition in (asked.here, asked.there):
        for _ in range(count):
            cells = {asked.choice.id: (AnswerCell(asked.option_id),)}
            send_response(session, (asked.wave, edition), cells, weeks_ago=weeks_ago)
    session.commit()


def counted(session: Session, asked: Asked, code: str = "") -> int:
    """Return how many people the summary of the scale speaks of."""
    summary = wave_summary(session, asked.central, asked.slug, asked.wave.id, code).questions[0].summary
    return summary.n if summary else 0


def test_no_entity_can_be_subtracted_from_a_question_that_few_answered_there(session: Session, asked: Asked) -> None:
    skip(session, asked, 5)
    answer(session, asked, 6)
    answer(session, replace(asked, here=asked.there), 1, words="alone")
    found = wave_summary(session, asked.central, asked.slug, asked.wave.id)
    assert found.people == 17
    assert sorted(counted(session, asked, each.entity_code) for each in found.editions) == [0, 6]
    assert counted(session, asked) == 6


def test_a_question_that_few_answered_gathers_its_own_blocks(session: Session, asked: Asked) -> None:
    answer(session, asked, 5, weeks_ago=4)
    assert counted(session, asked) == 5
    skip(session, asked, 5, weeks_ago=3)
    answer(session, asked, 1, weeks_ago=3)
    assert counted(session, asked) == 5
    skip(session, asked, 5, weeks_ago=2)
    answer(session, asked, 4, weeks_ago=2)
    assert counted(session, asked) == 10


def test_words_of_one_entity_cannot_be_subtracted_either(session: Session, asked: Asked) -> None:
    skip(session, asked, 12)
    answer(session, asked, 12, words="many")
    answer(session, replace(asked, here=asked.there), 5, words="few")
    found = wave_summary(session, asked.central, asked.slug, asked.wave.id)
    assert {each.words for each in found.questions[2].words} == {"many"}


def test_a_change_of_few_in_one_entity_is_not_part_of_the_whole(session: Session, asked: Asked) -> None:
    end = wave_at_end(session, asked)
    answer_twice(session, asked, end, range(5), (2, 4))
    other = replace(asked, here=asked.there)
    answer_twice(session, other, end, range(5, 6), (1, 5))
    for number in range(6, 11):
        for wave in (asked.wave, end):
            cells = {asked.choice.id: (AnswerCell(asked.option_id),)}
            send_response(session, (wave, asked.there), cells, pair=f"person-{number}")
    session.commit()
    found = changes_since(session, asked.central, wave_summary(session, asked.central, asked.slug, end.id))
    assert found is not None
    assert found[1][asked.scale.id].n == 5


def test_a_code_that_several_people_gave_pairs_nobody(session: Session, asked: Asked) -> None:
    end = wave_at_end(session, asked)
    for _ in range(3):
        answer_twice(session, asked, end, range(1), (2, 4))
    found = changes_since(session, asked.central, wave_summary(session, asked.central, asked.slug, end.id))
    assert found == (Moment.START, {})


def test_words_do_not_carry_the_language_of_their_author_s_pages(
    session: Session, asked: Asked, browser: Browser
) -> None:
    """Somebody writes in English on French pages: the markup tells of the words, not of who wrote them."""
    answer(session, asked, 10, words="There are too many steps before the payment.")
    session.execute(update(Response).values(locale="fr"))
    session.commit()
    client = browser.as_(staff(session, Role.CENTRAL_TEAM))
    page = client.get(f"/campaigns/{asked.slug}/questionnaires/{asked.wave.id}/summary").text
    assert re.findall(r'<li class="card"([^>]*)>There are', page) == [' lang="en" dir="ltr"'] * 10


def test_words_come_with_the_answers_that_are_told_and_never_before(session: Session, asked: Asked) -> None:
    """Eight, and then three: eleven texts beside "8 answers" would speak of three people."""
    answer(session, asked, 8, weeks_ago=3, words="early")
    answer(session, asked, 3, weeks_ago=2, words="late")
    found = wave_summary(session, asked.central, asked.slug, asked.wave.id).questions[2]
    assert (found.summary and found.summary.n, len(found.words)) == (8, 0)
    answer(session, asked, 2, weeks_ago=1, words="later")
    found = wave_summary(session, asked.central, asked.slug, asked.wave.id).questions[2]
    assert (found.summary and found.summary.n, len(found.words)) == (13, 11)
