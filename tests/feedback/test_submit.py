"""A tester leaves a contribution: what is recorded, and what is refused."""

from __future__ import annotations

from datetime import UTC, datetime, time
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign
from app.campaigns.types import EditionStatus, IdentityLevel, PhaseKind
from app.core.references import reference_hash
from app.enrolment.errors import NotEnrolled
from app.entities.models import Entity
from app.feedback.errors import AlreadySent, FeedbackClosed, LevelNotOffered, StepOfAnotherMission
from app.feedback.models import Feedback
from app.feedback.service.handle import publish_feedback
from app.feedback.service.submit import FeedbackInput, submit_feedback
from app.feedback.types import State
from app.figures.definitions import ANY_DAY
from app.figures.models import FigureCount
from app.figures.types import FigureName
from app.figures.weeks import monday_of
from app.files.storage import memory_storage
from app.journal.models import JournalEntry
from app.outbox.models import OutboxMessage
from tests.conftest import CountQueries
from tests.factories.accounts import actor_for, make_entity, make_person
from tests.factories.campaigns import make_campaign, make_edition, make_enrolment, make_mission
from tests.feedback.scene import Scene, make_input, make_manager, make_scene
from tests.figures.counted import counted
from tests.refusals import refused

STATEMENTS = 15  # the whole use case, pages' own reads apart


def send(session: Session, scene: Scene, data: FeedbackInput) -> Feedback:
    return session.get_one(Feedback, submit_feedback(session, scene.actor, scene.address, data, memory_storage()))


