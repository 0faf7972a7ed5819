"""Reads of private questions: for the two sides, and nobody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, case, literal, or_, select
from sqlalchemy.orm import Session, joinedload, selectinload

from app.accounts.models import Person
from app.asking.models import PrivateMessage, PrivateThread
from app.asking.types import Side, ThreadKind, ThreadState
from app.campaigns.models import Campaign, Edition
from app.campaigns.types import EditionStatus
from app.core.errors import NotFound
from app.core.pages import Page, join_key
from app.db.paging import newest_first
from app.feedback.models import Feedback
from app.feedback.queries.places import facts_of
from app.policy.actor import Actor, Role
from app.policy.check import can, require_sight
from app.policy.facts import Facts
from app.policy.rules import Action
from app.policy.scopes import grants_condition

READS = {ThreadKind.QUESTION: Action.PRIVATE_READ, ThreadKind.FOLLOW_UP: Action.FOLLOW_UP_READ}
PAGE_SIZE = 30
MESSAGES_MAX = 100


@dataclass(frozen=True, slots=True)
class ThreadRow:
    """One conversation, in a list."""

    id: int
    kind: ThreadKind
    state: ThreadState
    is_mine: bool  # the actor asks
    asker_name: str | None  # of a question, for who answers it
    campaign_text_id: int
    about: str | None  # the title of the contribution
    about_language: str | None
    begins: str
    language: str
    moved_at: datetime


@dataclass(frozen=True, slots=True)
class MessageRow:
    """One message. ``author_name`` is empty where it must not be read."""

    number: int
    side: Side
    body: str
    language: str
    author_name: str | None
    written_at: datetime


@dataclass(frozen=True, slots=True)
class ThreadSide:
    """On which side of a conversation somebody is, and whether it is their turn."""

    facts: Facts
    side: Side
    may_write: bool


@dataclass(frozen=True, slots=True)
class ThreadView:
    """One conversation, for one of its two sides."""

    row: ThreadRow
    side: Side  # the actor's
    feedback_id: int | None
    messages: Sequence[MessageRow]
    may_write: bool
    may_close: bool


def thread_side(session: Session, actor: Actor, thread: PrivateThread) -> ThreadSide:
    """Return where the actor stands in a conversation. Four statements at most.

    :raises NotFound: on neither side
    """
    facts = _facts_of(session, thread)
    require_sight(actor, READS[thread.kind], facts)
    side = Side.ASKER if thread.asker_id == actor.person_id else Side.ASKED
    return ThreadSide(facts, side, may_write=_may_write(actor, thread, side, facts))


def _facts_of(session: Session, thread: PrivateThread) -> Facts:
    """Return what rules may know of a conversation. Four statements at most."""
    if thread.feedback_id is None:
        open_here = select(Edition.id).where(
            Edition.campaign_id == thread.campaign_id,
            Edition.entity_id == thread.entity_id,
            Edition.status == EditionStatus.OPEN,
        )
        is_live = session.scalar(open_here) is not None
        return Facts(
            entity_id=thread.entity_id, campaign_id=thread.campaign_id, person_id=thread.asker_id, is_live=is_live
        )
    feedback = session.get_one(Feedback, thread.feedback_id)
    found = session.scalars(
        select(Edition)
        .where(Edition.id == feedback.edition_id)
        .options(joinedload(Edition.campaign), joinedload(Edition.entity), selectinload(Edition.phases))
        .execution_options(populate_existing=True)
    )
    edition = found.one()
    return replace(facts_of(session, feedback, edition), person_id=thread.asker_id)


def thread_by_id(session: Session, actor: Actor, thread_id: int) -> ThreadView:
    """Return one conversation. Seven statements at most.

    :raises NotFound: absent, or the actor is on neither side
    """
    thread = session.get(PrivateThread, thread_id, populate_existing=True)
    if thread is None:
        raise NotFound
    standing = thread_side(session, actor, thread)
    found = session.execute(_rows(actor).where(PrivateThread.id == thread_id)).one()
    names = case((PrivateThread.kind == ThreadKind.QUESTION, Person.name))
    messages = session.execute(
        select(
            PrivateMessage.number, PrivateMessage.side, PrivateMessage.body, PrivateMessage.language, names,
            PrivateMessage.written_at,
        )
        .join(PrivateThread, PrivateThread.id == PrivateMessage.thread_id)
        .outerjoin(Person, Person.id == PrivateMessage.author_id)
        .where(PrivateMessage.thread_id == thread_id)
        .order_by(PrivateMessage.number)
        .limit(MESSAGES_MAX)
    )  # fmt: skip
    is_open = thread.state is not ThreadState.CLOSED
    return ThreadView(
        row=ThreadRow(*found),
        side=standing.side,
        feedback_id=thread.feedback_id,
        messages=[MessageRow(*row) for row in messages],
        may_write=is_open and standing.may_write,
        may_close=is_open and standing.side is Side.ASKER,
    )


def _may_write(actor: Actor, thread: PrivateThread, side: Side, facts: Facts) -> bool:
    """Tell whether one side may write now: of a follow-up, as long as its mailbox is open, and in turn."""
    if thread.kind is ThreadKind.QUESTION:
        return side is Side.ASKER or can(actor, Action.PRIVATE_ANSWER, facts)
    if side is Side.ASKER:
        return thread.state is ThreadState.ANSWERED and can(actor, Action.FOLLOW_UP_ASK, facts)
    return thread.state is ThreadState.OPEN and can(actor, Action.FOLLOW_UP_ANSWER, facts)


def threads_page(session: Session, actor: Actor, after: str = "") -> Page[ThreadRow]:
    """Return a page of the actor's conversations, and of those they answer, the latest first. One statement."""
    managed = [grant for grant in actor.grants if grant.role is Role.COMMUNITY_MANAGER]
    answered = and_(
        PrivateThread.kind == ThreadKind.QUESTION,
        grants_condition(managed, PrivateThread.entity_id, PrivateThread.campaign_id),
    )
    own = Feedback.author_id == actor.person_id
    found = _rows(actor).where(or_(PrivateThread.asker_id == actor.person_id, answered, own))
    statement = newest_first(found, PrivateThread.moved_at, PrivateThread.id, after, PAGE_SIZE)
    rows = [ThreadRow(*row) for row in session.execute(statement)]
    shown = rows[:PAGE_SIZE]
    more = len(rows) > PAGE_SIZE
    return Page(shown, join_key(shown[-1].moved_at.isoformat(), shown[-1].id) if more else "")


