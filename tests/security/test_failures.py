"""R1, R2, R4, R5, R7, on a small scale: what is killed, lost or slow, and what is left."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Event, Thread
from typing import cast
from urllib.parse import urlencode

import pytest
import time_machine
from flask.sessions import SecureCookieSessionInterface
from itsdangerous import URLSafeTimedSerializer
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session, sessionmaker

from app import create_app
from app.core import clock
from app.dashboards.queries.truth import figure_differences
from app.db.engine import make_engine
from app.feedback.models import Feedback
from app.feedback.service.submit import submit_feedback
from app.files.storage import memory_storage
from app.jobs.engine import Work
from app.jobs.models import Job, JobState
from app.jobs.run import LEASE
from app.notifications.models import Notice
from app.policy.actor import SYSTEM
from app.web.database import engine_of
from app.worker import make_work
from config import Settings
from tests.conftest import SECRET
from tests.factories.accounts import make_session
from tests.feedback.scene import make_colleague, make_input, make_manager, make_scene
from tests.feedback.sent import address_of, send
from tests.mail.sink import running_sink

WRITERS, EACH = 4, 12
BOOT_SECONDS, GIVE_UP_SECONDS = 40, 90
ROOT = Path(__file__).parents[2]
PEPITE = (sys.executable, "-c", "import sys; from app.cli import main; sys.exit(main())")

# --- R1, R2, R4: the process is killed under writers -------------------------------------------------


@dataclass(slots=True)
class Server:
    """`pepite run` in a folder of its own."""

    folder: Path
    port: int
    process: subprocess.Popen[bytes] | None = None

    def environ(self) -> dict[str, str]:
        """Return its settings."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PEPITE_")}
        return kept | {
            "PEPITE_DATA_DIR": str(self.folder), "PEPITE_PORT": str(self.port), "PEPITE_SECRET_KEY": SECRET,
        }  # fmt: skip

    def start(self) -> None:
        """Start it, and wait until it can serve."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen([*PEPITE, "run"], cwd=ROOT, env=self.environ(), stdout=log, stderr=log)
        until = time.monotonic() + BOOT_SECONDS
        while not self.is_ready():
            assert time.monotonic() < until, (self.folder / "log").read_text()[-2000:]
            time.sleep(0.05)

    def is_ready(self) -> bool:
        """Tell whether it serves."""
        try:
            with closing(HTTPConnection("127.0.0.1", self.port, timeout=2)) as connection:
                connection.request("GET", "/readyz")
                return connection.getresponse().status == 200
        except (OSError, HTTPException):
            return False

    def kill(self) -> None:
        """Kill it without a word."""
        assert self.process is not None
        os.kill(self.process.pid, signal.SIGKILL)
        self.process.wait()


@dataclass(slots=True)
class Writer(Thread):
    """Sends contributions one after the other; what gets no answer is sent again with the same key."""

    port: int
    address: str
    cookie: str
    csrf: str
    name_: str
    acknowledged: list[str] = field(default_factory=list)
    strange: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Become a thread."""
        Thread.__init__(self, daemon=True)

    def run(self) -> None:
        """Send them all."""
        until = time.monotonic() + GIVE_UP_SECONDS
        for number in range(EACH):
            title = f"{self.name_} {number}"
            while time.monotonic() < until and not self._send(title):
                time.sleep(0.05)

    def _send(self, title: str) -> bool:
        form = {
            "csrf_token": self.csrf, "key": f"the key of {title}", "title": title, "body": "Words", "kind": "idea",
            "identity": "named",
        }  # fmt: skip
        headers = {"Cookie": f"pepite={self.cookie}", "Content-Type": "application/x-www-form-urlencoded"}
        try:
            with closing(HTTPConnection("127.0.0.1", self.port, timeout=10)) as connection:
                connection.request("POST", self.address, urlencode(form), headers)
                status = connection.getresponse().status
        except (OSError, HTTPException):
            return False
        if status != 302:
            self.strange.append(status)
            return False
        self.acknowledged.append(title)
        return True

    def __hash__(self) -> int:
        """Threads are kept in a set."""
        return id(self)


