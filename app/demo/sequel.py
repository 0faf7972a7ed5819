"""What followed a published contribution: answers, handling, decisions, conversation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from app.decisions.models import Decision
from app.decisions.types import HANDLING_OF
from app.demo.cast import Cast
from app.demo.story import Scene, Told
from app.demo.world import World, dice, number_of
from app.feedback.models import Comment, OfficialAnswer
from app.feedback.types import Handling, Verdict
from app.notifications.kinds import decision_recorded, feedback_answered, feedback_commented, feedback_handled

READ_FIRST = timedelta(minutes=20)  # between publication and the quickest answer
CENTRAL_ANSWERS_EVERY = 7  # one answer in so many comes from the central team
HANDLED_WITHIN, DECIDED_WITHIN, COMMENTED_WITHIN = (0.2, 3.0), (30.0, 130.0), (0.5, 40.0)  # hours
DONE_WITHIN = (4.0, 200.0)  # hours: what was promised in the answer takes its time


def follow_up(world: World, cast: Cast, scenes: Iterable[Scene]) -> list[Told]:
    """Add answers, handling, decisions and comments; return what people are told."""
    told: list[Told] = []
    for scene in scenes:
        if scene.public_at is not None:
            told += _Sequel(world, cast, scene, scene.public_at).tell()
    world.session.flush()
    return told


@dataclass(frozen=True, slots=True)
class _Sequel:
    """What followed one contribution."""

    world: World
    cast: Cast
    scene: Scene
    public_at: datetime

    def tell(self) -> list[Told]:
        told = self._converse()
        at = self.public_at
        if self.scene.item.answer is not None:
            told.append(self._answer(*self.scene.item.answer))
            at = told[-1].at
        if self.scene.item.decision is not None:
            told.append(self._decide(at, *self.scene.item.decision))
            at = told[-1].at
        return told + self._handle(at)

    def _answer(self, words: str, days: int) -> Told:
        """Write the official answer on its day; it keeps the promise or not."""
        world, feedback = self.world, self.scene.feedback
        rng = dice("answer", self.scene.item.key)
        central, is_central = world.holders("central_team"), rng.randrange(CENTRAL_ANSWERS_EVERY) == 0
        by = rng.choice(central) if is_central else self._manager
        entity = world.entities[self.scene.item.entity]
        at = world.timeline.after_days(entity, feedback.created_at.date(), days, rng)
        at = max(at, self.public_at + READ_FIRST)
        feedback.answered_at = at
        feedback.is_answered_in_time = feedback.due_on is not None and at.date() <= feedback.due_on
        row = OfficialAnswer(
            feedback_id=feedback.id,
            body=words,
            language=self.scene.item.lang,
            author_id=world.id_of(by),
            created_at=at,
        )
        world.add(row)
        world.note(at, by, "feedback.answered", ("feedback", feedback.id, feedback.facts), version=1)
        return self._about(feedback_answered.KIND.name, at, by)

    def _decide(self, after: datetime, verdict: str, reason: str) -> Told:
        """Record the sponsor's decision; the contribution moves with it."""
        world, item, feedback = self.world, self.scene.item, self.scene.feedback
        sponsor = world.holders("sponsor", item.entity)[0]
        at = world.timeline.later(world.entities[item.entity], after, DECIDED_WITHIN, dice("decided", item.key))
        decision = Decision(
            id=number_of("decision", item.key),
            feedback_id=feedback.id,
            verdict=Verdict(verdict),
            reason=reason,
            language=item.lang,
            by_id=world.id_of(sponsor),
            at=at,
        )
        world.add(decision)
        feedback.version += 1
        details = {"decision_id": decision.id, "verdict": verdict}
        world.note(at, sponsor, "decisions.recorded", ("feedback", feedback.id, feedback.facts), **details)
        return self._about(decision_recorded.KIND.name, at, sponsor, verdict=verdict)

    def _handle(self, after: datetime) -> list[Told]:
        """Move the contribution to where it stands now, unless a decision did."""
        world, item, feedback = self.world, self.scene.item, self.scene.feedback
        by_decision = HANDLING_OF[Verdict(item.decision[0])] if item.decision else Handling.NEW
        if feedback.handling is by_decision:
            return []
        feedback.version += 1
        within = DONE_WITHIN if feedback.handling is Handling.DONE else HANDLED_WITHIN
        at = world.timeline.later(world.entities[item.entity], after, within, dice("handled", item.key))
        details = {"handling": feedback.handling.value}
        world.note(at, self._manager, "feedback.handled", ("feedback", feedback.id, feedback.facts), **details)
        return [self._about(feedback_handled.KIND.name, at, self._manager, **details)]

    def _converse(self) -> list[Told]:
        """Add the comments one after the other; who wrote before is told."""
        world, item, at = self.world, self.scene.item, self.public_at
        told: list[Told] = []
        made: list[Comment] = []
        speakers: list[str] = [self.scene.author] if self.scene.author else []
        for place, remark in enumerate(item.comments):
            speaker = self.cast.speakers[item.key, place]
            rng = dice("comment", item.key, place)
            at = world.timeline.later(world.entities[remark.entity], at, COMMENTED_WITHIN, rng)
            comment = Comment(
                id=number_of("comment", item.key, place),
                feedback_id=self.scene.feedback.id,
                body=remark.text,
                language=remark.lang,
                author_id=world.id_of(speaker),
                parent_id=None if remark.reply_to is None else made[remark.reply_to].id,
                created_at=at,
            )
            world.add(comment)
            made.append(comment)
            others = tuple(key for key in speakers if key != speaker)
            told.append(Told(feedback_commented.KIND.name, self.scene, at, others))
            speakers.append(speaker)
        self.scene.feedback.comment_count = len(made)
        return told

    @property
    def _manager(self) -> str:
        return self.world.holders("community_manager", self.scene.item.entity)[0]

    def _about(self, kind: str, at: datetime, by: str, **params: str) -> Told:
        """Tell the author, who commented, and who said "me too"; not who did it."""
        item = self.scene.item
        speakers = [self.cast.speakers[item.key, place] for place in range(len(item.comments))]
        people = [*([self.scene.author] if self.scene.author else []), *speakers, *self.cast.echoes[item.key]]
        return Told(kind, self.scene, at, tuple(key for key in people if key != by), params)
