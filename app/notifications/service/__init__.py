"""What can be done with notices and their mails."""

from app.notifications.service.digests import DIGEST_JOB, end_digest, forget_notices, plan_digests
from app.notifications.service.mails import RETRIED_SORTS, try_address_again, try_mails_again
from app.notifications.service.preparing import tell_of_awaited_approvals, tell_of_broken_gates
from app.notifications.service.tell import (
    MAIL_JOB,
    MAILS_A_MINUTE,
    NoticeInput,
    change_cadence,
    mark_mailed,
    mark_read,
    put_off_mail,
    tell,
    tell_of_due_actions,
    tell_of_due_answers,
    tell_of_ending_mandates,
    tell_of_follow_ups,
    tell_of_marks_due,
    tell_of_not_started,
    tell_of_untraceable,
)
from app.notifications.service.wishes import (
    WishesInput,
    mute_subject,
    set_mail_wishes,
    stop_mails,
    unmute_subject,
)

__all__ = [
    "DIGEST_JOB",
    "MAILS_A_MINUTE",
    "MAIL_JOB",
    "RETRIED_SORTS",
    "NoticeInput",
    "WishesInput",
    "change_cadence",
    "end_digest",
    "forget_notices",
    "mark_mailed",
    "mark_read",
    "mute_subject",
    "plan_digests",
    "put_off_mail",
    "set_mail_wishes",
    "stop_mails",
    "tell",
    "tell_of_awaited_approvals",
    "tell_of_broken_gates",
    "tell_of_due_actions",
    "tell_of_due_answers",
    "tell_of_ending_mandates",
    "tell_of_follow_ups",
    "tell_of_marks_due",
    "tell_of_not_started",
    "tell_of_untraceable",
    "try_address_again",
    "try_mails_again",
    "unmute_subject",
]  # fmt: skip
