"""Contributions as notices speak of them: who is concerned, and what a reader may see."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from functools import cache
from typing import Any

from sqlalchemy import CompoundSelect, Row, ScalarSelect, Select, bindparam, select, text, union
from sqlalchemy.orm import Session, aliased

from app.accounts.models import Person
from app.accounts.queries import MandateHolder, holders_of
from app.accounts.types import PersonStatus
from app.campaigns.types import IdentityLevel
from app.core import clock
from app.decisions.models import Decision
from app.decisions.types import HANDLING_OF
from app.feedback.models import Comment, Feedback, MeToo
from app.feedback.queries.places import campaign_places
from app.feedback.types import CommentRole, CommentState, State
from app.moderation.models import ModerationDecision
from app.moderation.types import Outcome
from app.notifications.queries.readers import readers_of
from app.notifications.types import SeenSubject, WrittenWords
from app.policy.actor import BOUND_TO_LANGUAGES, MODERATING_ROLES, Actor
from app.policy.check import can, require
from app.policy.facts import NOTHING, Facts
from app.policy.rules import Action

UNTRACEABLE_MAX = 500  # waiting at once in the group; the rest is told of at the next hour

# Written as in the partial index: with a parameter in its place, neither database would use it.
_WAITING = text("feedback.waiting_since IS NOT NULL")


@dataclass(frozen=True, slots=True)
class Contribution:
    """The contribution an event speaks of, as it is now."""

    id: int
    version: int
    state: State
    handling: str
    identity: IdentityLevel
    author_id: int | None
    entity_id: int
    campaign_id: int
    language: str
    language_moderated: str  # of the change that waits, if there is one
    waiting_since: datetime | None
    due_on: date | None
    answered_at: datetime | None
    first_decider_id: int | None  # a second look is asked for, of somebody else

    @property
    def waits(self) -> bool:
        """Whether a moderator has to read it."""
        return self.waiting_since is not None

    @property
    def is_published(self) -> bool:
        """Whether readers may see it."""
        return self.state is State.PUBLISHED

    @property
    def is_untraceable(self) -> bool:
        """Whether nobody knows its author."""
        return self.identity is IdentityLevel.UNTRACEABLE

    def facts_in(self, places: Mapping[int, Collection[int]]) -> Facts:
        """Return what the permission table may know about it; ``places``: the entities of each campaign."""
        return Facts(
            entity_id=self.entity_id,
            campaign_id=self.campaign_id,
            author_id=self.author_id,
            feedback_id=self.id,
            language=self.language_moderated,
            is_published=self.is_published,
            is_withdrawn=self.state is State.WITHDRAWN,
            campaign_entities=frozenset(places.get(self.campaign_id, ())),
        )


@dataclass(frozen=True, slots=True)
class SeenContribution(SeenSubject):
    """A contribution its reader may open. A moderator's words are for its author only."""

    still_waits: bool
    is_read_by_ambassador: bool  # as long as it waits: an ambassador there declared to read its language
    question: WrittenWords | None  # of the last time it was sent back
    reason: WrittenWords | None  # of the last time it was hidden
    refusal: WrittenWords | None  # why the last change was not kept
    due_on: date | None = None  # the day promised for an answer
    is_answered: bool = False


_CONTRIBUTION: tuple[Any, ...] = (
    Feedback.id, Feedback.version, Feedback.state, Feedback.handling, Feedback.identity, Feedback.author_id,
    Feedback.entity_id, Feedback.campaign_id, Feedback.language, Feedback.language_moderated,
    Feedback.waiting_since, Feedback.due_on, Feedback.answered_at, Feedback.first_decider_id,
)  # fmt: skip


# --- who is told -----------------------------------------------------------------------------------


def contribution_of(session: Session, actor: Actor, feedback_id: int) -> Contribution | None:
    """Return the contribution an event speaks of; ``None`` when it is gone. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    row = session.execute(select(*_CONTRIBUTION).where(Feedback.id == feedback_id)).first()
    return Contribution(*row) if row else None


def untraceable_waiting(session: Session, actor: Actor) -> list[Contribution]:
    """Return the contributions nobody can trace that wait, in no order that tells anything. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    rows = session.execute(
        select(*_CONTRIBUTION)
        .where(_WAITING, Feedback.identity == IdentityLevel.UNTRACEABLE)
        .order_by(Feedback.id)
        .limit(UNTRACEABLE_MAX)
    )
    return [Contribution(*row) for row in rows]


