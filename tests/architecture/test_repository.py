"""What is committed works on every machine, and names none."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.architecture import source

REGISTRY_HOST = re.compile(r"\b(pypi|pythonhosted|npmjs|deb\.debian)\.org\b")
MACHINE_PATH = re.compile(r"(^|[^\w.~/-])/(work|farm|root|Users|home/(?!pepite\b)\w+)/", re.MULTILINE)
BINARY = {".png", ".jpg", ".jpeg", ".webp", ".avif", ".gif", ".ico", ".woff2", ".pdf", ".gz", ".zip"}


def texts() -> list[Path]:
    known = source.committed()
    if known is None:
        pytest.skip("this is not a git clone: what is committed is not known")
    return [path for path in known if path.suffix.lower() not in BINARY]


@pytest.mark.parametrize("pattern", [REGISTRY_HOST, MACHINE_PATH], ids=["registry hosts", "machine paths"])
def test_no_committed_file_names(pattern: re.Pattern[str]) -> None:
    found = []
    for path in texts():
        match = pattern.search(path.read_text(encoding="utf-8"))
        if match:
            found.append(f"{source.label(path)}: {match.group().strip()}")
    assert found == []


def test_compiled_catalogues_are_not_committed() -> None:
    assert [source.label(path) for path in texts() if path.suffix == ".mo"] == []


def test_the_administrators_guide_lists_every_setting() -> None:
    setting = re.compile(r"PEPITE_[A-Z_]*[A-Z]")
    read = set(setting.findall((source.ROOT / "config.py").read_text(encoding="utf-8")))
    listed = set(setting.findall((source.ROOT / "docs/administrator.md").read_text(encoding="utf-8")))
    assert read - listed == set()
