"""R5, R7, on a small scale: the worker is killed, the mail server is slow or gone, and what is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from socket import socket
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Thread
from typing import cast

import pytest
import time_machine
from sqlalchemy import Engine, select, update
from sqlalchemy.orm import Session, sessionmaker

from app import create_app
from app.campaigns.models import Phase
from app.core import clock
from app.feedback.service.submit import submit_feedback
from app.files.storage import memory_storage
from app.jobs.engine import Work
from app.jobs.models import Job, JobState
from app.jobs.run import LEASE
from app.notifications.models import Notice
from app.web.database import engine_of
from app.worker import make_work
from config import Settings
from tests.factories.accounts import make_session
from tests.feedback.scene import make_input, make_manager, make_scene
from tests.feedback.sent import send
from tests.mail.sink import running_sink
from tests.security.writers import BOOT_SECONDS, ROOT


class _Stalling(ThreadingTCPServer):
    """A mail server that takes a message and then says nothing until it is told to."""

    daemon_threads = True
    allow_reuse_address = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.taken, self.go_on = Event(), Event()
        self.message_ids: list[str] = []


class _Talk(StreamRequestHandler):
    def handle(self) -> None:
        server = cast("_Stalling", self.server)
        self.wfile.write(b"220 here\r\n")
        for line in self.rfile:
            if line[:4].upper() == b"DATA":
                self.wfile.write(b"354 go on\r\n")
                while (said := self.rfile.readline()) not in {b".\r\n", b""}:
                    if said.lower().startswith(b"message-id:"):
                        server.message_ids.append(said.split(b":", 1)[1].strip().decode())
                server.taken.set()
                server.go_on.wait(BOOT_SECONDS)
            try:
                self.wfile.write(b"250 ok\r\n")
            except OSError:  # who was talking is dead
                return


@contextmanager
def stalling() -> Iterator[_Stalling]:
    """Serve it in a thread."""
    with _Stalling() as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.go_on.set()
        server.shutdown()


def by_smtp(settings: Settings, shared: Engine, port: int) -> Settings:
    """Return settings with a mail server on this machine."""
    url = shared.url.render_as_string(hide_password=False)
    return replace(settings, database_url=url, mail_backend="smtp", smtp_port=port)


@contextmanager
def worker_of(settings: Settings) -> Iterator[Work]:
    """Yield what a worker with these settings does; its connections are closed afterwards."""
    app = create_app(settings)
    yield make_work(app)
    engine_of(app).dispose()


MAIL = "notifications.mail"  # the job that sends one
WORKER = """
import sys
from pathlib import Path
from app import create_app
from app.web.database import engine_of
from app.worker import make_work
from config import Settings

url, folder, port = sys.argv[1:]
settings = Settings(
    secret_key="x" * 40, data_dir=Path(folder), database_url=url, base_url="http://localhost",
    mail_backend="smtp", smtp_port=int(port), quiet_hours=False,
)
make_work(create_app(settings)).deliver()
"""


def leave_one(engine: Engine) -> None:
    """Save a contribution that waits, and a moderator who is to be told."""
    with Session(engine, expire_on_commit=False) as session:
        scene = make_scene(session)
        make_manager(session, scene)
        session.execute(update(Phase).values(starts_at=clock.now() - timedelta(days=8)))  # too old to be told
        submit_feedback(session, scene.actor, scene.address, make_input(), memory_storage())


@pytest.mark.slow
def test_r05_a_mail_cut_off_in_the_middle_is_not_sent_twice(shared: Engine, settings: Settings, tmp_path: Path) -> None:
    leave_one(shared)
    with stalling() as server:
        told = by_smtp(settings, shared, int(server.server_address[1]))
        arguments = (told.database_url, str(tmp_path), str(told.smtp_port))
        with subprocess.Popen([sys.executable, "-c", WORKER, *arguments], cwd=ROOT) as worker:
            assert server.taken.wait(BOOT_SECONDS)
            os.kill(worker.pid, signal.SIGKILL)
        server.go_on.set()
        with Session(shared) as session:
            assert session.scalars(select(Job.state).where(Job.name == MAIL)).all() == [JobState.RUNNING]
        with time_machine.travel(clock.now() + LEASE + timedelta(seconds=1)), worker_of(told) as work:
            work.tick()
        with Session(shared) as session:
            job = session.scalars(select(Job).where(Job.name == MAIL)).one()
            assert (job.state, job.attempts) == (JobState.DONE, 2)
            assert session.scalars(select(Notice.is_mailed)).all() == [True]
        assert len(server.message_ids) == 1, "the server may have accepted it: it is not sent a second time"


@pytest.mark.slow
def test_r07_nobody_waits_for_the_mail_server_and_the_mail_arrives_once_it_is_back(
    shared: Engine, settings: Settings
) -> None:
    with stalling() as server, running_sink() as sink:
        told = by_smtp(settings, shared, int(server.server_address[1]))
        app = create_app(told, sessionmaker(shared, expire_on_commit=False))
        app.config["WTF_CSRF_ENABLED"] = False
        with Session(shared, expire_on_commit=False) as session:
            scene = make_scene(session)
            make_manager(session, scene)
            token = make_session(session, person=scene.person)
            session.commit()
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie["_user_id"] = token
        assert send(client, scene).status_code == 302
        assert not server.taken.is_set(), "a page never talks to the mail server"
        with socket() as silent:  # bound and not listening: nobody answers there
            silent.bind(("127.0.0.1", 0))
            with worker_of(replace(told, smtp_port=int(silent.getsockname()[1]))) as gone:
                gone.deliver()
        with Session(shared) as session:
            job = session.scalars(select(Job).where(Job.name == MAIL)).one()
            assert (job.state, job.attempts) == (JobState.QUEUED, 1)
        back = replace(told, smtp_port=int(sink.server_address[1]))
        with time_machine.travel(clock.now() + timedelta(minutes=2)), worker_of(back) as work:
            work.deliver()
            work.deliver()
        assert len(sink.stored) == 1
        with Session(shared) as session:
            assert session.scalars(select(Job.state).where(Job.name == MAIL)).all() == [JobState.DONE]
