"""Proposed groups of a campaign, as far as the reader can open their contributions."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from app.feedback.models import Feedback
from app.feedback.types import State
from app.language.stems import stem_words
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.rules import Action
from app.themes.models import GroupMember, GroupRun, GroupWords, ProposedGroup
from app.themes.queries.lists import campaign_theme_facts
from app.themes.types import GroupState, RunState

TYPICAL_SHOWN = 3
MEMBERS_SHOWN = 10  # those among them


class MemberRow(NamedTuple):
    """A contribution of a group, and why it is there."""

    id: int
    title: str
    body: str
    language: str
    nearest: tuple[str, str] | None  # title and language of the typical one whose meaning is nearest
    shared: tuple[str, ...] = ()  # words of the group that it has too


@dataclass(frozen=True, slots=True)
class GroupRow:
    """A proposed group: its words, how many contributions by language, and some of them."""

    id: int
    words: tuple[str, ...]
    language: str  # of the words
    by_language: tuple[tuple[str, int], ...]  # the most spoken first
    members: tuple[MemberRow, ...]  # the most typical first, no more than are shown
    other_words: tuple[tuple[str, tuple[str, ...]], ...] = ()  # in further languages

    @property
    def typical(self) -> tuple[MemberRow, ...]:
        """The contributions that are most like the others."""
        return self.members[:TYPICAL_SHOWN]

    @property
    def cards(self) -> int:
        """How many contributions it holds that can be opened."""
        return sum(count for _language, count in self.by_language)


@dataclass(frozen=True, slots=True)
class GroupsPage:
    """The last run of a campaign, and its groups that nobody has decided on, the largest first."""

    state: RunState | None = None  # None: nobody asked for groups yet
    is_by_meaning: bool = False  # over all languages; else language by language, by words
    done: int = 0  # languages; by meaning: contributions
    total: int = 0
    began_at: datetime | None = None
    groups: tuple[GroupRow, ...] = ()


def groups_of(session: Session, actor: Actor, campaign_id: int) -> GroupsPage:
    """Return what is proposed. Five statements at most.

    :raises Forbidden: the actor does not write the themes of the campaign
    """
    require(actor, Action.THEME_WRITE, campaign_theme_facts(session, campaign_id))
    run = session.scalars(
        select(GroupRun).where(GroupRun.campaign_id == campaign_id).order_by(GroupRun.began_at.desc()).limit(1)
    ).first()
    if run is None:
        return GroupsPage()
    counted = session.execute(
        select(ProposedGroup.id, ProposedGroup.words, ProposedGroup.language, Feedback.language, func.count())
        .join(GroupMember, GroupMember.group_id == ProposedGroup.id)
        .join(Feedback, Feedback.id == GroupMember.feedback_id)
        .where(
            ProposedGroup.run_id == run.id,
            ProposedGroup.state == GroupState.OPEN,
            Feedback.state == State.PUBLISHED,
        )
        .group_by(ProposedGroup.id, ProposedGroup.words, ProposedGroup.language, Feedback.language)
    ).all()
    by_language: dict[int, list[tuple[str, int]]] = {}
    said: dict[int, tuple[tuple[str, ...], str]] = {}
    for group_id, words, language, spoken, count in counted:
        by_language.setdefault(group_id, []).append((spoken, count))
        said[group_id] = tuple(words.split()), language
    members = _members(session, run.id)
    others = _other_words(session, run.id) if run.texts else {}
    groups = [
        GroupRow(
            group_id, *said[group_id], tuple(sorted(counts, key=lambda each: (-each[1], each[0]))),
            tuple(_explained(each, *said[group_id]) for each in members.get(group_id, ())),
            tuple(each for each in others.get(group_id, ()) if each[0] in dict(counts)),
        )
        for group_id, counts in by_language.items()
    ]  # fmt: skip
    return GroupsPage(
        state=run.state,
        is_by_meaning=run.texts > 0,
        done=run.done,
        total=run.texts or len(run.languages.split()),
        began_at=run.began_at,
        groups=tuple(sorted(groups, key=lambda group: (-group.cards, group.words, group.id))),
    )


def _explained(member: MemberRow, words: tuple[str, ...], language: str) -> MemberRow:
    """Return a member with the words that it shares with its group, where its meaning is not why it is there."""
    if member.nearest is not None or member.language != language:
        return member
    own = {stem for stem, _word in stem_words(f"{member.title}\n{member.body}", language)}
    shared = (word for word in words if not own.isdisjoint(stem for stem, _word in stem_words(word, language)))
    return member._replace(shared=tuple(shared))


def _other_words(session: Session, run_id: int) -> dict[int, list[tuple[str, tuple[str, ...]]]]:
    """Return the words of each open group in its further languages. One statement."""
    found: dict[int, list[tuple[str, tuple[str, ...]]]] = {}
    rows = session.execute(
        select(GroupWords.group_id, GroupWords.language, GroupWords.words)
        .join(ProposedGroup, ProposedGroup.id == GroupWords.group_id)
        .where(ProposedGroup.run_id == run_id, ProposedGroup.state == GroupState.OPEN)
        .order_by(GroupWords.group_id, GroupWords.language)
    )
    for group_id, language, words in rows:
        found.setdefault(group_id, []).append((language, tuple(words.split())))
    return found


def _members(session: Session, run_id: int) -> dict[int, list[MemberRow]]:
    """Return the most typical contributions of each open group. One statement."""
    place = func.row_number().over(
        partition_by=GroupMember.group_id, order_by=(GroupMember.rank, GroupMember.feedback_id)
    )
    ranked = (
        select(GroupMember.group_id, GroupMember.feedback_id, GroupMember.nearest_id, place.label("place"))
        .join(ProposedGroup, ProposedGroup.id == GroupMember.group_id)
        .join(Feedback, Feedback.id == GroupMember.feedback_id)
        .where(
            ProposedGroup.run_id == run_id,
            ProposedGroup.state == GroupState.OPEN,
            Feedback.state == State.PUBLISHED,
        )
        .subquery()
    )
    nearest = aliased(Feedback)
    found: dict[int, list[MemberRow]] = {}
    rows = session.execute(
        select(
            ranked.c.group_id, Feedback.id, Feedback.title, Feedback.body, Feedback.language, nearest.title,
            nearest.language,
        )
        .join(Feedback, Feedback.id == ranked.c.feedback_id)
        .outerjoin(nearest, (nearest.id == ranked.c.nearest_id) & (nearest.state == State.PUBLISHED))
        .where(ranked.c.place <= MEMBERS_SHOWN)
        .order_by(ranked.c.group_id, ranked.c.place)
    )  # fmt: skip
    for group_id, number, title, body, language, *near in rows:
        typical = None if near[0] is None else (near[0], near[1])
        found.setdefault(group_id, []).append(MemberRow(number, title, body, language, typical))
    return found
