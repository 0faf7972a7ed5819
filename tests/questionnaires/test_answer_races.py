"""Two clicks, two windows, two devices: at once, on a database that several connections share."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import replace
from threading import Barrier

import pytest
from sqlalchemy import Engine, func, select
from sqlalchemy.orm import Session, sessionmaker
from werkzeug.test import TestResponse

from app import create_app
from app.db.session import transaction
from app.policy.actor import SYSTEM
from app.questionnaires.models import Response, ResponseSent, StoredCell
from app.questionnaires.service import remove_question
from app.questions.types import field_name
from config import Settings
from tests.factories.accounts import make_session
from tests.questionnaires.scene import Questions, make_questions

AT_ONCE = 10
Form = Mapping[str, object]


class Rush:
    """The application on the shared database, with one tester in several windows."""

    def __init__(self, shared: Engine, settings: Settings, *, untraceable: bool = False) -> None:
        self.app = create_app(
            replace(settings, database_url=shared.url.render_as_string(hide_password=False)),
            sessionmaker(shared, expire_on_commit=False),
        )
        self.app.config["WTF_CSRF_ENABLED"] = False
        with Session(shared, expire_on_commit=False) as session:
            self.asked: Questions = make_questions(session, untraceable=untraceable)
            self.token = make_session(session, person=self.asked.scene.person)
            session.commit()

    def together(self, url: str, forms: Sequence[Form]) -> list[TestResponse]:
        """Send forms at the same moment."""
        start = Barrier(len(forms))

        def send(form: Form) -> TestResponse:
            client = self.app.test_client()
            with client.session_transaction() as cookie:
                cookie["_user_id"] = self.token
            start.wait()
            return client.post(url, data=dict(form))

        with ThreadPoolExecutor(len(forms)) as pool:
            return list(pool.map(send, forms))


def count(shared: Engine, model: type[object]) -> int:
    with Session(shared) as session:
        return session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.slow
def test_answers_given_at_once_are_all_kept_and_sent_once(shared: Engine, settings: Settings) -> None:
    rush = Rush(shared, settings)
    asked = rush.asked
    forms = [
        dict(asked.form(0, uses=str(asked.yes.id))),
        dict(asked.form(0, why="It is quick.")),
        dict(asked.form(0, mark="4")),
    ]
    assert {answer.status_code for answer in rush.together(asked.url, forms)} == {302}
    with Session(shared) as session:
        response = session.scalars(select(Response)).one()
        assert set(response.typed) == {str(asked.uses.id), str(asked.why.id), str(asked.mark.id)}
        version = response.version
    answers = rush.together(f"{asked.url}/send", [{"version": str(version)}] * AT_ONCE)
    assert {answer.location.rsplit("/", 1)[-1] for answer in answers} == {"thanks"}
    assert (count(shared, Response), count(shared, StoredCell)) == (1, 3)


@pytest.mark.slow
def test_an_untraceable_response_sent_at_once_is_one(shared: Engine, settings: Settings) -> None:
    rush = Rush(shared, settings, untraceable=True)
    asked = rush.asked
    form = {field_name(asked.uses.id): str(asked.no.id), field_name(asked.mark.id): "4"}
    answers = rush.together(f"{asked.url}/send", [dict(form)] * AT_ONCE)
    assert {answer.location.rsplit("/", 1)[-1] for answer in answers} == {"thanks"}
    assert (count(shared, Response), count(shared, ResponseSent)) == (1, 1)


@pytest.mark.slow
@pytest.mark.parametrize("untraceable", [False, True])
def test_what_is_removed_at_that_instant_is_named_by_no_answer(
    shared: Engine, settings: Settings, *, untraceable: bool
) -> None:
    rush = Rush(shared, settings, untraceable=untraceable)
    asked = rush.asked
    answers = {"uses": str(asked.yes.id), "why": "It is quick.", "mark": "4"}
    form = {field_name(getattr(asked, name).id): value for name, value in answers.items()}
    if not untraceable:
        rush.together(asked.url, [asked.form(0, "next", **answers)])
        form = {"version": "1"}
    with Session(shared) as session, ThreadPoolExecutor(1) as pool:
        with transaction(session):
            remove_question(session, SYSTEM, asked.why.id)
            sending = pool.submit(rush.together, f"{asked.url}/send", [form])
            assert not wait([sending], timeout=0.7).done, "it waits for the removal"
        assert sending.result()[0].location.endswith("/thanks")
        cells = session.scalars(select(StoredCell.question_id)).all()
    assert set(cells) == {asked.uses.id, asked.mark.id}
