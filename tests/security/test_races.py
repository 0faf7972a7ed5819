"""S46, S48, S49, R4, R11: many at once, on a database that several connections share."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, replace
from threading import Barrier

import pytest
from flask import Flask
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from app import create_app
from app.accounts.models import Person
from app.core import idents
from app.dashboards.queries.recount import figure_differences
from app.dashboards.service import rebuild_figures
from app.decisions.models import Decision
from app.feedback.models import Comment, Feedback, MeToo, OfficialAnswer
from app.feedback.types import State
from app.figures.types import FigureName
from app.journal.models import JournalEntry
from app.moderation.models import ModerationDecision
from app.outbox.models import OutboxMessage
from app.policy.actor import SYSTEM, Role
from config import Settings
from tests.factories.accounts import make_mandate, make_person, make_session
from tests.factories.feedback import make_feedback
from tests.feedback.scene import Scene, make_colleague, make_manager, make_scene
from tests.feedback.sent import address_of, written
from tests.figures.counted import counted

AT_ONCE = 20


@dataclass(frozen=True, slots=True)
class Rush:
    """An application on the shared database, and people in a hurry."""

    app: Flask
    engine: Engine
    scene: Scene
    token: str

    def together(self, requests: list[tuple[str, str, dict[str, str]]]) -> list[TestResponse]:
        """Send requests (token, address, form) at the same moment."""
        start = Barrier(len(requests))

        def send(request: tuple[str, str, dict[str, str]]) -> TestResponse:
            token, place, data = request
            client = self.app.test_client()
            with client.session_transaction() as cookie:
                cookie["_user_id"] = token
            start.wait()
            return client.post(place, data=data)

        with ThreadPoolExecutor(len(requests)) as pool:
            return list(pool.map(send, requests))


@pytest.fixture
def rush(shared: Engine, settings: Settings) -> Rush:
    """Return the application with a tester signed in."""
    app = create_app(
        replace(settings, database_url=shared.url.render_as_string(hide_password=False)),
        sessionmaker(shared, expire_on_commit=False),
    )
    app.config["WTF_CSRF_ENABLED"] = False
    with Session(shared, expire_on_commit=False) as session:
        scene = make_scene(session)
        token = make_session(session, person=scene.person)
        session.commit()
    return Rush(app, shared, scene, token)


def statuses(answers: list[TestResponse]) -> list[int]:
    return sorted({answer.status_code for answer in answers})


def count(session: Session, model: type[object]) -> int:
    return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.slow
def test_s46_twenty_me_toos_of_one_person_are_one_and_taken_back_none(rush: Rush) -> None:
    with Session(rush.engine, expire_on_commit=False) as session:
        feedback = make_feedback(session, edition=rush.scene.edition, author=rush.scene.person)
        colleague, _ = make_colleague(session, rush.scene)
        token = make_session(session, person=colleague)
        session.commit()
    place = f"/feedback/{idents.encode(feedback.id)}/me-too"
    for address, rows in ((place, 1), (f"{place}/take-back", 0)):
        answers = rush.together([(token, address, {})] * AT_ONCE)
        assert statuses(answers) == [302]
        assert len({answer.location for answer in answers}) == 1
        with Session(rush.engine) as session:
            assert count(session, MeToo) == rows
            assert session.scalars(select(Feedback.me_too_count)).one() == rows
            assert counted(session, FigureName.REACTIONS) == rows


@pytest.mark.slow
def test_s46_everybody_who_says_me_too_at_once_is_counted(rush: Rush) -> None:
    with Session(rush.engine, expire_on_commit=False) as session:
        feedback = make_feedback(session, edition=rush.scene.edition, author=rush.scene.person)
        tokens = [make_session(session, person=make_colleague(session, rush.scene)[0]) for _ in range(AT_ONCE)]
        session.commit()
    place = f"/feedback/{idents.encode(feedback.id)}/me-too"
    assert statuses(rush.together([(token, place, {}) for token in tokens])) == [302]
    with Session(rush.engine) as session:
        assert count(session, MeToo) == AT_ONCE
        assert session.scalars(select(Feedback.me_too_count)).one() == AT_ONCE
        assert counted(session, FigureName.REACTIONS) == AT_ONCE


@pytest.mark.slow
def test_s48_r04_one_form_twenty_times_is_one_contribution_and_one_answer(rush: Rush) -> None:
    """A double click, or twenty retries after answers that got lost."""
    form = written(key="the key of one form")
    answers = rush.together([(rush.token, address_of(rush.scene), form)] * AT_ONCE)
    assert statuses(answers) == [302]
    assert len({answer.location for answer in answers}) == 1
    with Session(rush.engine) as session:
        assert count(session, Feedback) == count(session, OutboxMessage) == count(session, JournalEntry) == 1
        assert figure_differences(session, SYSTEM) == []


@pytest.mark.slow
def test_s48_one_comment_twenty_times_is_one_comment(rush: Rush) -> None:
    with Session(rush.engine, expire_on_commit=False) as session:
        feedback = make_feedback(session, edition=rush.scene.edition, author=rush.scene.person)
        session.commit()
    place = f"/feedback/{idents.encode(feedback.id)}/comments"
    answers = rush.together([(rush.token, place, {"key": "one key", "body": "Once."})] * AT_ONCE)
    assert statuses(answers) == [302]
    with Session(rush.engine) as session:
        assert count(session, Comment) == session.scalars(select(Feedback.comment_count)).one() == 1


@pytest.mark.slow
def test_s48_one_decision_twenty_times_is_one_decision(rush: Rush) -> None:
    with Session(rush.engine, expire_on_commit=False) as session:
        feedback = make_feedback(session, edition=rush.scene.edition, author=rush.scene.person)
        sponsor = make_person(session, entity=rush.scene.entity)
        make_mandate(session, person=sponsor, role=Role.SPONSOR, entity=rush.scene.entity)
        token = make_session(session, person=sponsor)
        session.commit()
    place = f"/feedback/{idents.encode(feedback.id)}/decision"
    answers = rush.together([(token, place, {"key": "one key", "verdict": "go", "reason": "Good."})] * AT_ONCE)
    assert statuses(answers) == [302]
    with Session(rush.engine) as session:
        assert count(session, Decision) == 1
        assert session.scalar(select(func.count()).where(JournalEntry.action == "decisions.recorded")) == 1


@pytest.mark.slow
def test_s49_the_first_moderator_decides_and_the_second_is_told(rush: Rush) -> None:
    with Session(rush.engine, expire_on_commit=False) as session:
        feedback = make_feedback(session, edition=rush.scene.edition, author=rush.scene.person, state=State.WAITING)
        tokens = [make_session(session, person=make_manager(session, rush.scene)[0]) for _ in range(6)]
        session.commit()
    place = f"/moderation/{idents.encode(feedback.id)}"
    acts = [
        ("publish", {"version": "1"}), ("hide", {"version": "1", "reason": "A name."}),
        ("send-back", {"version": "1", "question": "Which phone?"}),
    ] * 2  # fmt: skip
    answers = rush.together([(t, f"{place}/{act}", data) for t, (act, data) in zip(tokens, acts, strict=True)])
    assert sorted(answer.status_code for answer in answers) == [302, 409, 409, 409, 409, 409]
    with Session(rush.engine) as session:
        decided_by = select(Person.name).join(ModerationDecision, ModerationDecision.by_id == Person.id)
        sentence = f"Already decided by {session.scalars(decided_by).one()}"
        assert [sentence in answer.text for answer in answers] == [answer.status_code == 409 for answer in answers]
        assert count(session, ModerationDecision) == count(session, OutboxMessage) == 1
        moderated = select(func.count()).where(JournalEntry.action.startswith("moderation."))
        assert session.scalar(moderated) == 1


@pytest.mark.slow
def test_s49_two_managers_answer_once(rush: Rush) -> None:
    with Session(rush.engine, expire_on_commit=False) as session:
        feedback = make_feedback(session, edition=rush.scene.edition, author=rush.scene.person)
        tokens = [make_session(session, person=make_manager(session, rush.scene)[0]) for _ in range(4)]
        session.commit()
    place = f"/feedback/{idents.encode(feedback.id)}/answer"
    forms = [(token, place, {"body": f"Answer {number}", "version": "0"}) for number, token in enumerate(tokens)]
    answers = rush.together(forms)
    assert sorted(answer.status_code for answer in answers) == [302, 409, 409, 409]
    with Session(rush.engine) as session:
        assert count(session, OfficialAnswer) == 1
        assert session.scalars(select(OfficialAnswer.version)).one() == 1


@pytest.mark.slow
def test_s49_the_first_of_the_states_chosen_at_once_stands_and_the_others_are_told(rush: Rush) -> None:
    with Session(rush.engine, expire_on_commit=False) as session:
        feedback = make_feedback(session, edition=rush.scene.edition, author=rush.scene.person)
        place = f"/feedback/{idents.encode(feedback.id)}/handling"
        tokens = [make_session(session, person=make_manager(session, rush.scene)[0]) for _ in range(6)]
        rebuild_figures(session, SYSTEM)
    chosen = ["known", "decided", "done", "selected", "to_investigate", "not_kept"]
    forms = [
        (token, place, {"handling": to, "reason": "Why.", "read": "1"})
        for token, to in zip(tokens, chosen, strict=True)
    ]
    answers = rush.together(forms)
    assert sorted(answer.status_code for answer in answers) == [302, 409, 409, 409, 409, 409]
    taken = next(to for to, answer in zip(chosen, answers, strict=True) if answer.status_code == 302)
    with Session(rush.engine) as session:
        assert session.scalars(select(Feedback.handling)).one().value == taken
        assert count(session, OutboxMessage) == count(session, JournalEntry) == 1
        assert figure_differences(session, SYSTEM) == []


@pytest.mark.slow
def test_s48_one_state_twenty_times_is_one_choice(rush: Rush) -> None:
    with Session(rush.engine, expire_on_commit=False) as session:
        feedback = make_feedback(session, edition=rush.scene.edition, author=rush.scene.person)
        token = make_session(session, person=make_manager(session, rush.scene)[0])
        session.commit()
    place = f"/feedback/{idents.encode(feedback.id)}/handling"
    answers = rush.together([(token, place, {"handling": "known", "reason": "", "read": "1"})] * AT_ONCE)
    assert statuses(answers) == [302]
    with Session(rush.engine) as session:
        assert count(session, OutboxMessage) == count(session, JournalEntry) == 1


@pytest.mark.slow
def test_r11_twenty_writers_at_once_and_none_finds_the_database_locked(rush: Rush) -> None:
    with Session(rush.engine, expire_on_commit=False) as session:
        tokens = [make_session(session, person=make_colleague(session, rush.scene)[0]) for _ in range(AT_ONCE)]
        session.commit()
    for turn in range(3):
        forms = [(token, address_of(rush.scene), written(key=f"{turn}-{token}")) for token in tokens]
        assert statuses(rush.together(forms)) == [302]
    with Session(rush.engine) as session:
        assert count(session, Feedback) == 3 * AT_ONCE
        assert figure_differences(session, SYSTEM) == []
