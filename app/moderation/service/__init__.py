"""What moderators decide, and how it is undone; what authors and readers ask of them."""

from __future__ import annotations

from app.moderation.service.bulk import BULK_MAX, BulkResult, Picked, decide_cases
from app.moderation.service.decide import (
    REASON_MAX_CHARS,
    UNDO_SECONDS,
    UNDO_WITHIN,
    hide_case,
    publish_and_trust_case,
    publish_case,
    refuse_case_change,
    send_back_case,
)
from app.moderation.service.reports import (
    REPORT_MAX_CHARS,
    REPORTS_A_DAY,
    ReportInput,
    hide_comment,
    report_content,
    show_comment,
)
from app.moderation.service.second_look import ask_second_look
from app.moderation.service.undo import UNDO_KEPT, forget_undos, undo_decision, undo_decisions

__all__ = [
    "BULK_MAX", "REASON_MAX_CHARS", "REPORTS_A_DAY", "REPORT_MAX_CHARS", "UNDO_KEPT", "UNDO_SECONDS", "UNDO_WITHIN",
    "BulkResult", "Picked", "ReportInput", "ask_second_look", "decide_cases", "forget_undos", "hide_case",
    "hide_comment", "publish_and_trust_case", "publish_case", "refuse_case_change", "report_content",
    "send_back_case", "show_comment", "undo_decision", "undo_decisions",
]  # fmt: skip
