"""Every kind of notice is whole: its module, its event's line, and its words in every language."""

from __future__ import annotations

from functools import partial
from pkgutil import iter_modules
from typing import Any

import pytest
from flask import Flask

from app.core.event import Event
from app.i18n.locale import language_of
from app.notifications import kinds
from app.notifications.handlers import tell_people
from app.notifications.kinds import KINDS
from app.notifications.kinds.kind import NoticeKind
from app.registry import HANDLERS
from config import LOCALES

SHARED = {"kind", "contribution", "mandate"}  # modules that several kinds build on
EVERY_KIND = pytest.mark.parametrize("kind", KINDS.values(), ids=lambda kind: kind.name)


def told_of(event: type[Event]) -> set[str]:
    """Return the kinds that the registry's line of an event names."""
    handlers = (each for each in HANDLERS[event.NAME] if isinstance(each, partial) and each.func is tell_people)
    return {each.args[0].name for each in handlers}


def test_every_module_is_a_kind_of_its_name() -> None:
    modules = {module.name for module in iter_modules(kinds.__path__)}
    assert set(KINDS) == modules - SHARED


@EVERY_KIND
def test_its_events_lead_to_it(kind: NoticeKind[Any, Any]) -> None:
    assert kind.events
    for event in kind.events:
        assert kind.name in told_of(event), f"app/registry.py: {event.NAME} does not tell {kind.name}"
        assert set(kind.keeps) <= set(event.__dataclass_fields__)


@EVERY_KIND
def test_its_words_are_there_in_every_language(app: Flask, kind: NoticeKind[Any, Any]) -> None:
    subjects, gone = set(), set()
    for locale in LOCALES:
        with app.app_context(), language_of(locale):
            subjects.add(kind.mail_subject())
            gone.add(kind.subject.gone())
    assert "" not in subjects | gone
    assert len(subjects) == len(gone) == len(LOCALES)
