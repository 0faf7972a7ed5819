"""The source as the architecture tests read it: files, functions, what they call."""

from __future__ import annotations

import ast
import importlib
import re
import subprocess
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[2]
APP = ROOT / "app"
FEATURES = (
    "accounts", "barriers", "campaigns", "charters", "dashboards", "decisions", "drafts", "enrolment", "entities",
    "feedback", "home", "leaving", "links", "missions", "moderation", "notifications", "products", "questionnaires",
    "known_issues", "merging", "asking", "answering", "ready_answers", "recruiting", "player", "switches", "messages",
    "calendars", "announcements", "team", "on_behalf", "recognitions", "themes", "highlights", "webhooks",
    "aims",
    "safeguards",
    "search",
    "actions",
    "house_rules",
    "legal",
    "results",
    "reports",
    "translating",
    "readiness",
    "panels",
    "gate",
    "governance",
    "studio",
    "preview",
)  # fmt: skip


@cache
def parse(path: Path) -> ast.Module:
    """Return the syntax tree of a module."""
    return ast.parse(path.read_text(encoding="utf-8"))


def modules() -> list[Path]:
    """Return every module of the application."""
    return sorted(APP.rglob("*.py"))


def templates() -> list[Path]:
    """Return every template of the application."""
    return sorted(APP.glob("*/templates/**/*.html"))


def layer(name: str) -> list[list[Path]]:
    """Return, for each package that has it, the files of one layer: ``name.py``, or those of ``name/``."""
    single = [[path] for path in sorted(APP.glob(f"*/{name}.py"))]
    several = [sorted(folder.glob("*.py")) for folder in sorted(APP.glob(f"*/{name}")) if folder.is_dir()]
    return single + [files for files in several if files]


def feature_of(path: Path) -> str:
    """Return the name of the package of ``app`` a file belongs to."""
    return path.relative_to(APP).parts[0]


def label(path: Path) -> str:
    """Return the path of a file from the root, as a person writes it."""
    return path.relative_to(ROOT).as_posix()


def functions(files: list[Path]) -> dict[str, ast.FunctionDef]:
    """Return the functions written at the top of those modules, private ones too."""
    return {node.name: node for path in files for node in parse(path).body if isinstance(node, ast.FunctionDef)}


def public(found: dict[str, ast.FunctionDef]) -> Iterator[ast.FunctionDef]:
    """Yield the functions other modules may call."""
    return (node for name, node in found.items() if not name.startswith("_"))


def called(node: ast.AST) -> set[str]:
    """Return the names called anywhere inside a node: ``f(…)`` and ``x.f(…)`` both give ``f``."""
    targets = [call.func for call in ast.walk(node) if isinstance(call, ast.Call)]
    names = {target.id for target in targets if isinstance(target, ast.Name)}
    return names | {target.attr for target in targets if isinstance(target, ast.Attribute)}


def reached(start: ast.FunctionDef, among: dict[str, ast.FunctionDef]) -> set[str]:
    """Return what a function calls, itself or through other functions of the same layer."""
    seen: set[str] = set()
    waiting = called(start)
    while waiting:
        name = waiting.pop()
        if name not in seen:
            seen.add(name)
            waiting |= called(among[name]) if name in among else set()
    return seen


def first_arguments(function: ast.FunctionDef) -> list[str]:
    """Return the names of the first two arguments, positional-only ones included."""
    return [argument.arg for argument in (*function.args.posonlyargs, *function.args.args)][:2]


def classes(path: Path) -> list[ast.ClassDef]:
    """Return the public classes written at the top of a module."""
    return [node for node in parse(path).body if isinstance(node, ast.ClassDef) and not node.name.startswith("_")]


def words(text: str) -> set[str]:
    """Return the identifiers a text mentions."""
    return set(re.findall(r"\w+", text))


def import_all(*layers: str) -> None:
    """Import every module of those layers: tables and subclasses are known only then."""
    for path in modules():
        if path.stem in layers or path.parent.name in layers:
            parts = path.relative_to(ROOT).with_suffix("").parts
            importlib.import_module(".".join(part for part in parts if part != "__init__"))


@cache
def committed() -> tuple[Path, ...] | None:
    """Return the files git knows, or ``None`` where this is no clone."""
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return None
    paths = (ROOT / name for name in listed.stdout.split("\0") if name)
    return tuple(path for path in paths if path.is_file() and not path.is_symlink())
