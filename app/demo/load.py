"""Load the pilot replay: a world that is the same at each load, ending today."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.core import clock
from app.dashboards.service import rebuild_figures
from app.db.session import transaction
from app.demo import reader
from app.demo.cast import cast_parts
from app.demo.joining import join_in
from app.demo.pictures import hang_pictures
from app.demo.sequel import follow_up
from app.demo.stage import build_stage
from app.demo.story import play
from app.demo.telling import tell
from app.demo.timeline import Timeline
from app.demo.world import World
from app.files.storage import Storage
from app.journal.seal import seal_waiting
from app.policy.actor import SYSTEM

STEPS = 7

Progress = Callable[[str], None]


def is_loaded(session: Session) -> bool:
    """Tell whether this database holds the demonstration."""
    return session.scalar(select(Person.id).where(Person.is_demo).limit(1)) is not None


def load_world(
    session: Session, storage: Storage, now: datetime | None = None, tell_progress: Progress = lambda _step: None
) -> None:
    """Add the whole world in one transaction, then count its figures and seal its journal."""
    world = World(session, storage, Timeline.ending(now or clock.now()))
    items = reader.items()
    with transaction(session):
        tell_progress("entities, people and campaigns")
        build_stage(world)
        cast = cast_parts(world.entries, items)
        tell_progress("contributions")
        scenes, told = play(world, cast, items)
        tell_progress("answers, decisions and comments")
        told += follow_up(world, cast, scenes)
        tell_progress("people who take part")
        join_in(world, cast, scenes)
        tell_progress("pictures and notices")
        hang_pictures(world, scenes)
        tell(world, told)
    tell_progress("figures")
    rebuild_figures(session, SYSTEM)
    tell_progress("journal")
    while seal_waiting(session):
        pass
