"""Kinds, states and rules of review sessions, and the arithmetic of their results."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations
from random import Random

from app.core import idents

MARK_MIN, MARK_MAX = 1, 5
CRITERIA_MAX = 6
SUBJECTS_MAX = 60
ASSESSORS_MIN, ASSESSORS_MAX = 2, 20
ROUNDS = 7  # of pairs that one assessor compares: each subject stands in one pair of a round
ALL_PAIRS_UP_TO = 8  # subjects
NUMBER_DIGITS = 9  # of a number that is typed in an address or a form; the database keeps it
HALF = 0.5


class ReviewKind(StrEnum):
    """How assessors say what they think."""

    GRID = "grid"
    PAIRS = "pairs"


class ReviewState(StrEnum):
    """Where a review session stands."""

    PREPARING = "preparing"
    OPEN = "open"
    CLOSED = "closed"


class TieRule(StrEnum):
    """What decides between subjects with the same result."""

    SHARED = "shared"  # nothing: they share the place
    ME_TOOS = "me_toos"
    AGREEMENT = "agreement"  # the narrower spread first
    FIRST_CRITERION = "first_criterion"


class PairChoice(StrEnum):
    """Which of two subjects comes first."""

    FIRST = "first_of_two"
    SECOND = "second_of_two"
    EQUAL = "both_alike"


class SubjectStanding(StrEnum):
    """Whether a subject counts in the results."""

    COUNTED = "counted"
    MERGED = "merged"  # counted where it was merged
    HIDDEN = "hidden"
    WITHDRAWN = "withdrawn"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class SubjectScore:
    """What came out for one subject; nothing is there while nobody marked it completely."""

    item_id: int
    complete: int  # assessors whose marks count
    conflicts: int
    me_toos: int
    by_criterion: Mapping[int, float]  # criterion → mean
    mean: float | None = None
    low: float | None = None
    high: float | None = None

    @property
    def spread(self) -> float:
        """How far the assessors are apart; 0 is full agreement."""
        return 0.0 if self.low is None or self.high is None else round(self.high - self.low, 2)


def weighted_total(marks: Mapping[int, int], weights: Mapping[int, int]) -> float | None:
    """Return the weighted mean of one assessor's marks; ``None`` while one is missing that weighs something."""
    weighing = {criterion: weight for criterion, weight in weights.items() if weight}
    if not weighing or not set(weights) <= set(marks):
        return None
    return sum(marks[criterion] * weight for criterion, weight in weighing.items()) / sum(weighing.values())


def subject_score(
    item_id: int, marks: Iterable[Mapping[int, int]], weights: Mapping[int, int], conflicts: int, me_toos: int
) -> SubjectScore:
    """Return the result of one subject from each assessor's marks; those that are not complete do not count."""
    whole = [(total, each) for each in marks if (total := weighted_total(each, weights)) is not None]
    if not whole:
        return SubjectScore(item_id, 0, conflicts, me_toos, {})
    totals = [total for total, _each in whole]
    means = {criterion: sum(each[criterion] for _total, each in whole) / len(whole) for criterion in weights}
    mean = round(sum(totals) / len(totals), 2)
    low, high = round(min(totals), 2), round(max(totals), 2)
    return SubjectScore(item_id, len(whole), conflicts, me_toos, means, mean, low, high)


def ranked(
    scores: Iterable[SubjectScore], rule: TieRule, criterion_id: int | None = None
) -> list[tuple[int, SubjectScore]]:
    """Return subjects with their place, the best first; a tie that the rule leaves shares the place.

    What has no result comes last, at place 0.
    """

    def tie(score: SubjectScore) -> float:
        values: dict[TieRule, float] = {
            TieRule.SHARED: 0.0,
            TieRule.ME_TOOS: -float(score.me_toos),
            TieRule.AGREEMENT: score.spread,
            TieRule.FIRST_CRITERION: -score.by_criterion.get(criterion_id or 0, 0.0),
        }
        return values[rule]

    def key(score: SubjectScore) -> tuple[float, float]:
        return -(score.mean or 0.0), tie(score)

    with_result = sorted((score for score in scores if score.mean is not None), key=lambda one: (key(one), one.item_id))
    places: list[tuple[int, SubjectScore]] = []
    for number, score in enumerate(with_result, 1):
        is_tied = bool(places) and key(places[-1][1]) == key(score)
        places.append((places[-1][0] if is_tied else number, score))
    return places + [(0, score) for score in scores if score.mean is None]


def pairs_for(item_ids: Sequence[int], seed: int, assessor: int) -> list[tuple[int, int]]:
    """Return the pairs that one assessor compares, always the same for the same seed and number of the assessor.

    Balanced: of a few subjects all pairs, else whole rounds in which each subject stands once (where their number is
    odd, another one sits out each round). Which of the two stands first is drawn.
    """
    draw = Random(f"{seed} {assessor}")  # noqa: S311 - an order, not a secret
    if len(item_ids) <= ALL_PAIRS_UP_TO:
        pairs = list(combinations(item_ids, 2))
    else:
        order: list[int | None] = list(item_ids)
        Random(seed).shuffle(order)  # noqa: S311 - likewise
        if len(order) % 2:
            order.append(None)
        count = len(order) - 1
        pairs = []
        for number in range(ROUNDS):
            turn = (assessor * ROUNDS + number) % count
            circle = order[1 + turn :] + order[1 : 1 + turn]
            line = [order[0], *circle]
            half = len(line) // 2
            there = zip(line[:half], reversed(line[half:]), strict=True)
            pairs += [(one, two) for one, two in there if one is not None and two is not None]
    draw.shuffle(pairs)
    return [(two, one) if draw.random() < HALF else (one, two) for one, two in pairs]


def shares_of(
    item_ids: Iterable[int], comparisons: Iterable[tuple[int, int, PairChoice]]
) -> dict[int, tuple[float | None, int]]:
    """Return the share of comparisons that each subject won, "equal" as a half, and how many there were."""
    won: dict[int, float] = dict.fromkeys(item_ids, 0.0)
    count: dict[int, int] = dict.fromkeys(won, 0)
    gains = {PairChoice.FIRST: (1.0, 0.0), PairChoice.SECOND: (0.0, 1.0), PairChoice.EQUAL: (0.5, 0.5)}
    for one, two, choice in comparisons:
        if one not in won or two not in won:
            continue
        for item_id, gain in zip((one, two), gains[choice], strict=True):
            won[item_id] += gain
            count[item_id] += 1
    return {item_id: (round(won[item_id] / n, 2) if n else None, n) for item_id, n in count.items()}


def mark_field(subject_id: int, criterion_id: int) -> str:
    """Return the name of the radio buttons of one mark."""
    return f"mark-{idents.encode(subject_id)}-{idents.encode(criterion_id)}"


def version_field(subject_id: int) -> str:
    """Return the name of the field that tells against what a subject was marked."""
    return f"version-{idents.encode(subject_id)}"


def proposal_field(subject_id: int) -> str:
    """Return the name of the list of what the minutes propose for a subject."""
    return f"proposal-{idents.encode(subject_id)}"
