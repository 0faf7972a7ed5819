"""One decision on several contributions, undone together."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session

from app.core import clock, idents
from app.core.errors import Forbidden, NotFound
from app.feedback.models import Feedback
from app.feedback.service.handle import AnswerInput, answer_feedback
from app.feedback.service.revise import RevisionInput, revise_feedback
from app.feedback.types import State
from app.figures.types import FigureName
from app.files.storage import memory_storage
from app.moderation.errors import CannotBeUndone, HidingReasonMissing, NothingSelected, QuestionMissing
from app.moderation.models import ModerationDecision
from app.moderation.service import (
    UNDO_BATCH_WITHIN,
    UNDO_WITHIN,
    BatchUndone,
    Picked,
    decide_cases,
    hide_case,
    publish_case,
    undo_decisions,
)
from app.moderation.types import Outcome
from app.notifications.models import Notice
from tests.conftest import Browser, CountQueries
from tests.figures.counted import counted
from tests.moderation.world import World, make_world
from tests.notifications.conftest import Worker
from tests.parallel import together
from tests.refusals import refused

STATEMENTS_MAX = 20


def several(session: Session, world: World, count: int = 3) -> list[Feedback]:
    return [world.send(session, title=f"Subject {number} of {count}") for number in range(count)]


def picked(cases: list[Feedback]) -> list[Picked]:
    return [Picked(case.id, case.version) for case in cases]


@pytest.mark.parametrize(
    ("outcome", "state"),
    [(Outcome.PUBLISHED, State.PUBLISHED), (Outcome.SENT_BACK, State.SENT_BACK), (Outcome.HIDDEN, State.HIDDEN)],
)
def test_each_is_decided_and_all_are_undone(session: Session, outcome: Outcome, state: State) -> None:
    world = make_world(session)
    cases, actor = several(session, world), world.actor(world.manager)
    before = counted(session, FigureName.CONTRIBUTIONS)
    done = decide_cases(session, actor, outcome, picked(cases), "Which phone?")
    assert (done.decided, done.left) == (3, 0)
    assert {case.state for case in cases} == {state}
    assert undo_decisions(session, actor, done.batch_id).undone == 3
    assert {case.state for case in cases} == {State.WAITING}
    assert counted(session, FigureName.CONTRIBUTIONS) == before
    assert session.scalar(select(func.count(ModerationDecision.id))) == 0


def test_what_changed_or_is_not_the_actor_s_is_left_as_it_is(session: Session) -> None:
    world = make_world(session)
    cases, ambassador = several(session, world), world.actor(world.ambassador)
    cases[0].language = cases[1].language = "pt"
    own = world.send(session, world.ambassador, title="Mine")
    own.language = "pt"
    hide_case(session, world.actor(world.manager), cases[1].id, cases[1].version, "It shows an account.")
    stale = Picked(cases[1].id, 1)
    done = decide_cases(session, ambassador, Outcome.PUBLISHED, [*picked([cases[0], cases[2], own]), stale])
    assert (done.decided, done.left) == (1, 3)
    states = [case.state for case in (*cases, own)]
    assert states == [State.PUBLISHED, State.HIDDEN, State.WAITING, State.WAITING]


def test_what_is_refused(session: Session) -> None:
    world = make_world(session)
    cases, actor = several(session, world, 2), world.actor(world.manager)
    for outcome, chosen, error in (
        (Outcome.PUBLISHED, [], NothingSelected),
        (Outcome.PUBLISHED_AND_TRUSTED, picked(cases), NothingSelected),
        (Outcome.SENT_BACK, picked(cases), QuestionMissing),
        (Outcome.HIDDEN, picked(cases), HidingReasonMissing),
    ):
        with refused(session, error):
            decide_cases(session, actor, outcome, chosen, " ")
    with refused(session, Forbidden):
        decide_cases(session, world.actor(world.colleague), Outcome.PUBLISHED, picked(cases))
    done = decide_cases(session, actor, Outcome.PUBLISHED, picked(cases))
    with refused(session, NotFound):
        undo_decisions(session, world.actor(world.deputy), done.batch_id)
    with clock.set_to(clock.now() + UNDO_BATCH_WITHIN + timedelta(seconds=1)), refused(session, CannotBeUndone):
        undo_decisions(session, actor, done.batch_id)


def test_the_page_selects_decides_and_undoes_without_script(session: Session, browser: Browser) -> None:
    world = make_world(session)
    cases, client = several(session, world), browser.as_(world.manager)
    page = client.get("/moderation").text
    values = re.findall(r'name="case" value="([^"]+)"', page)
    assert values == [f"{idents.encode(case.id)}.{case.version}" for case in cases]
    answer = client.post("/moderation/bulk", data={"case": values[:2], "act": "hidden", "words": ""})
    assert answer.status_code == 422
    assert re.findall(r'name="case" value="([^"]+)"[^>]* checked', answer.text) == values[:2]
    assert "Please choose or write a reason" in answer.text
    assert client.post("/moderation/bulk", data={"act": "published"}).status_code == 422
    answer = client.post("/moderation/bulk", data={"case": [*values[:2], "x.1"], "act": "published"})
    assert answer.status_code == 302
    page = client.get(answer.location).text
    assert "2\u00a0contributions are decided." in page
    undo = re.search(r'action="(/moderation/bulk/\w+/undo)"', page)
    assert undo is not None
    client.post(undo[1])
    session.expire_all()
    assert {session.get_one(Feedback, case.id).state for case in cases} == {State.WAITING}


def test_two_moderators_at_once_decide_each_once(shared: Engine) -> None:
    with Session(shared, expire_on_commit=False) as session:
        world = make_world(session)
        cases = several(session, world, 6)
    manager, deputy, chosen = world.actor(world.manager), world.actor(world.deputy), picked(cases)
    together(
        shared,
        [
            lambda session: decide_cases(session, manager, Outcome.PUBLISHED, chosen),
            lambda session: decide_cases(session, deputy, Outcome.HIDDEN, chosen[::-1], "It shows an account."),
            lambda session: publish_case(session, manager, chosen[3].feedback_id, chosen[3].version),
        ],
    )
    with Session(shared) as session:
        assert session.scalar(select(func.count(ModerationDecision.id))) == len(cases)


def test_confidential_ones_among_others_cost_no_statement_each(session: Session, queries: CountQueries) -> None:
    world, spent = make_world(session), []
    actor, colleague = world.actor(world.manager), world.colleague
    for count in (3, 6):
        cases = [
            world.send(session, colleague, identity=identity, title=f"Subject {number} of {count}, {identity}")
            for number in range(count)
            for identity in ("confidential", "named")
        ]
        session.expunge_all()  # as in a request: nothing is held
        with queries() as decided:
            assert decide_cases(session, actor, Outcome.PUBLISHED, picked(cases)).decided == 2 * count
        spent.append(len(decided))
    assert spent[0] == spent[1] <= STATEMENTS_MAX


def test_as_many_statements_for_many_as_for_few(session: Session, queries: CountQueries) -> None:
    world = make_world(session)
    actor = world.actor(world.manager)
    spent = []
    for count in (3, 6):
        cases = several(session, world, count)
        with queries() as decided:
            done = decide_cases(session, actor, Outcome.PUBLISHED, picked(cases))
        with queries() as undone:
            assert undo_decisions(session, actor, done.batch_id).undone == count
        spent.append((len(decided), len(undone)))
    assert spent[0] == spent[1]
    assert max(spent[0]) <= STATEMENTS_MAX


def test_the_same_undo_twice_is_one(session: Session) -> None:
    world = make_world(session)
    actor, cases = world.actor(world.manager), several(session, world, 2)
    done = decide_cases(session, actor, Outcome.PUBLISHED, picked(cases))
    assert undo_decisions(session, actor, done.batch_id).undone == 2
    assert undo_decisions(session, actor, done.batch_id).undone == 2  # the same click twice


def told(session: Session) -> list[str]:
    return sorted(session.scalars(select(Notice.kind)))


def test_after_the_seconds_a_batch_is_undone_but_what_was_edited_or_answered_stays(
    session: Session, worker: Worker, browser: Browser
) -> None:
    world = make_world(session)
    cases, actor = several(session, world, 4), world.actor(world.manager)
    done = decide_cases(session, actor, Outcome.PUBLISHED, picked(cases))
    with clock.set_to(clock.now() + UNDO_WITHIN + timedelta(seconds=1)):
        worker.deliver()
        edited, answered, *_others = cases
        words = RevisionInput("New words", "Said better.", edited.version)
        revise_feedback(session, world.actor(world.author), edited.id, words, memory_storage())
        answer_feedback(session, world.actor(world.deputy), answered.id, AnswerInput("Thank you."))
        client = browser.as_(world.manager)
        page = client.get("/moderation/decided").text
        assert "4\u00a0contributions published" in page
        undo = re.search(r'formaction="(/moderation/bulk/\w+/undo)"', page)
        assert undo is not None
        after = client.post(undo[1], follow_redirects=True).text
        assert "2\u00a0contributions have changed" in after
        session.expire_all()
        states = [session.get_one(Feedback, case.id).state for case in cases]
        assert states == [State.PUBLISHED, State.PUBLISHED, State.WAITING, State.WAITING]
        assert counted(session, FigureName.CONTRIBUTIONS) == 2
        worker.deliver()
        assert told(session).count("feedback_decision_undone") == 2
        assert undo_decisions(session, actor, done.batch_id) == BatchUndone(2, 2)  # the same click twice
        worker.deliver()
        assert told(session).count("feedback_decision_undone") == 2
        assert "Undone: 2" in client.get("/moderation/decided").text
        assert "Nothing decided at once" in browser.as_(world.deputy).get("/moderation/decided").text
