"""One case of the queue: all that a moderator needs to decide in place."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import (
    Select,
    case,
    func,
    literal,
    or_,
    select,
    tuple_,
)
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Person
from app.accounts.queries import holders_of
from app.campaigns.models import Campaign
from app.campaigns.types import IdentityLevel
from app.core import clock
from app.entities.models import Entity
from app.feedback.lifecycle import LifeStage, stage_of
from app.feedback.models import Comment, Feedback, FeedbackImage, FeedbackRevision, RevisionImage
from app.feedback.queries.names import author_name_shown
from app.feedback.queries.worklist import Keys
from app.feedback.types import CommentRole, CommentState, Kind, State
from app.missions.models import Mission, MissionStep
from app.moderation.models import CommentHiding, ContentReport, ModerationDecision
from app.moderation.queries.desk import moderators_among
from app.moderation.queries.open_cases import open_reports, second_look_is_due
from app.moderation.types import Outcome, QueueReason, ReportReason
from app.policy.actor import BOUND_TO_LANGUAGES, MODERATING_ROLES, Actor
from app.policy.check import can, require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action
from app.texts.queries import EMPTY, ReadText, texts_of

REPORTS_SHOWN = 200  # of a page of cases


@dataclass(frozen=True, slots=True)
class CaseComment:
    """A moderator's earlier question, the author's reply, or a colleague's comment that waits."""

    id: int
    role: CommentRole
    body: str
    language: str
    held_word: str  # of a comment that waits for a listed word
    waits: bool
    is_look: bool  # it was hidden, and its author asks for a second look
    may_decide: bool  # no: the actor hid it


@dataclass(frozen=True, slots=True)
class CaseReport:
    """What a reader reports, and why; of a comment, its words. Who it was, nobody reads."""

    reason: ReportReason
    words: str
    language: str
    comment_id: int | None
    comment_body: str
    comment_language: str


@dataclass(frozen=True, slots=True)
class CaseImage:
    """One image: its number in the contribution, and the words that replace it."""

    number: int
    alt_text: str
    version: int | None = None  # None: the one readers see


@dataclass(frozen=True, slots=True)
class OtherVersion:
    """Another version of a contribution: the one of before, or the change that waits."""

    kind: Kind
    title: str
    body: str
    language: str
    rating: int | None
    step_text_id: int | None
    images: tuple[CaseImage, ...] = ()
    step: ReadText | None = None


