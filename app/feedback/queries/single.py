"""One contribution with its conversation."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import ScalarSelect, and_, column, func, or_, select, table
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

from app.accounts.models import Person
from app.campaigns.models import Campaign, Edition
from app.campaigns.types import IdentityLevel
from app.core.errors import NotFound
from app.db.base import UtcDateTime
from app.feedback.models import (
    Comment,
    Feedback,
    FeedbackImage,
    MeToo,
    OfficialAnswer,
)
from app.feedback.queries.audience import Audience
from app.feedback.queries.merged import MergedRow, merged_rows
from app.feedback.queries.names import NameOpeningRow, own_name_openings
from app.feedback.queries.places import facts_of
from app.feedback.queries.versions import ImageRow, VersionRow, versions_of
from app.feedback.types import CommentRole, CommentState, State, Verdict
from app.files.models import StoredFile
from app.journal.models import JournalEntry
from app.missions.models import Mission, MissionStep
from app.policy.actor import Actor
from app.policy.check import can, require_sight
from app.policy.facts import Facts
from app.policy.rules import Action
from app.texts.queries import ReadText, texts_of

COMMENTS_PER_PAGE = 100
OBJECT_TYPE, HANDLED = "feedback", "feedback.handled"  # in the journal


@dataclass(frozen=True, slots=True)
class CommentRow:
    """One comment. ``author_name`` is empty where it must not be read."""

    id: int
    parent_id: int | None
    body: str
    language: str
    role: CommentRole
    author_id: int | None
    author_name: str | None
    created_at: datetime
    is_imported: bool
    is_of_duplicate: bool = False  # written to one that was merged into this one: whose author, and level, then count
    origin_author_id: int | None = None
    origin_identity: IdentityLevel | None = None
    hidden_reason: str | None = None  # a moderator hid it; its author and the moderators read why
    waits: bool = False  # for a moderator; its author and the moderators read it
    held_word: str = ""  # the listed word for which it waits
    has_asked_again: bool = False  # its author asked that another moderator look at it


@dataclass(frozen=True, slots=True)
class FeedbackDecision:
    """One decision of a sponsor, newest first."""

    verdict: Verdict
    reason: str
    language: str
    by_name: str
    at: datetime


@dataclass(frozen=True, slots=True)
class SecondLookRow:
    """The author asked that another moderator look at it; ``is_due``: nobody has yet."""

    is_due: bool


@dataclass(frozen=True, slots=True)
class MissionTitles:
    """The mission that a contribution is about, and the step: the numbers of their titles."""

    number: int
    title_text_id: int
    step_text_id: int | None


@dataclass(frozen=True, slots=True)
class FeedbackView:
    """All a contribution's page shows."""

    feedback: Feedback
    facts: Facts
    author_name: str | None
    entity_name: str
    entity_code: str
    campaign: Campaign
    mission: MissionTitles | None
    handled_at: datetime | None  # when the team last said by hand what becomes of it
    is_close: bool  # the reader is its author, or moderates it
    answer: OfficialAnswer | None
    answer_by: str | None
    has_me_too: bool
    audience: Audience
    images: Sequence[ImageRow]
    comments: Sequence[CommentRow]
    comments_page: int  # which of them these are, from 1
    is_newest_first: bool  # the comments
    decisions: Sequence[FeedbackDecision]
    moderation_reason: str
    name_openings: Sequence[NameOpeningRow]  # who read the actor's name here
    merged: Sequence[MergedRow]  # what was merged into it
    second_look: SecondLookRow | None  # its author asked for one
    versions: Sequence[VersionRow] = ()  # the newest first; for readers, those that they saw

    @property
    def latest(self) -> Feedback | VersionRow:
        """What its author wrote last: the change that waits, if there is one."""
        pending = self.feedback.pending_version
        return next((row for row in self.versions if row.version == pending), self.feedback)

    @property
    def latest_images(self) -> Sequence[ImageRow]:
        """The images of what its author wrote last."""
        latest = self.latest
        return latest.images if isinstance(latest, VersionRow) else self.images

    @property
    def comments_pages(self) -> int:
        """On how many pages the comments are read, one written in this request included."""
        return _pages(self.feedback)


# Tables of features above this one are named, not imported: arrows go down only.
_decisions = table(
    "decisions", column("feedback_id"), column("verdict"), column("reason"), column("language"), column("by_id"),
    column("at", UtcDateTime()), column("reason_text_id"),
)  # fmt: skip
_hidings = table("comment_hidings", column("comment_id"), column("reason"), column("look_asked_on"))
_second_looks = table("second_looks", column("feedback_id"), column("outcome"))
_moderation = table(
    "moderation_decisions", column("feedback_id"), column("outcome"), column("reason"), column("at", UtcDateTime())
)


