"""What people wrote, and what became of it in moderation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, time

from app.campaigns.types import IdentityLevel
from app.core.languages import UNDETERMINED
from app.core.references import reference_hash
from app.demo.cast import Cast
from app.demo.reader import Item
from app.demo.world import World, dice, number_of
from app.entities.models import add_working_days
from app.feedback.models import Comment, Feedback
from app.feedback.service.shown_entity import settle_shown_entity
from app.feedback.types import CommentRole, Handling, Kind, State
from app.language.stems import stems
from app.moderation.models import ModerationDecision
from app.moderation.types import Outcome
from app.notifications.kinds import feedback_hidden, feedback_published, feedback_sent_back, feedback_waiting

MODERATED_WITHIN = (1.0, 22.0)  # hours
REFERENCE_CODE = "demo-peca-3fio-7luz"  # of the contribution below: the way back to what nobody can trace
REFERENCE_OF = "pt-023"
ACTIONS = {
    Outcome.PUBLISHED: ("moderation.published", feedback_published.KIND.name),
    Outcome.PUBLISHED_AND_TRUSTED: ("moderation.published", feedback_published.KIND.name),
    Outcome.SENT_BACK: ("moderation.sent_back", feedback_sent_back.KIND.name),
    Outcome.HIDDEN: ("moderation.hidden", feedback_hidden.KIND.name),
}


@dataclass(slots=True)
class Scene:
    """One contribution on its way: its row, who wrote it, and since when colleagues could read it."""

    item: Item
    feedback: Feedback
    author: str | None
    sent_at: datetime  # the story's own knowledge: the row of an untraceable one has the day only
    public_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """Something people are told about."""

    kind: str
    scene: Scene
    at: datetime
    people: tuple[str, ...]
    params: Mapping[str, str] = field(default_factory=dict)


def play(world: World, cast: Cast, items: tuple[Item, ...]) -> tuple[list[Scene], list[Told]]:
    """Add the contributions, oldest first, with the decisions of moderators; who is trusted follows from them."""
    scenes = sorted((_write(world, cast, item) for item in items), key=lambda scene: (scene.sent_at, scene.item.key))
    world.session.flush()
    told: list[Told] = []
    for scene in scenes:
        told += _moderate(world, scene)
        if scene.public_at is not None:
            settle_shown_entity(world.session, scene.feedback)
            scene.feedback.published_at = scene.public_at if scene.author else scene.feedback.created_at
    for slug, campaign in world.campaigns.items():
        first = min(scene.sent_at for scene in scenes if scene.item.campaign == slug)
        campaign.frozen_at = datetime.combine(first.date(), time.min, tzinfo=UTC)
    world.session.flush()
    return scenes, told


def _write(world: World, cast: Cast, item: Item) -> Scene:
    entity, edition = world.entities[item.entity], world.editions[item.campaign, item.entity]
    day = world.timeline.day(item.week - 1, item.weekday)
    sent_at = world.timeline.moment(entity, day, dice("sent", item.key))
    author = cast.authors[item.key]
    created_at = sent_at if author else datetime.combine(sent_at.date(), time.min, tzinfo=UTC)
    step = world.steps[item.campaign, item.mission, item.step] if item.step else None
    feedback = Feedback(
        id=number_of("feedback", item.key),
        campaign_id=edition.campaign_id,
        edition_id=edition.id,
        entity_id=entity.id,
        kind=Kind(item.kind),
        title=item.title,
        body=item.text,
        language=item.lang,
        identity=IdentityLevel(item.identity),
        state=State(item.state),
        author_id=world.id_of(author) if author else None,
        mission_id=world.missions[item.campaign, item.mission].id,
        step_id=step.id if step else None,
        rating=item.rating,
        handling=Handling(item.handling),
        handling_reason=item.handling_reason,
        created_at=created_at,
        waiting_since=created_at if item.state == State.WAITING.value else None,
        due_on=(entity.add_working_days if author else add_working_days)(
            created_at.date(), world.campaigns[item.campaign].answer_within_days
        ),
        reference_hash=reference_hash(_code(item)) if author is None else None,
        stems=stems(f"{item.title} {item.text}", item.lang),
    )
    world.add(feedback)
    if author is not None:
        world.note(sent_at, author, "feedback.submitted", ("feedback", feedback.id, feedback.facts))
    return Scene(item, feedback, author, sent_at)


def _code(item: Item) -> str:
    return REFERENCE_CODE if item.key == REFERENCE_OF else str(number_of("code", item.key))


def _moderate(world: World, scene: Scene) -> list[Told]:
    item, feedback, state = scene.item, scene.feedback, scene.feedback.state
    moderators = _moderators(world, item)
    waits = [Told(feedback_waiting.KIND.name, scene, scene.sent_at, tuple(moderators))] if scene.author else []
    author = world.people[scene.author] if scene.author else None
    if state is State.WAITING:
        return waits  # of an untraceable one, the hourly job tells, by the day
    if state is State.WITHDRAWN:
        at = world.timeline.later(world.entities[item.entity], scene.sent_at, (1, 30), dice("withdrawn", item.key))
        feedback.version = 2
        world.note(at, scene.author, "feedback.withdrawn", ("feedback", feedback.id, feedback.facts))
        return []
    if author and author.trusted_at and author.trusted_at <= scene.sent_at:
        scene.public_at = scene.sent_at
        return []
    rng = dice("moderated", item.key)
    at = world.timeline.later(world.entities[item.entity], scene.sent_at, MODERATED_WITHIN, rng)
    outcome = _outcome(scene, is_trusted=author is None or author.trusted_at is not None)
    by = rng.choice(moderators)
    _decide(world, scene, outcome, (at, by))
    if outcome is Outcome.PUBLISHED_AND_TRUSTED and author is not None:
        author.trusted_at = at
        world.note(at, by, "accounts.trust_author", ("person", author.id, feedback.facts))
    if state is State.PUBLISHED:
        scene.public_at = at
    tells_author = Told(ACTIONS[outcome][1], scene, at, (scene.author,) if scene.author else ())
    return [*waits, tells_author]


def _moderators(world: World, item: Item) -> list[str]:
    """Return who could moderate it: the entity's community manager, and the ambassadors who read its language."""
    ambassadors = [
        key
        for key in world.holders("ambassador", item.entity)
        if any(item.lang in role.languages for role in world.entries[key].roles)
    ]
    return [*world.holders("community_manager", item.entity), *ambassadors]


