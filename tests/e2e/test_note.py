"""The monthly note of a sponsor is one page of paper."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

from tests.e2e.browser import Look
from tests.e2e.conftest import OpenPage
from tests.e2e.server import COMMAND, ROOT, environment

PAGES = re.compile(rb"/Type\s*/Page\b(?!s)")


@pytest.mark.parametrize(("sponsor", "locale"), [("Matthias Brandhorst", "de"), ("Teresa Vasconcelos", "pt-PT")])
def test_it_prints_on_one_page(open_page: OpenPage, server_folder: Path, sponsor: str, locale: str) -> None:
    listed = subprocess.run(
        [*COMMAND, "demo", "accounts"], cwd=ROOT, env=environment(server_folder, 0), capture_output=True, check=True
    ).stdout.decode()
    note = re.search(rf"^{sponsor} .*(/notes/\S+)$", listed, re.MULTILINE)
    assert note is not None
    page = open_page(Look(locale=locale))
    page.goto(note[1])
    assert len(PAGES.findall(page.pdf(format="A4", prefer_css_page_size=True))) == 1
