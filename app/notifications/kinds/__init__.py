"""Every kind of notice, one module each. ``KINDS`` finds the modules that have a ``KIND``."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from importlib import import_module
from pkgutil import iter_modules
from typing import Any

from sqlalchemy.orm import Session

from app.notifications.kinds.kind import NoticeKind
from app.notifications.types import NoticeRow, SeenSubject, SubjectType
from app.policy.actor import Actor

_MODULES = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
KINDS: Mapping[str, NoticeKind[Any, Any]] = {
    module.KIND.name: module.KIND for module in _MODULES if hasattr(module, "KIND")
}
NEWS = frozenset(kind.name for kind in KINDS.values() if kind.is_news)


@dataclass(frozen=True, slots=True)
class SeenNotice:
    """A notice with what its reader may see today of its subject; ``seen`` is ``None`` when that is nothing."""

    row: NoticeRow
    kind: NoticeKind[Any, Any]
    seen: SeenSubject | None


def see_notices(session: Session, actor: Actor, rows: Iterable[NoticeRow]) -> list[SeenNotice]:
    """Return notices as the actor may see them now. A fixed number of statements for each sort of subject."""
    known = [(row, KINDS[row.kind]) for row in rows if row.kind in KINDS]
    subjects = {kind.subject.type: kind.subject for _row, kind in known}
    seen = {
        subject_type: subject.seen(
            session, actor, {row.subject_id for row, kind in known if kind.subject.type is subject_type}
        )
        for subject_type, subject in subjects.items()
    }
    return [SeenNotice(row, kind, seen[kind.subject.type].get(row.subject_id)) for row, kind in known]


@dataclass(frozen=True, slots=True)
class SubjectSeen:
    """A thing notices were about, as one reader may see it today, and what remains to be said when that is nothing."""

    type: SubjectType
    id: int
    seen: SeenSubject | None
    gone: str


def see_subjects(session: Session, actor: Actor, muted: Iterable[tuple[SubjectType, int]]) -> list[SubjectSeen]:
    """Return things by sort and number as the actor may see them now. A fixed number of statements for each sort."""
    by_type: dict[SubjectType, set[int]] = {}
    for subject_type, subject_id in sorted(muted):
        by_type.setdefault(subject_type, set()).add(subject_id)
    found = []
    for subject in {kind.subject.type: kind.subject for kind in KINDS.values()}.values():
        ids = by_type.get(subject.type, set())
        seen = subject.seen(session, actor, ids) if ids else {}
        found += [SubjectSeen(subject.type, number, seen.get(number), subject.gone()) for number in sorted(ids)]
    return found
