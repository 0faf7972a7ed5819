"""Reads of the home page: each is one statement, whatever the number of rows."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, ScalarSelect, Select, case, exists, func, literal, or_, select
from sqlalchemy.orm import Session, aliased

from app.campaigns.models import Campaign
from app.core.pages import Page, join_key
from app.db.paging import newest_first
from app.decisions.models import Decision
from app.decisions.queries import in_sight
from app.feedback.models import Comment, Feedback, MeToo, OfficialAnswer
from app.feedback.queries.shown import is_highlighted
from app.feedback.types import DECIDED_STATES, CommentRole, CommentState, Handling, Kind, State, Verdict
from app.journal.models import JournalEntry
from app.moderation.models import ModerationDecision
from app.moderation.types import Outcome
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action

CONTRIBUTIONS_SHOWN = 20
PAGE_SIZE = 30
OUTCOMES_SHOWN = 100
GOES_ON = (State.WAITING, State.SENT_BACK, State.HIDDEN, State.PUBLISHED)


@dataclass(frozen=True, slots=True)
class MyContribution:
    """One of the actor's own contributions that goes on, or was answered."""

    id: int
    title: str
    language: str
    state: State
    handling: Handling
    created_at: datetime
    due_on: date | None  # last day for an answer
    answered_at: datetime | None


@dataclass(frozen=True, slots=True)
class MyWhole:
    """One of the actor's own contributions, with what was answered and decided."""

    contribution: MyContribution
    has_change: bool  # readers see the version of before
    answer: str | None
    answer_language: str | None
    verdict: Verdict | None
    reason: str | None  # of the decision
    reason_language: str | None
    published_at: datetime | None
    decided_at: datetime | None
    edition_id: int
    sent_back_at: datetime | None
    hidden_at: datetime | None
    done_at: datetime | None  # of one that is done


@dataclass(frozen=True, slots=True)
class MineFilter:
    """What the reader wants to see of their own: of one campaign, in one state; empty means everything."""

    slug: str = ""
    state: State | None = None


@dataclass(frozen=True, slots=True)
class MyComment:
    """One of the actor's own comments; without a title where they no longer read the contribution."""

    id: int
    body: str
    language: str
    feedback_id: int
    title: str | None
    title_language: str | None
    is_reply: bool  # to a comment
    created_at: datetime
    state: CommentState


@dataclass(frozen=True, slots=True)
class HighlightRow:
    """A contribution that its team chose to show, with its author's agreement."""

    feedback_id: int
    title: str
    language: str
    kind: Kind
    campaign_title_id: int


@dataclass(frozen=True, slots=True)
class MyCampaign:
    """A campaign in which the actor said something."""

    slug: str
    title_text_id: int


@dataclass(frozen=True, slots=True)
class DecidedItem:
    """What became of one contribution of a campaign, and what the actor had to do with it."""

    feedback_id: int
    title: str
    language: str
    handling: Handling
    verdict: Verdict | None
    reason: str
    reason_language: str | None
    is_mine: bool
    is_supported: bool  # the actor said "me too"
    is_commented: bool  # by the actor

    @property
    def has_my_part(self) -> bool:
        """Whether the actor had anything to do with it."""
        return self.is_mine or self.is_supported or self.is_commented


EVERYTHING = MineFilter()
# What was merged into another one is read there: to its author it is as public as before, with the answer given there.
_published = literal(State.PUBLISHED, Feedback.__table__.c.state.type)
_state = case((Feedback.merged_into_id.is_not(None), _published), else_=Feedback.state)
_read_in = func.coalesce(Feedback.shown_in_id, Feedback.id)


# When the team last said by hand, or an action by being done, what becomes of it.
_HANDLED_AT = (
    select(func.max(JournalEntry.at))
    .where(
        JournalEntry.object_type == "feedback",
        JournalEntry.object_id == _read_in,
        JournalEntry.action == "feedback.handled",
    )
    .scalar_subquery()
)


def _moderated_at(outcome: Outcome) -> ScalarSelect[datetime]:
    """When a moderator last decided so."""
    return (
        select(func.max(ModerationDecision.at))
        .where(ModerationDecision.feedback_id == Feedback.id, ModerationDecision.outcome == outcome)
        .scalar_subquery()
    )


