"""States, kinds and levels are compared with the enum that names them, never with a string.

A string says nothing of the enum it may come from, but what it is compared with does: its name is one that the code
annotates with an enum. Several values of one enum side by side need no such name.
"""

from __future__ import annotations

import ast
import importlib
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from enum import StrEnum
from functools import cache
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from app.policy.actor import Role
from tests.architecture import source

SAMPLES = "app/ui/templates/samples/"  # the sample page shows components with made-up values
PLAIN = {"str", "str | None", "Mapped[str]", "Mapped[str | None]"}


def enums() -> list[type[StrEnum]]:
    """Return the enums of every ``types.py``, and the roles."""
    modules = [
        importlib.import_module(f"app.{path.parent.name}.types") for path in sorted(source.APP.glob("*/types.py"))
    ]
    found = [
        value
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, StrEnum) and value.__module__ == module.__name__
    ]
    return [*found, Role]


ENUMS = enums()


def annotated() -> Iterator[tuple[str, str]]:
    """Yield each attribute and parameter of the application with its annotation."""
    for path in source.modules():
        for node in ast.walk(source.parse(path)):
            if isinstance(node, ast.AnnAssign) and isinstance(node.target, ast.Name):
                yield node.target.id, ast.unparse(node.annotation)
            elif isinstance(node, ast.arg) and node.annotation:
                yield node.arg, ast.unparse(node.annotation)


@cache
def values_by_name() -> dict[str, frozenset[str]]:
    """Return, for each name that is annotated with an enum or called like one, the values it may have."""
    found: dict[str, frozenset[str]] = {}
    by_class: dict[str, frozenset[str]] = {}
    for enum in ENUMS:
        name = re.sub(r"(?<!^)(?=[A-Z])", "_", enum.__name__).lower()
        found[name] = found.get(name, frozenset()) | set(enum)
        by_class[enum.__name__] = by_class.get(enum.__name__, frozenset()) | set(enum)
    for name, annotation in annotated():
        for word in source.words(annotation) & set(by_class):
            found[name] = found.get(name, frozenset()) | by_class[word]
    return found


@cache
def mostly_plain() -> frozenset[str]:
    """Return the names that are an enum in some places and a plain string in more: ``name``, ``reason``."""
    more = Counter[str]()
    for name, annotation in annotated():
        more[name] += annotation in PLAIN
        more[name] -= bool(source.words(annotation) & {enum.__name__ for enum in ENUMS})
    return frozenset(name for name, count in more.items() if count > 0)


def of_names(names: Iterable[str]) -> frozenset[str]:
    """Return the values of all enums that some names stand for."""
    return frozenset[str]().union(*(values_by_name().get(name, frozenset()) for name in names))


def of_one_enum(strings: list[object]) -> bool:
    """Tell whether several strings are all values of the same enum."""
    written = {string for string in strings if isinstance(string, str)}
    return len(strings) > 1 and len(written) == len(strings) and any(written <= set(enum) for enum in ENUMS)


def constants(found: list[ast.expr]) -> list[object]:
    return [node.value if isinstance(node, ast.Constant) else None for node in found]


def names_in(expression: ast.expr) -> Iterator[str]:
    """Yield the names, attributes and keys an expression is made of: ``row["state"]`` has two."""
    for node in ast.walk(expression):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.Subscript) and isinstance(node.slice, ast.Constant):
            yield str(node.slice.value)
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "get":
            yield from map(str, constants(node.args[:1]))


def in_comparison(compare: ast.Compare) -> Iterator[str]:
    sides = (compare.left, *compare.comparators)
    values = of_names(name for side in sides for name in names_in(side))
    for side in sides:
        several = side.elts if isinstance(side, ast.Tuple | ast.Set | ast.List) else [side]
        yield from (str(value) for value in constants(several) if value in values)


def in_call(call: ast.Call) -> Iterator[str]:
    for keyword in call.keywords:
        values = of_names({keyword.arg or ""} - mostly_plain())
        if isinstance(keyword.value, ast.Constant) and keyword.value.value in values:
            yield f"{keyword.arg}={keyword.value.value}"


def in_python(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Yield what a module compares, passes, lists or looks up by hand."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Compare):
            yield from ((node.lineno, value) for value in in_comparison(node))
        elif isinstance(node, ast.Call):
            yield from ((node.lineno, value) for value in in_call(node))
        elif isinstance(node, ast.Dict) and of_one_enum(constants([key for key in node.keys if key is not None])):
            yield node.lineno, "a dictionary"
        elif isinstance(node, ast.Tuple | ast.List | ast.Set) and of_one_enum(constants(node.elts)):
            yield node.lineno, "a list"


def in_template(text: str) -> Iterator[tuple[int, str]]:
    """Yield what a template compares by hand."""
    tree = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True).parse(text)
    for compare in tree.find_all(nodes.Compare):
        names = {node.name for node in compare.find_all(nodes.Name)}
        values = of_names(names | {node.attr for node in compare.find_all(nodes.Getattr)})
        yield from ((const.lineno, const.value) for const in compare.find_all(nodes.Const) if const.value in values)


@pytest.mark.parametrize("path", source.modules(), ids=source.label)
def test_modules_name_the_enum(path: Path) -> None:
    if path.name != "types.py":
        assert list(in_python(source.parse(path))) == []


@pytest.mark.parametrize(
    "path",
    [path for path in source.templates() if not source.label(path).startswith(SAMPLES)],
    ids=source.label,
)
def test_templates_compare_with_enums(path: Path) -> None:
    assert list(in_template(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize(
    "line",
    [
        'feedback.state == "hidden"',
        'row["handling"] in ("planned", "done")',
        'form.identity.data != "untraceable"',
        'values.get("verdict") == "go"',
        'url_for("feedback.feed", outcome="late")',
        '{"planned": 1, "done": 2}',
        '["planned", "done"]',
    ],
)
def test_a_value_written_by_hand_is_found(line: str) -> None:
    assert list(in_python(ast.parse(line)))


@pytest.mark.parametrize(
    "line", ['sort == "answer"', '"weeks" in entry', 'table.key == "kinds"', 'f(name="languages")']
)
def test_a_word_that_stands_for_something_else_is_left(line: str) -> None:
    assert list(in_python(ast.parse(line))) == []


def test_a_value_written_by_hand_in_a_template_is_found() -> None:
    assert list(in_template('{% if line.state == "hidden" %}x{% endif %}')) == [(1, "hidden")]
    assert list(in_template('{% if "confidentiality" in form %}x{% endif %}')) == []
