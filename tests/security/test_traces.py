"""S53, S59: what stays behind tells neither who wrote what nobody may trace, nor what anybody wrote."""

from __future__ import annotations

import json
import logging
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import literal_column, select, text
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core import clock, idents
from app.core.references import reference_hash
from app.db.base import Base
from app.feedback.models import Feedback
from app.feedback.types import State
from app.jobs.run import run_due
from app.journal.seal import seal_waiting
from app.mail.sender import MemorySender
from app.notifications.jobs import tell_waiting
from app.outbox.deliver import deliver_waiting
from app.outbox.models import OutboxMessage
from app.registry import HANDLERS, JOBS
from tests.conftest import Browser
from tests.feedback.scene import Scene, make_colleague, make_manager, make_scene
from tests.feedback.sent import address_of, picture, send

TESTERS = 6
UNTRACEABLE = 100
# Acts of the team are its own: when a moderator decided, or who is told, says nothing of the author.
TEAM_ONLY = {"moderation_decisions", "moderation_undos", "journal_entries", "notices"}


@dataclass(slots=True)
class Traces:
    """What happened, known to the test only."""

    scene: Scene
    testers: list[Person]
    moderator: Person
    authors: dict[int, int] = field(default_factory=dict)  # untraceable contribution → who wrote it
    order: list[int] = field(default_factory=list)

    @property
    def tester_ids(self) -> set[int]:
        """Everybody who may have written."""
        return {person.id for person in self.testers}


@pytest.fixture
def traces(
    session: Session, browser: Browser, app: Flask, make_test_session: Callable[[], Session],
    caplog: pytest.LogCaptureFixture,
) -> Iterator[Traces]:  # fmt: skip
    """Let testers write for two days, named and untraceable mixed, while moderators and the worker do their part."""
    caplog.set_level(logging.INFO)
    dice = Random(5)  # a failure must happen again
    with time_machine.travel(datetime(2026, 3, 3, 8, 0, tzinfo=UTC), tick=False) as now:
        scene = make_scene(session)
        people = [scene.person, *(make_colleague(session, scene)[0] for _ in range(TESTERS - 1))]
        moderator, _ = make_manager(session, scene)
        traces = Traces(scene, people, moderator)
        clients = {person.id: browser.as_(person) for person in people}
        desk = browser.as_(moderator)
        for number in range(UNTRACEABLE):
            now.shift(timedelta(minutes=dice.randrange(1, 12), seconds=dice.randrange(60)))
            _write(session, clients, traces, dice)
            if number % 5 == 0:
                _work(app, make_test_session)
                _publish_oldest(session, desk, traces)
        _work(app, make_test_session)
        yield traces


def _write(session: Session, clients: dict[int, FlaskClient], traces: Traces, dice: Random) -> None:
    person_id = dice.choice(sorted(clients))
    client, scene = clients[person_id], traces.scene
    if dice.random() < 0.5:
        client.get(f"/campaigns/{scene.campaign.slug}/feedback")
        send(client, scene, title="Named words")
    images = [(picture(), "IMG_0042.png")] if dice.random() < 0.8 else []
    before = set(session.scalars(select(Feedback.id)))
    answer = send(client, scene, *images, identity="untraceable", title="Traceless words")
    client.get(answer.location)
    new = (set(session.scalars(select(Feedback.id))) - before).pop()
    traces.authors[new] = person_id
    traces.order.append(new)


def _work(app: Flask, make_test_session: Callable[[], Session]) -> None:
    with app.app_context(), make_test_session() as session:
        deliver_waiting(session, HANDLERS)
        tell_waiting(session, clock.now())
        seal_waiting(session)
        run_due(make_test_session, JOBS, limit=1000)


def _publish_oldest(session: Session, desk: FlaskClient, traces: Traces) -> None:
    waiting = select(Feedback).where(Feedback.state == State.WAITING, Feedback.id.in_(traces.authors))
    row = session.scalars(waiting.execution_options(populate_existing=True)).first()
    if row is not None:
        desk.post(f"/moderation/{idents.encode(row.id)}/publish", data={"version": str(row.version)})


def rows(session: Session) -> Iterator[tuple[str, dict[str, object]]]:
    """Yield every row of every table."""
    for table in Base.metadata.sorted_tables:
        for row in session.execute(select(table)).mappings():
            yield table.name, {str(name): value for name, value in row.items()}


def mentions(values: dict[str, object], ids: set[int]) -> set[int]:
    """Return which of the ids a row holds, in any spelling."""
    content = json.dumps(values, default=str)
    return {number for number in ids if re.search(rf"\b{number}\b", content) or idents.encode(number) in content}


def check_rows(session: Session, traces: Traces) -> None:
    """No row names an untraceable contribution and a tester, nor an instant finer than the day."""
    untraceable, testers = set(traces.authors), traces.tester_ids
    assert len(untraceable) == UNTRACEABLE
    images = {row[0]: row[1] for row in session.execute(text("SELECT file_id, feedback_id FROM feedback_images"))}
    theirs = untraceable | {file_id for file_id, feedback_id in images.items() if feedback_id in untraceable}
    named_at: set[object] = set()
    for table, values in rows(session):
        about = mentions(values, theirs)
        if about:
            assert mentions(values, testers) == set(), (table, values)
        if about and table not in TEAM_ONLY:
            instants = [value for value in values.values() if isinstance(value, datetime)]
            named_at |= {table}
            assert all(instant.time() == datetime.min.time() for instant in instants), (table, values)
    assert "feedback" in named_at
    assert session.scalars(select(OutboxMessage)).all() == [], "what tells of an act is gone once it is told"