@dataclass(frozen=True, slots=True)
class QueueRow:
    """All a moderator needs to decide in place. ``author_name`` is there only when its author shows it to all."""

    id: int
    version: int
    kind: Kind
    title: str
    body: str
    language: str
    identity: IdentityLevel
    author_id: int | None
    author_name: str | None
    entity_id: int
    entity_name: str
    campaign_id: int
    campaign_text_id: int
    mission_text_id: int | None
    step_text_id: int | None
    rating: int | None
    image_count: int
    since: datetime  # it waits; of what does not, since it was sent; midnight of the day when untraceable
    is_waiting: bool
    due_on: date | None
    is_first: bool  # the author has published nothing before
    state: State
    last_outcome: str | None  # of the last decision of a moderator
    pending_version: int | None  # the change that waits
    language_moderated: str  # of that change, if there is one
    is_answered: bool
    former_version: int | None  # what it said when moderators read it last, if it changed since
    report_count: int  # of readers, still open
    is_second_look: bool
    first_decider_id: int | None
    held_word: str  # for which it waits, or waited last
    campaign: ReadText = EMPTY
    mission: ReadText | None = None
    step: ReadText | None = None
    comments: tuple[CaseComment, ...] = ()
    reports: tuple[CaseReport, ...] = ()
    images: tuple[CaseImage, ...] = ()
    other: OtherVersion | None = None  # the change that waits, or what it said before
    may_decide: bool = False  # no: it is the actor's own
    may_answer: bool = False
    is_read_by_ambassador: bool = True  # no: no ambassador there declared to read its language
    may_trust_in_entity: bool = False
    may_show_name: bool = False
    moderators: Mapping[int, str] = field(default_factory=dict)  # to whom it can be assigned

    @property
    def stage(self) -> LifeStage:
        """Where the contribution stands in its life."""
        return stage_of(self.state, waits=self.is_waiting, has_change=self.pending_version is not None)

    @property
    def is_known_by_entity(self) -> bool:
        """Whether its author is said to be a colleague of the entity, and no more."""
        return self.identity is IdentityLevel.CONFIDENTIAL and self.author_id is not None

    @property
    def reason(self) -> QueueReason:
        """Why it is here."""
        if not self.is_waiting and self.state is State.PUBLISHED:
            return QueueReason.UNANSWERED
        if not self.is_waiting or self.is_second_look:
            return QueueReason.SECOND_LOOK if self.is_waiting else QueueReason.SENT_BACK
        if self.stage is LifeStage.CHANGE_WAITING:
            return QueueReason.CHANGE
        if self.stage is LifeStage.CHANGED:
            return self._reason_though_published
        if self.last_outcome == Outcome.HIDDEN:
            return QueueReason.MENDED
        return QueueReason.FIRST_TIME if self.last_outcome is None else QueueReason.ANSWERED

    @property
    def _reason_though_published(self) -> QueueReason:
        if self.report_count:
            return QueueReason.REPORTED
        if any(comment.waits for comment in self.comments):
            return QueueReason.COMMENT
        return QueueReason.UNREAD if self.former_version is None else QueueReason.CHANGED

    @property
    def waits_for_word(self) -> str:
        """The listed word for which it waits; "" where it waits for something else."""
        return self.held_word if self.reason in {QueueReason.FIRST_TIME, QueueReason.CHANGE} else ""

    @property
    def facts(self) -> Facts:
        """What the permission table may know about it."""
        return Facts(
            entity_id=self.entity_id,
            campaign_id=self.campaign_id,
            author_id=self.author_id,
            feedback_id=self.id,
            language=self.language_moderated,
            is_published=self.state is State.PUBLISHED,
            is_withdrawn=False,
            is_confidential=self.is_known_by_entity,
            first_decider_id=self.first_decider_id,
        )


def cases_of(session: Session, actor: Actor, keys: Keys) -> tuple[QueueRow, ...]:
    """Return the cases that the keys name, oldest first. Eight statements at most."""
    require(actor, Action.QUEUE_VIEW, NOTHING)
    return _complete(session, actor, _rows(session, keys))


def _rows(session: Session, keys: Keys) -> list[QueueRow]:
    page = keys.subquery("page")
    other = aliased(Feedback)
    published_before = (
        select(literal(1))
        .where(
            other.author_id == Feedback.author_id, other.id != Feedback.id, other.published_at.is_not(None),
        )
        .exists()
    )  # fmt: skip
    last_id = (
        select(ModerationDecision.id)
        .where(ModerationDecision.feedback_id == Feedback.id)
        .order_by(ModerationDecision.at.desc(), ModerationDecision.id)
        .limit(1)
        .scalar_subquery()
    )
    last = aliased(ModerationDecision)
    former_version = (
        select(func.min(FeedbackRevision.version))
        .where(
            FeedbackRevision.feedback_id == Feedback.id, FeedbackRevision.is_refused.is_(False),
            or_(last.at.is_(None), FeedbackRevision.kept_at >= last.at),
        )
        .scalar_subquery()
    )  # fmt: skip
    named_only = author_name_shown()
    columns: Select[*tuple[Any, ...]] = select(
        Feedback.id, Feedback.version, Feedback.kind, Feedback.title, Feedback.body, Feedback.language,
        Feedback.identity, Feedback.author_id, named_only, Feedback.entity_id, Entity.name,
        Feedback.campaign_id, Campaign.title_text_id, Mission.title_text_id, MissionStep.title_text_id,
        Feedback.rating, Feedback.image_count, func.coalesce(Feedback.waiting_since, Feedback.created_at),
        Feedback.waiting_since.is_not(None), Feedback.due_on, ~published_before,
        Feedback.state, last.outcome, Feedback.pending_version, Feedback.language_moderated,
        Feedback.answered_at.is_not(None), former_version,
        open_reports(), second_look_is_due(), Feedback.first_decider_id, Feedback.held_word,
    )  # fmt: skip
    statement = (
        columns.select_from(page)
        .join(Feedback, Feedback.id == page.c.id)
        .join(Entity, Entity.id == Feedback.entity_id)
        .join(Campaign, Campaign.id == Feedback.campaign_id)
        .outerjoin(Person, Person.id == Feedback.author_id)
        .outerjoin(Mission, Mission.id == Feedback.mission_id)
        .outerjoin(MissionStep, MissionStep.id == Feedback.step_id)
        .outerjoin(last, last.id == last_id)
        .order_by(page.c.place, page.c.id)
    )
    return [QueueRow(*row) for row in session.execute(statement)]


