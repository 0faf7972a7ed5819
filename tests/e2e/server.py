"""A server of its own for the browser tests: the real command, the demonstration world, an empty folder."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus
from pathlib import Path
from urllib.error import URLError
from urllib.request import urlopen

ROOT = Path(__file__).parents[2]
DATABASE = "pepite.db"
COMMAND = (sys.executable, "-c", "import sys; from app.cli import main; sys.exit(main())")
PREPARED_SECONDS = 900  # for a command before it
READY_SECONDS = 300
STOP_SECONDS = 10
LOG_TAIL_CHARS = 3_000


class NotReady(Exception):
    """The server did not start; the message is the end of its log."""


def free_port() -> int:
    """Return a port nobody listens on."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, port: int) -> dict[str, str]:
    """Return the environment of a server in ``folder``, whatever the machine's own settings are."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PEPITE_")}
    return kept | {"PEPITE_DATA_DIR": str(folder), "PEPITE_PORT": str(port), "PYTHONUNBUFFERED": "1"}


def is_ready(url: str) -> bool:
    """Tell whether the server answers that it can serve."""
    try:
        with urlopen(f"{url}/readyz", timeout=2) as answer:  # noqa: S310 - always http on this machine
            return bool(answer.status == HTTPStatus.OK)
    except (URLError, OSError):
        return False


def load_into(folder: Path) -> None:
    """Make a database in ``folder`` and load the demonstration into it.

    :raises NotReady: a command failed, or took too long
    """
    for arguments in (["upgrade"], ["demo", "load", "--once"]):
        _prepare(arguments, environment(folder, free_port()))


@contextmanager
def demonstration(folder: Path) -> Iterator[str]:
    """Load the demonstration into ``folder``, unless it is there, serve it, and give its address.

    :raises NotReady: a command failed, or it or the server took too long
    """
    port = free_port()
    url = f"http://127.0.0.1:{port}"
    environ = environment(folder, port)
    if not (folder / DATABASE).exists():
        load_into(folder)
    log = folder / "server.log"
    with (
        log.open("w") as out,
        subprocess.Popen([*COMMAND, "run"], cwd=ROOT, env=environ, stdout=out, stderr=out) as process,
    ):
        try:
            _wait(process, url, log)
            yield url
        finally:
            process.terminate()
            try:
                process.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()


def _prepare(arguments: list[str], environ: dict[str, str]) -> None:
    command = f"pepite {' '.join(arguments)}"
    try:
        done = subprocess.run(
            [*COMMAND, *arguments],
            cwd=ROOT,
            env=environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=PREPARED_SECONDS,
        )
    except subprocess.TimeoutExpired as late:
        message = f"{command}: not done after {PREPARED_SECONDS} s"
        raise NotReady(message) from late
    if done.returncode:
        message = f"{command}: {done.stdout[-LOG_TAIL_CHARS:]}"
        raise NotReady(message)


def _wait(process: subprocess.Popen[bytes], url: str, log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    while not is_ready(url):
        if process.poll() is not None or time.monotonic() > deadline:
            raise NotReady(log.read_text(encoding="utf-8")[-LOG_TAIL_CHARS:])
        time.sleep(0.1)