def threads_about(session: Session, actor: Actor, feedback_id: int) -> list[ThreadRow]:
    """Return what the author of a contribution was asked about it. Three statements.

    :raises NotFound: absent, or the actor did not write it
    """
    feedback = session.get(Feedback, feedback_id)
    if feedback is None:
        raise NotFound
    require_sight(actor, Action.FEEDBACK_WITHDRAW, facts_of(session, feedback))
    here = _about(feedback_id)
    rows = session.execute(_rows(actor).where(here).order_by(PrivateThread.moved_at, PrivateThread.id).limit(PAGE_SIZE))
    return [ThreadRow(*row) for row in rows]


def _about(feedback_id: int) -> ColumnElement[bool]:
    return PrivateThread.feedback_id == feedback_id


def _rows(actor: Actor) -> Select[*tuple[Any, ...]]:
    is_mine = PrivateThread.asker_id == actor.person_id
    is_question = PrivateThread.kind == ThreadKind.QUESTION
    first = and_(PrivateMessage.thread_id == PrivateThread.id, PrivateMessage.number == 1)
    columns: Select[*tuple[Any, ...]] = (
        select(
            PrivateThread.id, PrivateThread.kind, PrivateThread.state, is_mine,
            case((is_question, Person.name), else_=literal(None)), Campaign.title_text_id, Feedback.title,
            Feedback.language, PrivateMessage.body, PrivateMessage.language, PrivateThread.moved_at,
        )
        .join(Campaign, Campaign.id == PrivateThread.campaign_id)
        .join(PrivateMessage, first)
        .join(Person, Person.id == PrivateThread.asker_id)
        .outerjoin(Feedback, Feedback.id == PrivateThread.feedback_id)
    )  # fmt: skip
    return columns
