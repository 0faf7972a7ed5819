"""What a results page says, as it is stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

INTRO_MAX_CHARS, SENTENCE_MAX_CHARS, CHANGES_MAX_CHARS = 2000, 600, 600

Words = Mapping[str, str]  # locale → words


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
    return ResultsContent(stored.get("intro", {}), entries, stored.get("shows_figures", True))
