"""A person answers: saved as it is given, sent once."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import time_machine
from sqlalchemy import event, func, select, update
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition, Phase
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import DomainError, Forbidden, NotFound
from app.core.references import reference_hash
from app.enrolment.models import Enrolment
from app.enrolment.service import leave
from app.enrolment.types import EnrolmentStatus
from app.missions.models import Mission
from app.policy.actor import SYSTEM
from app.questionnaires.errors import (
    AnsweredElsewhere,
    NotOpenYet,
    NotStored,
    PairCodeIncomplete,
    QuestionnaireClosed,
    ResponseAlreadySent,
    TooMuchTyped,
)
from app.questionnaires.models import Response, ResponseSent, StoredCell, StoredQuestion
from app.questionnaires.queries import waves
from app.questionnaires.queries.waves import asked_wave, my_responses, open_waves, sent_cells
from app.questionnaires.service.forget import forget_started, mix_senders
from app.questionnaires.service.respond import SendInput, save_answers, send_response
from app.questionnaires.types import Moment, ResponseState
from app.questions.errors import AnswersNotReady, NothingAnswered
from app.questions.types import AnswerCell
from tests.factories.accounts import actor_for, make_person
from tests.factories.questionnaires import make_wave
from tests.feedback.scene import make_colleague, make_scene
from tests.questionnaires.asked import make_questionnaire
from tests.questionnaires.scene import WHY, Questions, make_questions
from tests.refusals import refused


def save(session: Session, asked: Questions, version: int = 0, **answers: str) -> int:
    """Save answers of the tester; return the version that is stored then."""
    saved = save_answers(session, asked.scene.actor, asked.wave.id, asked.typed(version, **answers))
    assert not saved.elsewhere
    return saved.wave.row.version


def send(session: Session, asked: Questions, version: int) -> None:
    send_response(session, asked.scene.actor, asked.wave.id, SendInput(version))


def stored(session: Session, asked: Questions) -> dict[int, list[str]]:
    """Return what is kept for the tester: question id → values."""
    wave = asked_wave(session, asked.scene.actor, asked.wave.id)
    return {key: [value for values in fields.values() for value in values] for key, fields in wave.fields.items()}


def test_each_answer_is_kept_as_it_is_given_and_nobody_counts_it(session: Session) -> None:
    asked = make_questions(session)
    assert save(session, asked, uses=str(asked.yes.id)) == 1
    assert save(session, asked, 1, why="It is quick.") == 2
    assert stored(session, asked) == {asked.uses.id: [str(asked.yes.id)], asked.why.id: ["It is quick."]}
    assert session.scalar(select(func.count()).select_from(StoredCell)) == 0


def test_what_a_question_does_not_take_is_kept_too(session: Session) -> None:
    asked = make_questions(session)
    save(session, asked, mark="17")
    assert stored(session, asked) == {asked.mark.id: ["17"]}


def test_two_windows_lose_nothing(session: Session) -> None:
    asked = make_questions(session)
    save(session, asked, mark="2")
    save(session, asked, 0, why="Another question: both are kept.")
    saved = save_answers(session, asked.scene.actor, asked.wave.id, asked.typed(0, mark="5"))
    assert set(saved.elsewhere) == {asked.mark.id}
    assert stored(session, asked)[asked.mark.id] == ["2"]
    save(session, asked, saved.wave.row.version, mark="5")
    assert stored(session, asked)[asked.mark.id] == ["5"]


def test_answers_are_sent_once_and_only_those_that_are_asked(session: Session) -> None:
    asked = make_questions(session)
    version = save(session, asked, uses=str(asked.no.id), why="Left from before.", mark="4")
    send(session, asked, version)
    response = session.scalars(select(Response).execution_options(populate_existing=True)).one()
    assert (response.state, response.typed) == (ResponseState.SENT, {})
    assert response.sent_week is not None
    assert response.sent_week.weekday() == 0
    wave = asked_wave(session, asked.scene.actor, asked.wave.id).row
    assert sent_cells(session, asked.scene.actor, wave) == {
        asked.uses.id: (AnswerCell(asked.no.id),),
        asked.mark.id: (AnswerCell(number=4),),
    }
    with refused(session, ResponseAlreadySent):
        send(session, asked, version)
    with refused(session, ResponseAlreadySent):
        save(session, asked, version, mark="1")


@pytest.mark.parametrize(
    ("answers", "problems"),
    [
        ({"uses": "no"}, {"mark"}),
        ({"uses": "yes", "mark": "9"}, {"mark"}),
        ({"mark": "3"}, {"uses"}),
    ],
)
def test_what_is_missing_or_wrong_is_told_question_by_question(
    session: Session, answers: dict[str, str], problems: set[str]
) -> None:
    asked = make_questions(session)
    ids = {"no": str(asked.no.id), "yes": str(asked.yes.id)}
    version = save(session, asked, 0, **{name: ids.get(value, value) for name, value in answers.items()})
    with refused(session, AnswersNotReady), told_of(problems, asked):
        send(session, asked, version)


@contextmanager
def told_of(names: set[str], asked: Questions) -> Iterator[None]:
    """Expect a refusal that is about these questions."""
    try:
        yield
    except AnswersNotReady as refusal:
        told = refusal.params["problems"]
        assert isinstance(told, dict)
        assert set(told) == {getattr(asked, name).id for name in names}
        raise


def test_a_required_question_that_is_not_asked_is_not_missing(session: Session) -> None:
    asked = make_questions(session)
    asked.why.is_required = True
    session.commit()
    send(session, asked, save(session, asked, uses=str(asked.no.id), mark="4"))


def test_a_question_withdrawn_meanwhile_is_left_out(session: Session) -> None:
    asked = make_questions(session)
    version = save(session, asked, uses=str(asked.yes.id), why="Of a question that goes.", mark="4")
    session.execute(update(StoredQuestion).where(StoredQuestion.id == asked.why.id).values(retired_on=clock.today()))
    session.commit()
    send(session, asked, version)
    assert asked.why.id not in set(session.scalars(select(StoredCell.question_id)))


def test_nothing_is_sent_that_its_sender_has_not_seen(session: Session) -> None:
    asked = make_questions(session)
    save(session, asked, uses=str(asked.no.id), mark="4")
    save(session, asked, 1, mark="5")
    with refused(session, AnsweredElsewhere):
        send(session, asked, 1)


def test_not_one_answer_is_nothing_to_send(session: Session) -> None:
    scene = make_scene(session)
    questionnaire = make_questionnaire(session, campaign=scene.campaign, asks=(WHY,))
    wave = make_wave(session, questionnaire=questionnaire)
    session.commit()
    with refused(session, NothingAnswered):
        send_response(session, scene.actor, wave.id, SendInput())


def test_a_text_longer_than_any_answer_is_refused(session: Session) -> None:
    asked = make_questions(session)
    save(session, asked, why="a" * 20_000)  # too long for the question, which sending says
    with refused(session, TooMuchTyped):
        save(session, asked, 1, why="a" * 25_001)


def test_others_do_not_answer(session: Session) -> None:
    asked = make_questions(session)
    scene = asked.scene
    guest = actor_for(make_person(session, entity=scene.entity), open_campaigns=(scene.campaign.id,))
    stranger = actor_for(make_person(session))
    session.commit()
    with refused(session, Forbidden):
        save_answers(session, guest, asked.wave.id, asked.typed(mark="1"))
    with refused(session, NotFound):
        save_answers(session, stranger, asked.wave.id, asked.typed(mark="1"))


def test_a_wave_of_another_edition_is_not_there(session: Session) -> None:
    asked = make_questions(session)
    other = make_scene(session)
    asked.wave.edition_id = other.edition.id
    session.commit()
    with refused(session, NotFound):
        save(session, asked, mark="1")


def move_test(session: Session, edition: Edition, days: int | None) -> None:
    """Let the test phase end in so many days, or never."""
    ends_at = clock.now() + timedelta(days=days) if days is not None else None
    starts_at = (ends_at or clock.now()) - timedelta(days=30)
    session.execute(update(Phase).where(Phase.edition_id == edition.id).values(ends_at=ends_at, starts_at=starts_at))
    session.commit()


@pytest.mark.parametrize(
    ("moment", "days_left", "refusal"),
    [
        (Moment.START, 2, None),
        (Moment.START, -1, QuestionnaireClosed),
        (Moment.END, 2, NotOpenYet),
        (Moment.END, -1, None),
        (Moment.START, None, None),
        (Moment.END, None, NotOpenYet),
    ],
)
def test_the_phases_say_when_it_can_be_answered(
    session: Session, moment: Moment, days_left: int | None, refusal: type[DomainError] | None
) -> None:
    asked = make_questions(session, moment=moment)
    move_test(session, asked.scene.edition, days_left)
    if refusal is None:
        save(session, asked, mark="3")
        return
    with refused(session, refusal):
        save(session, asked, mark="3")


@pytest.mark.parametrize(
    ("first", "last", "refusal"), [(1, 2, NotOpenYet), (-2, -1, QuestionnaireClosed), (0, 0, None)]
)
def test_two_days_say_when_it_can_be_answered(
    session: Session, first: int, last: int, refusal: type[DomainError] | None
) -> None:
    asked = make_questions(session)
    today = clock.today(asked.scene.entity.time_zone)
    days = (today + timedelta(days=first), today + timedelta(days=last))
    wave = make_wave(session, questionnaire=asked.questionnaire, moment=Moment.DATED, days=days)
    session.commit()
    if refusal is None:
        save_answers(session, asked.scene.actor, wave.id, asked.typed(mark="3"))
        return
    with refused(session, refusal):
        save_answers(session, asked.scene.actor, wave.id, asked.typed(mark="3"))


def close(session: Session, edition: Edition, *, at: timedelta = timedelta()) -> None:
    session.execute(
        update(Edition).where(Edition.id == edition.id).values(status=EditionStatus.CLOSED, closed_at=clock.now() + at)
    )
    session.commit()


def test_a_closed_edition_takes_no_answers(session: Session) -> None:
    asked = make_questions(session)
    version = save(session, asked, uses=str(asked.no.id), mark="3")
    close(session, asked.scene.edition)
    with refused(session, QuestionnaireClosed):
        save(session, asked, version, mark="1")
    with refused(session, QuestionnaireClosed):
        send(session, asked, version)


def test_leaving_deletes_what_was_begun_and_keeps_what_was_sent(session: Session) -> None:
    asked = make_questions(session)
    send(session, asked, save(session, asked, uses=str(asked.no.id), mark="3"))
    later = make_wave(session, questionnaire=asked.questionnaire)
    session.commit()
    save_answers(session, asked.scene.actor, later.id, asked.typed(mark="3"))
    leave(session, asked.scene.actor, asked.scene.enrolment.id)
    assert list(session.scalars(select(Response.wave_id))) == [asked.wave.id]
    assert session.scalar(select(func.count()).select_from(StoredCell)) == 2


def test_what_was_never_sent_is_forgotten_a_month_after_closing(session: Session) -> None:
    asked = make_questions(session)
    save(session, asked, mark="3")
    close(session, asked.scene.edition, at=-timedelta(days=29))
    forget_started(session, SYSTEM)
    assert session.scalar(select(func.count()).select_from(Response)) == 1
    with time_machine.travel(clock.now() + timedelta(days=2)):
        forget_started(session, SYSTEM)
    assert session.scalar(select(func.count()).select_from(Response)) == 0


# --- nobody can know ------------------------------------------------------------------------------------


def whole(asked: Questions, code: str = "") -> SendInput:
    typed = asked.typed(uses=str(asked.yes.id), why="Of nobody.", mark="4")
    return SendInput(0, typed.fields, code)


def test_an_untraceable_response_names_nobody_and_is_sent_once(session: Session) -> None:
    asked = make_questions(session, untraceable=True)
    send_response(session, asked.scene.actor, asked.wave.id, whole(asked, "k3vq-8m2n-r7xa-w5tj"))
    response = session.scalars(select(Response)).one()
    assert (response.person_id, response.typed) == (None, {})
    assert response.pair_hash == reference_hash(f"pair {asked.questionnaire.id} K3VQ 8M2N R7XA W5TJ")
    assert response.pair_hash != reference_hash("K3VQ 8M2N R7XA W5TJ"), "a contribution may have the same code"
    assert response.locale == asked.scene.entity.default_locale
    sender = session.scalars(select(ResponseSent)).one()
    assert sender.person_id == asked.scene.actor.person_id
    with refused(session, ResponseAlreadySent):
        send_response(session, asked.scene.actor, asked.wave.id, whole(asked))


def test_an_untraceable_response_that_is_not_ready_leaves_nothing(session: Session) -> None:
    asked = make_questions(session, untraceable=True)
    with refused(session, AnswersNotReady):
        send_response(session, asked.scene.actor, asked.wave.id, SendInput(0, asked.typed(mark="4").fields))
    with refused(session, PairCodeIncomplete):
        send_response(session, asked.scene.actor, asked.wave.id, whole(asked, "k3vq"))


@pytest.mark.parametrize("table", ["responses", "answer_cells"])
def test_an_untraceable_sending_that_is_cut_in_two_leaves_nothing_and_is_sent_again(
    session: Session, table: str
) -> None:
    """The first of its two transactions has noted who sends; the second is lost."""
    asked = make_questions(session, untraceable=True)
    tables = (Response, ResponseSent, StoredCell)

    def cut(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith(f"INSERT INTO {table} "):
            raise ConnectionResetError

    bind = session.get_bind()
    event.listen(bind, "before_cursor_execute", cut)
    with pytest.raises(ConnectionResetError):
        send_response(session, asked.scene.actor, asked.wave.id, whole(asked))
    event.remove(bind, "before_cursor_execute", cut)
    assert [session.scalar(select(func.count()).select_from(each)) for each in tables] == [0, 0, 0]
    send_response(session, asked.scene.actor, asked.wave.id, whole(asked))
    assert [session.scalar(select(func.count()).select_from(each)) for each in tables] == [1, 1, 3]


def test_nothing_of_an_untraceable_response_is_saved_before_it_is_sent(session: Session) -> None:
    asked = make_questions(session, untraceable=True)
    with refused(session, NotStored):
        save(session, asked, mark="4")


def test_senders_are_written_anew_in_the_order_of_their_keys(session: Session) -> None:
    asked = make_questions(session, untraceable=True)
    for _number in range(4):
        _person, actor = make_colleague(session, asked.scene)
        send_response(session, actor, asked.wave.id, whole(asked))
    before = set(session.scalars(select(ResponseSent.person_id)))
    mix_senders(session, SYSTEM)
    after = list(session.scalars(select(ResponseSent.person_id)))
    assert set(after) == before
    assert after == sorted(after)


# --- where it is found ----------------------------------------------------------------------------------


def test_open_waves_are_those_that_can_be_answered_now(session: Session) -> None:
    asked = make_questions(session)
    make_wave(session, questionnaire=asked.questionnaire, moment=Moment.END)
    mission = make_wave(session, questionnaire=asked.questionnaire, moment=Moment.MISSION, mission=asked.scene.mission)
    session.commit()
    actor, campaign = asked.scene.actor, asked.scene.campaign
    found = open_waves(session, actor, [campaign.id])
    assert [(wave.id, wave.mission_number) for wave in found] == [(asked.wave.id, None), (mission.id, 1)]
    assert found[0].seconds == 15 + 60 + 15
    assert not found[0].is_started
    save(session, asked, mark="3")
    assert open_waves(session, actor, [campaign.id])[0].is_started
    stranger = actor_for(make_person(session))
    assert open_waves(session, stranger, [campaign.id]) == []


def test_my_responses_are_mine(session: Session) -> None:
    asked = make_questions(session)
    hidden = make_questions(session, untraceable=True, scene=asked.scene)
    save(session, asked, mark="3")
    send_response(session, asked.scene.actor, hidden.wave.id, whole(hidden))
    _person, other = make_colleague(session, asked.scene)
    mine = my_responses(session, asked.scene.actor)
    assert [(row.id, row.is_sent) for row in mine] == [(hidden.wave.id, True), (asked.wave.id, False)]
    assert my_responses(session, other) == []


def test_tables_of_other_features_are_as_named() -> None:
    """The tables that ``queries.waves`` names instead of importing have these columns."""
    assert set(waves.ENROLMENTS.c.keys()) <= set(Enrolment.__table__.c.keys())
    assert set(waves.MISSIONS.c.keys()) <= set(Mission.__table__.c.keys())
    for status in (EnrolmentStatus.ACCEPTED, EnrolmentStatus.COMPLETED):
        assert f"'{status}'" in str(waves.TAKES_PART)


@pytest.mark.parametrize("untraceable", [False, True])
def test_the_first_response_fixes_what_the_campaign_promises(session: Session, *, untraceable: bool) -> None:
    asked = make_questions(session, untraceable=untraceable)
    fixed_on = select(func.date(Campaign.frozen_at)).where(Campaign.id == asked.scene.campaign.id)
    version = 0 if untraceable else save(session, asked, uses=str(asked.no.id), mark="4")
    assert session.scalar(fixed_on) is None, "what is typed is no response yet"
    fields = asked.typed(uses=str(asked.no.id), mark="4").fields if untraceable else {}
    send_response(session, asked.scene.actor, asked.wave.id, SendInput(version, fields))
    assert str(session.scalar(fixed_on)) == clock.today().isoformat()
