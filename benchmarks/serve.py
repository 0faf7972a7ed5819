"""Start a server with one process on the loopback, load it, and read what it cost.

The cost of a request is processor time, read from the kernel: of every thread of the server's processes and, on
PostgreSQL, of the backends that serve it. It tells the same story on a busy machine, where waiting time does not.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Engine, text

ROOT = Path(__file__).parent.parent
START_SECONDS = 30
STOP_SECONDS = 10
THREADS = 4
BACKENDS = text("SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()")


@dataclass(frozen=True, slots=True)
class Request:
    """One HTTP request; ``form`` is a URL-encoded body."""

    path: str
    cookie: str = ""
    form: str | None = None
    encodings: str = ""  # what the client can unpack; empty: nothing is compressed

    def on(self, port: int) -> str:
        """Return the request as it travels."""
        lines = [
            f"{'GET' if self.form is None else 'POST'} {self.path} HTTP/1.1",
            f"Host: 127.0.0.1:{port}",
            "Accept: text/html",
            f"Cookie: {self.cookie}",
        ]
        if self.encodings:
            lines.append(f"Accept-Encoding: {self.encodings}")
        if self.form is not None:
            lines += ["Content-Type: application/x-www-form-urlencoded", f"Content-Length: {len(self.form.encode())}"]
        return "\r\n".join(lines) + "\r\n\r\n" + (self.form or "")


@dataclass(frozen=True, slots=True)
class Sample:
    """What one load cost; times in milliseconds."""

    count: int
    seconds: float
    server_ms: float  # processor time a request, server
    database_ms: float  # processor time a request, PostgreSQL's backends
    p50: float
    p99: float
    body_bytes: float  # of one answer

    @property
    def cpu_ms(self) -> float:
        """Processor time of one request, wherever it was spent."""
        return self.server_ms + self.database_ms


class UnexpectedAnswerError(Exception):
    """The server answered something else than what is measured: its figures would mean nothing."""


@dataclass(frozen=True, slots=True)
class Server:
    """A server that runs."""

    port: int
    pid: int
    database: Engine | None = None  # PostgreSQL: its backends are counted too

    def load(
        self,
        requests: Sequence[Request],
        *,
        expect: int = 200,
        connections: int = 1,
        seconds: float = 600,
        count: int | None = None,
    ) -> Sample:
        """Ask for ``count`` requests, or for as many as ``seconds`` allow, and return what one cost."""
        plan = {
            "port": self.port,
            "requests": [request.on(self.port) for request in requests],
            "connections": connections,
            "seconds": seconds,
            "count": count,
        }
        before = self._cpu()
        run = subprocess.run(
            [sys.executable, "-m", "benchmarks.client"],
            cwd=ROOT, input=json.dumps(plan), capture_output=True, text=True, check=True,
        )  # fmt: skip
        after = self._cpu()
        seen = json.loads(run.stdout)
        if set(seen["statuses"]) != {str(expect)}:
            msg = f"{requests[0].path}: expected {expect}, got {seen['statuses']}"
            raise UnexpectedAnswerError(msg)
        times = sorted(seen["times"])
        return Sample(
            count=len(times),
            seconds=seen["seconds"],
            server_ms=(after[0] - before[0]) / len(times) / 1e6,
            database_ms=(after[1] - before[1]) / len(times) / 1e6,
            p50=statistics.median(times),
            p99=times[int(len(times) * 0.99)],
            body_bytes=seen["body_bytes"] / len(times),
        )

    def rss_mb(self) -> float:
        """Return the resident memory of the largest process of the server, in MB: the worker."""
        return max(_rss_mb(pid) for pid in family(self.pid))

    def _cpu(self) -> tuple[int, int]:
        """Return the nanoseconds spent so far by the server and by the database's backends."""
        backends = backends_of(self.database) if self.database is not None else []
        return sum(map(nanoseconds_of, family(self.pid))), sum(map(nanoseconds_of, backends))


def backends_of(database: Engine) -> list[int]:
    """Return the processes of PostgreSQL that serve a database, but for the one that is asked; of SQLite none."""
    if database.dialect.name != "postgresql":
        return []
    with database.connect() as connection:
        found = connection.execute(BACKENDS)
        return [int(pid) for (pid,) in found]


def family(pid: int) -> list[int]:
    """Return a process and its descendants."""
    found = [pid]
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            for child in (task / "children").read_text().split():
                found += family(int(child))
    return found


def nanoseconds_of(pid: int) -> int:
    """Return the processor time of all threads of a process; 0 when it has ended or belongs to another machine."""
    total = 0
    with suppress(OSError):
        for task in Path(f"/proc/{pid}/task").iterdir():
            total += int((task / "schedstat").read_text().split()[0])
    return total


def _rss_mb(pid: int) -> float:
    with suppress(OSError):
        for line in Path(f"/proc/{pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
    return 0.0


def free_port() -> int:
    """Return a port of the loopback that nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def gunicorn(target: str, port: int) -> list[str]:
    """Return the command of the production server, with one process."""
    options = ["--workers", "1", "--worker-class", "gthread", "--threads", str(THREADS), "--keep-alive", "60"]
    return [
        sys.executable, "-m", "gunicorn", *options, "--log-level", "error", "--bind", f"127.0.0.1:{port}", target,
    ]  # fmt: skip


@contextmanager
def running(
    command: Sequence[str], port: int, environ: Mapping[str, str], database: Engine | None = None
) -> Iterator[Server]:
    """Run a server until the block ends; it answers when the block begins.

    :raises TimeoutError: it does not answer
    """
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **environ}, start_new_session=True)
    try:
        wait_for(port, process)
        yield Server(port, process.pid, database if database and database.dialect.name == "postgresql" else None)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGTERM)
        try:
            process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.wait()


def wait_for(port: int, process: subprocess.Popen[bytes]) -> None:
    """Wait until somebody listens.

    :raises TimeoutError: nobody does, after half a minute or because the process has ended
    """
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and process.poll() is None:
        with suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.01)
    msg = f"nothing answers on port {port}"
    raise TimeoutError(msg)