def test_records_the_contribution_with_its_figures_journal_and_event_together(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    feedback = send(session, scene, make_input(rating=4, body="Der Upload bricht bei großen Fotos ab."))
    assert (feedback.state, feedback.author_id, feedback.rating) == (State.PUBLISHED, scene.person.id, 4)
    assert feedback.language == "de"
    assert counted(session, FigureName.CONTRIBUTIONS) == 1
    assert counted(session, FigureName.ACTIVE) == 1
    assert session.scalars(select(JournalEntry.action)).all() == ["feedback.submitted"]
    message = session.scalars(select(OutboxMessage)).one()
    assert message.payload == {"feedback_id": feedback.id, "waits": False}


def test_a_trusted_author_is_published_at_once(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    feedback = send(session, scene, make_input())
    assert feedback.state is State.PUBLISHED
    assert feedback.waiting_since is None


def test_an_untraceable_contribution_waits_and_stores_nothing_about_its_author(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    data = make_input(identity="untraceable", code="abcd-efgh-jkmn-pqrs")
    feedback = send(session, scene, data)
    assert feedback.state is State.WAITING
    assert feedback.author_id is None
    assert feedback.created_at.time() == time.min
    assert feedback.reference_hash == reference_hash("ABCD EFGH JKMN PQRS")
    assert session.scalars(select(JournalEntry)).all() == []
    assert counted(session, FigureName.ACTIVE) == 0
    enrolment = scene.enrolment
    session.refresh(enrolment)
    assert enrolment.active_since is None


def test_the_contract_is_frozen_by_the_first_contribution(session: Session) -> None:
    scene = make_scene(session)
    send(session, scene, make_input())
    assert session.get_one(Campaign, scene.campaign.id, populate_existing=True).frozen_at is not None


def test_the_promise_is_dated_in_the_entitys_working_days(session: Session) -> None:
    entity = make_entity(session, holidays=())
    scene = make_scene(session, entity=entity, answer_within_days=5)
    feedback = send(session, scene, make_input())
    assert feedback.due_on == entity.add_working_days(feedback.created_at.date(), 5)
    assert feedback.due_on is not None
    assert feedback.due_on.isoweekday() <= 5


def test_the_same_form_sent_twice_is_one_contribution(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    data = make_input()
    send(session, scene, data)
    with refused(session, AlreadySent):
        send(session, scene, data)
    assert session.scalar(select(func.count()).select_from(Feedback)) == 1
    assert counted(session, FigureName.CONTRIBUTIONS) == 1


@pytest.mark.parametrize(
    ("status", "phase", "error"),
    [
        (EditionStatus.CLOSED, PhaseKind.TEST, FeedbackClosed),
        (EditionStatus.DRAFT, PhaseKind.TEST, FeedbackClosed),
        (EditionStatus.OPEN, PhaseKind.VOTE, FeedbackClosed),
        (EditionStatus.OPEN, None, FeedbackClosed),
    ],
)
def test_refuses_an_edition_that_takes_nothing(
    session: Session, status: EditionStatus, phase: PhaseKind | None, error: type[Exception]
) -> None:
    scene = make_scene(session, status=status, phase=phase)
    with refused(session, error):
        send(session, scene, make_input())
    assert session.scalars(select(Feedback)).all() == []


def test_refuses_who_does_not_take_part(session: Session) -> None:
    scene = make_scene(session)
    stranger = make_person(session, entity=scene.entity)
    with refused(session, NotEnrolled):
        submit_feedback(session, actor_for(stranger), scene.address, make_input(), memory_storage())
    assert session.scalars(select(Feedback)).all() == []


def test_refuses_a_level_the_campaign_does_not_offer(session: Session) -> None:
    scene = make_scene(session, levels=(IdentityLevel.NAMED,))
    with refused(session, LevelNotOffered):
        send(session, scene, make_input(identity="untraceable"))


def test_refuses_a_step_of_another_mission(session: Session) -> None:
    scene = make_scene(session)
    other = make_mission(session, campaign=make_campaign(session))
    session.refresh(other, ["steps"])
    with refused(session, StepOfAnotherMission):
        send(session, scene, make_input(step_id=other.steps[0].id))


def test_people_are_counted_once_however_often_they_write(session: Session) -> None:
    scene = make_scene(session, trusted=True)
    for number in range(3):
        send(session, scene, make_input(key=f"key-{number}"))
    assert counted(session, FigureName.ACTIVE) == 1
    assert counted(session, FigureName.CONTRIBUTIONS) == 3


@pytest.mark.parametrize("trusted", [True, False])
def test_the_statements_stay_under_their_budget(session: Session, queries: CountQueries, *, trusted: bool) -> None:
    scene = make_scene(session, trusted=trusted)
    send(session, scene, make_input(key="first"))
    session.commit()
    with queries() as seen:
        send(session, scene, make_input(key="second"))
    assert len(seen) <= STATEMENTS - 4, seen.seen  # the page itself reads four times before


def test_a_contribution_at_midnight_counts_in_its_utc_week(session: Session) -> None:
    scene = make_scene(session)
    feedback = send(session, scene, make_input(identity="untraceable", code="c"))
    assert feedback.created_at == datetime.combine(feedback.created_at.date(), time.min, tzinfo=UTC)
    publish_feedback(session, make_manager(session, scene)[1], feedback.id, feedback.version)
    days = select(FigureCount.day).where(FigureCount.name == FigureName.CONTRIBUTIONS)
    assert sorted(session.scalars(days)) == [ANY_DAY, monday_of(feedback.created_at.date())]


def test_somebody_who_left_meanwhile_is_refused(session: Session) -> None:
    scene = make_scene(session, enrol=False)
    make_enrolment(session, person=make_person(session, entity=scene.entity), edition=scene.edition)
    with pytest.raises(Exception, match="not_enrolled"):
        send(session, scene, make_input())
    assert session.scalars(select(Feedback)).all() == []


def test_another_edition_of_the_campaign_is_not_ones_own(session: Session) -> None:
    scene = make_scene(session)
    abroad = make_edition(session, campaign=scene.campaign)
    elsewhere = make_person(session, entity=session.get_one(Entity, abroad.entity_id))
    with refused(session, NotEnrolled):
        actor = actor_for(elsewhere, enrolled=(scene.campaign.id,))
        submit_feedback(session, actor, scene.address, make_input(), memory_storage())
    feedback = send(session, scene, make_input())
    assert (feedback.edition_id, feedback.entity_id) == (scene.edition.id, scene.entity.id)


@pytest.mark.parametrize("identity", ["named", "untraceable"])
@pytest.mark.parametrize("wrong", [{"number": 9}, {"slug": "no-such-campaign"}])
def test_a_mission_that_is_not_there_takes_nothing(session: Session, wrong: dict[str, Any], identity: str) -> None:
    scene = make_scene(session)
    address = scene.address._replace(**wrong)
    with refused(session, NotEnrolled):
        data = make_input(identity=identity, code="c")
        submit_feedback(session, scene.actor, address, data, memory_storage())


@pytest.mark.parametrize("identity", ["named", "untraceable"])
def test_a_contribution_is_of_its_mission_and_its_step(session: Session, identity: str) -> None:
    scene = make_scene(session)
    make_mission(session, campaign=scene.campaign, number=2)
    step = scene.mission.steps[-1].id
    feedback = send(session, scene, make_input(identity=identity, step_id=step, code="c"))
    assert (feedback.mission_id, feedback.step_id) == (scene.mission.id, step)
