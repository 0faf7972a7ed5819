"""Invented populations: who contributed what, when; and what their pages show, counted another way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from random import Random

from app.dashboards.queries.ledger import Counts, Joined, Ledger, Place
from app.figures.record import Cell
from app.figures.weeks import SPANS

KINDS = ("idea", "praise", "problem", "question")
TODAY = date(2026, 3, 4)


@dataclass(frozen=True, slots=True)
class Item:
    """A contribution; nobody's when it is untraceable."""

    edition: int
    week: int
    kind: str
    person: int | None


@dataclass
class Population:
    """Everything contributed to some editions, and who joined them when."""

    seed: int
    people: int
    size: int
    weeks: int
    editions: int = 3
    items: list[Item] = field(init=False)
    joined: list[tuple[int, int, int | None]] = field(init=False)  # edition, week, week of the first act

    def __post_init__(self) -> None:
        """Draw the items: some people write often, some kinds and editions are rare."""
        random = Random(self.seed)  # noqa: S311 - a failure must happen again
        kinds = [random.random() ** 2 for _ in KINDS]
        editions = [random.random() ** 2 for _ in range(self.editions)]
        people = [random.random() ** 2 for _ in range(self.people)]
        self.items = []
        for _ in range(self.size):
            edition = random.choices(range(self.editions), editions)[0]
            person = random.choices(range(self.people), people)[0] + 1_000 * self.entity_of(edition)
            kind = random.choices(KINDS, kinds)[0]
            self.items.append(
                Item(edition, random.randrange(self.weeks), kind, None if random.random() < 0.1 else person)
            )
        self.joined = []
        for _ in range(self.people * self.editions):
            week = random.randrange(self.weeks)
            acted = random.randrange(week, self.weeks) if random.random() < 0.8 else None
            self.joined.append((random.randrange(self.editions), week, acted))

    @staticmethod
    def entity_of(edition: int) -> int:
        """Return the entity of an edition: the first has two of them."""
        return max(0, edition - 1)

    def ledger(self, edition: int, this_week: int, threshold: int = 5) -> Ledger:
        """Return the ledger of an edition as it is in that week, which goes on."""
        place = Place(edition, edition, "c", 0, threshold, 5, "e", "E", "en", [1, 2, 3, 4, 5], [])
        ledger = Ledger(place, this_week, TODAY)
        inside = [item for item in self.items if item.edition == edition and item.week <= this_week]
        for item in inside:
            kinds = ledger.weeks.setdefault(item.week, {})
            kinds[item.kind] = Counts(kinds.get(item.kind, Counts()).contributions + 1)
        people: dict[Cell, set[int]] = {}
        for item in inside:
            for cell in cells(item):
                people.setdefault(cell, set()).update(people_of([item]))
        ledger.people.update({cell: len(found) for cell, found in people.items()})
        for week in range(this_week + 1):
            recruited = sum(e == edition and first == week for e, first, _ in self.joined)
            active = sum(e == edition and acted == week for e, _, acted in self.joined)
            if recruited or active:
                ledger.joined[week] = Joined(recruited, active)
        return ledger

    def people_between(self, edition: int, kind: str, after: int, last: int) -> int:
        """Return the most people in one aligned span of the weeks: what is known of how many there are."""
        best = 0
        for span in SPANS:
            for start in range(0, last + 1, span):
                if after < start and start + span - 1 <= last:
                    found = people_of(
                        item
                        for item in self.items
                        if item.edition == edition
                        and start <= item.week < start + span
                        and (not kind or item.kind == kind)
                    )
                    best = max(best, len(found))
        return best


def cells(item: Item) -> set[Cell]:
    """Return where the person of an item is counted."""
    return {Cell(kind, span, item.week // span * span) for kind in ("", item.kind) for span in SPANS}


def people_of(items: Iterable[Item]) -> set[int]:
    """Return who is known to stand behind items."""
    return {item.person for item in items if item.person is not None}
