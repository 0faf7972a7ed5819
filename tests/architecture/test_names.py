"""One name, one thing: whoever reads a class or a function elsewhere need not ask which of two is meant."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from tests.architecture import source

# Names that stand for several things. Each line says why.
SHARED: dict[str, str] = {
    "init_app": "what Flask's extensions call the function that adds them to an application",
}


def is_endpoint(node: ast.FunctionDef) -> bool:
    """Tell whether a function is a page or a command: its name is its endpoint, which says its feature first."""
    words = {word for decorator in node.decorator_list for word in source.words(ast.unparse(decorator))}
    return bool(words & {"bp", "command", "group"})


def named(path: Path) -> Iterator[str]:
    """Yield the classes of a module, and the functions others may call."""
    for node in source.parse(path).body:
        is_shared = isinstance(node, ast.FunctionDef) and not node.name.startswith("_") and not is_endpoint(node)
        if isinstance(node, ast.ClassDef | ast.FunctionDef) and (is_shared or isinstance(node, ast.ClassDef)):
            yield node.name


def defined_twice() -> dict[str, list[str]]:
    """Return the names that several modules define, and which."""
    owners: dict[str, list[str]] = defaultdict(list)
    for path in source.modules():
        for name in named(path):
            owners[name].append(source.label(path))
    return {name: files for name, files in owners.items() if len(files) > 1}


def test_a_name_is_defined_once() -> None:
    assert {name: files for name, files in defined_twice().items() if name not in SHARED} == {}


def test_the_shared_names_are_still_shared() -> None:
    assert set(SHARED) - set(defined_twice()) == set()