def moderators_of(session: Session, actor: Actor, contribution: Contribution) -> frozenset[int]:
    """Return who may moderate the contribution today. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    place = (contribution.entity_id, contribution.campaign_id, contribution.language_moderated)
    holders = holders_of(session, actor, MODERATING_ROLES, clock.today(), [contribution.entity_id])
    moderators = {holder.person_id for holder in holders if holder.grant.moderates(*place)}
    return frozenset(moderators - {contribution.author_id, contribution.first_decider_id})


def author_of(session: Session, actor: Actor, contribution: Contribution) -> frozenset[int]:
    """Return the author, if anybody knows them and their account is open. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    if contribution.author_id is None:
        return frozenset()
    who = select(Person.id).where(Person.id == contribution.author_id, Person.status == PersonStatus.ACTIVE)
    return frozenset(session.scalars(who))


def conversation_of(session: Session, actor: Actor, contribution: Contribution) -> frozenset[int]:
    """Return the author and who commented, as far as they may still open it. Three statements."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    return _may_open(session, actor, contribution, union(_author(contribution), _commenters(contribution)))


def audience_of(session: Session, actor: Actor, contribution: Contribution) -> frozenset[int]:
    """Return the author, who commented and who said "me too", as far as they may still open it. Three statements."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    me_toos = select(MeToo.person_id).where(MeToo.feedback_id == contribution.id)
    people = union(_author(contribution), _commenters(contribution), me_toos)
    return _may_open(session, actor, contribution, people)


def followers_of(session: Session, actor: Actor, duplicate_id: int) -> frozenset[int]:
    """Return who wrote a duplicate, supported it or commented on it, as far as they may open it where it is read.

    Four statements. Nobody, once it stands by itself again: its merge is told only while it lasts.
    """
    require(actor, Action.NOTICE_CREATE, NOTHING)
    shown_in_id = session.scalar(select(Feedback.shown_in_id).where(Feedback.id == duplicate_id))
    shown_in = contribution_of(session, actor, shown_in_id) if shown_in_id is not None else None
    if shown_in is None or not shown_in.is_published:
        return frozenset()
    author = select(Feedback.author_id).where(Feedback.id == duplicate_id, Feedback.author_id.is_not(None))
    me_toos = select(MeToo.person_id).where(MeToo.feedback_id == duplicate_id, MeToo.via_id.is_(None))
    commenters = select(Comment.author_id).where(
        Comment.origin_id == duplicate_id, Comment.author_id.is_not(None), Comment.state == CommentState.PUBLISHED
    )
    return _may_open(session, actor, shown_in, union(author, me_toos, commenters))


def is_merged_into(session: Session, actor: Actor, duplicate_id: int, feedback_id: int) -> bool:
    """Tell whether a duplicate is still merged into a contribution. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    into = select(Feedback.id).where(Feedback.id == duplicate_id, Feedback.merged_into_id == feedback_id)
    return session.scalar(into) is not None


def is_told_as_decision(session: Session, actor: Actor, contribution: Contribution, by_id: int) -> bool:
    """Tell whether the handling moved with a sponsor's decision, which has its own notice. One statement."""
    require(actor, Action.NOTICE_CREATE, NOTHING)
    last = session.execute(
        select(Decision.by_id, Decision.verdict)
        .where(Decision.feedback_id == contribution.id)
        .order_by(Decision.at.desc(), Decision.id)
        .limit(1)
    ).first()
    return last is not None and last.by_id == by_id and HANDLING_OF[last.verdict] == contribution.handling


def _author(contribution: Contribution) -> Select[*tuple[Any, ...]]:
    return select(Feedback.author_id).where(Feedback.id == contribution.id, Feedback.author_id.is_not(None))


