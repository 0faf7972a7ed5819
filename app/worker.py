"""The background work: deliver events, run jobs, do what is due. Beside the web, or inside its process."""

from __future__ import annotations

from collections.abc import Callable

from flask import Flask
from sqlalchemy.orm import Session, sessionmaker

from app.jobs.engine import Engine, Work, connect, run_consumer, start_in_process
from app.jobs.periodic import run_periodic
from app.jobs.run import run_due, sweep
from app.outbox.deliver import deliver_waiting
from app.registry import HANDLERS, JOBS, PERIODIC
from app.web.database import engine_of, on_commit
from config import Settings


def make_work(app: Flask) -> Work:
    """Return what the worker does, each time with sessions and an application context of its own."""
    make_session = sessionmaker(engine_of(app), expire_on_commit=False)

    def deliver() -> None:
        with app.app_context():
            while _deliver_some(make_session):
                pass
            run_due(make_session, JOBS)

    def tick() -> None:
        with app.app_context():
            sweep(make_session)
            run_periodic(make_session, PERIODIC)
        deliver()

    return Work(deliver=deliver, tick=tick)


def _deliver_some(make_session: Callable[[], Session]) -> int:
    with make_session() as session:
        return deliver_waiting(session, HANDLERS)


def start_beside_web(app: Flask, settings: Settings) -> Engine:
    """Start the worker in threads of this process, or only the means to wake one that runs elsewhere."""
    work = make_work(app)
    engine = start_in_process(settings, work) if settings.run_worker else connect(settings)
    on_commit(engine.wake)
    return engine


def run_alone(app: Flask, settings: Settings) -> None:
    """Work until told to stop."""
    run_consumer(settings, make_work(app))
