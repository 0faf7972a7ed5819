"""Build and answer a questionnaire of 100 questions: every page of it against 150 ms.

Pages go through the whole application in this process, as a test client asks for them, and are timed by the clock of
its processor; on SQLite or, when ``TEST_DATABASE_URL`` names a server, on PostgreSQL, whose own time is not in it.
``BENCH_QUESTIONS`` asks fewer.
"""

from __future__ import annotations

import os
import re
import time
from collections.abc import Iterator, Mapping
from datetime import timedelta
from http import HTTPStatus
from itertools import cycle, islice
from statistics import median

from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.credentials import new_token, token_hash
from app.accounts.models import Mandate, Person, SignInSession
from app.campaigns.models import Campaign
from app.core import clock
from app.policy.actor import SYSTEM, Role
from app.questionnaires.service import (
    PartInput,
    QuestionInput,
    QuestionnaireInput,
    WaveInput,
    add_question,
    add_wave,
    create_questionnaire,
)
from app.questionnaires.types import Moment
from app.questions.types import PartRole
from benchmarks.figures import Figure
from benchmarks.world import World, cookie_of, world

MANY = int(os.environ.get("BENCH_QUESTIONS", "100"))
ROUNDS = 15
GOAL_MS = 150
KINDS: Mapping[str, Mapping[PartRole, int]] = {
    "single": {PartRole.OPTION: 6},
    "multiple": {PartRole.OPTION: 8},
    "scale": {PartRole.END: 2},
    "matrix": {PartRole.ROW: 5, PartRole.COLUMN: 5},
    "long_text": {},
}


def run() -> list[Figure]:
    """Return the slowest of the pages' medians, and each of them."""
    with world(os.environ.get("TEST_DATABASE_URL", ""), contributions=0) as made:
        questionnaire_id, wave_id, token = _prepare(made)
        app = made.app()
        app.config["WTF_CSRF_ENABLED"] = False
        tester, builder = (_client(app.test_client(), cookie) for cookie in (made.testers[0], cookie_of(app, token)))
        took = dict(_pages(made, builder, tester, (questionnaire_id, wave_id)))
    figures = [Figure(name, each, "ms") for name, each in took.items()]
    return [Figure(f"slowest page of {MANY} questions", max(took.values()), "ms", at_most=GOAL_MS), *figures]


def _client(client: FlaskClient, cookie: str) -> FlaskClient:
    name, _equals, value = cookie.partition("=")
    client.set_cookie(name, value)
    return client


def _prepare(made: World) -> tuple[int, int, str]:
    """Write the questionnaire, asked at the start, and somebody of the central team; return a token of theirs."""
    engine, token = made.engine(), new_token()
    with Session(engine, expire_on_commit=False) as session:
        campaign = session.scalars(select(Campaign).where(Campaign.slug == made.slug)).one()
        found = create_questionnaire(session, SYSTEM, campaign.id, QuestionnaireInput({"en": "How was it?"}))
        for number, (kind, roles) in enumerate(islice(cycle(KINDS.items()), MANY), start=1):
            parts = tuple(
                PartInput(role, {"en": f"{role.value} {place}"})
                for role, count in roles.items()
                for place in range(count)
            )
            asked = QuestionInput({"en": f"What do you say about number {number}?"}, kind, parts=parts)
            add_question(session, SYSTEM, found.id, asked)
        wave = add_wave(session, SYSTEM, found.id, WaveInput(Moment.START))
        somebody = session.scalars(select(Person).where(Person.email == "person-1@example.test")).one()
        central = Person(email="c@example.test", email_key="c@example.test", name="C", entity_id=somebody.entity_id)
        session.add(central)
        session.flush()
        until = clock.now() + timedelta(days=1)
        session.add(Mandate(person_id=central.id, role=Role.CENTRAL_TEAM, starts_on=clock.today()))
        session.add(SignInSession(token_hash=token_hash(token), person_id=central.id, device="B", expires_at=until))
        session.commit()
    engine.dispose()
    return found.id, wave.id, token


def _pages(made: World, builder: FlaskClient, tester: FlaskClient, ids: tuple[int, int]) -> Iterator[tuple[str, float]]:
    """Yield each page with the median of its times, in milliseconds."""
    build = f"/campaigns/{made.slug}/questionnaires/{ids[0]}"
    answer = f"/campaigns/{made.slug}/questionnaires/{ids[1]}/answer"
    first = re.findall(r'name="shown" value="(\d+)"', tester.get(answer).text)
    yield "build", _median(builder, build)
    yield "preview", _median(builder, f"{build}/preview")
    yield "answer, first screen", _median(tester, answer)
    times = []
    for version in range(ROUNDS):
        sent = {"version": str(version), "go": "next", "shown": first, f"q{first[-1]}": f"Words no. {version}"}
        began = time.process_time()
        assert tester.post(answer, data=sent).status_code < HTTPStatus.INTERNAL_SERVER_ERROR
        times.append(time.process_time() - began)
    yield "answer, a screen saved", median(times) * 1000
    yield "answer, review", _median(tester, f"{answer}/review")


def _median(client: FlaskClient, url: str) -> float:
    times = []
    for _round in range(ROUNDS):
        began = time.process_time()
        assert client.get(url).status_code == HTTPStatus.OK, url
        times.append(time.process_time() - began)
    return median(times) * 1000
