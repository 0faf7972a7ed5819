"""A file can be read in one sitting, and its name says which question it answers."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.architecture import source

MODULE_MAX_LINES = 400
TEMPLATE_MAX_LINES = 150
BANNED_NAMES = {"utils", "helpers", "common", "misc", "manager"}


@pytest.mark.parametrize("path", source.modules(), ids=source.label)
def test_modules_stay_small_and_named(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MODULE_MAX_LINES
    assert not BANNED_NAMES & {path.stem, path.parent.name}


@pytest.mark.parametrize("path", source.templates(), ids=source.label)
def test_templates_stay_small(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= TEMPLATE_MAX_LINES
