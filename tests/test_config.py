"""What may be started, and the sentence that refuses the rest."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from config import InvalidSettings, Settings

SAFE = {
    "PEPITE_ENV": "production",
    "PEPITE_SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "PEPITE_BASE_URL": "https://pepite.example",
}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"PEPITE_SECRET_KEY": ""}, "PEPITE_SECRET_KEY is missing or weak"),
        ({"PEPITE_SECRET_KEY": "short"}, "PEPITE_SECRET_KEY is missing or weak"),
        ({"PEPITE_BASE_URL": "http://pepite.example"}, "https"),
        ({"PEPITE_COOKIE_SECURE": "0"}, "https"),
        ({"PEPITE_PROCESSES": "2"}, "SQLite serves one web process only"),
        ({"WEB_CONCURRENCY": "4"}, "SQLite serves one web process only"),
        ({"PEPITE_PORT": "eighty"}, "PEPITE_PORT must be a whole number"),
    ],
)
def test_s61_refuses_to_start_unsafe(tmp_path: Path, change: dict[str, str], sentence: str) -> None:
    with pytest.raises(InvalidSettings, match=sentence):
        Settings.from_environ(SAFE | {"PEPITE_DATA_DIR": str(tmp_path)} | change)


def test_s61_a_safe_production_starts(tmp_path: Path) -> None:
    settings = Settings.from_environ(SAFE | {"PEPITE_DATA_DIR": str(tmp_path)})
    assert settings.cookie_secure
    assert not settings.is_demo
    assert not settings.catalogue_page


def test_s61_the_command_says_one_sentence_and_stops(tmp_path: Path) -> None:
    environ = {"PEPITE_ENV": "production", "PEPITE_DATA_DIR": str(tmp_path), "PATH": ""}
    command = [sys.executable, "-c", "from app.cli import main; main()", "run"]
    done = subprocess.run(command, env=environ, capture_output=True, text=True, check=False, timeout=300)
    assert done.returncode == 2
    assert done.stderr.strip().splitlines() == [
        "Pépite does not start. PEPITE_SECRET_KEY is missing or weak: give at least 32 random characters."
    ]


def test_an_installation_makes_its_own_secret_once(tmp_path: Path) -> None:
    first = Settings.from_environ({"PEPITE_DATA_DIR": str(tmp_path)})
    again = Settings.from_environ({"PEPITE_DATA_DIR": str(tmp_path)})
    assert first.secret_key == again.secret_key
    assert len(first.secret_key) >= 32
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0
