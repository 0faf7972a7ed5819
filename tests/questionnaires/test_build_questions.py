"""Building a questionnaire: questions in their order, and what their kinds take."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition
from app.core import clock
from app.core.errors import ChangedMeanwhile, Forbidden, FormUsed, NotFound
from app.policy.actor import Actor, Role
from app.questionnaires.errors import (
    ConditionsBroken,
    MeaningChanged,
    NotInLanguage,
    PartsOutOfRange,
    QuestionSourceMissing,
    SettingOutOfRange,
    TooManyQuestions,
    UnknownKind,
)
from app.questionnaires.models import Questionnaire, StoredPart, StoredQuestion
from app.questionnaires.queries import QuestionRow, former_words, questionnaire_by_id
from app.questionnaires.service import (
    PartInput,
    QuestionInput,
    QuestionnaireInput,
    TakeInput,
    add_question,
    change_question,
    change_questionnaire,
    create_questionnaire,
    duplicate_question,
    move_question,
    remove_question,
    take_questions,
)
from app.questionnaires.service import question as service_of_questions
from app.questions.types import Condition, Mode, PartRole, Relation, ShowIf
from app.texts.models import AuthoredText, Translation
from app.texts.queries import texts_of
from tests.conftest import CountQueries
from tests.factories.accounts import actor_for, make_entity, make_person
from tests.factories.campaigns import make_campaign, make_edition
from tests.factories.questionnaires import make_answer, make_question, make_questionnaire, make_wave
from tests.refusals import refused

MOVING, DUPLICATING = 10, 16  # statements
SINGLE = QuestionInput(
    {"en": "Which one?"},
    "single",
    parts=(PartInput(PartRole.OPTION, {"en": "This"}), PartInput(PartRole.OPTION, {"en": "That"})),
)


@pytest.fixture
def central(session: Session) -> Actor:
    """Return somebody of the central team."""
    return actor_for(make_person(session), Role.CENTRAL_TEAM)


@pytest.fixture
def campaign(session: Session) -> Campaign:
    return make_campaign(session)


@pytest.fixture
def edition(session: Session, campaign: Campaign) -> Edition:
    return make_edition(session, campaign=campaign, entity=make_entity(session, locales=("en", "fr")))


@pytest.fixture
def questionnaire(session: Session, campaign: Campaign) -> Questionnaire:
    return make_questionnaire(session, campaign=campaign)


def rows_of(session: Session, actor: Actor, questionnaire: Questionnaire) -> tuple[QuestionRow, ...]:
    return questionnaire_by_id(session, actor, questionnaire.id).rows


def prompts(session: Session, actor: Actor, questionnaire: Questionnaire) -> list[str]:
    rows = rows_of(session, actor, questionnaire)
    texts = texts_of(session, actor, [row.prompt_text_id for row in rows])
    return [texts[row.prompt_text_id].value for row in rows]


def as_it_is(session: Session, row: QuestionRow) -> QuestionInput:
    """Return what a form of the stored question sends, unchanged."""
    words = {
        text.text_id: text.value
        for text in session.scalars(
            select(Translation).where(
                Translation.text_id.in_([t for t in row.text_ids if t]), Translation.locale == "en"
            )
        )
    }
    return QuestionInput(
        {"en": words[row.prompt_text_id]},
        parts=tuple(
            PartInput(part.role, {"en": words[row.part_text_ids[part.id]]}, part.id) for part in row.question.parts
        ),
        settings=row.question.settings,
        version=row.version,
    )


def test_questions_are_added_in_their_order(session: Session, central: Actor, questionnaire: Questionnaire) -> None:
    for words in ("One", "Two", "Three"):
        add_question(session, central, questionnaire.id, replace(SINGLE, prompt={"en": words}))
    assert prompts(session, central, questionnaire) == ["One", "Two", "Three"]
    row = rows_of(session, central, questionnaire)[0]
    assert [part.role for part in row.question.parts] == [PartRole.OPTION, PartRole.OPTION]


def test_the_same_form_twice_makes_one(session: Session, central: Actor, campaign: Campaign) -> None:
    data = QuestionnaireInput({"en": "At the end"}, submission_key="k" * 64)
    made = create_questionnaire(session, central, campaign.id, data)
    assert create_questionnaire(session, central, campaign.id, data) is made
    with refused(session, FormUsed):
        create_questionnaire(session, central, campaign.id, replace(data, title={"en": "Another"}))
    asked = replace(SINGLE, submission_key="q" * 64)
    question = add_question(session, central, made.id, asked)
    assert add_question(session, central, made.id, asked) is question
    with refused(session, FormUsed):
        add_question(session, central, made.id, replace(asked, prompt={"en": "Another"}))
    copy = duplicate_question(session, central, question.id, "d" * 64)
    assert duplicate_question(session, central, question.id, "d" * 64).id == copy.id


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (replace(SINGLE, kind="telepathy"), UnknownKind),
        (replace(SINGLE, prompt={"fr": "Lequel ?"}), QuestionSourceMissing),
        (replace(SINGLE, parts=SINGLE.parts[:1]), PartsOutOfRange),
        (replace(SINGLE, parts=SINGLE.parts * 20), PartsOutOfRange),
        (replace(SINGLE, parts=(*SINGLE.parts, PartInput(PartRole.ROW, {"en": "A line"}))), SettingOutOfRange),
        (replace(SINGLE, settings={"shuffle": 7}), SettingOutOfRange),
        (replace(SINGLE, settings={"volume": 1}), SettingOutOfRange),
        (QuestionInput({"en": "Hello"}, "statement", is_required=True), SettingOutOfRange),
        (QuestionInput({"en": "How many?"}, "number", settings={"minimum": 5, "maximum": 5}), SettingOutOfRange),
    ],
)
def test_what_a_kind_does_not_take(
    session: Session, central: Actor, questionnaire: Questionnaire, data: QuestionInput, error: type[Exception]
) -> None:
    with refused(session, error):
        add_question(session, central, questionnaire.id, data)


def test_only_the_central_team_writes(session: Session, questionnaire: Questionnaire) -> None:
    manager = actor_for(make_person(session), Role.COMMUNITY_MANAGER)
    question = make_question(session, questionnaire=questionnaire)
    with refused(session, Forbidden):
        create_questionnaire(session, manager, questionnaire.campaign_id, QuestionnaireInput({"en": "Mine"}))
    with refused(session, Forbidden):
        change_questionnaire(session, manager, questionnaire.id, QuestionnaireInput({"en": "Mine"}))
    with refused(session, Forbidden):
        add_question(session, manager, questionnaire.id, SINGLE)
    with refused(session, Forbidden):
        change_question(session, manager, question.id, SINGLE)
    with refused(session, Forbidden):
        remove_question(session, manager, question.id)
    with refused(session, Forbidden):
        move_question(session, manager, question.id, 2, 1)
    with refused(session, Forbidden):
        duplicate_question(session, manager, question.id)


def test_what_is_not_there(session: Session, central: Actor) -> None:
    with refused(session, NotFound):
        create_questionnaire(session, central, 999_999, QuestionnaireInput({"en": "Lost"}))
    with refused(session, NotFound):
        change_questionnaire(session, central, 999_999, QuestionnaireInput({"en": "Lost"}))
    with refused(session, NotFound):
        remove_question(session, central, 999_999)


def test_a_questionnaire_has_an_end(
    session: Session, central: Actor, questionnaire: Questionnaire, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(service_of_questions, "MAX_QUESTIONS", 2)
    first = make_question(session, questionnaire=questionnaire)
    make_question(session, questionnaire=questionnaire)
    with refused(session, TooManyQuestions):
        add_question(session, central, questionnaire.id, SINGLE)
    with refused(session, TooManyQuestions):
        duplicate_question(session, central, first.id)


def test_the_title_changes_and_an_introduction_comes_and_goes(
    session: Session, central: Actor, questionnaire: Questionnaire
) -> None:
    data = QuestionnaireInput({"en": "Before we begin"}, {"en": "Five minutes."})
    saved = change_questionnaire(session, central, questionnaire.id, data)
    assert (saved.version, saved.intro_text_id is None) == (2, False)
    assert change_questionnaire(session, central, questionnaire.id, data).version == 2
    with refused(session, ChangedMeanwhile):
        change_questionnaire(session, central, questionnaire.id, replace(data, title={"en": "Mine"}))
    with refused(session, QuestionSourceMissing):
        change_questionnaire(session, central, questionnaire.id, QuestionnaireInput({"en": ""}, version=2))
    intro = saved.intro_text_id
    gone = QuestionnaireInput({"en": "Before we begin"}, {"en": ""}, version=2)
    assert change_questionnaire(session, central, questionnaire.id, gone).intro_text_id is None
    assert session.scalar(select(AuthoredText.id).where(AuthoredText.id == intro)) is None


def test_questions_change_places(session: Session, central: Actor, questionnaire: Questionnaire) -> None:
    first, _second, third = (
        make_question(session, questionnaire=questionnaire, prompt=words) for words in ("One", "Two", "Three")
    )
    version = questionnaire.version
    move_question(session, central, third.id, 1, version)
    assert prompts(session, central, questionnaire) == ["Three", "One", "Two"]
    move_question(session, central, third.id, 1, version)  # the same button twice
    with refused(session, ChangedMeanwhile):
        move_question(session, central, first.id, 3, version)
    move_question(session, central, first.id, 99, version + 1)
    assert prompts(session, central, questionnaire) == ["Three", "Two", "One"]


def test_a_question_without_answers_changes_freely(
    session: Session, central: Actor, questionnaire: Questionnaire
) -> None:
    make_question(session, questionnaire=questionnaire)
    row = rows_of(session, central, questionnaire)[0]
    data = as_it_is(session, row)
    new = PartInput(PartRole.OPTION, {"en": "None"}, is_exclusive=True)
    kept = data.parts[1]
    changed = replace(data, prompt={"en": "And now?"}, help={"en": "Look."}, is_required=True, parts=(kept, new))
    change_question(session, central, row.question.id, changed)
    after = rows_of(session, central, questionnaire)[0]
    assert (after.question.is_required, after.version, after.corrected_on) == (True, 2, None)
    assert [part.is_exclusive for part in after.question.parts] == [False, True]
    assert after.question.parts[0].id == kept.part_id
    assert session.get(Translation, (row.part_text_ids[data.parts[0].part_id or 0], "en")) is None
    with refused(session, ChangedMeanwhile):
        change_question(session, central, row.question.id, data)


def test_the_same_question_saved_twice_is_one_change(
    session: Session, central: Actor, questionnaire: Questionnaire
) -> None:
    make_question(session, questionnaire=questionnaire)
    row = rows_of(session, central, questionnaire)[0]
    data = replace(as_it_is(session, row), prompt={"en": "Once"})
    for _time in range(2):
        assert change_question(session, central, row.question.id, data).version == 2


def test_wording_is_corrected_and_meaning_stays(
    session: Session, central: Actor, questionnaire: Questionnaire, edition: Edition
) -> None:
    question = make_question(session, questionnaire=questionnaire)
    make_answer(session, question=question, wave=make_wave(session, questionnaire=questionnaire), edition=edition)
    row = rows_of(session, central, questionnaire)[0]
    data = as_it_is(session, row)
    change_question(session, central, question.id, replace(data, prompt={"en": "Which telephone?"}))
    corrected = rows_of(session, central, questionnaire)[0]
    assert corrected.corrected_on is not None
    now = replace(data, prompt={"en": "Which telephone?"}, version=2)
    another = PartInput(PartRole.OPTION, {"en": "Another"})
    for meaning in (
        replace(now, parts=(*now.parts[:1], another)),
        replace(now, parts=(*now.parts, another)),
        replace(now, parts=now.parts[::-1]),
        replace(now, settings={"shuffle": 1}),
        replace(now, parts=(replace(now.parts[0], takes_words=True), now.parts[1])),
    ):
        with refused(session, MeaningChanged):
            change_question(session, central, question.id, meaning)
    assert change_question(session, central, question.id, replace(now, is_required=True)).version == 3


def test_a_correction_keeps_the_former_words(
    session: Session, central: Actor, questionnaire: Questionnaire, edition: Edition
) -> None:
    question = make_question(session, questionnaire=questionnaire)
    [row] = rows_of(session, central, questionnaire)
    data = replace(as_it_is(session, row), help={"en": "The one in your pocket."})
    change_question(session, central, question.id, data)
    change_question(session, central, question.id, replace(data, prompt={"en": "Which phone?"}, version=2))
    assert former_words(session, central, rows_of(session, central, questionnaire)) == {}  # nobody had answered
    make_answer(session, question=question, wave=make_wave(session, questionnaire=questionnaire), edition=edition)
    first, second = data.parts
    corrected = replace(
        data,
        prompt={"en": "Which telephone?"},
        help={"en": ""},
        parts=(replace(first, words={"en": "A tiny one"}), second),
        version=3,
    )
    change_question(session, central, question.id, corrected)
    change_question(session, central, question.id, replace(corrected, prompt={"en": "What telephone?"}, version=4))
    kept = former_words(session, central, rows_of(session, central, questionnaire))[question.id]
    assert [(one.words, one.is_prompt, one.role) for one in kept[:1]] == [("Which telephone?", True, None)]
    assert {(one.words, one.is_prompt, one.role) for one in kept[1:]} == {
        ("Which phone?", True, None),
        ("The one in your pocket.", False, None),
        ("A small one", False, PartRole.OPTION),
    }
    assert {(one.locale, one.corrected_on) for one in kept} == {("en", clock.today())}


def test_former_words_are_one_read_whatever_their_number(
    session: Session, central: Actor, questionnaire: Questionnaire, edition: Edition, queries: CountQueries
) -> None:
    wave = make_wave(session, questionnaire=questionnaire)
    for count in (1, 2):
        question = make_question(session, questionnaire=questionnaire)
        make_answer(session, question=question, wave=wave, edition=edition)
        row = rows_of(session, central, questionnaire)[-1]
        change_question(session, central, question.id, replace(as_it_is(session, row), prompt={"en": "Which?"}))
        rows = rows_of(session, central, questionnaire)
        with queries() as statements:
            assert len(former_words(session, central, rows)) == count
        assert len(statements) == 1


def test_another_meaning_makes_a_new_question(
    session: Session, central: Actor, questionnaire: Questionnaire, edition: Edition
) -> None:
    question = make_question(session, questionnaire=questionnaire)
    later = make_question(session, questionnaire=questionnaire, kind="long_text", prompt="Why?")
    row = rows_of(session, central, questionnaire)[0]
    kept, gone = row.question.parts
    later.show_if = ShowIf(Mode.ALL, (Condition(question.id, Relation.CHOSEN, kept.id),)).to_store()
    make_answer(session, question=question, wave=make_wave(session, questionnaire=questionnaire), edition=edition)
    data = as_it_is(session, row)
    fewer = replace(data, parts=(data.parts[0], PartInput(PartRole.OPTION, {"en": "Another"})), as_new=True)
    made = change_question(session, central, question.id, fewer)
    old = session.get_one(StoredQuestion, question.id)
    assert (old.retired_on is not None, old.replaced_by_id, made.id != old.id) == (True, made.id, True)
    assert set(session.scalars(select(StoredPart.id).where(StoredPart.question_id == old.id))) == {kept.id, gone.id}
    rows = rows_of(session, central, questionnaire)
    assert [each.question.id for each in rows] == [made.id, later.id]
    show_if = rows[1].question.show_if
    assert show_if is not None
    assert (show_if.conditions[0].question_id, show_if.conditions[0].part_id) == (made.id, rows[0].question.parts[0].id)
    with refused(session, NotFound):
        change_question(session, central, question.id, data)


def test_a_part_that_a_condition_looks_at_stays(session: Session, central: Actor, questionnaire: Questionnaire) -> None:
    question = make_question(session, questionnaire=questionnaire, options=("One", "Two", "Three"))
    later = make_question(session, questionnaire=questionnaire, kind="long_text", prompt="Why?")
    row = rows_of(session, central, questionnaire)[0]
    looked_at = row.question.parts[2].id
    later.show_if = ShowIf(Mode.ALL, (Condition(question.id, Relation.CHOSEN, looked_at),)).to_store()
    session.flush()
    data = as_it_is(session, row)
    with refused(session, ConditionsBroken):
        change_question(session, central, question.id, replace(data, parts=data.parts[:2]))
    with refused(session, ConditionsBroken):
        remove_question(session, central, question.id)
    with refused(session, ConditionsBroken):
        move_question(session, central, question.id, 2, questionnaire.version)
    with refused(session, ConditionsBroken):
        move_question(session, central, later.id, 1, questionnaire.version)
    change_question(session, central, question.id, replace(data, parts=data.parts[1:]))


def test_a_question_goes_with_its_texts_or_stays_with_its_answers(
    session: Session, central: Actor, questionnaire: Questionnaire, edition: Edition
) -> None:
    first, second, third = (make_question(session, questionnaire=questionnaire) for _number in range(3))
    texts = [text_id for text_id in rows_of(session, central, questionnaire)[0].text_ids if text_id]
    remove_question(session, central, first.id)
    assert session.scalars(select(AuthoredText.id).where(AuthoredText.id.in_(texts))).all() == []
    make_answer(session, question=second, wave=make_wave(session, questionnaire=questionnaire), edition=edition)
    remove_question(session, central, second.id)
    assert session.get_one(StoredQuestion, second.id).retired_on is not None
    assert [row.question.id for row in rows_of(session, central, questionnaire)] == [third.id]


def test_a_duplicate_stands_below_with_all_its_languages(
    session: Session, central: Actor, questionnaire: Questionnaire
) -> None:
    first = make_question(session, questionnaire=questionnaire, prompt="One")
    make_question(session, questionnaire=questionnaire, prompt="Two")
    session.add(Translation(text_id=first.prompt_text_id, locale="fr", value="Un", source_version=1))
    copy = duplicate_question(session, central, first.id)
    assert prompts(session, central, questionnaire) == ["One", "One", "Two"]
    assert copy.prompt_text_id != first.prompt_text_id
    assert session.get_one(Translation, (copy.prompt_text_id, "fr")).value == "Un"


@pytest.mark.parametrize("count", [3, 6])
def test_writing_costs_the_same_whatever_the_questionnaire_holds(
    session: Session, central: Actor, questionnaire: Questionnaire, queries: CountQueries, count: int
) -> None:
    for _number in range(count):
        question = make_question(session, questionnaire=questionnaire)
    with queries() as statements:
        move_question(session, central, question.id, 1, questionnaire.version)
    assert len(statements) <= MOVING
    with queries() as statements:
        duplicate_question(session, central, question.id)
    assert len(statements) <= DUPLICATING


def test_questions_are_taken_from_another_questionnaire(
    session: Session, central: Actor, campaign: Campaign, questionnaire: Questionnaire
) -> None:
    other = make_questionnaire(session, campaign=campaign, title="Another")
    first, second, third = (make_question(session, questionnaire=other, prompt=words) for words in ("A", "B", "C"))
    answered = (Condition(first.id, Relation.ANSWERED),)
    second.show_if = ShowIf(Mode.ALL, answered).to_store()
    third.show_if = ShowIf(Mode.ALL, (Condition(second.id, Relation.ANSWERED),)).to_store()
    session.flush()
    data = TakeInput(other.id, (first.id, second.id), "t" * 64)
    assert [take_questions(session, central, questionnaire.id, data) for _time in range(2)] == [2, 0]
    rows = rows_of(session, central, questionnaire)
    assert prompts(session, central, questionnaire) == ["A", "B"]
    assert rows[1].question.show_if == ShowIf(Mode.ALL, (Condition(rows[0].question.id, Relation.ANSWERED),))
    assert take_questions(session, central, questionnaire.id, TakeInput(other.id, (third.id,))) == 1
    assert rows_of(session, central, questionnaire)[2].question.show_if is None


def test_what_cannot_be_taken(
    session: Session, central: Actor, questionnaire: Questionnaire, monkeypatch: pytest.MonkeyPatch
) -> None:
    abroad = make_campaign(session)
    abroad.source_locale = "de"
    session.flush()
    german = create_questionnaire(session, central, abroad.id, QuestionnaireInput({"de": "Vorher"}))
    question = make_question(session, questionnaire=questionnaire)
    with refused(session, NotInLanguage):
        take_questions(session, central, german.id, TakeInput(questionnaire.id, (question.id,)))
    with refused(session, NotFound):
        take_questions(session, central, german.id, TakeInput(999_999, (question.id,)))
    manager = actor_for(make_person(session), Role.COMMUNITY_MANAGER)
    with refused(session, Forbidden):
        take_questions(session, manager, german.id, TakeInput(questionnaire.id, (question.id,)))
    monkeypatch.setattr(service_of_questions, "MAX_QUESTIONS", 1)
    with refused(session, TooManyQuestions):
        take_questions(session, central, questionnaire.id, TakeInput(questionnaire.id, (question.id,)))
