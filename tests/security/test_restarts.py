"""R1, R2, R4, R9, on a small scale: the process or the database goes away while people write."""

from __future__ import annotations

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from app.dashboards.queries.recount import figure_differences
from app.db.engine import make_engine
from app.feedback.models import Feedback
from app.policy.actor import SYSTEM
from tests.security.writers import EACH, GIVE_UP_SECONDS, WRITERS, Server, Writer, free_port, make_writers


def write_through(server: Server, harms: Sequence[Callable[[], object]]) -> list[Writer]:
    """Let everybody write while the harms are done one after the other; return who wrote."""
    server.upgrade()
    writers = make_writers(server)
    server.start()
    try:
        for writer in writers:
            writer.start()
        for number, harm in enumerate(harms, start=1):
            wait_for(writers, WRITERS * EACH * number // (2 * len(harms)))
            harm()
        for writer in writers:
            writer.join(GIVE_UP_SECONDS)
    finally:
        server.kill()
    return writers


def wait_for(writers: Sequence[Writer], number: int) -> None:
    """Wait until so many contributions are acknowledged."""
    until = time.monotonic() + GIVE_UP_SECONDS
    while sum(len(writer.acknowledged) for writer in writers) < number:
        assert time.monotonic() < until, [writer.strange for writer in writers]
        time.sleep(0.02)


def check_kept(server: Server, writers: Sequence[Writer]) -> None:
    """Check that what was acknowledged is stored, once, and that figures agree."""
    acknowledged = sorted(title for writer in writers for title in writer.acknowledged)
    assert len(acknowledged) == WRITERS * EACH
    engine = make_engine(server.database_url)
    with Session(engine) as session:
        assert sorted(session.scalars(select(Feedback.title))) == acknowledged, "nothing lost, nothing twice"
        assert figure_differences(session, SYSTEM) == []
    engine.dispose()


@pytest.mark.slow
def test_r01_r02_r04_what_was_acknowledged_is_stored_once_although_the_process_is_killed(tmp_path: Path) -> None:
    server = Server(tmp_path, free_port(), f"sqlite:///{tmp_path}/pepite.db")
    writers = write_through(server, [server.restart] * 2)
    assert [status for writer in writers for status in writer.strange] == []
    check_kept(server, writers)


# --- R9: PostgreSQL restarts -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Cluster:
    """A PostgreSQL server of its own: the one of the tests is everybody's."""

    programs: Path
    folder: Path
    port: int

    def run(self, program: str, *arguments: str) -> None:
        """Run one of PostgreSQL's programs; it refuses to be root."""
        owner = "postgres" if os.geteuid() == 0 else None
        place = ("-D", str(self.folder / "data"))
        subprocess.run([self.programs / program, *place, *arguments], check=True, user=owner, stdout=subprocess.DEVNULL)

    def start(self) -> None:
        """Make it, and start it."""
        self.run("initdb", "--auth=trust", "--username=postgres", "--no-sync")
        options = f"-p {self.port} -c listen_addresses=127.0.0.1 -c unix_socket_directories="
        self.run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-o", options, "start")

    def restart(self, mode: str) -> None:
        """Restart it: ``fast`` ends what is under way, ``immediate`` is a crash."""
        self.run("pg_ctl", "-w", "-l", str(self.folder / "log"), "-m", mode, "restart")


@pytest.fixture
def cluster() -> Iterator[Cluster]:
    """Yield a running server; without PostgreSQL's programs the test is skipped, and says so."""
    programs = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not programs:
        pytest.skip("PostgreSQL's server is not installed: there is no /usr/lib/postgresql/*/bin/initdb")
    with tempfile.TemporaryDirectory(prefix="pepite-cluster-") as folder:
        if os.geteuid() == 0:
            shutil.chown(folder, "postgres")
        cluster = Cluster(programs[-1].parent, Path(folder), free_port())
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.run("pg_ctl", "-w", "-m", "immediate", "stop")


@pytest.mark.slow
@pytest.mark.postgres
def test_r09_what_was_acknowledged_is_stored_once_although_the_database_restarts(
    cluster: Cluster, tmp_path: Path
) -> None:
    """Twice as asked, once as a crash; who writes meanwhile is told when to come back, and nobody mends anything."""
    server = Server(tmp_path, free_port(), f"postgresql+psycopg://postgres@127.0.0.1:{cluster.port}/postgres")
    writers = write_through(server, [partial(cluster.restart, mode) for mode in ("fast", "immediate", "fast")])
    assert {status for writer in writers for status in writer.strange} <= {503}
    check_kept(server, writers)
