"""What the parts of the loader share: the session, the clock of the story, numbers that are always the same."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from random import Random

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Campaign, Edition
from app.demo.reader import PersonEntry
from app.demo.timeline import Timeline
from app.entities.models import Entity
from app.files.storage import Storage
from app.journal.models import JournalEntry
from app.missions.models import Mission, MissionStep
from app.policy.facts import Facts

SEED = "pepite-pilot-replay-1"
_MAX_ID = 2**63 - 1


def number_of(*name: object) -> int:
    """Return the identifier of a thing of the story: the same at each load, as random as the others."""
    digest = hashlib.sha256("/".join([SEED, *map(str, name)]).encode()).digest()
    return int.from_bytes(digest[:8]) % _MAX_ID + 1


def dice(*name: object) -> Random:
    """Return a source of chance for one part of the story: what one part draws moves no other."""
    return Random("/".join([SEED, *map(str, name)]))  # noqa: S311 - the same at each load, on purpose


@dataclass(slots=True)
class World:
    """The rows made so far, by the names the files use."""

    session: Session
    storage: Storage
    timeline: Timeline
    entities: dict[str, Entity] = field(default_factory=dict)
    people: dict[str, Person] = field(default_factory=dict)
    entries: dict[str, PersonEntry] = field(default_factory=dict)
    campaigns: dict[str, Campaign] = field(default_factory=dict)
    missions: dict[tuple[str, int], Mission] = field(default_factory=dict)
    steps: dict[tuple[str, int, int], MissionStep] = field(default_factory=dict)
    editions: dict[tuple[str, str], Edition] = field(default_factory=dict)  # campaign, entity
    _journal: int = 0

    def holders(self, role: str, entity: str | None = None) -> list[str]:
        """Return the keys of who holds a role, in an entity or in any."""
        return [
            entry.key
            for entry in self.entries.values()
            if any(each.role == role and entity in {None, each.entity} for each in entry.roles)
        ]

    def id_of(self, person: str) -> int:
        """Return a person's identifier."""
        return self.people[person].id

    def place(self, campaign: str, entity: str) -> Facts:
        """Return what is known of an edition, time apart."""
        edition = self.editions[campaign, entity]
        return Facts(campaign_id=edition.campaign_id, entity_id=edition.entity_id, edition_id=edition.id)

    def add(self, *rows: object) -> None:
        """Add rows to the session."""
        self.session.add_all(rows)

    def add_all(self, rows: Iterable[object]) -> None:
        """Add rows to the session."""
        self.session.add_all(rows)

    def note(
        self,
        at: datetime,
        person: str | None,
        action: str,
        thing: tuple[str, int, Facts],
        **details: object,
    ) -> None:
        """Write what was done in the journal, at the time of the story; nobody: the application did it."""
        self._journal += 1
        object_type, object_id, facts = thing
        self.session.add(
            JournalEntry(
                id=number_of("journal", self._journal),
                at=at,
                actor_id=None if person is None else self.id_of(person),
                action=action,
                object_type=object_type,
                object_id=object_id,
                entity_id=facts.entity_id,
                campaign_id=facts.campaign_id,
                details=details,
            )
        )
