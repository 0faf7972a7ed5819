"""What moderators decide, and how it is undone; what authors and readers ask of them."""

from __future__ import annotations

from app.moderation.service.bulk import BULK_MAX, BulkResult, Picked, decide_cases
from app.moderation.service.claims import CLAIMED_FOR, AssignInput, assign_case, claim_case, forget_claims
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
from app.moderation.service.notes import (
    LABEL_MAX_CHARS,
    LABELS_EACH,
    NOTE_MAX_CHARS,
    NoteInput,
    close_note,
    label_case,
    write_note,
)
from app.moderation.service.reports import (
    REPORT_MAX_CHARS,
    REPORTS_A_DAY,
    ReportInput,
    hide_comment,
    report_content,
    show_comment,
)
from app.moderation.service.second_look import ask_comment_look, ask_second_look
from app.moderation.service.trust import export_log, withdraw_trust
from app.moderation.service.undo import (
    UNDO_BATCH_WITHIN,
    UNDO_KEPT,
    BatchUndone,
    forget_undos,
    undo_decision,
    undo_decisions,
)

__all__ = [
    "BULK_MAX", "CLAIMED_FOR", "LABELS_EACH", "LABEL_MAX_CHARS", "NOTE_MAX_CHARS", "REASON_MAX_CHARS",
    "REPORTS_A_DAY", "REPORT_MAX_CHARS", "UNDO_BATCH_WITHIN", "UNDO_KEPT",
    "UNDO_SECONDS", "UNDO_WITHIN", "AssignInput", "BatchUndone", "BulkResult",
    "NoteInput", "Picked", "ReportInput", "ask_comment_look", "ask_second_look", "assign_case", "claim_case",
    "close_note",
    "decide_cases", "export_log", "forget_claims", "forget_undos", "hide_case", "hide_comment", "label_case",
    "publish_and_trust_case", "publish_case", "refuse_case_change", "report_content", "send_back_case",
    "show_comment", "undo_decision", "undo_decisions", "withdraw_trust", "write_note",
]  # fmt: skip
