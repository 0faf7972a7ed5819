"""Attacks by subtraction: between parts and totals, readers, pages, and weeks.

A published figure is the set of contributions it counts. Attackers know which set each figure stands
for, keep every page they ever saw, add and subtract. Whatever set they can reach that way must stand
for enough people. Sets are written over *possible* contributions (edition, week, kind), as attackers
cannot know which of those are empty.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.policy.masking import Block, Part, split_blocks
from tests.dashboards.populations import KINDS, Item, Population, people_of

pytestmark = pytest.mark.slow

WEEKS = 12
REACHED_MAX = 1_500  # sets an attacker is given the time to reach
THRESHOLD = 5

populations = st.builds(
    Population,
    seed=st.integers(0, 2**32),
    people=st.integers(3, 40),
    size=st.integers(5, 160),
    weeks=st.integers(1, WEEKS),
)
attacks = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))


def bit(edition: int, week: int, kind: str) -> int:
    """Return the place of a possible contribution in a set written as a number."""
    return 1 << ((edition * WEEKS + week) * len(KINDS) + KINDS.index(kind))


def span(edition: int, after: int, last: int, kinds: tuple[str, ...] = KINDS) -> int:
    """Return the set of all that is possible in those weeks."""
    places = product(range(after + 1, min(last, WEEKS - 1) + 1), kinds)
    return sum(bit(edition, week, kind) for week, kind in places)


def inside(population: Population, figure: int) -> list[Item]:
    """Return the contributions a figure counts."""
    return [item for item in population.items if figure & bit(item.edition, item.week, item.kind)]


def shown_of_edition(population: Population, edition: int, this_week: int) -> tuple[list[int], int, list[int]]:
    """Return the sets an edition's figures stand for: its blocks, their total, its kinds; and check the numbers."""
    ledger = population.ledger(edition, this_week, THRESHOLD)
    blocks = [span(edition, block.after, block.last) for block in ledger.blocks]
    assert [bar.value for bar in ledger.bars] == [len(inside(population, block)) for block in blocks]
    total = sum(blocks)
    assert (ledger.tally.contributions or 0) == len(inside(population, total))
    asked: dict[int, int] = {}

    def parts_between(after: int, last: int) -> list[Part]:
        asked[after] = last
        return [
            Part(
                kind,
                len(inside(population, span(edition, after, last, (kind,)))),
                population.people_between(edition, kind, after, last),
            )
            for kind in KINDS
        ]

    splits = split_blocks(ledger.blocks, parts_between, THRESHOLD)
    expected = [{figure.key: figure.value for figure in split if figure.value != 0} for split in splits]
    assert [{figure.key: figure.value for figure in split if figure.value != 0} for split in ledger.kinds] == expected
    kinds = [
        sum(
            span(edition, after, last, (kind,))
            for split, (after, last) in zip(splits, asked.items(), strict=False)
            for figure in split
            if figure.key == kind and figure.value is not None
        )
        for kind in KINDS
    ]
    return blocks, total, kinds


def published(population: Population) -> set[int]:
    """Return every set that any page ever stood for: editions, entities, the group, in every week."""
    found: set[int] = set()
    for this_week in range(1, WEEKS + 2):
        entities: dict[int, list[int]] = {}
        for edition in range(population.editions):
            blocks, total, kinds = shown_of_edition(population, edition, this_week)
            found |= {*blocks, total, *kinds}
            sums = entities.setdefault(population.entity_of(edition), [0] * (1 + len(KINDS)))
            for place, figure in enumerate((total, *kinds)):
                sums[place] += figure
        found |= {figure for sums in entities.values() for figure in sums}
        found.add(sum(sums[0] for sums in entities.values()))
    return found - {0}


def reachable(figures: set[int]) -> Iterator[int]:
    """Yield what adding and subtracting figures gives, as long as it is a set again."""
    known = list(figures)
    seen = set(figures)
    yield from known
    for left in known:  # grows while it is read
        for right in list(known):
            found = left - right if left & right == right else left | right if not left & right else 0
            if found and found not in seen:
                seen.add(found)
                known.append(found)
                yield found
        if len(known) > REACHED_MAX:
            return


@attacks
@given(populations)
def test_nothing_reached_by_subtraction_stands_for_few_people(population: Population) -> None:
    for figure in reachable(published(population)):
        items = inside(population, figure)
        assert not items or len(people_of(items)) >= THRESHOLD


@attacks
@given(populations)
def test_what_was_shown_once_stays(population: Population) -> None:
    for edition in range(population.editions):
        before: list[Block] = []
        for this_week in range(1, WEEKS + 2):
            blocks = population.ledger(edition, this_week, THRESHOLD).blocks
            assert blocks[: len(before)] == before
            before = blocks


@attacks
@given(populations)
def test_people_join_the_figures_in_groups(population: Population) -> None:
    for edition in range(population.editions):
        before = 0
        for this_week in range(1, WEEKS + 2):
            tally = population.ledger(edition, this_week, THRESHOLD).tally
            recruited = tally.recruited or 0
            assert recruited == before or recruited - before >= THRESHOLD
            before = recruited
            if tally.recruited is not None and tally.active is not None:
                silent = tally.recruited - tally.active
                assert silent == 0 or silent >= THRESHOLD


@attacks
@given(populations, st.integers(5, 12))
def test_a_stricter_contract_is_kept(population: Population, threshold: int) -> None:
    for edition in range(population.editions):
        for block in population.ledger(edition, WEEKS + 1, threshold).blocks:
            assert len(people_of(inside(population, span(edition, block.after, block.last)))) >= threshold
