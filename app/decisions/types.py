"""What becomes of a contribution with each verdict."""

from __future__ import annotations

from collections.abc import Mapping

from app.feedback.types import Handling, Verdict

# Where a decision takes the contribution.
HANDLING_OF: Mapping[Verdict, Handling] = {
    Verdict.GO: Handling.DECIDED,
    Verdict.NO_GO: Handling.NOT_KEPT,
    Verdict.LATER: Handling.DECIDED,  # later is a decision too; its reason says when
    Verdict.NOT_OURS: Handling.NOT_KEPT,
}
