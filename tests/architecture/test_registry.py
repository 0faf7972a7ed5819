"""The permission table, the error codes and the mapping of events are complete."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

import pytest

from app import registry
from app.core.errors import DomainError
from app.core.event import Event
from app.policy.rules import RULES, Action
from tests.architecture import source

MATRIX = source.ROOT / "tests" / "policy" / "test_matrix.py"


@pytest.fixture(scope="module", autouse=True)
def _everything_is_imported() -> None:
    """Subclasses are found only once their modules are imported."""
    source.import_all("errors", "events", "service")


def descendants(kind: type[object]) -> Iterator[type[object]]:
    """Yield the application's own subclasses of a class, at any depth."""
    for child in kind.__subclasses__():
        if child.__module__.startswith("app."):
            yield child
        yield from descendants(child)


def declared(kind: type[object], attribute: str) -> dict[str, set[str]]:
    """Return who declares which value of a class attribute; classes that inherit it do not count."""
    owners: dict[str, set[str]] = defaultdict(set)
    for child in descendants(kind):
        if attribute in vars(child):
            owners[vars(child)[attribute]].add(f"{child.__module__}.{child.__qualname__}")
    return owners


def test_every_action_has_a_rule() -> None:
    assert set(RULES) == set(Action)


@pytest.mark.parametrize("action", Action, ids=str)
def test_every_action_is_in_the_matrix(action: Action) -> None:
    assert action.name in source.words(MATRIX.read_text(encoding="utf-8"))


def test_every_action_is_asked_somewhere() -> None:
    asked: set[str] = set()
    for path in source.modules():
        if source.feature_of(path) != "policy":
            asked |= source.words(path.read_text(encoding="utf-8"))
    assert {action.name for action in Action} - asked == set()


def test_error_codes_are_unique() -> None:
    shared = {code: owners for code, owners in declared(DomainError, "code").items() if len(owners) > 1}
    assert shared == {}


def test_event_names_are_unique() -> None:
    shared = {name: owners for name, owners in declared(Event, "NAME").items() if len(owners) > 1}
    assert shared == {}


def test_every_event_has_its_line_and_every_line_its_event() -> None:
    assert set(registry.HANDLERS) == set(declared(Event, "NAME"))