def my_contributions(session: Session, actor: Actor) -> list[MyContribution]:
    """Return the actor's own contributions that go on; what was sent back comes first.

    An untraceable one never appears: no row here names its author. One statement.
    """
    first = case((Feedback.state == State.SENT_BACK, 0), (Feedback.state == State.HIDDEN, 1), else_=2)
    moved_at = func.coalesce(Feedback.answered_at, Feedback.created_at)
    rows = session.execute(
        select(
            Feedback.id, Feedback.title, Feedback.language, _state, Feedback.handling,
            Feedback.created_at, Feedback.due_on, Feedback.answered_at,
        )
        .where(
            Feedback.author_id == actor.person_id,
            Feedback.state.in_(GOES_ON),
        )
        .order_by(first, moved_at.desc(), Feedback.id)
        .limit(CONTRIBUTIONS_SHOWN)
    )  # fmt: skip
    return [MyContribution(*row) for row in rows]


def my_page(session: Session, actor: Actor, after: str = "", wanted: MineFilter = EVERYTHING) -> Page[MyWhole]:
    """Return a page of all the actor's own contributions, newest first. One statement.

    Without what they withdrew, which nobody reads any more, and what nobody can trace.
    """
    require(actor, Action.HOME_VIEW, NOTHING)
    each = aliased(Decision)
    last_decision = (
        select(each.id).where(each.feedback_id == _read_in).order_by(each.at.desc(), each.id).limit(1).scalar_subquery()
    )
    statement = (
        select(
            Feedback.id, Feedback.title, Feedback.language, _state, Feedback.handling,
            Feedback.created_at, Feedback.due_on, Feedback.answered_at, Feedback.pending_version.is_not(None),
            OfficialAnswer.body, OfficialAnswer.language, Decision.verdict, Decision.reason, Decision.language,
            Feedback.published_at, Decision.at, Feedback.edition_id,
            _moderated_at(Outcome.SENT_BACK), _moderated_at(Outcome.HIDDEN),
            case((Feedback.handling == Handling.DONE, _HANDLED_AT)),
        )
        .outerjoin(OfficialAnswer, OfficialAnswer.feedback_id == _read_in)
        .outerjoin(Decision, Decision.id == last_decision)
        .where(Feedback.author_id == actor.person_id, *_narrowed(wanted))
    )  # fmt: skip
    rows = [
        MyWhole(MyContribution(*row[:8]), row[8], answer=row[9], answer_language=row[10],
                verdict=row[11], reason=row[12], reason_language=row[13],
                published_at=row[14], decided_at=row[15], edition_id=row[16],
                sent_back_at=row[17], hidden_at=row[18], done_at=row[19])
        for row in session.execute(newest_first(statement, Feedback.created_at, Feedback.id, after, PAGE_SIZE))
    ]  # fmt: skip
    shown = rows[:PAGE_SIZE]
    if len(rows) <= PAGE_SIZE:
        return Page(shown)
    last = shown[-1].contribution
    return Page(shown, join_key(last.created_at.isoformat(), last.id))


def my_comments(session: Session, actor: Actor, after: str = "", wanted: MineFilter = EVERYTHING) -> Page[MyComment]:
    """Return a page of the actor's own comments, newest first. One statement."""
    require(actor, Action.HOME_VIEW, NOTHING)
    is_read = or_(Feedback.state == State.PUBLISHED, Feedback.author_id == actor.person_id)
    statement = (
        select(
            Comment.id, Comment.body, Comment.language, Feedback.id, case((is_read, Feedback.title)),
            case((is_read, Feedback.language)), Comment.parent_id.is_not(None), Comment.created_at, Comment.state,
        )
        .join(Feedback, Feedback.id == Comment.feedback_id)
        .where(
            Comment.author_id == actor.person_id,
            Comment.role == CommentRole.COMMENT,
            Comment.state != CommentState.WITHDRAWN,
            *_in_campaign(wanted),
        )
    )  # fmt: skip
    page = newest_first(statement, Comment.created_at, Comment.id, after, PAGE_SIZE)
    rows = [MyComment(*row) for row in session.execute(page)]
    shown = rows[:PAGE_SIZE]
    more = len(rows) > PAGE_SIZE
    return Page(shown, join_key(shown[-1].created_at.isoformat(), shown[-1].id) if more else "")


