"""What follows from a decision: planned, reported, measured, and what becomes of the contributions."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from functools import partial
from typing import Any

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from app.accounts.models import Mandate
from app.accounts.types import PersonStatus
from app.actions.errors import (
    ActionWordsMissing,
    AnswersMissing,
    DecisionReplaced,
    IndicatorMissing,
    MeasuredLater,
    OwnerUnknown,
    ReferenceNotSafe,
    TargetMissing,
)
from app.actions.models import ActionItem, ActionMeasure
from app.actions.queries import ActionFilters, action_by_id, actions_page, public_actions
from app.actions.service import (
    ActionInput,
    MeasureInput,
    ProgressInput,
    change_action,
    measure_action,
    plan_action,
    report_action,
    tell_of_missing_owners,
)
from app.actions.types import ActionState, Effect, Indicator, effect_of
from app.core import clock, idents
from app.core.errors import ChangedMeanwhile, DomainError, Forbidden, FormUsed, NotFound, NotPossibleNow
from app.decisions.models import Decision
from app.decisions.service import DecisionInput, record_decision
from app.feedback.models import Feedback
from app.feedback.types import Handling, Verdict
from app.moderation.service import publish_case
from app.notifications.jobs import tell_due_actions
from app.notifications.models import Notice
from app.outbox.models import OutboxMessage
from app.policy.actor import SYSTEM, Actor, Role
from tests.conftest import Browser, CountQueries
from tests.factories.accounts import actor_for, make_entity, make_person
from tests.moderation.world import World, make_world
from tests.parallel import together
from tests.refusals import refused

DUE = date(2030, 3, 1)
HTTPS = "https://backlog.example/item/7"


def decided(session: Session, world: World, key: str = "a") -> tuple[Feedback, Decision]:
    case = world.send(session, title=f"Title {key}", body=f"Some words about {key}, and a few more.")
    publish_case(session, world.actor(world.manager), case.id, case.version)
    choice = DecisionInput(Verdict.GO, f"It helps everybody, {key}.", key * 64)
    return case, record_decision(session, world.actor(world.sponsor), case.id, choice)


def plan(world: World, **more: Any) -> ActionInput:
    data = ActionInput(
        "Ask for the code once", world.colleague.email, DUE, HTTPS, "Calls each week", "calls", 120.0, 60.0,
        submission_key="p" * 64,
    )  # fmt: skip
    return replace(data, **more)


def test_a_sponsor_plans_an_action_and_its_owner_is_told(session: Session) -> None:
    world = make_world(session)
    _case, decision = decided(session, world)
    actor = world.actor(world.sponsor)
    made = plan_action(session, actor, decision.id, plan(world))
    assert plan_action(session, actor, decision.id, plan(world)).id == made.id
    with refused(session, FormUsed):
        plan_action(session, actor, decision.id, plan(world, title="Another"))
    row = action_by_id(session, world.actor(world.colleague), made.id)
    assert (row.owner_name, row.state, row.effect) == (world.colleague.name, ActionState.PLANNED, Effect.NOT_MEASURED)
    event = session.scalars(select(OutboxMessage).where(OutboxMessage.name == "actions.given")).one()
    assert event.payload["owner_id"] == world.colleague.id
    (public,) = public_actions(session, world.actor(world.author), [decision.id])
    assert world.colleague.name not in str(public)


@pytest.mark.parametrize(
    ("wrong", "error"),
    [
        ({"owner": "nobody@example.test"}, OwnerUnknown),
        ({"reference": "http://backlog.example"}, ReferenceNotSafe),
        ({"reference": "javascript:alert(1)"}, ReferenceNotSafe),
        ({"reference": "https://user:secret@backlog.example"}, ReferenceNotSafe),
        ({"reference": "https://["}, ReferenceNotSafe),
        ({"target": None}, TargetMissing),
        ({"indicator": ""}, TargetMissing),
    ],
)
def test_what_cannot_be_is_refused(session: Session, wrong: dict[str, object], error: type[DomainError]) -> None:
    world = make_world(session)
    _case, decision = decided(session, world)
    with refused(session, error):
        plan_action(session, world.actor(world.sponsor), decision.id, plan(world, **wrong))


def test_an_owner_works_in_the_entity_and_others_plan_nothing(session: Session) -> None:
    world = make_world(session)
    case, decision = decided(session, world)
    stranger = make_person(session, entity=make_entity(session))
    with refused(session, OwnerUnknown):
        plan_action(session, world.actor(world.sponsor), decision.id, plan(world, owner=stranger.email))
    for person in (world.manager, world.colleague, world.author):
        with refused(session, Forbidden):
            plan_action(session, world.actor(person), decision.id, plan(world))
    with refused(session, NotFound):
        plan_action(session, actor_for(stranger), decision.id, plan(world))
    later = DecisionInput(Verdict.NO_GO, "Too dear.", "z" * 64, replaces=decision.id)
    record_decision(session, world.actor(world.sponsor), case.id, later)
    with refused(session, DecisionReplaced):
        plan_action(session, world.actor(world.sponsor), decision.id, plan(world))


def test_done_moves_the_contributions_once_nothing_goes_on(session: Session) -> None:
    world = make_world(session)
    case, decision = decided(session, world)
    sponsor, owner = world.actor(world.sponsor), world.actor(world.colleague)
    first = plan_action(session, sponsor, decision.id, plan(world))
    second = plan_action(session, sponsor, decision.id, plan(world, submission_key="q" * 64))
    done = ProgressInput(ActionState.DONE, "One code is enough since March.", 1)
    with refused(session, ActionWordsMissing):
        report_action(session, owner, first.id, replace(done, note=" "))
    with refused(session, NotFound):
        report_action(session, world.actor(world.author), first.id, done)
    with refused(session, Forbidden):
        report_action(session, world.actor(world.manager), first.id, done)
    report_action(session, owner, first.id, done)
    report_action(session, owner, first.id, done)
    assert case.handling is Handling.DECIDED
    report_action(session, owner, second.id, done)
    session.expire_all()
    assert (case.handling, case.handling_reason) == (Handling.DONE, "One code is enough since March.")
    told = session.scalars(select(OutboxMessage).where(OutboxMessage.name == "feedback.handled")).all()
    assert sorted(each.payload["handling"] for each in told) == ["decided", "done"]
    with refused(session, NotPossibleNow):
        report_action(session, owner, first.id, ProgressInput(ActionState.UNDER_WAY, "Again", 2))


def test_two_who_report_at_once_do_not_overwrite_each_other(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        world = make_world(session)
        _case, decision = decided(session, world)
        action_id = plan_action(session, world.actor(world.sponsor), decision.id, plan(world)).id
    reports = [partial(_report, world.actor(world.colleague), action_id, word) for word in ("One", "Two")]
    assert together(shared, reports) == ["", "changed_meanwhile"]


def _report(actor: Actor, action_id: int, note: str, session: Session) -> None:
    report_action(session, actor, action_id, ProgressInput(ActionState.UNDER_WAY, note, 1))


@pytest.mark.parametrize(
    ("indicator", "value", "answers", "effect"),
    [
        (("calls", 120, 60), None, None, Effect.NOT_MEASURED),
        (("calls", None, None), 5, None, Effect.NOT_MEASURED),
        (("calls", 120, 60), 60, None, Effect.REACHED),
        (("calls", 120, 60), 61, None, Effect.BETTER),
        (("calls", 120, 60), 120, None, Effect.NO_CHANGE),
        (("calls", 120, 60), 121, None, Effect.WORSE),
        (("points", 60, 75), 76, None, Effect.REACHED),
        (("points", 60, 75), 59, None, Effect.WORSE),
        (("%", 60, 75), 80, 19, Effect.TOO_FEW),
        (("%", 60, 75), 80, None, Effect.TOO_FEW),
        (("%", 60, 75), 80, 20, Effect.REACHED),
    ],
)
def test_an_effect_is_said_plainly(
    indicator: tuple[str, float | None, float | None], value: float | None, answers: int | None, effect: Effect
) -> None:
    assert effect_of(Indicator(*indicator), value, answers) is effect


def test_values_are_measured_with_day_source_and_number(session: Session) -> None:
    world = make_world(session)
    _case, decision = decided(session, world)
    owner = world.actor(world.colleague)
    share = plan_action(session, world.actor(world.sponsor), decision.id, plan(world, unit="%"))
    bare = plan(world, indicator="", unit="", baseline=None, target=None, submission_key="q" * 64)
    without = plan_action(session, world.actor(world.sponsor), decision.id, bare)
    value = MeasureInput(55.0, clock.today() - timedelta(days=1), "Survey of March", 25, "m" * 64)
    with refused(session, AnswersMissing):
        measure_action(session, owner, share.id, replace(value, answers=None))
    with refused(session, MeasuredLater):
        measure_action(session, owner, share.id, replace(value, measured_on=clock.today() + timedelta(days=3)))
    with refused(session, IndicatorMissing):
        measure_action(session, owner, without.id, value)
    measure_action(session, owner, share.id, value)
    measure_action(session, owner, share.id, value)
    with refused(session, FormUsed):
        measure_action(session, owner, share.id, replace(value, value=3.0))
    assert len(session.scalars(select(ActionMeasure)).all()) == 1
    row = action_by_id(session, owner, share.id)
    assert (row.value, row.answers, row.effect) == (55.0, 25, Effect.REACHED)


def test_an_owner_who_leaves_is_said_and_the_sponsor_asked_once(session: Session, browser: Browser) -> None:
    world = make_world(session)
    _case, decision = decided(session, world)
    sponsor = world.actor(world.sponsor)
    left = plan_action(session, sponsor, decision.id, plan(world))
    ended = plan_action(session, sponsor, decision.id, plan(world, owner=world.manager.email, submission_key="q" * 64))
    stays = plan_action(session, sponsor, decision.id, plan(world, owner=world.author.email, submission_key="r" * 64))
    assert tell_of_missing_owners(session, SYSTEM) == 0
    world.colleague.status = PersonStatus.DISABLED
    mandate = session.scalars(select(Mandate).where(Mandate.person_id == world.manager.id)).one()
    mandate.starts_on, mandate.ends_on = date(2020, 1, 1), date(2020, 1, 2)
    session.commit()
    assert [tell_of_missing_owners(session, SYSTEM) for _ in range(2)] == [2, 0]
    told = session.scalars(select(OutboxMessage).where(OutboxMessage.name == "actions.owner_missing")).all()
    assert {each.payload["action_id"] for each in told} == {left.id, ended.id}
    client = browser.as_(world.sponsor)
    assert "The owner has left. The sponsor is asked" in client.get(f"/actions/{idents.encode(left.id)}").text
    assert client.get("/actions").text.count("The owner has left") == 2
    assert not action_by_id(session, sponsor, stays.id).has_owner_left
    change_action(session, sponsor, left.id, plan(world, owner=world.author.email))
    assert not action_by_id(session, sponsor, left.id).has_owner_left


def test_owners_are_reminded_once_before_and_once_after_the_day(session: Session) -> None:
    world = make_world(session)
    _case, decision = decided(session, world)
    soon = plan(world, due_on=clock.today() + timedelta(days=3))
    made = plan_action(session, world.actor(world.sponsor), decision.id, soon)
    far = plan(world, due_on=clock.today() + timedelta(days=30), submission_key="q" * 64)
    plan_action(session, world.actor(world.sponsor), decision.id, far)
    for _ in range(2):
        tell_due_actions(session, clock.now())
    with clock.set_to(clock.now() + timedelta(days=4)):
        for _ in range(2):
            tell_due_actions(session, clock.now())
    notices = session.scalars(select(Notice).where(Notice.kind == "action_due")).all()
    assert [(each.person_id, each.subject_id) for each in notices] == [(world.colleague.id, made.id)] * 2


def test_a_decimal_comma_is_read_and_what_is_no_number_stays_typed(session: Session, browser: Browser) -> None:
    world = make_world(session)
    _case, decision = decided(session, world)
    client = browser.as_(world.sponsor)
    sent = {
        "title": "Ask less", "owner": world.colleague.email, "due_on": "2030-03-01",
        "indicator": "Calls each week", "unit": "calls", "baseline": "120,5", "target": "sixty", "key": "k" * 32,
    }  # fmt: skip
    address = f"/decisions/{idents.encode(decision.id)}/actions/new"
    refused = client.post(address, data=sent)
    assert (refused.status_code, "Enter a number." in refused.text) == (422, True)
    assert all(f'value="{typed}"' in refused.text for typed in ("120,5", "sixty"))
    assert session.scalars(select(ActionItem)).all() == []
    assert client.post(address, data=sent | {"target": "60,25"}).status_code == 303
    assert session.execute(select(ActionItem.baseline, ActionItem.target)).all() == [(120.5, 60.25)]


def test_the_pages_plan_edit_report_and_measure(session: Session, browser: Browser) -> None:
    world = make_world(session)
    _case, decision = decided(session, world)
    client, owner = browser.as_(world.sponsor), browser.as_(world.colleague)
    sent = {
        "title": "T" * 300, "owner": world.colleague.email, "due_on": "2030-03-01", "reference": HTTPS,
        "indicator": "Calls each week", "unit": "calls", "baseline": "120", "target": "60", "key": "k" * 32,
    }  # fmt: skip
    address = f"/decisions/{idents.encode(decision.id)}/actions/new"
    assert "Plan an action" in client.get("/decisions").text
    assert client.post(address, data=sent | {"title": "T" * 301}).status_code == 422
    assert client.post(address, data=sent | {"target": "nan"}).status_code == 422
    made = [client.post(address, data=sent).location for _ in range(2)]
    assert made[0] == made[1]
    assert "T" * 300 in owner.get("/actions").text
    assert browser.as_(world.author).get(made[0]).status_code == 404
    assert owner.get(f"{made[0]}/edit").status_code == 403
    changed = sent | {"title": "Ask once", "version": "1"}
    assert client.post(f"{made[0]}/edit", data=changed).status_code == 303
    stale = client.post(f"{made[0]}/edit", data=sent | {"title": "Ask twice", "version": "1"})
    assert stale.status_code == 409
    assert "Stored now:" in stale.text
    report = {"state": "under_way", "note": "We have begun.", "version": "2"}
    assert owner.post(made[0], data=report).status_code == 303
    late = owner.post(made[0], data=report | {"note": "We go on."})
    assert (late.status_code, "Stored now:" in late.text) == (409, True)
    value = {"value": "58", "measured_on": "2026-01-10", "source": "Help desk", "key": "m" * 32}
    assert owner.post(f"{made[0]}/measures", data=value | {"value": ""}).status_code == 422
    assert owner.post(f"{made[0]}/measures", data=value).status_code == 303
    page = owner.get(made[0]).text
    for words in ("Target reached", "58\u00a0calls", "Help desk", "We have begun.", 'rel="noreferrer noopener"'):
        assert words in page


def test_the_list_costs_the_same_and_narrows(session: Session, browser: Browser, queries: CountQueries) -> None:
    world = make_world(session)
    _case, decision = decided(session, world)
    client, counted = browser.as_(world.sponsor), []
    for keys in ("ab", "cd"):
        for key in keys:
            plan_action(session, world.actor(world.sponsor), decision.id, plan(world, submission_key=key * 64))
        with queries() as seen:
            assert client.get("/actions").status_code == 200
        counted.append(len(seen))
    assert counted[0] == counted[1]
    assert client.get("/actions?state=done").text.count('class="title"') == 0
    assert client.get("/actions?state=late&decision=x&entity=y&after=~").status_code == 200
    mine = client.get(f"/actions?decision={idents.encode(decision.id)}&state=planned").text
    assert mine.count('class="title"') == 4
    assert browser.as_(world.author).get("/actions").text.count('class="title"') == 0


@pytest.mark.parametrize("role", list(Role))
def test_the_list_follows_the_rule(session: Session, role: Role) -> None:
    world = make_world(session)
    _case, decision = decided(session, world)
    made = plan_action(session, world.actor(world.sponsor), decision.id, plan(world))
    person = make_person(session, entity=world.entity)
    actor = actor_for(person, role, entity=world.entity)
    listed = {row.id for row in actions_page(session, actor, ActionFilters()).rows}
    try:
        action_by_id(session, actor, made.id)
        may = True
    except NotFound:
        may = False
    assert (made.id in listed) is may
    assert session.scalars(select(ActionItem.id)).all() == [made.id]


def test_a_stale_change_is_refused(session: Session) -> None:
    world = make_world(session)
    _case, decision = decided(session, world)
    actor = world.actor(world.sponsor)
    made = plan_action(session, actor, decision.id, plan(world))
    change_action(session, actor, made.id, plan(world, title="Ask once"))
    with refused(session, ChangedMeanwhile):
        change_action(session, actor, made.id, plan(world, title="Ask twice"))