def make_writers(folder: Path, port: int) -> list[Writer]:
    """Save people who take part in a campaign, and return them as writers with a cookie each."""
    engine = make_engine(f"sqlite:///{folder}/pepite.db")
    app = create_app(Settings(secret_key=SECRET, data_dir=folder, database_url="sqlite://"))
    signer = SecureCookieSessionInterface().get_signing_serializer(app)
    assert signer is not None
    csrf = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps("a raw token")
    writers = []
    with Session(engine, expire_on_commit=False) as session:
        scene = make_scene(session)
        for number in range(WRITERS):
            token = make_session(session, person=make_colleague(session, scene)[0])
            cookie = signer.dumps({"_user_id": token, "csrf_token": "a raw token"})
            writers.append(Writer(port, address_of(scene), str(cookie), str(csrf), f"Writer {number}"))
        session.commit()
    engine.dispose()
    return writers


def free_port() -> int:
    with ThreadingTCPServer(("127.0.0.1", 0), StreamRequestHandler) as probe:
        return int(probe.server_address[1])


@pytest.mark.slow
def test_r01_r02_r04_what_was_acknowledged_is_stored_once_although_the_process_is_killed(tmp_path: Path) -> None:
    server = Server(tmp_path, free_port())
    subprocess.run([*PEPITE, "upgrade"], cwd=ROOT, env=server.environ(), check=True, capture_output=True)
    writers = make_writers(tmp_path, server.port)
    server.start()
    try:
        for writer in writers:
            writer.start()
        for part in (4, 2):
            while sum(len(writer.acknowledged) for writer in writers) < WRITERS * EACH // part:
                time.sleep(0.02)
            server.kill()
            server.start()
        for writer in writers:
            writer.join(GIVE_UP_SECONDS)
    finally:
        server.kill()
    acknowledged = sorted(title for writer in writers for title in writer.acknowledged)
    assert [status for writer in writers for status in writer.strange] == []
    assert len(acknowledged) == WRITERS * EACH
    engine = make_engine(f"sqlite:///{tmp_path}/pepite.db")
    with Session(engine) as session:
        assert sorted(session.scalars(select(Feedback.title))) == acknowledged, "nothing lost, nothing twice"
        assert figure_differences(session, SYSTEM) == []
    engine.dispose()


# --- R5, R7: the worker is killed, the mail server is not there ------------------------------------


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
                server.go_on.wait(30)
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
    mail_backend="smtp", smtp_port=int(port),
)
make_work(create_app(settings)).deliver()
"""


def leave_one(engine: Engine) -> None:
    """Save a contribution that waits, and a moderator who is to be told."""
    with Session(engine, expire_on_commit=False) as session:
        scene = make_scene(session)
        make_manager(session, scene)
        submit_feedback(session, scene.actor, scene.edition.id, make_input(scene), memory_storage())


@pytest.mark.slow
def test_r05_a_worker_killed_in_the_middle_of_a_mail_leaves_it_to_the_next(
    shared: Engine, settings: Settings, tmp_path: Path
) -> None:
    leave_one(shared)
    with stalling() as server:
        told = by_smtp(settings, shared, int(server.server_address[1]))
        arguments = (told.database_url, str(tmp_path), str(told.smtp_port))
        with subprocess.Popen([sys.executable, "-c", WORKER, *arguments], cwd=ROOT) as worker:
            assert server.taken.wait(BOOT_SECONDS)
            os.kill(worker.pid, signal.SIGKILL)
        server.go_on.set()
        with Session(shared) as session:
            assert session.scalars(select(Job.state)).all() == [JobState.RUNNING]
        with time_machine.travel(clock.now() + LEASE + timedelta(seconds=1)), worker_of(told) as work:
            work.tick()
        with Session(shared) as session:
            job = session.scalars(select(Job).where(Job.name == "notifications.mail")).one()
            assert (job.state, job.attempts) == (JobState.DONE, 2)
            assert session.scalars(select(Notice.is_mailed)).all() == [True]
        assert len(set(server.message_ids)) == 1, "whoever receives it twice can tell"
        assert len(server.message_ids) == 2


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
        with worker_of(replace(told, smtp_port=free_port())) as gone:
            gone.deliver()
        with Session(shared) as session:
            job = session.scalars(select(Job)).one()
            assert (job.state, job.attempts) == (JobState.QUEUED, 1)
        back = replace(told, smtp_port=int(sink.server_address[1]))
        with time_machine.travel(clock.now() + timedelta(minutes=2)), worker_of(back) as work:
            work.deliver()
            work.deliver()
        assert len(sink.stored) == 1
        with Session(shared) as session:
            assert session.scalars(select(Job.state)).all() == [JobState.DONE]
