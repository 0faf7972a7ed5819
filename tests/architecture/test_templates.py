"""A template prints ready values inside the one page skeleton."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from flask import Flask

from tests.architecture import source

SKELETON = "ui/page.html"
EXTENDS = re.compile(r"{%-?\s*extends\s+[\"']([^\"']+)[\"']")
TITLE = re.compile(r"{%-?\s*block\s+title\b")
REFUSED = {
    "an unescaped value": re.compile(r"\|\s*safe\b"),
    "an inline style": re.compile(r"\sstyle\s*="),
    "an inline handler": re.compile(r"\son[a-z]+\s*="),
    "an inline script": re.compile(r"<script(?![^>]*\bsrc=)"),
    "a style sheet of its own": re.compile(r"<style\b"),
    "a query": re.compile(r"\.(query|filter|filter_by|execute|scalars?)\b\s*\("),
    "a question to the policy": re.compile(r"\b(can|require)\("),
}
STYLED_BY_MAIL = "/mail/"  # mail clients know no style sheet: css-inline writes the attributes from a <style>
SHEETS = "/kit/"  # files that leave the site, with all they need inside


def name_of(path: Path) -> str:
    """Return the name the loader gives a template: ``feedback/submit.html``."""
    return path.relative_to(source.APP).as_posix().replace("/templates/", "/", 1)


def is_page(name: str) -> bool:
    """Tell whether a template is a whole page: not a part, a component, a mail or the skeleton itself."""
    return not (
        name.startswith("ui/")
        or "/mail/" in name
        or SHEETS in name
        or "/components/" in name
        or "/kinds/" in name
        or "/_" in name
    )


def parents(name: str) -> list[str]:
    """Return the templates a template extends, nearest first."""
    chain: list[str] = []
    while True:
        package, rest = name.split("/", 1)
        found = EXTENDS.search((source.APP / package / "templates" / rest).read_text(encoding="utf-8"))
        if found is None:
            return chain
        name = found.group(1)
        chain.append(name)


PAGES = [path for path in source.templates() if is_page(name_of(path))]


@pytest.mark.parametrize("path", PAGES, ids=name_of)
def test_every_page_has_the_skeleton_and_a_title(path: Path) -> None:
    name = name_of(path)
    assert SKELETON in parents(name), f"{name} does not extend {SKELETON}"
    assert TITLE.search(path.read_text(encoding="utf-8")), f"{name} has no title"


@pytest.mark.parametrize("path", source.templates(), ids=name_of)
def test_templates_only_print(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    leaves = STYLED_BY_MAIL in name_of(path) or SHEETS in name_of(path) or "/mail" in path.stem
    for what, pattern in REFUSED.items():
        if leaves and what == "a style sheet of its own":
            continue
        assert not pattern.search(text), f"{name_of(path)} holds {what}: {pattern.search(text)}"


def test_every_template_compiles(app: Flask) -> None:
    names = app.jinja_env.list_templates(extensions=["html"])
    assert {name_of(path) for path in source.templates()} <= set(names)
    for name in names:
        app.jinja_env.get_template(name)
