"""Private conversations as notices speak of them: who is told, and what a reader may see."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.queries import holders_of
from app.asking.models import PrivateMessage, PrivateThread
from app.asking.types import Side, ThreadKind, ThreadState
from app.core import clock
from app.core.wording import clip
from app.feedback.models import Feedback
from app.notifications.types import SeenSubject, WrittenWords
from app.policy.actor import Actor, Role
from app.policy.check import can, require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action

TITLE_CHARS = 90
ANSWERED_MAX = 2000  # not closed yet in the whole group


@dataclass(frozen=True, slots=True)
class SeenThread(SeenSubject):
    """A conversation, for one of its sides; its title is how it begins."""

    is_asker: bool
    is_follow_up: bool


def written_to(session: Session, actor: Actor, thread_id: int, side: str) -> frozenset[int]:
    """Return who is written to by one side. Two statements at most.

    An author nobody can trace is told by nobody: they find the question with their reference code.
    """
    require(actor, Action.NOTICE_CREATE, NOTHING)
    thread = session.get(PrivateThread, thread_id)
    if thread is None:
        return frozenset()
    if side == Side.ASKED:
        return frozenset({thread.asker_id})
    if thread.feedback_id is not None:
        author = select(Feedback.author_id).where(Feedback.id == thread.feedback_id, Feedback.author_id.is_not(None))
        return frozenset(person_id for person_id in session.scalars(author) if person_id is not None)
    holders = holders_of(session, actor, {Role.COMMUNITY_MANAGER}, clock.today(), [thread.entity_id])
    managers = {one.person_id for one in holders if one.grant.covers(thread.entity_id, thread.campaign_id)}
    return frozenset(managers - {thread.asker_id})


def follow_ups_answered(session: Session, actor: Actor) -> list[tuple[int, int, int]]:
    """Return the follow-ups whose author has answered: number, who asked, and how many messages. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    rows = session.execute(
        select(PrivateThread.id, PrivateThread.asker_id, PrivateThread.count)
        .where(PrivateThread.kind == ThreadKind.FOLLOW_UP, PrivateThread.state == ThreadState.ANSWERED)
        .order_by(PrivateThread.id)
        .limit(ANSWERED_MAX)
    )
    return [(thread_id, asker_id, count) for thread_id, asker_id, count in rows]


def seen_threads(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, SeenThread]:
    """Return, of these conversations, those in which the actor is one of the sides. One statement."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    rows = session.execute(
        select(PrivateThread, PrivateMessage.body, PrivateMessage.language, Feedback.author_id)
        .join(PrivateMessage, (PrivateMessage.thread_id == PrivateThread.id) & (PrivateMessage.number == 1))
        .outerjoin(Feedback, Feedback.id == PrivateThread.feedback_id)
        .where(PrivateThread.id.in_(ids))
    )
    seen = {}
    for thread, body, language, author_id in rows:
        is_follow_up = thread.kind is ThreadKind.FOLLOW_UP
        facts = Facts(
            thread.entity_id, thread.campaign_id, person_id=thread.asker_id, author_id=author_id,
            feedback_id=thread.feedback_id,
        )  # fmt: skip
        if can(actor, Action.FOLLOW_UP_READ if is_follow_up else Action.PRIVATE_READ, facts):
            title = WrittenWords(clip(body, TITLE_CHARS)[0], language)
            is_asker = thread.asker_id == actor.person_id
            seen[thread.id] = SeenThread(title, is_asker, is_follow_up, campaign_id=thread.campaign_id)
    return seen