def _outcome(scene: Scene, *, is_trusted: bool) -> Outcome:
    if scene.feedback.state is State.SENT_BACK:
        return Outcome.SENT_BACK
    if scene.feedback.state is State.HIDDEN:
        return Outcome.HIDDEN
    return Outcome.PUBLISHED if is_trusted else Outcome.PUBLISHED_AND_TRUSTED


def _decide(world: World, scene: Scene, outcome: Outcome, done: tuple[datetime, str]) -> None:
    (at, by), item, feedback = done, scene.item, scene.feedback
    words = item.question or item.hidden_reason or ""
    feedback.version += 1
    world.add(
        ModerationDecision(
            id=number_of("moderation", item.key),
            feedback_id=feedback.id,
            outcome=outcome,
            by_id=world.id_of(by),
            reason=words,
            language=item.lang if words else UNDETERMINED,
            at=at,
        )
    )
    details = {"outcome": outcome.value, "version": feedback.version}
    world.note(at, by, ACTIONS[outcome][0], ("feedback", feedback.id, feedback.facts), **details)
    if outcome is Outcome.SENT_BACK:
        question = Comment(
            id=number_of("question", item.key),
            feedback_id=feedback.id,
            body=words,
            language=item.lang,
            role=CommentRole.QUESTION,
            author_id=world.id_of(by),
            created_at=at,
        )
        world.add(question)