def _complete(session: Session, actor: Actor, rows: list[QueueRow]) -> tuple[QueueRow, ...]:
    """Add the texts, conversations, images and other versions of a page, each kind in one statement."""
    if not rows:
        return ()
    ids = [row.id for row in rows]
    others = _other_versions(session, rows)
    text_ids = {text_id for row in rows for text_id in (row.campaign_text_id, row.mission_text_id, row.step_text_id)}
    texts = texts_of(session, actor, text_ids | {other.step_text_id for other in others.values()})
    comments = _comments(session, actor, ids)
    images = _images(session, [row.id for row in rows if row.image_count])
    reports = _reports(session, [row.id for row in rows if row.report_count])
    holders = holders_of(session, actor, MODERATING_ROLES, clock.today(), {row.entity_id for row in rows})
    return tuple(
        replace(
            row,
            campaign=texts.get(row.campaign_text_id, EMPTY),
            mission=_read(texts, row.mission_text_id),
            step=_read(texts, row.step_text_id),
            comments=tuple(comments.get(row.id, ())),
            images=tuple(images.get(row.id, ())),
            reports=tuple(reports.get(row.id, ())),
            other=_with_step(texts, others.get(row.id)),
            may_decide=can(actor, Action.FEEDBACK_MODERATE, row.facts),
            may_answer=not row.is_answered and can(actor, Action.FEEDBACK_ANSWER, row.facts),
            is_read_by_ambassador=any(
                each.grant.moderates(row.entity_id, row.campaign_id, row.language_moderated)
                for each in holders
                if each.grant.role in BOUND_TO_LANGUAGES
            ),
            moderators=moderators_among(holders, row.facts),
            may_trust_in_entity=can(actor, Action.AUTHOR_TRUST, replace(row.facts, campaign_id=None)),
            may_show_name=can(actor, Action.FEEDBACK_SHOW_NAME, row.facts),
        )
        for row in rows
    )


def _with_step(texts: Mapping[int, ReadText], other: OtherVersion | None) -> OtherVersion | None:
    return replace(other, step=_read(texts, other.step_text_id)) if other is not None else None


