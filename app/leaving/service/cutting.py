"""Take an author away from what they said, or what they said away.

For the use case of this package, inside its transaction; that one keeps the figures.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import ColumnElement, Executable, ScalarSelect, delete, func, inspect, select, update
from sqlalchemy.orm import Session, undefer

from app.campaigns.models import Campaign, Edition
from app.campaigns.types import IdentityLevel
from app.core.idents import new_id
from app.core.working_time import add_working_days
from app.db.insert import insert_row
from app.decisions.models import Decision
from app.drafts.models import StoredDraft
from app.drafts.types import DraftForm
from app.feedback.models import (
    Comment,
    Feedback,
    FeedbackImage,
    MeToo,
    NameOpening,
    OfficialAnswer,
    RevisionImage,
)
from app.feedback.service.merged import Family, family_of
from app.feedback.types import CommentRole, CommentState, State
from app.files.models import StoredFile
from app.leaving.types import Fate
from app.notifications.models import Notice
from app.notifications.types import SubjectType
from app.themes.models import ThemeGiven, ThemeRefused

# What goes with a contribution to its new number, and what stays behind and is deleted with the old one: earlier
# versions, what author and moderators said to each other, who read the name, what moderators decided, what the author
# agreed to (nobody could withdraw it any more). Every table that
# names a contribution stands in one of them (a test says so).
MOVED = frozenset({
    "feedback_images", "comments", "me_toos", "official_answers", "decisions", "themes_given", "themes_refused",
})  # fmt: skip
LEFT = frozenset({
    "name_openings", "feedback_revisions", "revision_images", "moderation_decisions", "moderation_undos",
    "content_reports", "second_looks", "private_threads", "case_claims", "case_assignments", "case_notes",
    "case_labels", "showings", "theme_group_members", "theme_group_vectors", "review_items",
    "feedback_meanings",
})  # fmt: skip


def _day_of(instant: datetime) -> datetime:
    """Return the day of an instant: all that is kept of who cannot be traced."""
    return datetime.combine(instant.date(), time.min, tzinfo=UTC)


@dataclass(slots=True)
class Cutting:
    """One person's words in one edition, and their comments in its campaign."""

    session: Session
    person_id: int
    edition_id: int
    _family: Family = field(init=False)

    def lock(self) -> tuple[Sequence[Feedback], list[int]]:
        """Lock the person's contributions and those they commented on, in one order for all who leave.

        Return the first, and the numbers of the second, with those merged with the first.
        """
        commented = select(Comment.feedback_id).where(Comment.author_id == self.person_id)
        own = family_of((Feedback.author_id == self.person_id) & (Feedback.edition_id == self.edition_id))
        rows = self.session.scalars(
            select(Feedback)
            .where(own | (Feedback.id.in_(commented) & (Feedback.campaign_id == self._campaign)))
            .order_by(Feedback.id)
            .options(undefer(Feedback.stems))
            .with_for_update(key_share=True)
            .execution_options(populate_existing=True)
        ).all()
        self._family = Family(self.session, {row.id: row for row in rows})
        mine = [row for row in rows if row.author_id == self.person_id and row.edition_id == self.edition_id]
        return mine, [row.id for row in rows if row not in mine]

    def of_comments(self, fate: Fate) -> None:
        """Let all comments of the person in the campaign follow one choice."""
        if fate is Fate.KEEP:
            return
        inside = select(Feedback.id).where(Feedback.campaign_id == self._campaign)
        theirs = (
            Comment.author_id == self.person_id, Comment.role == CommentRole.COMMENT, Comment.feedback_id.in_(inside),
        )  # fmt: skip
        if fate is Fate.WITHOUT_ME:
            self._unname(*theirs)
            return
        counted = self.session.execute(
            select(Comment.feedback_id, func.count())
            .where(*theirs, Comment.state == CommentState.PUBLISHED)
            .group_by(Comment.feedback_id)
        ).all()
        for feedback_id, count in counted:
            self._write(
                update(Feedback).where(Feedback.id == feedback_id).values(comment_count=Feedback.comment_count - count)
            )
        self._write(delete(Comment).where(*theirs))

    def delete(self, row: Feedback) -> None:
        """Delete a contribution with everything that names it; what was merged with it stands by itself again."""
        self._family.release(row)
        self._forget(row, keeps_images=False)
        self._write(delete(Feedback).where(Feedback.id == row.id))
        self.session.expunge(row)

    def cut(self, row: Feedback, number: int) -> None:
        """Let a contribution go on without its author, under a number that nothing written before knows."""
        self._family.release(row)
        self.session.refresh(row, ["comment_count"])
        self._unname(Comment.feedback_id == row.id, Comment.author_id == self.person_id)
        insert_row(self.session, Feedback, self._without_author(row, number))
        self._move(row.id, number)
        self._forget(row, keeps_images=True)
        self._write(delete(Feedback).where(Feedback.id == row.id))
        self.session.expunge(row)

    def _without_author(self, row: Feedback, number: int) -> dict[str, Any]:
        """Return the contribution as an untraceable one would be stored."""
        values = {column.key: getattr(row, column.key) for column in inspect(Feedback).column_attrs}
        day = _day_of(row.created_at)
        is_read = row.state is State.PUBLISHED
        waits = row.waiting_since is not None and row.pending_version is None
        due_on = row.due_on if row.published_at is not None else self._due_on(row)
        return values | {
            "id": number,
            "author_id": None,
            "identity": IdentityLevel.UNTRACEABLE,
            "shown_entity_id": None,
            "created_at": day,
            "waiting_since": day if waits else None,
            "published_at": day if is_read or row.published_at is not None else None,
            "revised_at": None,
            "pending_version": None,
            "pending_language": None,
            "due_on": due_on,
            "answered_at": _day_of(row.answered_at) if row.answered_at is not None else None,
            "version": row.version + 1,
            "submission_key": None,
            "reference_hash": hashlib.sha256(secrets.token_bytes(32)).hexdigest(),  # as the others have; opens nothing
            "source_key": None,
            "is_on_behalf": False,
        }

    def _due_on(self, row: Feedback) -> date:
        """Return the promised day by nobody's calendar in particular: holidays would tell the entity."""
        days = self.session.scalars(select(Campaign.answer_within_days).where(Campaign.id == row.campaign_id)).one()
        return add_working_days(row.created_at.date(), days)

    def _move(self, old: int, new: int) -> None:
        """Take along what readers see with it; of what the team wrote, the day: the journal knows the instant."""
        self._write(delete(Comment).where(Comment.feedback_id == old, Comment.role != CommentRole.COMMENT))
        for model in (FeedbackImage, Comment, MeToo, ThemeGiven, ThemeRefused):
            self._write(update(model).where(model.feedback_id == old).values(feedback_id=new))
        for answer in self.session.scalars(select(OfficialAnswer).where(OfficialAnswer.feedback_id == old)).all():
            values = {"feedback_id": new, "created_at": _day_of(answer.created_at)}
            self._write(update(OfficialAnswer).where(OfficialAnswer.feedback_id == old).values(values))
            self.session.expunge(answer)
        for decision in self.session.scalars(select(Decision).where(Decision.feedback_id == old)).all():
            values = {"id": new_id(), "feedback_id": new, "at": _day_of(decision.at), "submission_key": None}
            self._write(update(Decision).where(Decision.id == decision.id).values(values))
            self.session.expunge(decision)

    def _forget(self, row: Feedback, *, keeps_images: bool) -> None:
        """Delete what people were told of it, what its author began to change, and the files that nothing shows."""
        own_change = (StoredDraft.form == DraftForm.REVISION, StoredDraft.subject_id == row.id)
        self._write(delete(StoredDraft).where(*own_change))
        openings = select(NameOpening.id).where(NameOpening.feedback_id == row.id)
        for subject, which in ((SubjectType.CONTRIBUTION, [row.id]), (SubjectType.NAME_OPENING, openings)):
            self._write(delete(Notice).where(Notice.subject_type == subject, Notice.subject_id.in_(which)))
        shown = select(FeedbackImage.file_id)
        files = set(self.session.scalars(select(RevisionImage.file_id).where(RevisionImage.feedback_id == row.id)))
        if keeps_images:
            files -= set(self.session.scalars(shown.where(FeedbackImage.file_id.in_(files))))
        else:
            files |= set(self.session.scalars(shown.where(FeedbackImage.feedback_id == row.id)))
            self._write(delete(FeedbackImage).where(FeedbackImage.feedback_id == row.id))
        self._write(delete(RevisionImage).where(RevisionImage.feedback_id == row.id))
        self._write(delete(StoredFile).where(StoredFile.id.in_(files)))  # the sweep takes their bytes

    def _unname(self, *theirs: ColumnElement[bool]) -> None:
        """Take the person's name off comments; each keeps its day."""
        for comment_id, at in self.session.execute(select(Comment.id, Comment.created_at).where(*theirs)).all():
            values = {"author_id": None, "created_at": _day_of(at), "submission_key": None}
            self._write(update(Comment).where(Comment.id == comment_id).values(values))

    def _write(self, statement: Executable) -> None:
        self.session.execute(statement.execution_options(synchronize_session=False))

    @property
    def campaign_id(self) -> int:
        """The campaign one leaves. One statement."""
        return self.session.scalars(select(Edition.campaign_id).where(Edition.id == self.edition_id)).one()

    @property
    def _campaign(self) -> ScalarSelect[int]:
        return select(Edition.campaign_id).where(Edition.id == self.edition_id).scalar_subquery()
