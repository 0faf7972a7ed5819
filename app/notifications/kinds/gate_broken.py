"""Somebody has left on whom an item of a launch gate rests: the central team is told, once for each tick."""

from __future__ import annotations

from flask_babel import gettext as _

from app.core.event import Event
from app.gate.types import GATE_WORDS, GateItem
from app.notifications.kinds.kind import Link, NoticeKind, Subject
from app.notifications.queries.preparing import SeenGate, seen_gates
from app.notifications.types import NoticeRow, SubjectType, Topic

NOBODY: frozenset[int] = frozenset()
GATE = Subject(
    SubjectType.GATE, seen_gates, lambda: _("The launch gate of an entity; you no longer have access to it.")
)


def _sentence(row: NoticeRow, seen: SeenGate) -> str:
    """Name the item, or say that it is whole again."""
    item = GateItem(row.params["item"])
    title = _(GATE_WORDS[item].title)
    if item in seen.broken:
        return _("Launch gate: “%(item)s” is no longer complete, somebody has left.", item=title)
    return _("Launch gate: “%(item)s” was no longer complete; this has since been dealt with.", item=title)


KIND: NoticeKind[Event, SeenGate] = NoticeKind(
    name="gate_broken",
    topic=Topic.TASKS,
    events=(),
    subject=GATE,
    subject_id=lambda _event: 0,
    recipients=lambda _session, _event: NOBODY,
    sentence=_sentence,
    mail_subject=lambda: _("A launch gate is no longer complete"),
    link=lambda _row, seen: Link("gate.gate", {"code": seen.code}, _("See the launch gate")),
    is_over=lambda seen: not seen.broken,
)