def feedback_by_id(
    session: Session, actor: Actor, feedback_id: int, comments_page: int = 1, *, newest_first: bool = False
) -> FeedbackView:
    """Return one contribution with a page of its conversation. Ten statements at most, whatever was said.

    A page there is not becomes the nearest one.

    :raises NotFound: absent, or the actor may not know it exists
    """
    found = _found(session, actor, feedback_id)
    feedback, edition = found.feedback, found.edition
    facts = facts_of(session, feedback, edition)
    require_sight(actor, Action.FEEDBACK_VIEW, facts)
    page = min(max(1, comments_page), _pages(feedback))
    is_close = can(actor, Action.FEEDBACK_WITHDRAW, facts) or can(actor, Action.FEEDBACK_MODERATE, facts)
    is_own = feedback.author_id == actor.person_id
    is_named = feedback.identity is IdentityLevel.NAMED
    is_own_secret = is_own and feedback.identity is IdentityLevel.CONFIDENTIAL
    answered_from_elsewhere = found.answer is not None and found.answer.via_id is not None
    has_second_look = is_close and found.looked_id is not None
    return FeedbackView(
        feedback=feedback,
        facts=facts,
        author_name=found.author_name if is_named or is_own else None,
        entity_name=edition.entity.name,
        entity_code=edition.entity.code,
        campaign=edition.campaign,
        mission=found.mission,
        handled_at=found.handled_at,
        is_close=is_close,
        answer=found.answer,
        answer_by=None if answered_from_elsewhere else found.answer_by,  # it could tell a hidden entity
        has_me_too=found.has_me_too,
        audience=Audience.of(feedback, actor, has_me_too=found.has_me_too),
        images=_images(session, feedback),
        comments=_comments(session, actor, (feedback, facts), page, newest_first=newest_first),
        comments_page=page,
        is_newest_first=newest_first,
        decisions=_decisions_on(session, actor, feedback),
        moderation_reason=_last_reason(session, feedback) if is_close else "",
        merged=merged_rows(session, actor, feedback),
        versions=versions_of(session, actor, feedback, facts),
        second_look=SecondLookRow(found.look_outcome is None) if has_second_look else None,
        name_openings=own_name_openings(session, actor, feedback_id) if is_own_secret else (),
    )


class _Found(NamedTuple):
    """A contribution with what stands beside it in other tables, whoever reads it."""

    feedback: Feedback
    edition: Edition
    author_name: str | None
    answer: OfficialAnswer | None
    answer_by: str | None
    me_too_by: int | None  # the actor, who said it
    mission_number: int | None
    mission_title_id: int | None
    step_title_id: int | None
    handled_at: datetime | None
    looked_id: int | None  # the contribution, if its author asked for a second look
    look_outcome: str | None

    @property
    def has_me_too(self) -> bool:
        return self.me_too_by is not None

    @property
    def mission(self) -> MissionTitles | None:
        if self.mission_number is None or self.mission_title_id is None:
            return None
        return MissionTitles(self.mission_number, self.mission_title_id, self.step_title_id)


def _found(session: Session, actor: Actor, feedback_id: int) -> _Found:
    """Read a contribution and what stands beside it. Two statements.

    :raises NotFound: absent
    """
    answerer = Person.__table__.alias("answerer")
    row = session.execute(
        select(
            Feedback, Edition, Person.name, OfficialAnswer, answerer.c.name, MeToo.person_id,
            Mission.number, Mission.title_text_id, MissionStep.title_text_id, _last_handled(feedback_id),
            _second_looks.c.feedback_id, _second_looks.c.outcome,
        )
        .join(Edition, Edition.id == Feedback.edition_id)
        .outerjoin(Person, Person.id == Feedback.author_id)
        .outerjoin(OfficialAnswer, OfficialAnswer.feedback_id == Feedback.id)
        .outerjoin(answerer, answerer.c.id == OfficialAnswer.author_id)
        .outerjoin(MeToo, and_(MeToo.feedback_id == Feedback.id, MeToo.person_id == actor.person_id))
        .outerjoin(Mission, Mission.id == Feedback.mission_id)
        .outerjoin(MissionStep, MissionStep.id == Feedback.step_id)
        .outerjoin(_second_looks, _second_looks.c.feedback_id == Feedback.id)
        .where(Feedback.id == feedback_id)
        .options(
            joinedload(Edition.campaign), joinedload(Edition.entity), selectinload(Edition.phases),
        )
    ).first()  # fmt: skip
    if row is None:
        raise NotFound
    return _Found(*row)


def _last_handled(feedback_id: int) -> ScalarSelect[datetime]:
    """When the team last moved the handling state by hand; a decision that moves it has a day of its own."""
    return (
        select(func.max(JournalEntry.at))
        .where(
            JournalEntry.object_type == OBJECT_TYPE,
            JournalEntry.object_id == feedback_id,
            JournalEntry.action == HANDLED,
        )
        .scalar_subquery()
    )


