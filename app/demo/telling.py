"""What people were told lately, and what they have not read yet."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta

from app.demo.story import Told
from app.demo.world import World, dice, number_of
from app.notifications.kinds import feedback_waiting
from app.notifications.models import Notice
from app.notifications.types import SubjectType

TOLD_FOR = timedelta(days=24)  # older notices are gone
READ_AFTER = timedelta(days=6)  # by then whoever reads their notices has read
UNREAD = 0.3  # share of the others
WAITING = feedback_waiting.KIND.name


def tell(world: World, told: Iterable[Told]) -> None:
    """Add the notices of the last weeks; those of the last days are mostly unread."""
    now = world.timeline.now
    seen: set[tuple[int, str]] = set()
    for number, each in enumerate(sorted(told, key=lambda each: (each.at, each.scene.item.key, each.kind))):
        if each.at < now - TOLD_FOR or each.at > now:
            continue
        for person in dict.fromkeys(each.people):
            event = number_of("event", number, each.scene.item.key, each.kind)
            if (event, person) in seen:
                continue
            seen.add((event, person))
            world.add(_notice(world, each, event, person))
    world.session.flush()


def _notice(world: World, each: Told, event: int, person: str) -> Notice:
    rng = dice("notice", event, person)
    read_at = each.at + timedelta(hours=rng.uniform(1, READ_AFTER.days * 24))
    is_open = each.scene.feedback.waiting_since is not None if each.kind == WAITING else rng.random() < UNREAD
    return Notice(
        id=number_of("notice", event, person),
        event_id=event,
        person_id=world.id_of(person),
        kind=each.kind,
        params=dict(each.params),
        subject_type=SubjectType.CONTRIBUTION,
        subject_id=each.scene.feedback.id,
        created_at=each.at,
        read_at=None if is_open or read_at > world.timeline.now else read_at,
        is_mailed=True,
    )
