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
CHARTS = "chart.js"  # of dashboards alone: testers never load it
EDITOR = "redact.js"  # asked for by a form with images, once somebody chooses one
SCRIPTS_MAX_BYTES = 32_000  # together, without the editor and the charts, before they are packed
PAGE_SCRIPTS_MAX_BYTES = 9_000  # of any one page, packed
PAGE_SCRIPTS = {
    "contribution": ("app.js", "keep.js", "drafts.js", "similar.js", "images.js"),
    "answers": ("app.js", "keep.js", "answer.js", "images.js"),
    "question": ("app.js", "preview.js"),
    "questionnaire": ("app.js", "order.js"),
    "gallery": ("app.js", "viewer.js"),
    "home": ("app.js", "counter.js"),
    "thanks": ("app.js", "code.js"),
    "charts": ("app.js", "chart.js"),
}
SCRIPTS = sorted(FOLDER.glob("*.js"))
named_by_script = pytest.mark.parametrize("path", SCRIPTS, ids=lambda path: path.name)


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


@named_by_script
def test_what_only_writers_read_is_left_out(path: Path) -> None:
    sent = read_asset(path).content.decode()
    written = path.read_text(encoding="utf-8")
    lines = [line.strip() for line in written.splitlines()]
    code = [line for line in lines if line and not line.startswith(("//", "/**"))]
    assert len(code) == len(sent.splitlines())
    for before, after in zip(code, sent.splitlines(), strict=True):
        had, has = before.replace(" ", ""), re.sub(r"\.\./\w{12}/(?=\w+\.js\";)", "./", after.replace(" ", ""))
        assert had.startswith(has), after
        assert had[len(has) :].startswith("//") or had == has, after
    assert [each for each in re.findall(r'"[^"\n]*"', written) if each.startswith('" ') and each not in sent] == []


@named_by_script
def test_no_text_of_a_script_holds_the_end_of_a_line_or_a_quote(path: Path) -> None:
    """Such a text would change when lines lose their indentation and signs the blanks beside them."""
    written = path.read_text(encoding="utf-8")
    code = "\n".join(line for line in written.splitlines() if not line.strip().startswith(("//", "/**")))
    assert not [each for each in re.findall(r"`[^`]*`", code) if "\n" in each]
    assert not [each for each in re.findall(r"`[^`]*`", code) if each.count("${") != each.count("}")]
    assert not re.findall(r"""(?<=[(,=] )'|\('""", code), "texts stand in double quotes"
    patterns = re.findall(r"(?:[(=] |\()(/[^/*\n]+/)", code)
    assert not [each for each in patterns if " " in each]


def test_a_script_names_what_it_imports_by_its_content(tmp_path: Path) -> None:
    (tmp_path / "one.js").write_text("export const one = 1;", encoding="utf-8")
    (tmp_path / "two.js").write_text('import { one } from "./one.js";\nexport const two = one + one;', encoding="utf-8")
    first = read_asset(tmp_path / "two.js")
    assert f'from "../{read_asset(tmp_path / "one.js").version}/one.js";' in first.content.decode()
    (tmp_path / "one.js").write_text("export const one = 2;", encoding="utf-8")
    assert read_asset(tmp_path / "two.js").version != first.version, "a browser would go on with the former one"


def test_every_script_is_counted_on_some_page() -> None:
    named = {name for names in PAGE_SCRIPTS.values() for name in names}
    assert named | {EDITOR} == {path.name for path in SCRIPTS}
    for names in PAGE_SCRIPTS.values():
        for name in names:
            imported = re.findall(r'from "\./(\w+\.js)"', (FOLDER / name).read_text(encoding="utf-8"))
            assert set(imported) <= set(names), name


def test_a_page_loads_little() -> None:
    packed = {path.name: len(read_asset(path).packed) for path in FOLDER.glob("*.*s")}
    assert packed["app.css"] <= STYLESHEET_MAX_BYTES
    loaded = {page: sum(packed[name] for name in names) for page, names in PAGE_SCRIPTS.items()}
    assert {page: size for page, size in loaded.items() if size > PAGE_SCRIPTS_MAX_BYTES} == {}


def test_all_scripts_together_are_small() -> None:
    assert (
        sum(len(read_asset(path).content) for path in SCRIPTS if path.name not in {EDITOR, CHARTS}) <= SCRIPTS_MAX_BYTES
    )


def test_the_editor_of_images_is_loaded_by_no_page() -> None:
    """Its address stands in the form; the script of images asks for it."""
    templates = FOLDER.parent.parent.rglob("*.html")
    loading = re.compile(r"<script[^>]*redact\.js")
    assert [path.name for path in templates if loading.search(path.read_text(encoding="utf-8"))] == []
    assert [path.name for path in SCRIPTS if 'from "./redact.js"' in path.read_text(encoding="utf-8")] == []
