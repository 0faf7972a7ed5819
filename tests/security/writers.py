"""An installation of its own, and people who write to it all the time."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from socketserver import StreamRequestHandler, ThreadingTCPServer
from threading import Thread
from urllib.parse import urlencode

from itsdangerous import URLSafeTimedSerializer
from sqlalchemy.orm import Session

from app.db.engine import make_engine
from app.web.cookie import CookieCipher
from tests.conftest import SECRET
from tests.factories.accounts import make_session
from tests.feedback.scene import make_colleague, make_scene
from tests.feedback.sent import address_of

WRITERS, EACH = 4, 12
BOOT_SECONDS, GIVE_UP_SECONDS = 180, 300
ROOT = Path(__file__).parents[2]
PEPITE = (sys.executable, "-c", "import sys; from app.cli import main; sys.exit(main())")


@dataclass(slots=True)
class Server:
    """`pepite run` in a folder of its own."""

    folder: Path
    port: int
    database_url: str
    process: subprocess.Popen[bytes] | None = None

    def environ(self) -> dict[str, str]:
        """Return its settings."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PEPITE_")}
        return kept | {
            "PEPITE_DATA_DIR": str(self.folder), "PEPITE_PORT": str(self.port), "PEPITE_SECRET_KEY": SECRET,
            "PEPITE_DATABASE_URL": self.database_url,
        }  # fmt: skip

    def upgrade(self) -> None:
        """Make the tables."""
        subprocess.run([*PEPITE, "upgrade"], cwd=ROOT, env=self.environ(), check=True, capture_output=True)

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
        if self.process is not None:
            os.kill(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def restart(self) -> None:
        """Kill it, and start it again."""
        self.kill()
        self.start()


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


def make_writers(server: Server) -> list[Writer]:
    """Save people who take part in a campaign, and return them as writers with a cookie each."""
    engine = make_engine(server.database_url)
    csrf = URLSafeTimedSerializer(SECRET, salt="wtf-csrf-token").dumps("a raw token")
    writers = []
    with Session(engine, expire_on_commit=False) as session:
        scene = make_scene(session)
        for number in range(WRITERS):
            token = make_session(session, person=make_colleague(session, scene)[0])
            cookie = CookieCipher(SECRET).dumps({"_user_id": token, "csrf_token": "a raw token"})
            writers.append(Writer(server.port, address_of(scene), cookie, str(csrf), f"Writer {number}"))
        session.commit()
    engine.dispose()
    return writers


def free_port() -> int:
    """Return a port nobody listens on."""
    with ThreadingTCPServer(("127.0.0.1", 0), StreamRequestHandler) as probe:
        return int(probe.server_address[1])