def check_order(session: Session, traces: Traces) -> None:
    """In every table that names them, the order they came in and the order they lie in have nothing in common."""
    order = {key: place for place, key in enumerate(traces.order)}
    for name, about in (("feedback", "id"), ("feedback_images", "feedback_id"), ("notices", "subject_id")):
        place = "rowid" if session.get_bind().dialect.name == "sqlite" else "id"
        found = session.scalars(select(Base.metadata.tables[name].c[about]).order_by(literal_column(place)))
        seen = [order[key] for key in found if key in order]
        assert len(seen) > 25
        assert abs(rank_correlation(seen)) < 0.45, name  # four deviations of chance or more


def rank_correlation(ranks: list[int]) -> float:
    """Return how far numbers rise with their place: 1, they do; -1, they fall; 0, nothing to see."""
    mean = sum(ranks) / len(ranks)
    middle = (len(ranks) - 1) / 2
    together = sum((rank - mean) * (place - middle) for place, rank in enumerate(ranks))
    spread = sum((rank - mean) ** 2 for rank in ranks) * sum((place - middle) ** 2 for place in range(len(ranks)))
    return float(together / spread**0.5) if spread else 0.0


def check_days(session: Session, traces: Traces) -> None:
    """Who knows the day chooses among everybody who was there."""
    by_day: dict[date, set[int]] = {}
    for row in session.scalars(select(Feedback).where(Feedback.id.in_(traces.authors))):
        by_day.setdefault(row.created_at.date(), set()).add(row.id)
    busy = [contributions for contributions in by_day.values() if len(contributions) > TESTERS * 2]
    assert busy
    for contributions in busy:
        writers = {traces.authors[key] for key in contributions}
        assert len(writers) >= 5, "somebody who knows the day chooses among all who were there"


def check_logs_and_mails(traces: Traces, app: Flask, caplog: pytest.LogCaptureFixture) -> None:
    """No line names one, and no author is told of one by mail."""
    for record in caplog.records:
        content: dict[str, object] = {"line": record.getMessage()}
        assert mentions(content, set(traces.authors)) == set()
        assert "words" not in record.getMessage()
    sender = app.extensions["mail_sender"]
    assert isinstance(sender, MemorySender)
    addresses = {person.email for person in traces.testers}
    for mail in sender.sent:
        if "Traceless" in mail.text + mail.html + mail.subject:
            assert mail.to not in addresses


@pytest.mark.slow
def test_s53_nothing_that_stays_behind_leads_to_the_author(
    session: Session, traces: Traces, app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    """Tables, the order of rows, days, logs and mails after a hundred contributions of known people."""
    check_rows(session, traces)
    check_order(session, traces)
    check_days(session, traces)
    check_logs_and_mails(traces, app, caplog)


# --- secrets and words -----------------------------------------------------------------------------


def test_s59_neither_words_nor_codes_are_logged_or_kept_beside(
    session: Session, browser: Browser, make_test_session: Callable[[], Session],
    caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """What people write is in the tables made for it, in nobody's log, journal, job or event."""
    caplog.set_level(logging.DEBUG, logger="app")
    scene = make_scene(session)
    client = browser.as_(scene.person)
    with client.session_transaction() as cookie:
        token = cookie["_user_id"]
    canaries = ["zebracanary", "yakcanary", "walruscanary", scene.person.email, token]
    sent = send(client, scene, title="A zebracanary", body="And a yakcanary.", identity="untraceable")
    code = re.search(r'<code class="reference"[^>]*>([a-z0-9-]{19})<', client.get(sent.location).text)
    assert code is not None
    canaries.append(code.group(1))
    client.get(f"/campaigns/{scene.campaign.slug}/feedback?q=walruscanary")
    client.post("/feedback/reference", data={"code": code.group(1)})
    with browser.app.app_context(), make_test_session() as own:
        deliver_waiting(own, HANDLERS)

    def fail(*_args: object) -> None:
        raise ValueError(" ".join(canaries))

    monkeypatch.setattr("app.feedback.routes.submit.submit_feedback", fail)
    broken = send(client, scene, title="A zebracanary", body="yakcanary")
    assert broken.status_code == 500
    spoken = caplog.text + broken.text.replace(scene.person.email, "")
    assert [canary for canary in canaries if canary in spoken] == []
    assert "ValueError at test_traces.py" in caplog.text
    for table, values in rows(session):
        if table not in {"feedback", "people"}:
            content = json.dumps(values, default=str)
            assert [canary for canary in canaries if canary in content] == [], table
    hashes = session.scalars(select(Feedback.reference_hash)).all()
    assert hashes == [reference_hash(code.group(1))], "of a code, the hash alone is kept"


def test_s59_the_answer_to_a_form_keeps_no_words_in_a_cookie(session: Session, browser: Browser) -> None:
    scene = make_scene(session)
    client = browser.as_(scene.person)
    answer = client.post(address_of(scene), data={"title": "zebracanary", "body": "yakcanary", "kind": "idea"})
    assert answer.status_code == 422
    assert "canary" not in "".join(answer.headers.getlist("Set-Cookie"))