def _images(session: Session, feedback: Feedback) -> list[ImageRow]:
    if not feedback.image_count:
        return []
    rows = session.execute(
        select(FeedbackImage.number, FeedbackImage.alt_text)
        .where(FeedbackImage.feedback_id == feedback.id)
        .order_by(FeedbackImage.number)
    )
    return [ImageRow(*row) for row in rows]


def _pages(feedback: Feedback) -> int:
    return max(1, math.ceil(feedback.comment_count / COMMENTS_PER_PAGE))


def _comments(
    session: Session, actor: Actor, seen: tuple[Feedback, Facts], page: int, *, newest_first: bool
) -> list[CommentRow]:
    """Return a page of the comments, the oldest first on each; what moderator and author say is on every page.

    A comment that waits or was hidden is there for those who moderate, and for who wrote it.
    """
    feedback, facts = seen
    moderates = can(actor, Action.FEEDBACK_MODERATE, facts)
    with_questions = moderates or can(actor, Action.FEEDBACK_WITHDRAW, facts)
    is_read_here = Comment.state == CommentState.PUBLISHED
    is_hidden_here = Comment.state.in_([CommentState.HIDDEN, CommentState.WAITING])
    sees_hidden = is_hidden_here if moderates else is_hidden_here & (Comment.author_id == actor.person_id)
    here = and_(Comment.feedback_id == feedback.id, or_(is_read_here, sees_hidden))
    order = (Comment.created_at, Comment.role, Comment.id)
    pages = [each.desc() for each in order] if newest_first else order
    shown = (
        select(Comment.id)
        .where(here, Comment.role == CommentRole.COMMENT)
        .order_by(*pages)
        .limit(COMMENTS_PER_PAGE)
        .offset((page - 1) * COMMENTS_PER_PAGE)
    )
    is_read = Comment.id.in_(shown)
    origin = aliased(Feedback)
    statement = (
        select(
            Comment.id, Comment.parent_id, Comment.body, Comment.language, Comment.role, Comment.author_id,
            Person.name, Comment.created_at, Comment.source_key.is_not(None), origin.id.is_not(None),
            origin.author_id, origin.identity, _hidings.c.reason, Comment.state == CommentState.WAITING,
            Comment.held_word, _hidings.c.look_asked_on.is_not(None),
        )
        .outerjoin(origin, origin.id == Comment.origin_id)
        .outerjoin(_hidings, _hidings.c.comment_id == Comment.id)
        .outerjoin(Person, Person.id == Comment.author_id)
        .where(here, or_(is_read, Comment.role != CommentRole.COMMENT) if with_questions else is_read)
        .order_by(*order)
    )  # fmt: skip
    return [CommentRow(*row) for row in session.execute(statement)]


def _decisions_on(session: Session, actor: Actor, feedback: Feedback) -> list[FeedbackDecision]:
    """Return the decisions with their reasons, translated where they are. One statement more where one is."""
    rows = session.execute(
        select(
            _decisions.c.verdict, _decisions.c.reason, _decisions.c.language, Person.name, _decisions.c.at,
            _decisions.c.reason_text_id,
        )
        .join(Person, Person.id == _decisions.c.by_id)
        .where(_decisions.c.feedback_id == feedback.id)
        .order_by(_decisions.c.at.desc())
    ).all()  # fmt: skip
    texts = texts_of(session, actor, [row.reason_text_id for row in rows])
    found = []
    for verdict, reason, language, by_name, at, text_id in rows:
        read = texts.get(text_id, ReadText(reason, language, is_fallback=False))
        found.append(FeedbackDecision(Verdict(verdict), read.value, read.locale, by_name, at))
    return found


def _last_reason(session: Session, feedback: Feedback) -> str:
    reason = session.scalar(
        select(_moderation.c.reason)
        .where(_moderation.c.feedback_id == feedback.id, _moderation.c.outcome == State.HIDDEN)
        .order_by(_moderation.c.at.desc())
        .limit(1)
    )
    return str(reason or "")


def image_key(session: Session, actor: Actor, feedback_id: int, number: int) -> tuple[str, str]:
    """Return the storage key and media type of one image of a contribution the actor may see.

    :raises NotFound: absent, or out of sight
    """
    row = session.execute(
        select(Feedback, Edition, StoredFile.key, StoredFile.media_type)
        .join(Edition, Edition.id == Feedback.edition_id)
        .join(FeedbackImage, FeedbackImage.feedback_id == Feedback.id)
        .join(StoredFile, StoredFile.id == FeedbackImage.file_id)
        .where(Feedback.id == feedback_id, FeedbackImage.number == number)
        .options(selectinload(Edition.phases))
    ).first()
    if row is None:
        raise NotFound
    feedback, edition, key, media_type = row
    require_sight(actor, Action.FEEDBACK_VIEW, facts_of(session, feedback, edition))
    return key, media_type
