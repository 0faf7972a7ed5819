"""What followed a published contribution: answers, handling, decisions, conversation."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from app.decisions.models import Decision, Verdict
from app.demo.cast import Cast
from app.demo.story import Scene, Told
from app.demo.world import World, dice, number_of
from app.feedback.models import Comment, Handling, OfficialAnswer
from app.notifications.models import NoticeKind

READ_FIRST = timedelta(minutes=20)  # between publication and the quickest answer
CENTRAL_ANSWERS_EVERY = 7  # one answer in so many comes from the central team
HANDLED_WITHIN, DECIDED_WITHIN, COMMENTED_WITHIN = (0.2, 3.0), (30.0, 130.0), (0.5, 40.0)  # hours


def follow_up(world: World, cast: Cast, scenes: Iterable[Scene]) -> list[Told]:
    """Add answers, handling, decisions and comments; return what people are told."""
    told: list[Told] = []
    for scene in scenes:
        if scene.public_at is not None:
            told += _converse(world, cast, scene, scene.public_at)
            told += _answer(world, scene, scene.public_at)
    world.session.flush()
    return told


def _about(scene: Scene, kind: NoticeKind, at: datetime, *others: str) -> Told:
    return Told(kind, scene, at, (*((scene.author,) if scene.author else ()), *others))


def _answer(world: World, scene: Scene, public_at: datetime) -> list[Told]:
    item, feedback, entity = scene.item, scene.feedback, world.entities[scene.item.entity]
    rng, told = dice("answer", item.key), []
    manager, central = world.holders("community_manager", item.entity)[0], world.holders("central_team")
    by = rng.choice(central) if rng.randrange(CENTRAL_ANSWERS_EVERY) == 0 else manager
    at = public_at
    if item.answer is not None:
        words, days = item.answer
        at = max(world.timeline.after_days(entity, feedback.created_at.date(), days, rng), public_at + READ_FIRST)
        feedback.answered_at, feedback.is_answered_in_time = at, _in_time(scene, at)
        row = OfficialAnswer(
            feedback_id=feedback.id, body=words, language=item.lang, author_id=world.id_of(by), created_at=at
        )
        world.add(row)
        world.note(at, by, "feedback.answered", ("feedback", feedback.id, feedback.facts), version=1)
        told.append(_about(scene, NoticeKind.FEEDBACK_ANSWERED, at))
    if item.decision is not None:
        at = world.timeline.later(entity, at, DECIDED_WITHIN, rng)
        told.append(_decide(world, scene, at))
    if feedback.handling is not Handling.NEW:
        told.append(_handle(world, scene, world.timeline.later(entity, at, HANDLED_WITHIN, rng), manager))
    return told


def _in_time(scene: Scene, at: datetime) -> bool:
    return scene.feedback.due_on is not None and at.date() <= scene.feedback.due_on


def _decide(world: World, scene: Scene, at: datetime) -> Told:
    item, feedback = scene.item, scene.feedback
    verdict, reason = item.decision or ("", "")
    sponsor = world.holders("sponsor", item.entity)[0]
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
    world.note(at, sponsor, "decisions.recorded", ("feedback", feedback.id, feedback.facts), verdict=verdict)
    return _about(scene, NoticeKind.DECISION_RECORDED, at)


def _handle(world: World, scene: Scene, at: datetime, by: str) -> Told:
    """Note the move to where the contribution stands now; *not kept* says why."""
    item, feedback = scene.item, scene.feedback
    feedback.version += 1
    if feedback.handling is Handling.NOT_KEPT:
        feedback.handling_reason = (item.decision[1] if item.decision else "") or (
            item.answer[0] if item.answer else ""
        )
    thing = ("feedback", feedback.id, feedback.facts)
    world.note(at, by, "feedback.handled", thing, handling=feedback.handling.value)
    return _about(scene, NoticeKind.FEEDBACK_HANDLED, at)


def _converse(world: World, cast: Cast, scene: Scene, public_at: datetime) -> list[Told]:
    item, at = scene.item, public_at
    told: list[Told] = []
    made: list[Comment] = []
    for place, remark in enumerate(item.comments):
        speaker, rng = cast.speakers[item.key, place], dice("comment", item.key, place)
        at = world.timeline.later(world.entities[remark.entity], at, COMMENTED_WITHIN, rng)
        comment = Comment(
            id=number_of("comment", item.key, place),
            feedback_id=scene.feedback.id,
            body=remark.text,
            language=remark.lang,
            author_id=world.id_of(speaker),
            parent_id=None if remark.reply_to is None else made[remark.reply_to].id,
            created_at=at,
        )
        world.add(comment)
        made.append(comment)
        if speaker != scene.author:
            told.append(_about(scene, NoticeKind.FEEDBACK_COMMENTED, at))
    scene.feedback.comment_count = len(made)
    return told
