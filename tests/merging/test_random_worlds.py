"""Whatever is merged and taken apart, in whatever order: the end is the beginning, and every count is right."""

from __future__ import annotations

from collections.abc import Iterable
from random import Random

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.feedback.models import Comment, Feedback, MeToo
from app.feedback.service.converse import say_me_too
from app.feedback.service.handle import AnswerInput, answer_feedback
from app.merging.service import merge_feedback, undo_merge
from app.policy.actor import Actor
from tests.merging.scene import central, colleague, published, say, snapshot, wrong_counts
from tests.moderation.world import World, make_world

CONTRIBUTIONS, STEPS = 6, 14
LEVELS = ("named", "confidential", "untraceable")


def make_random_world(session: Session, random: Random) -> tuple[World, list[Feedback]]:
    """Save contributions of every level, with supporters, comments and answers at random."""
    world = make_world(session)
    people = [colleague(session, world) for _ in range(4)]
    items: list[Feedback] = []
    for number in range(CONTRIBUTIONS):
        author = random.choice([world.author, world.colleague])
        level = random.choice(LEVELS)
        items.append(published(session, world, author, title=f"Title {number}", body=f"Body {number}", identity=level))
    for number, item in enumerate(items):
        for _person, actor in random.sample(people, random.randrange(4)):
            say_me_too(session, actor, item.id)
        for other in (world.author, world.colleague):
            if item.author_id != other.id and random.random() < 0.4:
                say_me_too(session, world.actor(other), item.id)
        if random.random() < 0.5:
            first = say(session, world.actor(world.author), item, f"First {number}")
            say(session, people[0][1], item, f"Reply {number}", first)
        if random.random() < 0.5:
            answer_feedback(session, world.actor(world.manager), item.id, AnswerInput(f"Answer {number}"))
    return world, items


def expected_supporters(items: Iterable[Feedback], said: set[tuple[int, int]], root: Feedback) -> set[int]:
    """Return who supports a contribution, from what people said and wrote themselves."""
    family = [item for item in items if root.id in {item.id, item.shown_in_id}]
    people = {person_id for feedback_id, person_id in said if feedback_id in {item.id for item in family}}
    people |= {item.author_id for item in family if item.author_id is not None and item.id != root.id}
    return people - {root.author_id}


def own_support(session: Session) -> set[tuple[int, int]]:
    rows = session.execute(select(MeToo.feedback_id, MeToo.person_id).where(MeToo.via_id.is_(None)))
    return {(feedback_id, person_id) for feedback_id, person_id in rows}


def check(session: Session, items: list[Feedback], said: set[tuple[int, int]], comments: int) -> None:
    session.expire_all()
    assert wrong_counts(session) == []
    assert own_support(session) == said
    for root in (item for item in items if not item.is_merged):
        rows = session.scalars(select(MeToo.person_id).where(MeToo.feedback_id == root.id))
        assert set(rows) == expected_supporters(items, said, root)
    merged = {item.id for item in items if item.is_merged}
    shown = [row.feedback_id for row in session.scalars(select(Comment))]
    assert len(shown) == comments
    assert not merged & set(shown), "what colleagues say is read where the duplicate is"


@pytest.mark.parametrize("seed", range(6))
def test_the_end_is_the_beginning(session: Session, seed: int) -> None:
    random = Random(seed)  # the same worlds each time
    world, items = make_random_world(session, random)
    actors: list[Actor] = [world.actor(world.manager), central(session, world)]
    before, said = snapshot(session), own_support(session)
    comments = len(before["comments"])
    for _ in range(STEPS):
        alone = [item for item in items if not item.is_merged]
        merged = [item for item in items if item.is_merged]
        if merged and (len(alone) < 2 or random.random() < 0.4):
            undo_merge(session, random.choice(actors), random.choice(merged).id)
        else:
            duplicate, into = random.sample(alone, 2)
            merge_feedback(session, random.choice(actors), duplicate.id, into.id)
        check(session, items, said, comments)
    for item in random.sample(items, len(items)):
        if item.is_merged:
            undo_merge(session, actors[0], item.id)
            session.expire_all()
    assert snapshot(session) == before
