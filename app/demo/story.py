"""What people write, and what becomes of it: moderation, answers, decisions, conversation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import timedelta
from functools import partial

from app.core import clock
from app.demo.cast import Cast
from app.demo.community import WRITTEN_BEFORE, confirm_written, write_down
from app.demo.joining import join, tick
from app.demo.outcomes import Outcomes
from app.demo.pictures import images_of
from app.demo.reader import CommentEntry, Item
from app.demo.world import World, key_of, random_for
from app.feedback.models import Feedback
from app.feedback.service.converse import CommentInput, comment_on_feedback, say_me_too
from app.feedback.service.handle import AnswerInput, HandlingInput, answer_feedback, handle_feedback
from app.feedback.service.revise import withdraw_feedback
from app.feedback.service.submit import FeedbackInput, submit_feedback
from app.feedback.types import Handling, State
from app.missions.queries import MissionAddress
from app.moderation.service import hide_case, publish_and_trust_case, publish_case, send_back_case
from app.policy.actor import Actor, Role

REFERENCE_CODE = "demo-peca-3fio-7luz"  # of the contribution below: the way back to what nobody can trace
REFERENCE_OF = "pt-023"
READ_FIRST = timedelta(minutes=20)  # between publication and the quickest answer
CENTRAL_ANSWERS_EVERY = 7  # one answer in so many comes from the central team
ME_TOO_DAYS = 14  # me-toos come within so many days
# Hours after what came before.
WITHDRAWN_WITHIN, MODERATED_WITHIN, COMMENTED_WITHIN = (1.0, 30.0), (1.0, 22.0), (0.5, 40.0)
HANDLED_WITHIN, DECIDED_WITHIN, DONE_WITHIN = (0.2, 3.0), (30.0, 130.0), (4.0, 200.0)


@dataclass(slots=True)
class Story:
    """The contributions of the story; each act plans those that follow from it."""

    world: World
    cast: Cast
    outcomes: Outcomes
    rows: dict[str, Feedback] = field(default_factory=dict)  # item: its row
    comments: dict[tuple[str, int], int] = field(default_factory=dict)  # item, place of the comment: its number

    def plan(self, items: Iterable[Item]) -> None:
        """Let each contribution be sent in its time; the rest follows."""
        for item in items:
            sent_at = self.world.sent_at(item)
            self.world.plan(sent_at, partial(self._send, item))
            if item.written_by is not None:
                author = self.cast.senders[item.key]
                self.world.plan(sent_at - WRITTEN_BEFORE, partial(write_down, self.world, item, author))

    def _send(self, item: Item) -> None:
        world, sender = self.world, self.cast.senders[item.key]
        join(world, item.campaign, sender)
        feedback_id = self._submit(item, sender) if item.written_by is None else confirm_written(world, item, sender)
        row = self.rows[item.key] = world.session.get_one(Feedback, feedback_id)
        row.language = item.lang  # its writer knows
        if row.author_id is not None:
            tick(world, item.campaign, item.mission, sender)
        if item.state is State.WITHDRAWN:
            self._plan(item, WITHDRAWN_WITHIN, "withdrawn", partial(self._withdraw, item))
        elif row.state is State.PUBLISHED:
            self._follow(item)
        elif item.state is not State.WAITING:
            self._plan(item, MODERATED_WITHIN, "moderated", partial(self._moderate, item))

    def _submit(self, item: Item, sender: str) -> int:
        """Send a contribution as the form does; return its number."""
        world = self.world
        step = world.steps[item.campaign, item.mission, item.step] if item.step else None
        code = (REFERENCE_CODE if item.key == REFERENCE_OF else key_of("code", item.key)) if item.is_untraceable else ""
        data = FeedbackInput(
            kind=item.kind,
            title=item.title,
            body=item.text,
            identity=item.identity,
            submission_key=key_of("feedback", item.key),
            step_id=step.id if step else None,
            rating=item.rating,
            images=images_of(item, clock.now()),
            reference_code=code,
        )
        address = MissionAddress(item.campaign, item.mission)
        return submit_feedback(world.session, world.actor(sender), address, data, world.storage)

    def _plan(self, item: Item, hours: tuple[float, float], name: str, act: partial[None]) -> None:
        """Let something happen so many working hours from now."""
        world = self.world
        world.plan(
            world.timeline.later(world.entities[item.entity], clock.now(), hours, random_for(name, item.key)), act
        )

    def _withdraw(self, item: Item) -> None:
        withdraw_feedback(self.world.session, self.world.actor(self.cast.senders[item.key]), self.rows[item.key].id)

    def _moderate(self, item: Item) -> None:
        session, row = self.world.session, self.rows[item.key]
        moderator = self.world.actor(random_for("moderator", item.key).choice(self._moderators(item)))
        if item.state is State.SENT_BACK:
            send_back_case(session, moderator, row.id, row.version, item.question or "")
        elif item.state is State.HIDDEN:
            hide_case(session, moderator, row.id, row.version, item.hidden_reason or "")
        elif item.is_untraceable or self._is_trusted(item):
            publish_case(session, moderator, row.id, row.version)
            self._follow(item)
        else:
            publish_and_trust_case(session, moderator, row.id, row.version)
            self._follow(item)

    def _is_trusted(self, item: Item) -> bool:
        row = self.rows[item.key]
        return self.world.actor(self.cast.senders[item.key]).is_trusted_in(row.entity_id, row.campaign_id)

    def _moderators(self, item: Item) -> list[str]:
        """Return the entity's community manager, and its ambassadors who read the language."""
        world = self.world
        reading = [
            key
            for key in world.holders(Role.AMBASSADOR, item.entity)
            if any(item.lang in role.languages for role in world.entries[key].roles)
        ]
        return [*world.holders(Role.COMMUNITY_MANAGER, item.entity), *reading]

    def _follow(self, item: Item) -> None:
        """Plan what colleagues and the team do with what was just published."""
        self._plan_conversation(item)
        self._plan_me_toos(item)
        if item.answer is not None:
            self._plan_answer(item, item.answer[1])
        else:
            self._plan_handling(item)

    def _plan_conversation(self, item: Item) -> None:
        at = clock.now()
        for place, remark in enumerate(item.comments):
            entity, rng = self.world.entities[remark.entity], random_for("comment", item.key, place)
            at = self.world.timeline.later(entity, at, COMMENTED_WITHIN, rng)
            self.world.plan(at, partial(self._comment, item, place, remark))

    def _comment(self, item: Item, place: int, remark: CommentEntry) -> None:
        world, speaker = self.world, self.cast.speakers[item.key, place]
        self._join_if_tester(item, speaker)
        parent_id = None if remark.reply_to is None else self.comments[item.key, remark.reply_to]
        data = CommentInput(remark.text, key_of("comment", item.key, place), parent_id)
        comment = comment_on_feedback(world.session, world.actor(speaker), self.rows[item.key].id, data)
        comment.language = remark.lang  # its writer knows
        self.comments[item.key, place] = comment.id

    def _plan_me_toos(self, item: Item) -> None:
        world = self.world
        for person in self.cast.me_toos[item.key]:
            rng = random_for("said", item.key, person)
            day = clock.today() + timedelta(days=rng.randrange(1, ME_TOO_DAYS + 1))
            at = world.timeline.moment(world.entities[world.entries[person].entity], day, rng)
            world.plan(max(at, clock.now()), partial(self._say_me_too, item, person))

    def _say_me_too(self, item: Item, person: str) -> None:
        self._join_if_tester(item, person)
        say_me_too(self.world.session, self.world.actor(person), self.rows[item.key].id)

    def _join_if_tester(self, item: Item, person: str) -> None:
        entry = self.world.entries[person]
        if (item.campaign, entry.entity) in self.world.editions and not entry.roles:
            join(self.world, item.campaign, person)

    def _plan_answer(self, item: Item, days: int) -> None:
        world = self.world
        first = self.rows[item.key].created_at.date()
        at = world.timeline.after_days(world.entities[item.entity], first, days, random_for("answer", item.key))
        world.plan(max(at, clock.now() + READ_FIRST), partial(self._answer, item))

    def _answer(self, item: Item) -> None:
        session, rng = self.world.session, random_for("answers", item.key)
        is_central = rng.randrange(CENTRAL_ANSWERS_EVERY) == 0
        by = rng.choice(self.world.holders(Role.CENTRAL_TEAM)) if is_central else self._manager(item)
        answer = answer_feedback(session, self.world.actor(by), self.rows[item.key].id, AnswerInput(_answer_of(item)))
        answer.language = item.lang  # its writer knows
        if item.decision is not None:
            self._plan(item, DECIDED_WITHIN, "decided", partial(self._decide, item))
        else:
            self._plan_handling(item)

    def _decide(self, item: Item) -> None:
        """Let the sponsor decide; the contribution moves with it."""
        decision = self.outcomes.decide(item, self._sponsor(item), self.rows[item.key].id)
        decision.language = item.lang  # its writer knows
        if not self.outcomes.finishes(item):
            self._plan_handling(item)

    def _plan_handling(self, item: Item) -> None:
        """Let the contribution move to where it stands now, unless it is there."""
        if self.rows[item.key].handling is not item.handling:
            within = DONE_WITHIN if item.handling is Handling.DONE else HANDLED_WITHIN
            self._plan(item, within, "handled", partial(self._handle, item))

    def _handle(self, item: Item) -> None:
        row = self.rows[item.key]
        data = HandlingInput(item.handling, row.version, item.handling_reason)
        handle_feedback(self.world.session, self.world.actor(self._manager(item)), row.id, data)

    def _manager(self, item: Item) -> str:
        return self.world.holders(Role.COMMUNITY_MANAGER, item.entity)[0]

    def _sponsor(self, item: Item) -> Actor:
        return self.world.actor(self.world.holders(Role.SPONSOR, item.entity)[0])


def _answer_of(item: Item) -> str:
    return item.answer[0] if item.answer else ""
