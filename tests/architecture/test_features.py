"""A feature says what it is, in its own package, before any code."""

from __future__ import annotations

import ast

import pytest

from tests.architecture import source


@pytest.mark.parametrize("feature", source.FEATURES)
def test_every_feature_introduces_itself_and_its_events(feature: str) -> None:
    module = source.parse(source.APP / feature / "__init__.py")
    docstring = ast.get_docstring(module) or ""
    assert docstring, f"{feature} says nothing about itself"
    assert len(module.body) == 1, f"{feature}/__init__.py holds code"
    events = [path for path in (source.APP / feature / "events.py",) if path.exists()]
    names = {event.name for path in events for event in source.classes(path)}
    assert names - source.words(docstring) == set(), f"{feature} does not name its events"


def test_the_list_of_features_is_the_tree() -> None:
    with_pages = {path.parent.name for path in source.APP.glob("*/routes.py")}
    assert with_pages - set(source.FEATURES) <= {"web", "ui"}
