"""The other versions of a contribution: what it said before, what its author wants it to say, what was not kept."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.errors import NotFound
from app.feedback.models import Feedback, FeedbackRevision, RevisionImage
from app.feedback.queries.places import facts_of
from app.feedback.types import Kind, State
from app.files.models import StoredFile
from app.policy.actor import Actor
from app.policy.check import can
from app.policy.facts import Facts
from app.policy.rules import Action

VERSIONS_SHOWN = 10


@dataclass(frozen=True, slots=True)
class ImageRow:
    """One image: its number in the contribution, and alternative text."""

    number: int
    alt_text: str


@dataclass(frozen=True, slots=True)
class VersionRow:
    """Another version of a contribution: an earlier one, a change that waits, or one that was not kept."""

    version: int
    kind: Kind
    title: str
    body: str
    language: str
    rating: int | None
    step_id: int | None
    is_refused: bool
    kept_at: datetime
    is_withheld: bool
    images: tuple[ImageRow, ...] = ()

    def was_seen(self, feedback: Feedback) -> bool:
        """Tell whether readers saw it and still may: not what a moderator took away, nor what its author withholds."""
        is_earlier = not self.is_refused and self.version != feedback.pending_version
        is_open = feedback.state is State.PUBLISHED and not self.is_withheld
        return is_earlier and is_open and feedback.published_at is not None and self.kept_at > feedback.published_at


def _is_close(actor: Actor, facts: Facts) -> bool:
    """Tell whether the actor wrote it, or moderates it."""
    return any(can(actor, action, facts) for action in (Action.FEEDBACK_WITHDRAW, Action.FEEDBACK_MODERATE))


def versions_of(session: Session, actor: Actor, feedback: Feedback, facts: Facts) -> list[VersionRow]:
    """Return the latest other versions; for readers those that they saw, without images. Two statements at most."""
    if feedback.revised_at is None and feedback.pending_version is None:
        return []
    rows = session.execute(
        select(
            FeedbackRevision.version, FeedbackRevision.kind, FeedbackRevision.title, FeedbackRevision.body,
            FeedbackRevision.language, FeedbackRevision.rating, FeedbackRevision.step_id, FeedbackRevision.is_refused,
            FeedbackRevision.kept_at, FeedbackRevision.is_withheld,
        )
        .where(FeedbackRevision.feedback_id == feedback.id)
        .order_by(FeedbackRevision.version.desc())
        .limit(VERSIONS_SHOWN)
    )  # fmt: skip
    versions = [VersionRow(*row) for row in rows]
    if not _is_close(actor, facts):
        return [row for row in versions if row.was_seen(feedback)]
    images: dict[int, list[ImageRow]] = {}
    found = session.execute(
        select(RevisionImage.version, RevisionImage.number, RevisionImage.alt_text)
        .where(RevisionImage.feedback_id == feedback.id, RevisionImage.version.in_([row.version for row in versions]))
        .order_by(RevisionImage.number)
    )
    for version, number, alt_text in found:
        images.setdefault(version, []).append(ImageRow(number, alt_text))
    return [replace(row, images=tuple(images.get(row.version, ()))) for row in versions]


def version_image_key(session: Session, actor: Actor, feedback_id: int, version: int, number: int) -> tuple[str, str]:
    """Return the storage key and media type of an image of another version, for its author and the moderators.

    :raises NotFound: absent, or out of sight
    """
    row = session.execute(
        select(Feedback, StoredFile.key, StoredFile.media_type)
        .join(RevisionImage, RevisionImage.feedback_id == Feedback.id)
        .join(StoredFile, StoredFile.id == RevisionImage.file_id)
        .where(Feedback.id == feedback_id, RevisionImage.version == version, RevisionImage.number == number)
    ).first()
    if row is None:
        raise NotFound
    feedback, key, media_type = row
    if not _is_close(actor, facts_of(session, feedback)):
        raise NotFound
    return key, media_type
