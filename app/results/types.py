"""What a results page says, as it is stored."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from enum import StrEnum
from typing import Any, NamedTuple

INTRO_MAX_CHARS, SENTENCE_MAX_CHARS, CHANGES_MAX_CHARS = 2000, 600, 600
QUOTES_OFFERED_MAX = 100

Words = Mapping[str, str]  # locale → words


class ResultsChart(StrEnum):
    """The charts a page may show, in the order in which it shows them: everybody who reads it could count as much."""

    WEEKS = "weeks"
    KINDS = "kinds"
    LANGUAGES = "languages"
    THEMES = "themes"
    PROMISE = "promise"
    TIMES = "times"


class KeptTime(NamedTuple):
    """How long something took in working days, as it was told: of how many contributions, at most, the middle half."""

    contributions: int
    median: int
    low: int | None
    high: int | None


@dataclass(frozen=True, slots=True)
class KeptCounts:
    """What the charts of a version say: the numbers of one day, masked as everybody read them."""

    as_of: date
    settled_on: date  # times are those up to this Sunday
    whole: int  # contributions there were
    counts: Mapping[ResultsChart, Mapping[str, int]]  # of each chart: what is counted → how many, in their order
    names: Mapping[str, Words] = field(default_factory=dict)  # of the themes counted
    times: Mapping[str, KeptTime] = field(default_factory=dict)  # by stage; too few people: left out

    @property
    def told(self) -> tuple[object, ...]:
        """What is told, on whatever day."""
        return self.whole, self.counts, self.names, self.times


@dataclass(frozen=True, slots=True)
class ResultsEntry:
    """One decision on the page, with words of its own beside those of the contribution and the decision."""

    decision_id: int
    said: Words = field(default_factory=dict)  # what testers said, in a sentence
    stands: Words = field(default_factory=dict)  # where it stands, in a sentence
    states: Mapping[str, str] = field(default_factory=dict)  # in a published version: action → its state that day


@dataclass(frozen=True, slots=True)
class ResultsContent:
    """All that somebody wrote for a results page."""

    intro: Words = field(default_factory=dict)
    entries: tuple[ResultsEntry, ...] = ()
    shows_figures: bool = True
    charts: tuple[ResultsChart, ...] = ()
    quotes: tuple[int, ...] = ()  # contributions; their words are read with the page, while their authors agree
    kept: KeptCounts | None = None  # in a published version: what its charts say

    def entry(self, decision_id: int) -> ResultsEntry | None:
        """Return the entry of a decision, if it is on the page."""
        return next((one for one in self.entries if one.decision_id == decision_id), None)

    def without_words(self) -> ResultsContent:
        """Return which decisions are on the page, without what is said of them."""
        return replace(self, intro={}, entries=tuple(ResultsEntry(one.decision_id) for one in self.entries))


def stored_content(content: ResultsContent) -> dict[str, Any]:
    """Return what the database keeps; numbers are written as text, which every JSON reader reads whole."""
    return {
        "intro": dict(content.intro),
        "shows_figures": content.shows_figures,
        "charts": [one.value for one in content.charts],
        "quotes": [str(one) for one in content.quotes],
        "kept": _stored_counts(content.kept) if content.kept else None,
        "entries": [
            {
                "decision_id": str(one.decision_id),
                "said": dict(one.said),
                "stands": dict(one.stands),
                "states": dict(one.states),
            }
            for one in content.entries
        ],
    }


def read_content(stored: Mapping[str, Any]) -> ResultsContent:
    """Return what ``stored_content`` wrote; nothing is an empty page."""
    entries = tuple(
        ResultsEntry(int(one["decision_id"]), one["said"], one["stands"], one.get("states", {}))
        for one in stored.get("entries", ())
    )
    return ResultsContent(
        stored.get("intro", {}),
        entries,
        stored.get("shows_figures", True),
        charts_in_order(stored.get("charts", ())),
        tuple(int(one) for one in stored.get("quotes", ())),
        _read_counts(stored["kept"]) if stored.get("kept") else None,
    )


def charts_in_order(names: Iterable[str]) -> tuple[ResultsChart, ...]:
    """Return the charts of these names, each once, in the order of the page."""
    asked = set(names)
    return tuple(one for one in ResultsChart if one.value in asked)


def _stored_counts(kept: KeptCounts) -> dict[str, Any]:
    return {
        "as_of": kept.as_of.isoformat(),
        "settled_on": kept.settled_on.isoformat(),
        "whole": kept.whole,
        # Lists: a database may order the names of an object anew.
        "counts": {chart.value: [[*pair] for pair in counts.items()] for chart, counts in kept.counts.items()},
        "names": {theme: dict(words) for theme, words in kept.names.items()},
        "times": {stage: [*time] for stage, time in kept.times.items()},
    }


def _read_counts(stored: Mapping[str, Any]) -> KeptCounts:
    return KeptCounts(
        date.fromisoformat(stored["as_of"]),
        date.fromisoformat(stored["settled_on"]),
        stored["whole"],
        {one: dict(stored["counts"][one.value]) for one in ResultsChart if one.value in stored["counts"]},
        stored["names"],
        {stage: KeptTime(*time) for stage, time in stored["times"].items()},
    )