def _commenters(contribution: Contribution) -> Select[*tuple[Any, ...]]:
    return select(Comment.author_id).where(
        Comment.feedback_id == contribution.id,
        Comment.author_id.is_not(None),
        Comment.role == CommentRole.COMMENT,
        Comment.state == CommentState.PUBLISHED,
    )


def _may_open(
    session: Session, actor: Actor, contribution: Contribution, people: CompoundSelect[*tuple[Any, ...]]
) -> frozenset[int]:
    readers = readers_of(session, actor, session.scalars(people).all())
    facts = contribution.facts_in(campaign_places(session, [contribution.campaign_id]))
    return frozenset(
        person_id for person_id, reader in readers.items() if can(reader.actor, Action.FEEDBACK_VIEW, facts)
    )


# --- what is shown ---------------------------------------------------------------------------------


def seen_contributions(session: Session, actor: Actor, ids: Collection[int]) -> dict[int, SeenContribution]:
    """Return, of these contributions, those the actor may open, by number. Three statements at most."""
    require(actor, Action.NOTICE_READ, Facts(person_id=actor.person_id))
    found = {row.id: row for row in session.execute(_seen_statement(), {"ids": list(ids)})}
    contributions = {number: Contribution(*row[: len(_CONTRIBUTION)]) for number, row in found.items()}
    waiting = {contribution.entity_id for contribution in contributions.values() if contribution.waits}
    ambassadors = holders_of(session, actor, BOUND_TO_LANGUAGES, clock.today(), waiting) if waiting else []
    places = campaign_places(session, {contribution.campaign_id for contribution in contributions.values()})
    return {
        number: _seen(actor, contribution, found[number], ambassadors)
        for number, contribution in contributions.items()
        if can(actor, Action.FEEDBACK_VIEW, contribution.facts_in(places))
    }


@cache
def _seen_statement() -> Select[*tuple[Any, ...]]:
    """Return the statement, put together once: for ten thousand digests that would take as long as reading."""
    asked, hidden, refused = (aliased(ModerationDecision) for _ in range(3))
    statement: Select[*tuple[Any, ...]] = select(
        *_CONTRIBUTION, Feedback.title, asked.reason.label("question"), asked.language.label("question_language"),
        hidden.reason.label("reason"), hidden.language.label("reason_language"),
        refused.reason.label("refusal"), refused.language.label("refusal_language"),
    )  # fmt: skip
    return (
        statement.select_from(Feedback)
        .outerjoin(asked, asked.id == _last(Outcome.SENT_BACK))
        .outerjoin(hidden, hidden.id == _last(Outcome.HIDDEN))
        .outerjoin(refused, refused.id == _last(Outcome.CHANGE_REFUSED))
        .where(Feedback.id.in_(bindparam("ids", expanding=True)))
    )


def _last(outcome: Outcome) -> ScalarSelect[int]:
    return (
        select(ModerationDecision.id)
        .where(ModerationDecision.feedback_id == Feedback.id, ModerationDecision.outcome == outcome)
        .order_by(ModerationDecision.at.desc(), ModerationDecision.id)
        .limit(1)
        .correlate(Feedback)
        .scalar_subquery()
    )


def _seen(
    actor: Actor, contribution: Contribution, row: Row[*tuple[Any, ...]], ambassadors: list[MandateHolder]
) -> SeenContribution:
    place = (contribution.entity_id, contribution.campaign_id, contribution.language_moderated)
    is_author = contribution.author_id is not None and contribution.author_id == actor.person_id
    return SeenContribution(
        title=WrittenWords(row.title, contribution.language),
        still_waits=contribution.waits,
        is_read_by_ambassador=any(each.grant.moderates(*place) for each in ambassadors),
        question=WrittenWords(row.question, row.question_language or "") if is_author and row.question else None,
        reason=WrittenWords(row.reason, row.reason_language or "") if is_author and row.reason else None,
        refusal=WrittenWords(row.refusal, row.refusal_language or "") if is_author and row.refusal else None,
        due_on=contribution.due_on,
        is_answered=contribution.answered_at is not None,
        campaign_id=contribution.campaign_id,
    )