def _other_versions(session: Session, rows: list[QueueRow]) -> dict[int, OtherVersion]:
    """Return, by contribution, the change that waits, or else what it said when moderators read it last."""
    wanted = [
        (row.id, row.pending_version or row.former_version)
        for row in rows
        if row.pending_version is not None
        or (row.former_version is not None and row.reason is not QueueReason.FIRST_TIME)
    ]
    if not wanted:
        return {}
    found = session.execute(
        select(
            FeedbackRevision.feedback_id, FeedbackRevision.kind, FeedbackRevision.title, FeedbackRevision.body,
            FeedbackRevision.language, FeedbackRevision.rating, MissionStep.title_text_id,
        )
        .outerjoin(MissionStep, MissionStep.id == FeedbackRevision.step_id)
        .where(tuple_(FeedbackRevision.feedback_id, FeedbackRevision.version).in_(wanted))
    )  # fmt: skip
    others = {row[0]: OtherVersion(*row[1:]) for row in found}
    images = session.execute(
        select(RevisionImage.feedback_id, RevisionImage.version, RevisionImage.number, RevisionImage.alt_text)
        .where(tuple_(RevisionImage.feedback_id, RevisionImage.version).in_(wanted))
        .order_by(RevisionImage.feedback_id, RevisionImage.number)
    )
    for feedback_id, version, number, alt_text in images:
        other = others[feedback_id]
        others[feedback_id] = replace(other, images=(*other.images, CaseImage(number, alt_text, version)))
    return others


def _read(texts: Mapping[int, ReadText], text_id: int | None) -> ReadText | None:
    return texts.get(text_id) if text_id is not None else None


def _comments(session: Session, actor: Actor, ids: Iterable[int]) -> dict[int, list[CaseComment]]:
    """Return the earlier questions and their replies, and the comments that wait.

    The reply of an untraceable author has a day and no instant, so questions come first and replies after.
    """
    is_reply = case((Comment.role == CommentRole.REPLY_TO_QUESTION, 1), else_=0)
    untraceable = case((Feedback.author_id.is_(None), is_reply), else_=0)
    waits = Comment.state == CommentState.WAITING
    rows = session.execute(
        select(
            Comment.feedback_id, Comment.id, Comment.role, Comment.body, Comment.language,
            case((waits & CommentHiding.comment_id.is_(None), Comment.held_word), else_=""), waits,
            waits & CommentHiding.comment_id.is_not(None),
            func.coalesce(CommentHiding.by_id, 0) != actor.person_id,
        )
        .outerjoin(CommentHiding, CommentHiding.comment_id == Comment.id)
        .join(Feedback, Feedback.id == Comment.feedback_id)
        .where(
            Comment.feedback_id.in_(ids),
            or_(Comment.role != CommentRole.COMMENT, waits),
        )
        .order_by(untraceable, Comment.created_at, is_reply, Comment.id)
    )  # fmt: skip
    found: dict[int, list[CaseComment]] = {}
    for feedback_id, *said in rows:
        found.setdefault(feedback_id, []).append(CaseComment(*said))
    return found


def _reports(session: Session, ids: list[int]) -> dict[int, list[CaseReport]]:
    """Return what readers report, in no order that tells who came first."""
    found: dict[int, list[CaseReport]] = {}
    if not ids:
        return found
    rows = session.execute(
        select(
            ContentReport.feedback_id, ContentReport.reason, ContentReport.words, ContentReport.language,
            ContentReport.comment_id, func.coalesce(Comment.body, ""), func.coalesce(Comment.language, ""),
        )
        .outerjoin(Comment, Comment.id == ContentReport.comment_id)
        .where(ContentReport.feedback_id.in_(ids), ContentReport.outcome.is_(None))
        .order_by(ContentReport.feedback_id, ContentReport.id)
        .limit(REPORTS_SHOWN)
    )  # fmt: skip
    for row in rows:
        found.setdefault(row[0], []).append(CaseReport(*row[1:]))
    return found


def _images(session: Session, ids: list[int]) -> dict[int, list[CaseImage]]:
    found: dict[int, list[CaseImage]] = {}
    if not ids:
        return found
    rows = session.execute(
        select(FeedbackImage.feedback_id, FeedbackImage.number, FeedbackImage.alt_text)
        .where(FeedbackImage.feedback_id.in_(ids))
        .order_by(FeedbackImage.feedback_id, FeedbackImage.number)
    )
    for feedback_id, number, alt_text in rows:
        found.setdefault(feedback_id, []).append(CaseImage(number, alt_text))
    return found
