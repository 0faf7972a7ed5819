"""A sponsor decides: what is recorded, and what is refused."""

from __future__ import annotations

from dataclasses import replace

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.core.errors import DomainError, Forbidden, FormUsed, NotFound
from app.decisions.errors import AlreadyRecorded, AnotherDecisionStands, DecisionReasonMissing
from app.decisions.models import Decision
from app.decisions.queries import decisions_of
from app.decisions.service import DecisionInput, record_decision
from app.feedback.models import Feedback
from app.feedback.types import Handling, Verdict
from app.figures.types import FigureName
from app.journal.models import JournalEntry
from app.moderation.service import publish_case
from app.outbox.models import OutboxMessage
from app.policy.actor import Role
from tests.factories.accounts import actor_for, make_entity, make_person
from tests.figures.counted import counted
from tests.moderation.world import World, make_world
from tests.parallel import together
from tests.refusals import refused


def published(session: Session, world: World) -> Feedback:
    """Return a contribution everybody may read."""
    case = world.send(session)
    publish_case(session, world.actor(world.manager), case.id, case.version)
    return case


def choice(verdict: Verdict = Verdict.GO, *, reason: str = "It helps everybody.", key: str = "a") -> DecisionInput:
    return DecisionInput(verdict, reason, key * 64)


def decisions(session: Session) -> int:
    return session.scalar(select(func.count(Decision.id))) or 0


@pytest.mark.parametrize(
    ("verdict", "handling", "decided"),
    [
        (Verdict.GO, Handling.DECIDED, 1),
        (Verdict.NO_GO, Handling.NOT_KEPT, 1),
        (Verdict.NOT_OURS, Handling.NOT_KEPT, 1),
        (Verdict.LATER, Handling.DECIDED, 1),
    ],
)
def test_a_decision_moves_the_handling_with_its_figures_journal_and_event(
    session: Session, verdict: Verdict, handling: Handling, decided: int
) -> None:
    world = make_world(session)
    case = published(session, world)
    decision = record_decision(session, world.actor(world.sponsor), case.id, choice(verdict, reason="Es hilft allen."))
    assert (case.handling, case.handling_reason) == (handling, "Es hilft allen.")
    assert (decision.verdict, decision.by_id, decision.language) == (verdict, world.sponsor.id, "de")
    assert counted(session, FigureName.DECIDED) == decided
    entry = session.scalars(select(JournalEntry).where(JournalEntry.action == "decisions.recorded")).one()
    assert (entry.actor_id, entry.object_id, entry.details["verdict"]) == (world.sponsor.id, case.id, verdict.value)
    assert "hilft" not in str(entry.details)
    event = session.scalars(select(OutboxMessage).where(OutboxMessage.name == "decisions.recorded")).one()
    assert event.payload["verdict"] == verdict.value


def test_the_last_decision_stands_and_the_earlier_ones_are_kept(session: Session) -> None:
    world = make_world(session)
    case = published(session, world)
    actor = world.actor(world.sponsor)
    first = record_decision(session, actor, case.id, choice(Verdict.LATER))
    second = DecisionInput(Verdict.GO, "Now we can.", "b" * 64)
    with refused(session, AnotherDecisionStands):
        record_decision(session, actor, case.id, second)
    record_decision(session, actor, case.id, replace(second, replaces=first.id))
    rows = decisions_of(session, world.actor(world.colleague), case.id)
    assert [(row.verdict, row.reason, row.by_name) for row in rows] == [
        (Verdict.GO, "Now we can.", world.sponsor.name),
        (Verdict.LATER, "It helps everybody.", world.sponsor.name),
    ]
    assert case.handling is Handling.DECIDED


def test_the_same_form_twice_is_one_decision(session: Session) -> None:
    world = make_world(session)
    case = published(session, world)
    version_before = case.version
    record_decision(session, world.actor(world.sponsor), case.id, choice())
    with refused(session, AlreadyRecorded):
        record_decision(session, world.actor(world.sponsor), case.id, choice())
    with refused(session, FormUsed):
        record_decision(session, world.actor(world.sponsor), case.id, choice(Verdict.NO_GO))
    session.refresh(case)
    assert (decisions(session), case.handling, case.version) == (1, Handling.DECIDED, version_before + 1)


@pytest.mark.parametrize("reason", ["", " \n "])
def test_a_decision_has_a_reason(session: Session, reason: str) -> None:
    world = make_world(session)
    case = published(session, world)
    with refused(session, DecisionReasonMissing):
        record_decision(session, world.actor(world.sponsor), case.id, choice(reason=reason))
    assert (decisions(session), case.handling) == (0, Handling.NEW)


@pytest.mark.parametrize("who", ["author", "manager", "ambassador", "colleague"])
def test_only_the_sponsor_decides(session: Session, who: str) -> None:
    world = make_world(session)
    case = published(session, world)
    with refused(session, Forbidden):
        record_decision(session, world.actor(getattr(world, who)), case.id, choice())
    assert (decisions(session), case.handling) == (0, Handling.NEW)


@pytest.mark.parametrize(("role", "error"), [(Role.SPONSOR, NotFound), (Role.CENTRAL_TEAM, Forbidden)])
def test_neither_another_entity_s_sponsor_nor_the_central_team_decides(
    session: Session, role: Role, error: type[DomainError]
) -> None:
    world = make_world(session)
    case = published(session, world)
    elsewhere = make_entity(session)
    person = make_person(session, entity=elsewhere)
    actor = actor_for(person, role, entity=elsewhere if role is Role.SPONSOR else None)
    with refused(session, error):
        record_decision(session, actor, case.id, choice())
    assert decisions(session) == 0


def test_what_is_not_published_is_not_decided(session: Session) -> None:
    world = make_world(session)
    case = world.send(session)
    with refused(session, NotFound):
        record_decision(session, world.actor(world.sponsor), case.id, choice())
    with refused(session, NotFound):
        decisions_of(session, world.actor(world.sponsor), case.id)
    assert decisions(session) == 0


def test_several_clicks_at_once_are_one_decision(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        world = make_world(session)
        case_id = published(session, world).id
    actor = world.actor(world.sponsor)
    codes = together(shared, [lambda session: record_decision(session, actor, case_id, choice())] * 4)
    assert codes == ["", *["decisions.already_recorded"] * 3]
    with Session(shared) as session:
        assert decisions(session) == 1
