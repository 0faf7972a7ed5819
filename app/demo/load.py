"""Load the pilot replay: a world that is the same at each load, ending today.

Nothing is written but by the use cases of the application, each at its own time of the story.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.service import turn_phases
from app.core import clock
from app.db.session import transaction
from app.demo import reader
from app.demo.answering import plan_answering
from app.demo.applying import plan_applying
from app.demo.around import plan_around
from app.demo.bench import plan_bench
from app.demo.cast import cast_parts
from app.demo.community import plan_community
from app.demo.comparing import plan_comparing
from app.demo.exchanges import Exchanges
from app.demo.going_on import plan_going_on
from app.demo.house import plan_house
from app.demo.joining import plan_joining
from app.demo.outcomes import Outcomes
from app.demo.preparing import plan_preparing
from app.demo.reading import read_notices
from app.demo.reviews import plan_reviews
from app.demo.showing import plan_showing
from app.demo.sorting import plan_sorting
from app.demo.stage import build_stage
from app.demo.story import Story
from app.demo.studio import plan_reviewing
from app.demo.timeline import Timeline
from app.demo.world import World
from app.files.storage import Storage
from app.journal.seal import seal_waiting
from app.outbox.deliver import Handler
from app.policy.actor import SYSTEM

STEPS = 4

Progress = Callable[[str], None]

# What else happens, each by itself.
PLANS = (
    plan_around, plan_sorting, plan_showing, plan_community, plan_house, plan_bench, plan_reviewing, plan_reviews,
    plan_preparing,
)  # fmt: skip


def is_loaded(session: Session) -> bool:
    """Tell whether this database holds the demonstration."""
    return session.scalar(select(Person.id).where(Person.is_demo).limit(1)) is not None


def load_world(
    session: Session,
    storage: Storage,
    handlers: Mapping[str, Sequence[Handler]],
    now: datetime | None = None,
    tell_progress: Progress = lambda _step: None,
) -> None:
    """Add the whole world in one transaction, then seal its journal. ``handlers``: what follows from each event."""
    world = World(session, storage, handlers, Timeline.ending(now or clock.now()))
    items = reader.items()
    with transaction(session):
        tell_progress("entities, people and campaigns")
        build_stage(world)
        tell_progress("contributions, answers and decisions")
        cast = cast_parts(world.entries, items)
        plan_joining(world, cast, items)
        plan_applying(world, cast)
        plan_going_on(world, cast)
        plan_answering(world, cast)
        plan_comparing(world, cast)
        outcomes = Outcomes(world, reader.written_outcomes())
        outcomes.plan()
        story = Story(world, cast, outcomes)
        story.plan(items)
        Exchanges(world, cast, story, reader.exchanges()).plan(items)
        for plan in PLANS:
            plan(world)
        world.play()
        with clock.set_to(world.timeline.now):  # what is past is marked: nobody is told of it once the server starts
            turn_phases(session, SYSTEM)
        tell_progress("notices")
        read_notices(world)
    tell_progress("journal")
    while seal_waiting(session):
        pass
