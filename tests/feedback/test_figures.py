"""Whatever people do, and in whatever order, the figures are those counted anew."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
import time_machine
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.types import IdentityLevel
from app.core import clock
from app.core.errors import DomainError
from app.dashboards.queries.recount import figure_differences
from app.dashboards.service import rebuild_figures
from app.decisions.queries import standing_among
from app.decisions.service import DecisionInput, record_decision
from app.feedback.models import Feedback
from app.feedback.queries.counters import counter_differences
from app.feedback.service.converse import CommentInput, comment_on_feedback, say_me_too, unsay_me_too
from app.feedback.service.handle import AnswerInput, HandlingInput, answer_feedback, handle_feedback
from app.feedback.service.revise import (
    ReplyInput,
    RevisionInput,
    reply_to_question,
    revise_feedback,
    withdraw_feedback,
)  # fmt: skip
from app.feedback.service.submit import submit_feedback
from app.feedback.types import OFFERED_KINDS, Handling, Verdict
from app.figures.models import FigureCount
from app.files.storage import memory_storage
from app.moderation.service import hide_case, publish_and_trust_case, publish_case, send_back_case
from app.policy.actor import SYSTEM, Actor, Role
from tests.factories.accounts import actor_for, make_person
from tests.feedback.scene import Scene, make_colleague, make_input, make_manager, make_scene

STEPS = 50
IDENTITIES = (IdentityLevel.NAMED, *IdentityLevel)


class _Community:
    """Testers, a manager and a sponsor who do whatever the dice say; what a rule refuses changes nothing."""

    def __init__(self, session: Session, seed: int) -> None:
        self.session, self.dice = session, Random(seed)  # noqa: S311 - a failure must happen again
        self.scene: Scene = make_scene(session)
        self.testers = [self.scene.actor, *(make_colleague(session, self.scene)[1] for _ in range(3))]
        self.manager = make_manager(session, self.scene)[1]
        person = make_person(session, entity=self.scene.entity)
        self.sponsor = actor_for(person, Role.SPONSOR, entity=self.scene.entity)
        session.commit()
        self.number = 0
        self.edition_id, self.entity_id = self.scene.edition.id, self.scene.entity.id
        self.template = make_input()

    def act(self) -> None:
        """Do one thing, whichever."""
        acts: list[Callable[[], object]] = [
            self._submit, self._submit, self._submit, self._revise, self._withdraw, self._reply, self._publish,
            self._publish, self._hide, self._send_back, self._answer, self._handle, self._decide, self._comment,
            self._me_too,
        ]  # fmt: skip
        with suppress(DomainError):
            self.dice.choice(acts)()

    def _submit(self) -> None:
        self.number += 1
        data = replace(
            self.template,
            kind=self.dice.choice(OFFERED_KINDS),
            identity=self.dice.choice(IDENTITIES),
            body=f"The draft is empty, {self.number} times.",
            submission_key=f"key-{self.number}",
            reference_code=f"code-{self.number}",
        )
        submit_feedback(self.session, self._tester, self.scene.address, data, memory_storage())

    @property
    def _tester(self) -> Actor:
        return self.dice.choice(self.testers)

    @property
    def _any(self) -> Feedback:
        rows = self.session.scalars(select(Feedback).order_by(Feedback.submission_key)).all()
        if not rows:
            raise DomainError
        return self.dice.choice(rows)

    def _author_of(self, feedback: Feedback) -> Actor:
        known = [actor for actor in self.testers if actor.person_id == feedback.author_id]
        return known[0] if known else Actor(0, self.entity_id, references=frozenset({feedback.id}))

    def _revise(self) -> None:
        row = self._any
        words = RevisionInput("New words", "Said better.", row.version)
        revise_feedback(self.session, self._author_of(row), row.id, words, memory_storage())

    def _reply(self) -> None:
        row = self._any
        self.number += 1
        reply_to_question(self.session, self._author_of(row), row.id, ReplyInput("Yes.", f"reply-{self.number}"))

    def _withdraw(self) -> None:
        row = self._any
        withdraw_feedback(self.session, self._author_of(row), row.id)

    def _publish(self) -> None:
        row = self._any
        trust = self.dice.random() < 0.2
        (publish_and_trust_case if trust else publish_case)(self.session, self.manager, row.id, row.version)

    def _hide(self) -> None:
        row = self._any
        hide_case(self.session, self.manager, row.id, row.version, "It names a customer.")

    def _send_back(self) -> None:
        row = self._any
        send_back_case(self.session, self.manager, row.id, row.version, "Which phone?")

    def _answer(self) -> None:
        answer_feedback(self.session, self.manager, self._any.id, AnswerInput("Thank you."))

    def _handle(self) -> None:
        handling = self.dice.choice(list(Handling))
        row = self._any
        handle_feedback(self.session, self.manager, row.id, HandlingInput(handling, row.version, "Because."))

    def _decide(self) -> None:
        self.number += 1
        verdict, row = self.dice.choice(list(Verdict)), self._any
        standing, _leading = standing_among(self.session, self.sponsor, [row.id]).get(row.id, (None, None))
        data = DecisionInput(verdict, "Because.", f"d-{self.number}", replaces=standing)
        record_decision(self.session, self.sponsor, row.id, data)

    def _comment(self) -> None:
        self.number += 1
        comment_on_feedback(self.session, self._tester, self._any.id, CommentInput("Same here.", f"c-{self.number}"))

    def _me_too(self) -> None:
        say = self.dice.random() < 0.7
        (say_me_too if say else unsay_me_too)(self.session, self._tester, self._any.id)


@pytest.mark.parametrize("seed", range(3))
def test_the_figures_follow_whatever_people_do(session: Session, seed: int) -> None:
    community = _Community(session, seed)
    with time_machine.travel(clock.now(), tick=False) as now:
        for _ in range(STEPS):
            community.act()
            now.shift(timedelta(hours=community.dice.randrange(5)))
        assert figure_differences(session, SYSTEM) == []
        assert counter_differences(session, SYSTEM) == []
        before = snapshot(session)
        rebuild_figures(session, SYSTEM)
        assert snapshot(session) == before, "counting anew says the same"
    session.expire_all()
    states = set(session.scalars(select(Feedback.state)))
    assert len(states) > 2, "the dice must not have left everything as it was"


def snapshot(session: Session) -> list[str]:
    """Return every count that is not nothing."""
    return sorted(map(str, session.execute(select(FigureCount.__table__).where(FigureCount.count != 0))))
