"""What runs later, and what runs on time."""

from __future__ import annotations

from collections.abc import Mapping

from app.accounts import handlers as accounts_handlers
from app.accounts import jobs as accounts_jobs
from app.actions import jobs as actions_jobs
from app.announcements import jobs as announcements_jobs
from app.calendars import jobs as calendars_jobs
from app.campaigns import jobs as campaigns_jobs
from app.dashboards import jobs as dashboards_jobs
from app.dashboards.service import NOTE_JOB
from app.drafts import jobs as drafts_jobs
from app.enrolment import jobs as enrolment_jobs
from app.feedback import jobs as feedback_jobs
from app.feedback.service.meanings import READ_JOB
from app.files.jobs import sweep_files
from app.jobs.periodic import Periodic, forget_finished
from app.jobs.run import JobHandler
from app.journal.jobs import seal
from app.mail import jobs as mail_jobs
from app.messages import jobs as messages_jobs
from app.messages.service import SEND_JOB, TRIAL_JOB
from app.moderation import jobs as moderation_jobs
from app.notifications import jobs as notices_jobs
from app.notifications.service import DIGEST_JOB, MAIL_JOB
from app.on_behalf import jobs as on_behalf_jobs
from app.preview import jobs as preview_jobs
from app.questionnaires import jobs as questionnaires_jobs
from app.recruiting import jobs as recruiting_jobs
from app.recruiting.service import MAIL_INVITATION
from app.reports import jobs as reports_jobs
from app.reports.service import BUILD_JOB
from app.themes import jobs as themes_jobs
from app.themes.service.groups import GROUP_JOB
from app.themes.service.meanings import MEANING_JOB
from app.webhooks import jobs as webhooks_jobs
from app.webhooks.service import POST_JOB

# What runs later, asked for in the transaction of who needs it.
JOBS: Mapping[str, JobHandler] = {
    accounts_handlers.MAIL_LINK: accounts_jobs.mail_link,
    accounts_handlers.MAIL_LOCK_OUT: accounts_jobs.mail_lock_out,
    MAIL_JOB: notices_jobs.mail_notice,
    DIGEST_JOB: notices_jobs.mail_digest,
    MAIL_INVITATION: recruiting_jobs.mail_invitation,
    SEND_JOB: messages_jobs.send_due,
    TRIAL_JOB: messages_jobs.mail_trial,
    POST_JOB: webhooks_jobs.send_post,
    NOTE_JOB: dashboards_jobs.mail_note,
    GROUP_JOB: themes_jobs.group_contributions,
    MEANING_JOB: themes_jobs.group_contributions_by_meaning,
    READ_JOB: feedback_jobs.read_contributions,
    BUILD_JOB: reports_jobs.build_report,
}

# What runs on time.
PERIODIC: Mapping[str, Periodic] = {
    "campaigns.tell_turns": Periodic(1, campaigns_jobs.tell_turns, marks_itself=True),
    "journal.seal": Periodic(1, seal),
    "feedback.read_missing": Periodic(60, feedback_jobs.read_missing),
    "jobs.forget": Periodic(60, forget_finished),
    "files.sweep": Periodic(60, sweep_files),
    "mail.forget_old": Periodic(24 * 60, mail_jobs.forget_mails),
    "dashboards.plan_notes": Periodic(24 * 60, dashboards_jobs.plan_monthly_notes),
    "webhooks.forget_old": Periodic(24 * 60, webhooks_jobs.forget_old_posts),
    "calendars.take_holidays": Periodic(24 * 60, calendars_jobs.take_holidays),
    "accounts.forget_ended": Periodic(24 * 60, accounts_jobs.forget_ended),
    "on_behalf.forget_waiting": Periodic(24 * 60, on_behalf_jobs.forget_waiting),
    "drafts.forget_old": Periodic(24 * 60, drafts_jobs.forget_old),
    "moderation.forget_decided": Periodic(60, moderation_jobs.forget_decided),
    "preview.forget_ended": Periodic(24 * 60, preview_jobs.forget_review_links),
    "questionnaires.forget_started": Periodic(24 * 60, questionnaires_jobs.forget_unsent_answers),
    "questionnaires.mix_senders": Periodic(60, questionnaires_jobs.mix_who_sent),
    "reports.ask_scheduled": Periodic(60, reports_jobs.ask_for_scheduled),
    "reports.forget_old": Periodic(60, reports_jobs.forget_old_reports),
    "recruiting.forget_expired": Periodic(24 * 60, recruiting_jobs.forget_expired),
    "announcements.show": Periodic(5, announcements_jobs.show_announcements),
    "enrolment.end_recruitments": Periodic(30, enrolment_jobs.tell_rest),
    "notifications.plan_digests": Periodic(30, notices_jobs.plan_todays_digests),
    "notifications.forget_old": Periodic(24 * 60, notices_jobs.forget_old_notices),
    "notifications.tell_waiting": Periodic(60, notices_jobs.tell_waiting),
    "notifications.tell_awaited": Periodic(10, notices_jobs.tell_awaited),
    "notifications.tell_broken": Periodic(60, notices_jobs.tell_broken),
    "notifications.tell_answered": Periodic(60, notices_jobs.tell_answered),
    "notifications.tell_ending": Periodic(60, notices_jobs.tell_ending),
    "notifications.remind_not_started": Periodic(60, notices_jobs.remind_not_started),
    "actions.ask_for_owners": Periodic(60, actions_jobs.ask_for_owners),
    "notifications.tell_due_actions": Periodic(60, notices_jobs.tell_due_actions),
    "notifications.tell_due": Periodic(60, notices_jobs.tell_due),
    "notifications.tell_marks_due": Periodic(60, notices_jobs.tell_marks_due),
}
