"""What the parts of the loader share: the session, the time of the story, numbers that are always the same."""

from __future__ import annotations

import hashlib
import heapq
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import count
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import AuthorTrust, Person
from app.campaigns.models import Campaign, Edition
from app.core import clock
from app.demo.reader import Item, PersonEntry
from app.demo.timeline import Timeline
from app.entities.models import Entity
from app.files.storage import Storage
from app.missions.models import Mission, MissionStep
from app.outbox.deliver import Handler, deliver_waiting
from app.policy.actor import Actor, Grant, Role
from app.questionnaires.types import Moment

SEED = "pepite-pilot-replay-1"

TOLD_EVERY = timedelta(minutes=30)

Act = Callable[[], None]
Asked = tuple[int, date | None, int]  # a wave, its first day, and its questionnaire


def random_for(*name: object) -> Random:
    """Return the random numbers of one part of the story: what one part draws changes no other."""
    return Random("/".join([SEED, *map(str, name)]))  # noqa: S311 - the same at each load, on purpose


def key_of(*name: object) -> str:
    """Return the single-use key of a form of the story."""
    return hashlib.sha256("/".join([SEED, *map(str, name)]).encode()).hexdigest()


@dataclass(slots=True)
class World:
    """The rows made so far, by the names the files use, and what is still to happen."""

    session: Session
    storage: Storage
    handlers: Mapping[str, Sequence[Handler]]  # what follows from the events of the use cases
    timeline: Timeline
    entities: dict[str, Entity] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    entries: dict[str, PersonEntry] = field(default_factory=dict)
    campaigns: dict[str, Campaign] = field(default_factory=dict)
    missions: dict[tuple[str, int], Mission] = field(default_factory=dict)
    steps: dict[tuple[str, int, int], MissionStep] = field(default_factory=dict)
    editions: dict[tuple[str, str], Edition] = field(default_factory=dict)  # campaign, entity
    asked: dict[tuple[str, Moment], Asked] = field(default_factory=dict)  # by campaign and moment
    compared: dict[str, list[int]] = field(default_factory=dict)  # campaign: missions that are compared
    compared_by: dict[str, int] = field(default_factory=dict)  # campaign: the questionnaire they all ask
    subjects: dict[int, str] = field(default_factory=dict)  # question: what its words are about
    joined: dict[str, dict[str, int]] = field(default_factory=dict)  # person: campaign: number of the enrolment
    _acts: list[tuple[datetime, int, Act]] = field(default_factory=list)
    _order: count[int] = field(default_factory=count)

    def plan(self, at: datetime, act: Act) -> None:
        """Let something happen at an instant of the story."""
        heapq.heappush(self._acts, (at, next(self._order), act))

    def play(self) -> None:
        """Let everything happen that is planned, or gets planned on the way, in the order of time."""
        at = told_at = self._acts[0][0]
        while self._acts:
            at, _, act = heapq.heappop(self._acts)
            if at - told_at > TOLD_EVERY:
                self._tell(at)
                told_at = at
            with clock.set_to(at):
                act()
        self._tell(at)

    def _tell(self, at: datetime) -> None:
        """Let people be told of what happened."""
        with clock.set_to(at):
            while deliver_waiting(self.session, self.handlers):
                pass

    def actor(self, person: str) -> Actor:
        """Return somebody as they may act now."""
        entry, row = self.entries[person], self.people[person]
        return Actor(
            person_id=row.id,
            entity_id=row.entity_id,
            grants=frozenset(self._grant(role.role, role.entity, role.languages) for role in entry.roles),
            enrolled_in=frozenset(self.campaigns[slug].id for slug in self.joined.get(person, ())),
            campaigns_open=frozenset(
                self.campaigns[slug].id for slug, entity in self.editions if entity == entry.entity
            ),
            trusted_in=frozenset(
                (entity_id, campaign_id)
                for entity_id, campaign_id in self.session.execute(
                    select(AuthorTrust.entity_id, AuthorTrust.campaign_id).where(AuthorTrust.person_id == row.id)
                )
            ),
            time_zone=self.entities[entry.entity].time_zone,
        )

    def sent_at(self, item: Item) -> datetime:
        """Return when a contribution is sent."""
        day = self.timeline.day(item.week - 1, item.weekday)
        return self.timeline.moment(self.entities[item.entity], day, random_for("sent", item.key))

    def holders(self, role: Role, entity: str | None = None) -> list[str]:
        """Return the keys of who holds a role, in an entity or in any."""
        return [
            entry.key
            for entry in self.entries.values()
            if any(each.role is role and entity in {None, each.entity} for each in entry.roles)
        ]

    def _grant(self, role: Role, entity: str | None, languages: tuple[str, ...]) -> Grant:
        read = frozenset(languages) if role is Role.AMBASSADOR else frozenset[str]()
        return Grant(role, self.entities[entity].id if entity else None, languages=read)
