"""Fixtures of the browser tests: one server and one browser for all, a fresh page for each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing
from fcntl import LOCK_EX, flock
from functools import cache, partial
from pathlib import Path
from shutil import copytree
from sqlite3 import connect
from tempfile import mkdtemp

import pytest
from playwright.sync_api import Browser, Page

from tests.e2e.browser import MISSING, Look, chromium, executable, window
from tests.e2e.people import sign_in
from tests.e2e.prepared import prepare
from tests.e2e.server import demonstration, load_into

HERE = Path(__file__).parent
LOADED = "loaded.db"  # beside the database of the server: as it was before the first test

OpenPage = Callable[..., Page]  # of a Look, and of an address when somebody is signed in already


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark every test of this folder, so that none runs where no browser is wanted."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.e2e)


@pytest.fixture(scope="session")
def server_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return the data folder of the server: its mail lies there. The demonstration is loaded once for all processes."""
    base = tmp_path_factory.getbasetemp()
    folder = base if worker_id == "master" else base.parent
    loaded, lock = folder / "loaded", folder / "loaded.lock"
    with lock.open("w") as held:
        flock(held, LOCK_EX)
        if not loaded.exists():
            in_work = Path(mkdtemp(dir=folder))
            load_into(in_work)
            in_work.rename(loaded)  # what was loaded in part is not taken for the whole
    return copytree(loaded, tmp_path_factory.mktemp("server"), dirs_exist_ok=True)


@pytest.fixture(scope="session")
def live_server(server_folder: Path) -> Iterator[str]:
    """Yield the address of a server that shows the demonstration and a little more, loaded once for all tests."""
    with demonstration(server_folder) as url:
        prepare(server_folder)
        with closing(connect(server_folder / "pepite.db")) as loaded, closing(connect(server_folder / LOADED)) as copy:
            loaded.backup(copy)
        yield url


@pytest.fixture(scope="session")
def running_chromium() -> Iterator[Browser]:
    """Yield one Chromium for all tests; without one they are skipped, and say so."""
    if executable() is None:
        pytest.skip(MISSING)
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def cookies_of(
    running_chromium: Browser, live_server: str, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[str], str]:
    """Return a function that gives the cookies of somebody signed in, as a file; each signs in once."""
    folder = tmp_path_factory.mktemp("cookies")

    @cache
    def cookies(email: str) -> str:
        path = str(folder / email)
        with window(running_chromium, live_server, Look()) as opened:
            sign_in(opened.page, email)
            opened.page.context.storage_state(path=path)
        return path

    return cookies


@pytest.fixture
def open_page(running_chromium: Browser, live_server: str, cookies_of: Callable[[str], str]) -> Iterator[OpenPage]:
    """Yield a function that opens a page with its own cookies, looked at in the given way.

    After the test, no page may have complained: script errors, what the content security policy
    refused, answers of 500 and more.
    """
    with ExitStack() as stack:
        opened = []

        def open_one(look: Look, email: str = "") -> Page:
            state = partial(cookies_of, email) if email else None
            opened.append(stack.enter_context(window(running_chromium, live_server, look, state)))
            return opened[-1].page

        yield open_one
    assert [complaint for one in opened for complaint in one.complaints] == []


@pytest.fixture
def page(open_page: OpenPage) -> Page:
    """Return a page in English, light, on a desk."""
    return open_page(Look())
