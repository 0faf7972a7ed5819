"""Verdicts, and what becomes of a contribution with each."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from app.feedback.types import Handling


class Verdict(StrEnum):
    """What is decided."""

    GO = "go"
    NO_GO = "no_go"
    LATER = "later"
    NOT_OURS = "not_ours"


# Where a decision takes the contribution.
HANDLING_OF: Mapping[Verdict, Handling] = {
    Verdict.GO: Handling.DECIDED,
    Verdict.NO_GO: Handling.NOT_KEPT,
    Verdict.LATER: Handling.DECIDED,  # later is a decision too; its reason says when
    Verdict.NOT_OURS: Handling.NOT_KEPT,
}
