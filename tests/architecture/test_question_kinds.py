"""What differs from one kind of question to another is said by the kind, never by a chain of comparisons elsewhere."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from app.questions.kinds import KINDS
from tests.architecture import source

REGISTRY = "app/questions/kinds"
FEATURES = {"questions", "questionnaires", "enrolment", "recruiting", "home", "missions", "player", "dashboards"}
# Where one kind is meant and no other could be. Each line says why.
ONE_KIND: dict[str, str] = {
    "app/enrolment/queries/places.py": "a quota counts those who chose one option of a single choice",
    "app/questions/screens.py": "a section begins a screen: it is what a screen is named after",
}
MOST_COMPARED = 1


def names_kinds(tree: ast.Module) -> set[str]:
    """Return the names in a module that stand for a kind or its name."""
    imported = {
        alias.asname or alias.name
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("app.questions.kinds.")
        for alias in node.names
    }
    assigned = {
        target.id
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and node.value.value in KINDS
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    return imported | assigned


def is_kind(node: ast.expr) -> bool:
    """Tell whether an expression is called a kind."""
    return (isinstance(node, ast.Attribute) and node.attr == "kind") or (
        isinstance(node, ast.Name) and node.id == "kind"
    )


def compared_with_kinds(tree: ast.Module) -> Iterator[int]:
    """Yield the lines that compare a question's kind with one kind, by a name, a string or a case."""
    kinds = names_kinds(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Match) and is_kind(node.subject):
            sides = [pattern.value for pattern in ast.walk(node) if isinstance(pattern, ast.MatchValue)]
        elif isinstance(node, ast.Compare) and any(map(is_kind, [node.left, *node.comparators])):
            sides = [node.left, *node.comparators]
        else:
            continue
        for part in (each for side in sides for each in ast.walk(side)):
            if (isinstance(part, ast.Constant) and part.value in KINDS) or (
                isinstance(part, ast.Name) and part.id in kinds
            ):
                yield node.lineno


def compared_in_template(path: Path) -> Iterator[int]:
    """Yield the lines of a template that compare with the name of a kind."""
    tree = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True).parse(
        path.read_text(encoding="utf-8")
    )
    for compare in tree.find_all(nodes.Compare):
        yield from (const.lineno for const in compare.find_all(nodes.Const) if const.value in KINDS)


@pytest.mark.parametrize(
    "path",
    [
        path
        for path in source.modules()
        if source.feature_of(path) in FEATURES and not source.label(path).startswith(REGISTRY)
    ],
    ids=source.label,
)
def test_no_module_asks_for_one_kind_after_the_other(path: Path) -> None:
    found = list(compared_with_kinds(source.parse(path)))
    assert len(found) <= (MOST_COMPARED if source.label(path) in ONE_KIND else 0), found


@pytest.mark.parametrize(
    "path", [path for path in source.templates() if source.feature_of(path) in FEATURES], ids=source.label
)
def test_no_template_asks_for_one_kind_after_the_other(path: Path) -> None:
    assert list(compared_in_template(path)) == []


def test_the_exceptions_are_still_needed() -> None:
    assert all(list(compared_with_kinds(source.parse(source.ROOT / name))) for name in ONE_KIND)


@pytest.mark.parametrize(
    "written",
    [
        'def say(kind):\n    if kind == "single":\n        return 1\n    elif kind == "nps":\n        return 2\n',
        'def say(kind):\n    match kind:\n        case "single":\n            return 1\n',
        'def say(question):\n    return question.kind in {"scale", "stars"}\n',
        "from app.questions.kinds.section import SECTION\n\n\ndef say(kind):\n    return kind == SECTION.name\n",
    ],
)
def test_a_chain_is_found(written: str) -> None:
    assert list(compared_with_kinds(ast.parse(written)))
