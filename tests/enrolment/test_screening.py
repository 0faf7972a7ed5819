"""What people answer when they apply: checked, stored with the application, counted by quotas, gone with it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.campaigns.models import Edition
from app.campaigns.types import EditionStatus
from app.core import clock
from app.core.errors import Forbidden
from app.core.private_data import MASK
from app.enrolment.models import Enrolment
from app.enrolment.service import (
    JoinInput,
    QuotaInput,
    RecruitmentInput,
    accept_application,
    decline_application,
    end_recruitments,
    enrol,
    leave,
    set_recruitment,
)
from app.enrolment.types import EnrolmentStatus
from app.policy.actor import SYSTEM, Actor, Role
from app.questionnaires.models import Questionnaire, Response, StoredCell
from app.questionnaires.queries.screening import application_answers
from app.questionnaires.service.forget import forget_started
from app.questionnaires.service.screening import drop_screening
from app.questionnaires.types import Moment, ResponseState
from app.questions.errors import AnswersNotReady
from app.questions.types import WHOLE
from tests.enrolment.screened import Screening, make_screening
from tests.factories.accounts import actor_for, make_person
from tests.factories.campaigns import make_edition
from tests.factories.places import make_places
from tests.factories.questionnaires import make_wave
from tests.parallel import Act, acting, together
from tests.refusals import refused

ACCEPTED, WAITING = EnrolmentStatus.ACCEPTED, EnrolmentStatus.WAITING_LIST
PEOPLE = 20


@pytest.fixture
def asked(session: Session) -> Screening:
    return make_screening(session, make_edition(session))


def apply(session: Session, asked: Screening, answer: str = "small", actor: Actor | None = None) -> Enrolment:
    who = actor or asked.employee(session)
    return enrol(session, who, asked.edition.id, JoinInput(answers=asked.typed(getattr(asked, answer))))


def manager(session: Session, edition: Edition, role: Role = Role.COMMUNITY_MANAGER) -> Actor:
    actor = actor_for(make_person(session), role)
    session.flush()
    return Actor(actor.person_id, edition.entity_id, actor.grants)


def responses(session: Session) -> int:
    return session.scalar(select(func.count()).select_from(Response)) or 0


def test_answers_are_stored_with_the_application_and_without_a_week(session: Session, asked: Screening) -> None:
    enrolment = apply(session, asked)
    stored = session.scalars(select(Response)).one()
    assert (stored.person_id, stored.edition_id, stored.wave_id) == (
        enrolment.person_id, asked.edition.id, asked.wave.id,
    )  # fmt: skip
    assert stored.sent_week is None
    cells = session.execute(select(StoredCell.question_id, StoredCell.part_id, StoredCell.words)).all()
    assert {tuple(cell) for cell in cells} == {
        (asked.phone.id, asked.small.id, ""), (asked.why.id, 0, "I am curious."),
    }  # fmt: skip


@pytest.mark.parametrize("missing", ["phone", "why", "option"])
def test_an_application_without_an_answer_is_none(session: Session, asked: Screening, missing: str) -> None:
    typed = asked.typed(asked.small)
    if missing == "option":
        typed[asked.phone.id] = {name: ["4242"] for name in typed[asked.phone.id]}
    else:
        del typed[getattr(asked, missing).id]
    actor = asked.employee(session)
    with refused(session, AnswersNotReady):
        enrol(session, actor, asked.edition.id, JoinInput(answers=typed))
    assert session.scalars(select(Enrolment)).all() == []
    assert responses(session) == 0


def test_what_may_stay_empty_may_all_stay_empty(session: Session, asked: Screening) -> None:
    asked.phone.is_required = asked.why.is_required = False
    session.flush()
    assert enrol(session, asked.employee(session), asked.edition.id).status is ACCEPTED
    assert responses(session) == 0


def test_the_quota_of_an_answer_that_is_full_makes_wait_and_another_answer_does_not(
    session: Session, asked: Screening
) -> None:
    make_places(session, asked.edition, 10, quotas=(QuotaInput(1, part_id=asked.small.id),))
    statuses = [apply(session, asked, answer).status for answer in ("small", "small", "large", "large")]
    assert statuses == [ACCEPTED, WAITING, ACCEPTED, ACCEPTED]


def test_a_quota_counts_what_was_answered_when_applying_and_nothing_else(session: Session, asked: Screening) -> None:
    """The same question is asked once more at the start; that answer changes no place."""
    start = make_wave(
        session, questionnaire=session.get_one(Questionnaire, asked.wave.questionnaire_id), moment=Moment.START
    )
    make_places(session, asked.edition, 10, quotas=(QuotaInput(1, part_id=asked.small.id),))
    first = apply(session, asked, "large")
    answered = Response(
        wave_id=start.id, edition_id=asked.edition.id, person_id=first.person_id, state=ResponseState.SENT, locale="en"
    )
    session.add(answered)
    session.flush()
    session.add(StoredCell(response_id=answered.id, question_id=asked.phone.id, part_id=asked.small.id))
    session.flush()
    assert apply(session, asked, "small").status is ACCEPTED


def test_who_leaves_takes_the_answers_along_and_answers_anew(session: Session, asked: Screening) -> None:
    make_places(session, asked.edition, 10, quotas=(QuotaInput(1, part_id=asked.small.id),))
    actor = asked.employee(session)
    mine = apply(session, asked, actor=actor)
    waiting = apply(session, asked)
    leave(session, actor, mine.id)
    assert session.scalars(select(Response.person_id)).all() == [waiting.person_id]
    assert waiting.status is ACCEPTED
    assert apply(session, asked, "large", actor).status is ACCEPTED
    chosen = select(StoredCell.part_id).join(Response).where(Response.person_id == actor.person_id)
    assert asked.large.id in session.scalars(chosen).all()


def test_who_is_declined_leaves_no_answers(session: Session, asked: Screening) -> None:
    set_recruitment(session, SYSTEM, asked.edition.id, RecruitmentInput(5, asks_first=True))
    one, other = apply(session, asked), apply(session, asked)
    decider = manager(session, asked.edition)
    accept_application(session, decider, other.id)
    decline_application(session, decider, one.id)
    assert session.scalars(select(Response.person_id)).all() == [other.person_id]


def test_the_end_deletes_the_answers_of_those_still_on_a_list(session: Session, asked: Screening) -> None:
    make_places(session, asked.edition, 1)
    taken = apply(session, asked)
    apply(session, asked)
    asked.edition.status = EditionStatus.CLOSED
    session.commit()
    end_recruitments(session, SYSTEM)
    assert session.scalars(select(Response.person_id)).all() == [taken.person_id]


def test_a_month_after_the_end_no_answers_of_applications_are_left(session: Session, asked: Screening) -> None:
    apply(session, asked)
    asked.edition.status, asked.edition.closed_at = EditionStatus.CLOSED, clock.now() - timedelta(days=29)
    session.commit()
    forget_started(session, SYSTEM)
    assert responses(session) == 1
    asked.edition.closed_at = clock.now() - timedelta(days=31)
    session.commit()
    forget_started(session, SYSTEM)
    assert responses(session) == 0


def test_words_are_stored_as_their_writer_chose(session: Session, asked: Screening) -> None:
    typed = asked.typed(asked.small, "Write to rui@example.org.")
    chosen = {(asked.why.id, WHOLE): f"Write to {MASK}."}
    who = asked.employee(session)
    enrol(session, who, asked.edition.id, JoinInput(answers=typed, words=chosen))
    facts = [asked.edition.facts]
    read = application_answers(session, manager(session, asked.edition), facts, [who.person_id or 0])
    assert [cell.words for cell in read[asked.edition.id, who.person_id or 0][asked.why.id]] == [f"Write to {MASK}."]


def test_only_those_who_decide_read_what_was_answered(session: Session, asked: Screening) -> None:
    enrolment = apply(session, asked)
    facts, people = [asked.edition.facts], [enrolment.person_id]
    read = application_answers(session, manager(session, asked.edition), facts, people)
    assert set(read) == {(asked.edition.id, enrolment.person_id)}
    others = [manager(session, asked.edition, role) for role in (Role.SPONSOR, Role.PRODUCT_TEAM)]
    for nobody in (*others, asked.employee(session)):
        with refused(session, Forbidden):
            application_answers(session, nobody, facts, people)


def test_nobody_deletes_answers_by_hand(session: Session, asked: Screening) -> None:
    enrolment = apply(session, asked)
    decider = manager(session, asked.edition)
    with refused(session, Forbidden):
        drop_screening(session, decider, asked.edition.id, [enrolment.person_id])
    assert responses(session) == 1


def test_twenty_at_once_take_the_last_place_of_a_quota(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session, session.begin():
        asked = make_screening(session, make_edition(session))
        people = [asked.employee(session) for _ in range(PEOPLE)]
        session.flush()
    with Session(shared) as session:
        make_places(session, asked.edition, None, quotas=(QuotaInput(1, part_id=asked.small.id),))
    acts: list[Act] = [acting(apply, asked, "small", who) for who in people]
    assert together(shared, acts) == [""] * PEOPLE
    with Session(shared) as session:
        statuses = session.execute(select(Enrolment.status, func.count()).group_by(Enrolment.status))
        assert {str(status): number for status, number in statuses} == {"accepted": 1, "waiting_list": PEOPLE - 1}
        assert responses(session) == PEOPLE
