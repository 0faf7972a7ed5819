"""Whatever people do, and in whatever order, the figures are those counted anew."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from random import Random

import pytest
import time_machine
from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from app.campaigns.types import IdentityLevel
from app.core import clock
from app.core.errors import DomainError
from app.dashboards.queries.recount import figure_differences
from app.dashboards.service import rebuild_figures
from app.decisions.queries import standing_among
from app.decisions.service import DecisionInput, record_decision
from app.enrolment.models import Enrolment
from app.enrolment.service import enrol
from app.feedback.models import Feedback
from app.feedback.queries.counters import counter_differences
from app.feedback.service.converse import CommentInput, comment_on_feedback, say_me_too, unsay_me_too
from app.feedback.service.handle import AnswerInput, HandlingInput, answer_feedback, handle_feedback
from app.feedback.service.language import correct_language
from app.feedback.service.revise import (
    ReplyInput,
    RevisionInput,
    reply_to_question,
    revise_feedback,
    withdraw_feedback,
)  # fmt: skip
from app.feedback.service.submit import submit_feedback
from app.feedback.types import OFFERED_KINDS, Handling, State, Verdict
from app.figures.models import FigureCount
from app.figures.registry import FIGURES
from app.figures.types import FigureName
from app.files.storage import memory_storage
from app.leaving.service.leave import LeavingInput, leave_with_choice
from app.leaving.types import Fate
from app.merging.service import merge_feedback, undo_merge
from app.missions.models import MissionStep
from app.moderation.models import ModerationDecision
from app.moderation.service import hide_case, publish_and_trust_case, publish_case, send_back_case, undo_decision
from app.outbox.deliver import deliver_waiting
from app.policy.actor import SYSTEM, Actor, Role
from app.registry import HANDLERS
from app.themes.service.give import ThemesInput, change_themes, give_theme_to_several
from app.themes.service.write import ThemeInput, create_theme, merge_themes, remove_theme
from tests.factories.accounts import actor_for, make_person
from tests.feedback.scene import Scene, make_colleague, make_input, make_manager, make_scene

STEPS = 120
IDENTITIES = (IdentityLevel.NAMED, *IdentityLevel)


class _Community:
    """Testers, a manager and a sponsor who do whatever the dice say; what a rule refuses changes nothing."""

    def __init__(self, session: Session, seed: int) -> None:
        self.session, self.dice = session, Random(seed)  # a failure must happen again
        self.scene: Scene = make_scene(session)
        self.testers = [self.scene.actor, *(make_colleague(session, self.scene)[1] for _ in range(3))]
        self.manager = make_manager(session, self.scene)[1]
        person = make_person(session, entity=self.scene.entity)
        self.sponsor = actor_for(person, Role.SPONSOR, entity=self.scene.entity)
        session.commit()
        self.number = 0
        self.edition_id, self.entity_id = self.scene.edition.id, self.scene.entity.id
        self.template = make_input()
        self.steps = list(session.scalars(select(MissionStep.id)))
        self.themes = [self._theme() for _ in range(3)]
        self.central = actor_for(make_person(session), Role.CENTRAL_TEAM)
        session.commit()

    def act(self) -> None:
        """Do one thing, whichever."""
        acts: dict[Callable[[], object], int] = {
            self._submit: 5, self._publish: 3, self._answer: 3, self._handle: 3, self._give_theme: 3, self._me_too: 2,
            self._comment: 2, self._decide: 2, self._revise: 1, self._reply: 1, self._withdraw: 1, self._hide: 1,
            self._send_back: 1, self._change_theme: 1, self._merge: 1, self._take_apart: 1, self._name_language: 1,
            self._leave: 1, self._deliver: 1,
        }  # fmt: skip
        with suppress(DomainError):
            self.dice.choices(list(acts), list(acts.values()))[0]()

    def _submit(self) -> None:
        self.number += 1
        data = replace(
            self.template,
            kind=self.dice.choice(OFFERED_KINDS),
            identity=self.dice.choice(IDENTITIES),
            step_id=self.dice.choice([None, *self.steps]),
            language=self.dice.choice(("en", "pt")),
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
        return self._one_of(select(Feedback))

    @property
    def _public(self) -> Feedback:
        return self._one_of(select(Feedback).where(Feedback.state == State.PUBLISHED))

    def _one_of(self, statement: Select[Feedback]) -> Feedback:
        rows = self.session.scalars(statement.order_by(Feedback.submission_key)).all()
        if not rows:
            raise DomainError
        chosen: Feedback = self.dice.choice(rows)
        return chosen

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
        publish = publish_and_trust_case if trust else publish_case
        self._undo(publish(self.session, self.manager, row.id, row.version))

    def _hide(self) -> None:
        row = self._any
        self._undo(hide_case(self.session, self.manager, row.id, row.version, "It names a customer."))

    def _send_back(self) -> None:
        row = self._any
        send_back_case(self.session, self.manager, row.id, row.version, "Which phone?")

    def _answer(self) -> None:
        answer_feedback(self.session, self.manager, self._public.id, AnswerInput("Thank you."))

    def _handle(self) -> None:
        handling = self.dice.choice(list(Handling))
        row = self._public
        handle_feedback(self.session, self.manager, row.id, HandlingInput(handling, row.version, "Because."))

    def _decide(self) -> None:
        self.number += 1
        verdict, row = self.dice.choice(list(Verdict)), self._public
        standing, _leading = standing_among(self.session, self.sponsor, [row.id]).get(row.id, (None, None))
        data = DecisionInput(verdict, "Because.", f"d-{self.number}", replaces=standing)
        record_decision(self.session, self.sponsor, row.id, data)

    def _comment(self) -> None:
        self.number += 1
        comment_on_feedback(self.session, self._tester, self._any.id, CommentInput("Same here.", f"c-{self.number}"))

    def _theme(self) -> int:
        self.number += 1
        name = ThemeInput({"en": f"Theme {self.number}"})
        return create_theme(self.session, self.manager, self.scene.campaign.id, name)

    def _give_theme(self) -> None:
        given, taken = (frozenset({self.dice.choice(self.themes)}) for _ in range(2))
        if self.dice.random() < 0.3:
            rows = [self._public.id for _ in range(4)]
            give_theme_to_several(self.session, self.manager, rows, *given)
        else:
            change_themes(self.session, self.manager, self._public.id, ThemesInput(given, taken - given))

    def _change_theme(self) -> None:
        if self.dice.random() < 0.7:
            return  # else no theme would last
        gone = self.themes.pop(self.dice.randrange(len(self.themes)))
        self.themes.append(self._theme())
        if self.dice.random() < 0.5:
            merge_themes(self.session, self.manager, gone, self.themes[0])
        else:
            remove_theme(self.session, self.manager, gone)

    def _merge(self) -> None:
        merge_feedback(self.session, self.manager, self._public.id, self._public.id)

    def _take_apart(self) -> None:
        merged = [row.id for row in self.session.scalars(select(Feedback).order_by(Feedback.id)) if row.is_merged]
        if merged:
            undo_merge(self.session, self.manager, self.dice.choice(merged))

    def _undo(self, decision: ModerationDecision) -> None:
        if self.dice.random() < 0.3:
            undo_decision(self.session, self.manager, decision.id)

    def _name_language(self) -> None:
        correct_language(self.session, self.manager, self._any.id, self.dice.choice(("en", "pt", "de")))

    def _leave(self) -> None:
        mine = self.session.scalars(select(Enrolment.id).where(Enrolment.person_id == self._tester.person_id)).one()
        leaver = next(actor for actor in self.testers if self._enrolment_of(actor) == mine)
        if self.dice.random() < 0.3:
            choice = LeavingInput({}, others=self.dice.choice(list(Fate)), comments=self.dice.choice(list(Fate)))
            leave_with_choice(self.session, leaver, mine, choice)
        else:
            enrol(self.session, leaver, self.edition_id)

    def _enrolment_of(self, actor: Actor) -> int:
        return self.session.scalars(select(Enrolment.id).where(Enrolment.person_id == actor.person_id)).one()

    def _deliver(self) -> None:
        deliver_waiting(self.session, HANDLERS)

    def _me_too(self) -> None:
        say = self.dice.random() < 0.7
        (say_me_too if say else unsay_me_too)(self.session, self._tester, self._any.id)


@pytest.mark.parametrize("seed", range(3))
def test_the_figures_follow_whatever_people_do(session: Session, seed: int) -> None:
    community = _Community(session, seed)
    with time_machine.travel(clock.now(), tick=False) as now:
        counted: set[str] = set()
        for _ in range(STEPS):
            community.act()
            counted |= set(session.scalars(select(FigureCount.name).where(FigureCount.count != 0)))
            now.shift(timedelta(hours=community.dice.randrange(5)))
        with time_machine.travel(clock.now(), tick=False):
            deliver_waiting(session, HANDLERS)
        assert figure_differences(session, SYSTEM) == []
        assert counter_differences(session, SYSTEM) == []
        before = snapshot(session)
        rebuild_figures(session, SYSTEM)
        assert snapshot(session) == before, "counting anew says the same"
    session.expire_all()
    states = set(session.scalars(select(Feedback.state)))
    assert len(states) > 2, "the dice must not have left everything as it was"
    kept = {figure.name for figure in FIGURES if figure.is_kept}
    rare = {
        FigureName.DONE,
        FigureName.INVITED,
        FigureName.COMPLETED,
    }  # the last two: by e-mail, and mission by mission
    assert counted | rare == kept, "each figure had something to count, but for what is rarely reached"


def snapshot(session: Session) -> list[str]:
    """Return every count that is not nothing."""
    return sorted(map(str, session.execute(select(FigureCount.__table__).where(FigureCount.count != 0))))
