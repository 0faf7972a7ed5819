"""Use cases of review sessions: prepare, invite, mark, close, propose."""

from __future__ import annotations

from app.reviews.service.close import close_review, hand_in, propose_decisions
from app.reviews.service.mark import OpinionInput, choose_first, save_opinions
from app.reviews.service.prepare import CriterionInput, ReviewInput, change_review, open_review, prepare_review
from app.reviews.service.shortlist import add_subjects, invite_assessor, remove_assessor, remove_subject

__all__ = [
    "CriterionInput", "OpinionInput", "ReviewInput", "add_subjects", "change_review", "choose_first", "close_review",
    "hand_in", "invite_assessor", "open_review", "prepare_review", "propose_decisions", "remove_assessor",
    "remove_subject", "save_opinions",
]  # fmt: skip
