"""Stylesheet and scripts: small, and the same for every browser once unpacked."""

from __future__ import annotations

import re
from pathlib import Path

import brotli
import pytest
from flask import Flask
from flask.testing import FlaskClient

from app.web.assets import FOLDER, read_asset

STYLESHEET_MAX_BYTES = 14_000
FORM_SCRIPTS = ("app.js", "drafts.js", "similar.js", "images.js")
FORM_SCRIPTS_MAX_BYTES = 9_000


def address(client: FlaskClient, name: str) -> str:
    """Return where pages find a file."""
    found = re.search(rf"/assets/\w+/{re.escape(name)}", client.get("/sign-in").text)
    assert found
    return found.group()


def test_a_file_is_packed_for_who_takes_it(app: Flask) -> None:
    client = app.test_client()
    path = address(client, "app.css")
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    packed = client.get(path, headers={"Accept-Encoding": "gzip, br"})
    assert packed.headers["Content-Encoding"] == "br"
    assert brotli.decompress(packed.data) == plain.data
    assert "Content-Encoding" not in plain.headers
    assert all("Accept-Encoding" in each.headers["Vary"] for each in (plain, packed))
    again = client.get(path, headers={"Accept-Encoding": "br", "If-None-Match": packed.headers["ETag"]})
    assert again.status_code == 304


def test_a_file_that_is_not_there(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/assets/0/nothing.css").status_code == 404
    assert client.get("/assets/0/assets.py").status_code == 404


def test_what_only_writers_read_is_left_out() -> None:
    sent = read_asset(FOLDER / "app.js").content.decode()
    written = (FOLDER / "app.js").read_text(encoding="utf-8")
    comments = re.findall(r"^\s*(//.*)$", written, re.MULTILINE)
    assert comments
    assert not [each for each in comments if each in sent]
    code = [line.strip() for line in written.splitlines() if line.strip() and not line.strip().startswith("//")]
    assert sent.splitlines() == code


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.js")), ids=lambda path: path.name)
def test_no_text_of_a_script_holds_the_end_of_a_line(path: Path) -> None:
    """Such a text would change when lines lose their indentation."""
    assert not [each for each in re.findall(r"`[^`]*`", path.read_text(encoding="utf-8")) if "\n" in each]


def test_a_page_loads_little() -> None:
    packed = {path.name: len(read_asset(path).packed) for path in FOLDER.glob("*.*s")}
    assert packed["app.css"] <= STYLESHEET_MAX_BYTES
    assert sum(packed[name] for name in FORM_SCRIPTS) <= FORM_SCRIPTS_MAX_BYTES
