"""Tables of what may be shown. `tests/dashboards/test_attacks.py` attacks the pages made of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from app.policy.masking import (
    Block,
    Figure,
    Part,
    add_figures,
    add_up,
    close_weeks,
    mask_complement,
    mask_overlapping,
    share_percent,
    shown_counter,
    split_blocks,
    threshold_of,
)


def people_by_week(counts: dict[int, int]) -> Callable[[int, int], int]:
    """Return a lower bound of the people between weeks: those of the best single week."""
    return lambda after, last: max((count for week, count in counts.items() if after < week <= last), default=0)


@pytest.mark.parametrize(("asked", "applied"), [(5, 5), (12, 12), (0, 5), (4, 5)])
def test_a_campaign_may_ask_for_more_people_but_never_for_less(asked: int, applied: int) -> None:
    assert threshold_of(asked) == applied


@pytest.mark.parametrize(
    ("people", "blocks"),
    [
        ({}, []),
        ({3: 4}, []),
        ({3: 5}, [Block(-1, 3, 3)]),
        ({3: 4, 4: 4}, []),  # they may be the same four
        ({3: 4, 4: 5}, [Block(-1, 3, 4)]),
        ({3: 5, 4: 5}, [Block(-1, 3, 3), Block(3, 4, 4)]),
        ({3: 5, 5: 1, 9: 7}, [Block(-1, 3, 3), Block(3, 5, 9)]),
        ({3: 5, 4: 4}, [Block(-1, 3, 3)]),  # the last week waits
    ],
)
def test_weeks_are_put_together(people: dict[int, int], blocks: list[Block]) -> None:
    assert close_weeks(sorted(people), people_by_week(people), 5) == blocks


def test_what_comes_later_changes_no_block() -> None:
    people = {1: 2, 2: 6, 4: 3, 5: 5, 7: 1, 8: 9}
    weeks = sorted(people)
    everything = close_weeks(weeks, people_by_week(people), 5)
    for end in range(len(weeks)):
        early = close_weeks(weeks[:end], people_by_week(people), 5)
        assert early == everything[: len(early)]


@pytest.mark.parametrize(
    ("people", "shown"),
    [
        ([9, 8, 7], [True, True, True]),
        ([9, 8, 3], [True, False, False]),  # the smallest of the others hides with the one that must
        ([9, 3, 2], [False, False, False]),
        ([9, 0, 0], [True, True, True]),  # nothing is no one's secret
        ([3, 0, 0], [False, True, True]),
        ([4, 4, 4], [False, False, False]),
    ],
)
def test_parts_are_masked_with_enough_others(people: list[int], shown: list[bool]) -> None:
    parts = [Part(str(index), count * 2, count) for index, count in enumerate(people)]
    figures = mask_overlapping(parts, 5)
    assert [figure.value is not None for figure in figures] == shown
    assert all(figure.value in {None, part.value} for figure, part in zip(figures, parts, strict=True))


def test_people_decide_and_not_what_they_wrote() -> None:
    assert mask_overlapping([Part("many from one", 40, 1), Part("few from five", 5, 5)], 5) == [
        Figure("many from one", None),
        Figure("few from five", None),
    ]


def split(weeks: dict[int, dict[str, int]]) -> list[list[Figure]]:
    """Split one block a week by kind; each person wrote once."""

    def parts(after: int, last: int) -> Sequence[Part]:
        inside = [kinds for week, kinds in weeks.items() if after < week <= last]
        totals = {name: sum(kinds.get(name, 0) for kinds in inside) for name in ("idea", "praise")}
        return [Part(name, count, count) for name, count in totals.items()]

    starts = sorted(weeks)
    blocks = [Block(before, week, week) for before, week in zip([-1, *starts], starts, strict=False)]
    return split_blocks(blocks, parts, 5)


def test_blocks_wait_for_the_small_kinds() -> None:
    assert split({1: {"idea": 9, "praise": 3}}) == []
    assert split({1: {"idea": 9, "praise": 3}, 2: {"idea": 6, "praise": 2}}) == [
        [Figure("idea", 15), Figure("praise", 5)]
    ]


def test_blocks_wait_four_weeks_at_most() -> None:
    weeks = {week: {"idea": 6} for week in (1, 2, 3, 4)}
    weeks[1] = {"idea": 6, "praise": 1}
    assert split(weeks) == [[Figure("idea", None), Figure("praise", None)]]
    assert split({week: weeks[week] for week in (1, 2, 3)}) == []


@pytest.mark.parametrize(
    ("part", "whole", "shown"),
    [(20, 30, 20), (30, 30, 30), (29, 30, None), (25, 30, 25), (26, 30, None), (None, 30, None), (20, None, None)],
)
def test_the_few_who_did_not_take_part_stay_unknown(part: int | None, whole: int | None, shown: int | None) -> None:
    assert mask_complement(part, whole, 5) == shown


@pytest.mark.parametrize(
    ("values", "total"), [([], 0), ([3, 4], 7), ([3, None], 3), ([None], None), ([0, None], None), ([0, 0], 0)]
)
def test_what_is_held_back_is_in_no_total(values: list[int | None], total: int | None) -> None:
    assert add_up(values) == total


def test_figures_of_the_same_name_add_up() -> None:
    splits = [[Figure("idea", 6), Figure("praise", None)], [Figure("idea", None), Figure("praise", None)]]
    assert add_figures(splits) == {"idea": 6, "praise": None}


@pytest.mark.parametrize(("value", "people", "shown"), [(0, 0, 0), (9, 4, None), (9, 5, 9), (1, 0, None)])
def test_a_live_counter_waits_for_people(value: int, people: int, shown: int | None) -> None:
    assert shown_counter(value, people, 5) == shown


@pytest.mark.parametrize(("part", "whole", "shown"), [(19, 19, None), (10, 20, 50), (0, 0, None), (1, 300, 0)])
def test_no_percentage_under_twenty_answers(part: int, whole: int, shown: int | None) -> None:
    assert share_percent(part, whole) == shown
