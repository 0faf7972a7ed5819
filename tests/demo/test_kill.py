"""An import that is killed goes on where it was, and no figure is wrong for it."""

from __future__ import annotations

import json
import os
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path
from shutil import copy

import pytest

from app.dashboards.queries.recount import figure_differences
from app.policy.actor import SYSTEM
from tests.demo.conftest import Loaded, opened

CONTRIBUTIONS, REPLIES = 6_000, 2_000
PEPITE = (sys.executable, "-c", "from app.cli import main; main()")
PATIENCE_SECONDS = 300


def pepite(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    """Start a command on an installation of its own."""
    environ = {key: value for key, value in os.environ.items() if not key.startswith("PEPITE_")}
    return subprocess.Popen(
        [*PEPITE, *arguments],
        env=environ | {"PEPITE_DATA_DIR": str(folder), "PYTHONWARNINGS": "ignore"},
        cwd=Path(__file__).parent.parent.parent,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def finished(folder: Path, *arguments: str) -> str:
    """Run a command to its end; return what it said."""
    process = pepite(folder, *arguments)
    said, _ = process.communicate(timeout=PATIENCE_SECONDS)
    assert process.returncode == 0, said
    return said


def imported(folder: Path) -> int:
    """Count what is stored, from outside."""
    with closing(sqlite3.connect(f"file:{folder}/pepite.db?mode=ro", uri=True, timeout=5)) as connection:
        return int(connection.execute("SELECT count(*) FROM feedback WHERE source_key IS NOT NULL").fetchone()[0])


@pytest.mark.slow
def test_a_killed_import_goes_on(loaded: Loaded, tmp_path: Path) -> None:
    path = tmp_path / "items.jsonl"
    lines = [{"id": f"c{n}", "lang": "pt", "text": f"A prestação {n} não bate certo."} for n in range(CONTRIBUTIONS)]
    lines += [{"id": f"r{n}", "lang": "pt", "text": "Aqui também.", "parent": f"c{n}"} for n in range(REPLIES)]
    path.write_text("\n".join(map(json.dumps, lines)))
    copy(loaded.path, tmp_path / "pepite.db")
    with opened(f"sqlite:///{tmp_path}/pepite.db") as session:
        command = ("import-feedback", str(path), "--campaign", "own-app", "--entity", "lusocredito")
        killed = pepite(tmp_path, *command)
        until = time.monotonic() + PATIENCE_SECONDS
        while imported(tmp_path) == 0 and time.monotonic() < until:
            time.sleep(0.02)
        killed.kill()
        killed.communicate()
        stored = imported(tmp_path)
        assert 0 < stored < CONTRIBUTIONS
        assert stored % 1_000 == 0
        assert figure_differences(session, SYSTEM) == []
        session.rollback()
        said = finished(tmp_path, *command)
        assert f"Already there: {stored}" in said
        assert f"Contributions added: {CONTRIBUTIONS - stored}" in said
        assert f"Comments added: {REPLIES}" in said
        assert imported(tmp_path) == CONTRIBUTIONS
        assert figure_differences(session, SYSTEM) == []
