"""What may be shown of people."""

from __future__ import annotations

from datetime import date, timedelta
from random import Random

import pytest

from app.policy.masking import (
    add_up,
    block_ends,
    blocks_until,
    part_shown,
    people_shown,
    share_percent,
    threshold_of,
)


@pytest.mark.parametrize(("asked", "applied"), [(5, 5), (12, 12), (0, 5), (4, 5)])
def test_a_campaign_may_ask_for_more_people_but_never_for_less(asked: int, applied: int) -> None:
    assert threshold_of(asked) == applied


@pytest.mark.parametrize(("people", "shown"), [(-1, None), (0, None), (4, None), (5, 5), (9, 5), (10, 10), (47, 45)])
def test_people_are_told_in_steps_and_never_under_one(people: int, shown: int | None) -> None:
    assert people_shown(people, 5) == shown


@pytest.mark.parametrize("step", [5, 8])
@pytest.mark.parametrize("whole", range(60))
def test_a_part_of_a_whole_never_tells_of_few_others(whole: int, step: int) -> None:
    """Whatever is shown fits a world where nobody is left out, and one where a whole step of people is."""
    seen: dict[tuple[int | None, int | None], set[int]] = {}
    for part in range(whole + 1):
        shown = part_shown(part, whole, step)
        assert shown is None or (shown % step == 0 and step <= shown <= part)
        seen.setdefault((people_shown(whole, step), shown), set()).add(whole - part)
    for (_whole, shown), others in seen.items():
        if shown is not None:
            assert len(others) >= step, (whole, shown, others)
            assert not others <= set(range(1, step))


@pytest.mark.parametrize(("values", "total"), [([], None), ([3, 4], 7), ([3, None], 3), ([None], None), ([0, 0], 0)])
def test_what_is_held_back_is_in_no_total(values: list[int | None], total: int | None) -> None:
    assert add_up(values) == total


@pytest.mark.parametrize(("part", "whole", "shown"), [(19, 19, None), (10, 20, 50), (0, 0, None), (1, 300, 0)])
def test_no_percentage_under_twenty_answers(part: int, whole: int, shown: int | None) -> None:
    assert share_percent(part, whole) == shown


@pytest.mark.parametrize("seed", range(200))
def test_blocks_of_a_question_are_the_same_whether_or_not_a_wave_waits_for_its_own(seed: int) -> None:
    """Who shows a question's blocks sooner than the summary, which waits for the wave's, shows whole ones all the same.

    Taken away from what the summary shows, then or later, they leave whole blocks: decision 036 relies on it.
    """
    dice = Random(seed)
    weeks = [date(2026, 3, 2) + timedelta(weeks=number) for number in range(12)]
    sent = {week: dice.randrange(7) for week in weeks}
    answered = {week: dice.randrange(people + 1) for week, people in sent.items()}
    ends = sorted(set(block_ends(answered, 5).values()))
    for week in weeks:
        by_now = {each: people for each, people in sent.items() if each <= week}
        until = blocks_until({1: by_now}, 5).get(1, date.min)
        told = {each: people for each, people in answered.items() if each <= until}
        last = blocks_until({1: told}, 5).get(1)
        assert last is None or last in ends
        between = [each for each in ends if (last or date.min) < each <= week]
        for one, other in zip([last or date.min, *between], between, strict=False):
            assert sum(people for each, people in answered.items() if one < each <= other) >= 5
