"""Bring feedback in from a file: streamed, in batches, once each.

Every item keeps the identifier it had, which is unique where it lands. So a file can be read again, after a
kill too: what is there already is passed over. Each batch is one transaction with its figures and counters.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import bindparam, insert, update
from sqlalchemy.orm import Session

from app.campaigns.models import Edition
from app.campaigns.service import freeze_contract
from app.campaigns.types import IdentityLevel
from app.core import clock
from app.core.idents import new_id
from app.db.session import transaction
from app.feedback.models import Comment, Feedback
from app.feedback.queries.figures import CONTRIBUTIONS
from app.feedback.types import CommentRole, CommentState, Handling, State
from app.figures.counting import count_new, counting_changes
from app.importing.file_format import Draft, Reason, Refused, Remark, draft_of, lines_of
from app.importing.queries import Place, landed
from app.journal.record import record
from app.language.stems import stems
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.rules import Action

BATCH = 1_000
ORIGINS_NOTED = 50  # sources named in the journal
HELD_BACK_MAX = 50_000  # replies that wait for a parent further down the file

_feedback, _comments = Feedback.__table__, Comment.__table__

Progress = Callable[[int], None]


@dataclass(slots=True)
class Report:
    """What became of the lines of a file."""

    read: int = 0
    contributions: int = 0
    comments: int = 0
    already_there: int = 0
    refused: dict[Reason, list[int]] = field(default_factory=lambda: defaultdict(list))  # line numbers
    remarks: dict[Remark, list[int]] = field(default_factory=lambda: defaultdict(list))
    origins: Counter[str] = field(default_factory=Counter)

    @property
    def refused_count(self) -> int:
        """How many lines were refused."""
        return sum(map(len, self.refused.values()))


@dataclass(slots=True)
class _Batch:
    contributions: list[tuple[int, Draft]] = field(default_factory=list)
    comments: list[tuple[Place, int | None, Draft]] = field(default_factory=list)  # where, under which comment

    def __len__(self) -> int:
        return len(self.contributions) + len(self.comments)


def import_feedback_file(
    session: Session, actor: Actor, edition: Edition, path: Path, progress: Progress = lambda _end: None
) -> Report:
    """Add what the file brings to the edition; ``progress`` hears how many bytes were read.

    :raises Forbidden: the actor may not import
    """
    require(actor, Action.FEEDBACK_IMPORT, edition.facts)
    importing = _Importing(session, actor, edition, landed(session, actor, edition), Report())
    for number, raw, end in lines_of(path):
        importing.take(number, raw)
        if len(importing.batch) >= BATCH:
            importing.store()
            progress(end)
    importing.take_held_back()
    importing.store()
    progress(path.stat().st_size)
    _note(session, actor, edition, importing.report)
    return importing.report


def _note(session: Session, actor: Actor, edition: Edition, report: Report) -> None:
    details = {
        "read": report.read,
        "contributions": report.contributions,
        "comments": report.comments,
        "already_there": report.already_there,
        "refused": report.refused_count,
        "sources": [name for name, _ in report.origins.most_common(ORIGINS_NOTED)],
    }
    with transaction(session):
        record(session, actor, "feedback.imported", ("edition", edition.id, edition.facts), details)


@dataclass(slots=True)
class _Importing:
    """One run: what is known to be there, what waits to be written, what is told at the end."""

    session: Session
    actor: Actor
    edition: Edition
    landed: dict[str, Place]
    report: Report
    batch: _Batch = field(default_factory=_Batch)
    held_back: dict[str, list[Draft]] = field(default_factory=lambda: defaultdict(list))  # by the parent they wait for
    held_count: int = 0

    def take(self, number: int, raw: bytes) -> None:
        """Read one line, and put what it brings into the batch."""
        self.report.read += 1
        try:
            draft = draft_of(number, raw)
        except Refused as refused:
            self.report.refused[refused.reason].append(number)
            return
        self._place(draft)

    def take_held_back(self) -> None:
        """Refuse the replies whose parent never came."""
        for drafts in self.held_back.values():
            self.report.refused[Reason.UNKNOWN_PARENT] += [draft.line for draft in drafts]
        self.report.refused.get(Reason.UNKNOWN_PARENT, []).sort()
        self.held_back.clear()

    def _place(self, draft: Draft) -> None:
        """Place an item and the replies that waited for it, without recursion: threads may be deep."""
        waiting = [draft]
        while waiting:
            each = waiting.pop()
            if self._place_one(each):
                waiting += reversed(self.held_back.pop(each.key, []))

    def _place_one(self, draft: Draft) -> bool:
        if draft.key in self.landed:
            self.report.already_there += 1
            return True
        if draft.parent is None:
            place = Place(new_id(), None)
            self.batch.contributions.append((place.feedback_id, draft))
        elif draft.parent in self.landed:
            above = self.landed[draft.parent]
            place = Place(above.feedback_id, new_id())
            self.batch.comments.append((place, above.comment_id, draft))
        else:
            self._hold_back(draft, draft.parent)
            return False
        self.landed[draft.key] = place
        self.report.origins[draft.origin] += 1
        for remark in draft.remarks:
            self.report.remarks[remark].append(draft.line)
        return True

    def _hold_back(self, draft: Draft, parent: str) -> None:
        self.held_count += 1
        if self.held_count > HELD_BACK_MAX:
            self.report.refused[Reason.UNKNOWN_PARENT].append(draft.line)
        else:
            self.held_back[parent].append(draft)

    def store(self) -> None:
        """Write the batch: rows, figures and counters in one transaction."""
        batch, self.batch = self.batch, _Batch()
        if not batch:
            return
        with transaction(self.session):
            self._add_contributions(batch.contributions)
            touched = {place.feedback_id for place, _, _ in batch.comments} - {one for one, _ in batch.contributions}
            with counting_changes(self.session, CONTRIBUTIONS, *touched):
                self._add_comments(batch.comments)
            count_new(self.session, CONTRIBUTIONS, [one for one, _ in batch.contributions])
            freeze_contract(self.session, self.actor, self.edition.campaign_id)
        self.report.contributions += len(batch.contributions)
        self.report.comments += len(batch.comments)

    def _add_contributions(self, drafts: list[tuple[int, Draft]]) -> None:
        if drafts:
            rows = [
                _contribution(self.edition, identifier, draft, at)
                for (identifier, draft), at in zip(drafts, _instants(len(drafts)), strict=True)
            ]
            self.session.execute(insert(_feedback), rows)

    def _add_comments(self, comments: list[tuple[Place, int | None, Draft]]) -> None:
        if not comments:
            return
        rows = [
            _comment(place, parent_id, draft, at)
            for (place, parent_id, draft), at in zip(comments, _instants(len(comments)), strict=True)
        ]
        self.session.execute(insert(_comments), rows)
        counts = Counter(place.feedback_id for place, _, _ in comments)
        self.session.connection().execute(
            update(_feedback)
            .where(_feedback.c.id == bindparam("of"))
            .values(comment_count=_feedback.c.comment_count + bindparam("more")),
            [{"of": feedback_id, "more": more} for feedback_id, more in counts.items()],
        )


def _instants(number: int) -> Iterator[datetime]:
    """Yield instants that end now, a microsecond apart: the order of the file stays."""
    now = clock.now()
    return (now - timedelta(microseconds=left) for left in range(number, 0, -1))


def _contribution(edition: Edition, identifier: int, draft: Draft, at: datetime) -> dict[str, object]:
    return {
        "id": identifier,
        "campaign_id": edition.campaign_id,
        "edition_id": edition.id,
        "entity_id": edition.entity_id,
        "shown_entity_id": edition.entity_id,
        "kind": draft.kind,
        "title": draft.title,
        "body": draft.body,
        "language": draft.language,
        "identity": IdentityLevel.UNTRACEABLE,
        "state": State.PUBLISHED,
        "rating": draft.rating,
        "handling": Handling.NEW,
        "handling_reason": "",
        "created_at": at,
        "published_at": at,
        "is_answered_in_time": False,
        "me_too_count": draft.votes,
        "imported_votes": draft.votes,
        "comment_count": 0,
        "image_count": 0,
        "version": 1,
        "source_key": draft.key,
        "stems": stems(f"{draft.title} {draft.body}", draft.language),
    }


def _comment(place: Place, parent_id: int | None, draft: Draft, at: datetime) -> dict[str, object]:
    return {
        "id": place.comment_id,
        "feedback_id": place.feedback_id,
        "body": draft.body,
        "language": draft.language,
        "role": CommentRole.COMMENT,
        "state": CommentState.PUBLISHED,
        "parent_id": parent_id,
        "created_at": at,
        "source_key": draft.key,
        "stems": stems(draft.body, draft.language),
    }
