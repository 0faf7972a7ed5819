"""Review sessions of the story: one that is closed, with its minutes, and one under way."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from sqlalchemy import select

from app.core import clock
from app.demo import reader
from app.demo.world import World, key_of, random_for
from app.feedback.queries.feed import FeedFilters, feed_page
from app.feedback.types import Sort, Verdict
from app.policy.facts import Facts
from app.reviews.models import ReviewCriterion, ReviewItem
from app.reviews.service import (
    CriterionInput,
    OpinionInput,
    ReviewInput,
    add_subjects,
    hand_in,
    invite_assessor,
    open_review,
    prepare_review,
    propose_decisions,
    save_opinions,
)
from app.reviews.types import ReviewKind, TieRule

MARKED_WITHIN = 3  # days after the invitation


def plan_reviews(world: World) -> None:
    """Let the sessions be prepared, marked and closed."""
    for number, entry in enumerate(reader.reviews()):
        day = world.timeline.day(entry["week"] - 1, 1)
        entity = world.entities[world.entries[entry["chair"]].entity]
        at = world.timeline.moment(entity, day, random_for("review", number))
        world.plan(at, partial(_open, world, entry))


def _open(world: World, entry: Mapping[str, Any]) -> None:
    session, chair, campaign = world.session, world.actor(entry["chair"]), world.campaigns[entry["campaign"]]
    entity_id = world.entities[entry["entity"]].id if entry["entity"] else None
    data = ReviewInput(
        title=entry["title"],
        entity_id=entity_id,
        campaign_ids=frozenset({campaign.id}),
        kind=ReviewKind.GRID,
        tie_rule=TieRule(entry["tie_rule"]),
        due_on=clock.today() + timedelta(days=entry["days_given"]),
        criteria=tuple(CriterionInput(name, weight) for name, weight in entry["criteria"]),
        submission_key=key_of("review", entry["title"]),
    )
    review = prepare_review(session, chair, data)
    place = Facts(entity_id=entity_id or chair.entity_id, campaign_id=campaign.id)
    supported = feed_page(session, chair, place, FeedFilters(sort=Sort.ME_TOO, entity_id=entity_id)).rows
    add_subjects(session, chair, review.id, [row.id for row in supported[: entry["subjects"]]])
    for person in entry["assessors"]:
        invite_assessor(session, chair, review.id, world.people[person].email)
    open_review(session, chair, review.id)
    _plan_marks(world, entry, review.id)


def _plan_marks(world: World, entry: Mapping[str, Any], review_id: int) -> None:
    """Let each assessor mark within some days, as far as the story has come."""
    latest = clock.now()
    for number, person in enumerate(entry["assessors"]):
        if not entry["marks"][number]:
            continue
        chance = random_for("marks", entry["title"], person)
        entity = world.entities[world.entries[person].entity]
        at = world.timeline.moment(entity, clock.today() + timedelta(days=chance.randint(1, MARKED_WITHIN)), chance)
        at = max(at, clock.now() + timedelta(minutes=10 + number))
        latest = max(latest, at)
        world.plan(at, partial(_mark, world, entry, review_id, number))
    if entry["proposals"]:
        world.plan(latest + timedelta(hours=2), partial(_propose, world, entry, review_id))


def _mark(world: World, entry: Mapping[str, Any], review_id: int, number: int) -> None:
    session, actor, rows = world.session, world.actor(entry["assessors"][number]), entry["marks"][number]
    items = _items(world, review_id)
    criteria = session.scalars(
        select(ReviewCriterion.id).where(ReviewCriterion.review_id == review_id).order_by(ReviewCriterion.number)
    ).all()
    notes = {subject: words for person, subject, words in entry["notes"] if person == number}
    save_opinions(
        session,
        actor,
        review_id,
        {
            items[place]: OpinionInput(
                marks=dict(zip(criteria, row, strict=True)),
                version=0,
                note=notes.get(place, ""),
                has_conflict=[number, place] in entry["conflicts"],
            )
            for place, row in enumerate(rows[: len(items)])
        },
    )
    if len(rows) >= len(items):
        hand_in(session, actor, review_id)


def _propose(world: World, entry: Mapping[str, Any], review_id: int) -> None:
    proposals = {
        item: Verdict(verdict) if verdict else None
        for item, verdict in zip(_items(world, review_id), entry["proposals"], strict=False)
    }
    propose_decisions(world.session, world.actor(entry["chair"]), review_id, proposals)


def _items(world: World, review_id: int) -> list[int]:
    found = select(ReviewItem.id).where(ReviewItem.review_id == review_id).order_by(ReviewItem.number)
    return list(world.session.scalars(found))