def latest_highlights(session: Session, actor: Actor, limit: int) -> list[HighlightRow]:
    """Return the newest contributions that are highlighted in the campaigns the actor sees. One statement."""
    require(actor, Action.HOME_VIEW, NOTHING)
    rows = session.execute(
        select(Feedback.id, Feedback.title, Feedback.language, Feedback.kind, Campaign.title_text_id)
        .join(Campaign, Campaign.id == Feedback.campaign_id)
        .where(Feedback.state == State.PUBLISHED, is_highlighted(), in_sight(actor))
        .order_by(Feedback.created_at.desc(), Feedback.id)
        .limit(limit)
    )
    return [HighlightRow(*row) for row in rows]


def my_campaigns(session: Session, actor: Actor) -> list[MyCampaign]:
    """Return the campaigns in which the actor contributed or commented, the newest first. One statement."""
    require(actor, Action.HOME_VIEW, NOTHING)
    contributed = select(Feedback.campaign_id).where(Feedback.author_id == actor.person_id)
    commented = (
        select(Feedback.campaign_id)
        .join(Comment, Comment.feedback_id == Feedback.id)
        .where(Comment.author_id == actor.person_id)
    )
    rows = session.execute(
        select(Campaign.slug, Campaign.title_text_id)
        .where(or_(Campaign.id.in_(contributed), Campaign.id.in_(commented)))
        .order_by(Campaign.id.desc())
    )
    return [MyCampaign(*row) for row in rows]


def outcomes(session: Session, actor: Actor, facts: Facts) -> list[DecidedItem]:
    """Return what was decided or done on the public contributions of a campaign, the actor's own part first.

    Nothing is told of anybody else. An untraceable one is the actor's where its code was entered in this browser.
    One statement.

    :raises NotFound: the actor may not see the campaign
    """
    require_sight(actor, Action.FEED_READ, facts)
    each = aliased(Decision)
    last = (
        select(each.id)
        .where(each.feedback_id == Feedback.id)
        .order_by(each.at.desc(), each.id)
        .limit(1)
        .scalar_subquery()
    )
    is_mine = or_(Feedback.author_id == actor.person_id, Feedback.id.in_(sorted(actor.references)))
    is_supported = exists().where(MeToo.feedback_id == Feedback.id, MeToo.person_id == actor.person_id)
    is_commented = exists().where(
        Comment.feedback_id == Feedback.id,
        Comment.author_id == actor.person_id,
        Comment.role == CommentRole.COMMENT,
        Comment.state == CommentState.PUBLISHED,
    )
    part = case((is_mine, 0), (is_supported, 1), (is_commented, 2), else_=3)
    done_first = case((Feedback.handling == Handling.DONE, 0), (Feedback.handling == Handling.DECIDED, 1), else_=2)
    statement: Select[*tuple[Any, ...]] = (
        select(
            Feedback.id, Feedback.title, Feedback.language, Feedback.handling, Decision.verdict,
            func.coalesce(Decision.reason, Feedback.handling_reason), Decision.language,
            func.coalesce(is_mine, False), is_supported, is_commented,
        )
        .outerjoin(Decision, Decision.id == last)
        .where(
            Feedback.campaign_id == facts.campaign_id,
            Feedback.state == State.PUBLISHED,
            Feedback.handling.in_(DECIDED_STATES),
        )
        .order_by(part, done_first, Feedback.created_at.desc(), Feedback.id)
        .limit(OUTCOMES_SHOWN)
    )  # fmt: skip
    return [DecidedItem(*row) for row in session.execute(statement)]


def _narrowed(wanted: MineFilter) -> list[ColumnElement[bool]]:
    states = [wanted.state] if wanted.state in GOES_ON else list(GOES_ON)
    return [_state.in_(states), *_in_campaign(wanted)]


def _in_campaign(wanted: MineFilter) -> list[ColumnElement[bool]]:
    if not wanted.slug:
        return []
    return [Feedback.campaign_id == select(Campaign.id).where(Campaign.slug == wanted.slug).scalar_subquery()]
