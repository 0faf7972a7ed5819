"""States, kinds and levels are compared with the enum that names them, never with a string."""

from __future__ import annotations

import ast
import importlib
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path

import pytest
from jinja2 import Environment, nodes

from app.policy.actor import Role
from tests.architecture import source

# Strings that only look like a value of an enum: file, and the string. Each line says what it is.
OTHER_STRINGS = {
    ("app/enrolment/forms.py", "answer"): "a sort of segment, as its form writes it",
    ("app/charters/forms.py", "confidentiality"): "a field of its form",
    ("app/charters/templates/edit.html", "confidentiality"): "likewise",
    ("app/demo/asking.py", "weeks"): "a key of the written demonstration",
    ("app/reports/presenters/whole.py", "kinds"): "the key of a table of reports",
    ("app/home/queries.py", "feedback"): "a sort of thing in the journal",
}
SAMPLES = "app/ui/templates/samples/"  # the sample page shows components with made-up values


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
VALUES = {member.value for enum in ENUMS for member in enum}


def of_one_enum(strings: list[object]) -> bool:
    """Tell whether several strings are all values of the same enum."""
    written = {string for string in strings if isinstance(string, str)}
    return len(strings) > 1 and len(written) == len(strings) and any(written <= set(enum) for enum in ENUMS)


def constants(found: list[ast.expr]) -> list[object]:
    return [node.value if isinstance(node, ast.Constant) else None for node in found]


def in_python(path: Path) -> Iterator[tuple[int, str]]:
    """Yield what a module compares, lists or looks up by hand."""
    for node in ast.walk(source.parse(path)):
        if isinstance(node, ast.Compare):
            for side in (node.left, *node.comparators):
                several = side.elts if isinstance(side, ast.Tuple | ast.Set | ast.List) else [side]
                for value in constants(several):
                    if value in VALUES:
                        yield node.lineno, str(value)
        elif isinstance(node, ast.Dict) and of_one_enum(constants([key for key in node.keys if key is not None])):
            yield node.lineno, "a dictionary"
        elif isinstance(node, ast.Tuple | ast.List | ast.Set) and of_one_enum(constants(node.elts)):
            yield node.lineno, "a list"


def in_template(path: Path) -> Iterator[tuple[int, str]]:
    """Yield what a template compares by hand."""
    tree = Environment(extensions=["jinja2.ext.i18n", "jinja2.ext.do"], autoescape=True).parse(
        path.read_text(encoding="utf-8")
    )
    for compare in tree.find_all(nodes.Compare):
        for const in compare.find_all(nodes.Const):
            if const.value in VALUES:
                yield const.lineno, str(const.value)


def unexplained(path: Path, found: Iterator[tuple[int, str]]) -> list[str]:
    name = source.label(path)
    return [f"{name}:{line}: {what}" for line, what in found if (name, what) not in OTHER_STRINGS]


@pytest.mark.parametrize("path", source.modules(), ids=source.label)
def test_modules_compare_with_enums(path: Path) -> None:
    if path.name != "types.py":
        assert unexplained(path, in_python(path)) == []


@pytest.mark.parametrize(
    "path",
    [path for path in source.templates() if not source.label(path).startswith(SAMPLES)],
    ids=source.label,
)
def test_templates_compare_with_enums(path: Path) -> None:
    assert unexplained(path, in_template(path)) == []


def test_the_exceptions_are_still_needed() -> None:
    found = {
        (source.label(path), what)
        for paths, look in ((source.modules(), in_python), (source.templates(), in_template))
        for path in paths
        for _line, what in look(path)
    }
    assert set(OTHER_STRINGS) - found == set()
