"""What can be done in enrolment."""

from app.enrolment.service.decide import accept_application, decline_application, end_recruitments
from app.enrolment.service.join import JoinInput, enrol, leave, mark_active, mark_active_at, note_completed
from app.enrolment.service.recruitment import QuotaInput, RecruitmentInput, set_recruitment

__all__ = [
    "JoinInput",
    "QuotaInput",
    "RecruitmentInput",
    "accept_application",
    "decline_application",
    "end_recruitments",
    "enrol",
    "leave",
    "mark_active",
    "mark_active_at",
    "note_completed",
    "set_recruitment",
]
