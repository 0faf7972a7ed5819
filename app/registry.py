"""The application on one page: pages, navigation, what follows from events, what runs later and on time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import app.accounts.models
import app.actions.models
import app.aims.models
import app.announcements.models
import app.asking.models
import app.barriers.models
import app.campaigns.models
import app.charters.models
import app.decisions.models
import app.drafts.models
import app.enrolment.models
import app.entities.models
import app.feedback.models
import app.figures.models
import app.files.models
import app.highlights.models
import app.house_rules.models
import app.jobs.models
import app.journal.models
import app.known_issues.models
import app.links.models
import app.mail.models
import app.messages.models
import app.missions.models
import app.moderation.models
import app.notifications.models
import app.on_behalf.models
import app.outbox.models
import app.player.models
import app.products.models
import app.questionnaires.models
import app.ready_answers.models
import app.recognitions.models
import app.recruiting.models
import app.reviews.models
import app.switches.models
import app.texts.models
import app.themes.models
import app.webhooks.models  # noqa: F401 - a page or a migration needs every table
from app.accounts import handlers as accounts_handlers
from app.accounts import jobs as accounts_jobs
from app.accounts import routes as accounts
from app.accounts.events import (
    AccountMade,
    LockedOut,
    MandateEnded,
    MandateGiven,
    MandateNotGiven,
    MandateProposed,
    SignInLinkAsked,
)
from app.actions import jobs as actions_jobs
from app.actions import routes as actions
from app.actions.events import ActionGiven, OwnerMissing
from app.aims import routes as aims
from app.announcements import jobs as announcements_jobs
from app.announcements import routes as announcements
from app.announcements.events import AnnouncementShown
from app.answering import routes as answering
from app.asking import routes as asking
from app.asking.events import PrivateMessageSent
from app.barriers import routes as barriers
from app.barriers.events import BarrierHandled, BarrierReported
from app.calendars import jobs as calendars_jobs
from app.calendars import routes as calendars
from app.campaigns import routes as campaigns
from app.campaigns.events import EditionClosed, EditionOpened, PromiseWeakened
from app.charters import routes as charters
from app.core.errors import N_
from app.dashboards import jobs as dashboards_jobs
from app.dashboards import routes as dashboards
from app.dashboards.service import NOTE_JOB
from app.decisions import routes as decisions
from app.decisions.events import DecisionRecorded
from app.drafts import jobs as drafts_jobs
from app.drafts import routes as drafts
from app.enrolment import jobs as enrolment_jobs
from app.enrolment import routes as enrolment
from app.enrolment.events import (
    ApplicationDeclined,
    ApplicationReceived,
    CameByLink,
    PlaceAwaited,
    PlaceOffered,
    RecruitmentEnded,
    TesterEnrolled,
    TesterLeft,
)
from app.feedback import routes as feedback
from app.feedback.events import (
    FeedbackAnswered,
    FeedbackCommented,
    FeedbackHandled,
    FeedbackLanguageCorrected,
    FeedbackResubmitted,
    FeedbackSubmitted,
    FeedbackWithdrawn,
    NameOpened,
)
from app.files.jobs import sweep_files
from app.highlights import routes as highlights
from app.highlights.events import ShowingAsked
from app.home import routes as home
from app.house_rules import routes as house_rules
from app.jobs.periodic import Periodic, forget_finished
from app.jobs.run import JobHandler
from app.journal.jobs import seal
from app.known_issues import routes as known_issues
from app.leaving import routes as leaving
from app.links import routes as links
from app.mail import jobs as mail_jobs
from app.merging import routes as merging
from app.merging.events import FeedbackMerged, MergeUndone
from app.messages import jobs as messages_jobs
from app.messages import routes as messages
from app.messages.events import MemberMessageSent
from app.messages.service import SEND_JOB, TRIAL_JOB
from app.missions import routes as missions
from app.moderation import jobs as moderation_jobs
from app.moderation import routes as moderation
from app.moderation.events import (
    CaseAssigned,
    CaseChangeRefused,
    CaseHidden,
    CasePublished,
    CaseSentBack,
    CaseUndone,
    CommentHidden,
    ReportSettled,
)
from app.notifications import jobs as notices_jobs
from app.notifications import routes as notifications
from app.notifications.handlers import notify
from app.notifications.kinds import (
    account_made,
    action_given,
    announcement,
    application_declined,
    application_received,
    application_to_decide,
    barrier_copied,
    barrier_handled,
    barrier_reported,
    case_assigned,
    comment_hidden,
    decision_recorded,
    edition_opened,
    feedback_answered,
    feedback_change_refused,
    feedback_commented,
    feedback_decision_undone,
    feedback_handled,
    feedback_hidden,
    feedback_joined,
    feedback_merged,
    feedback_published,
    feedback_sent_back,
    feedback_unmerged,
    feedback_waiting,
    highlight_asked,
    mandate_ended,
    mandate_given,
    mandate_not_given,
    mandate_proposed,
    mandate_to_confirm,
    member_message,
    name_opened,
    owner_missing,
    place_awaited,
    place_offered,
    private_message,
    promise_weakened,
    recruitment_ended,
    report_settled,
    review_closed,
    review_invited,
    written_for_you,
)
from app.notifications.service import DIGEST_JOB, MAIL_JOB
from app.on_behalf import jobs as on_behalf_jobs
from app.on_behalf import routes as on_behalf
from app.on_behalf.events import OnBehalfWritten
from app.outbox.deliver import Handler
from app.player import routes as player
from app.policy.rules import Action
from app.products import routes as products
from app.questionnaires import jobs as questionnaires_jobs
from app.questionnaires import routes as questionnaires
from app.ready_answers import routes as ready_answers
from app.recognitions import routes as recognitions
from app.recruiting import handlers as recruiting_handlers
from app.recruiting import jobs as recruiting_jobs
from app.recruiting import routes as recruiting
from app.recruiting.service import MAIL_INVITATION
from app.reviews import routes as reviews
from app.reviews.events import ReviewClosed, ReviewersInvited
from app.switches import routes as switches
from app.team import routes as team
from app.themes import handlers as themes_handlers
from app.themes import jobs as themes_jobs
from app.themes import routes as themes
from app.themes.service.groups import GROUP_JOB
from app.web.shell import NavEntry
from app.webhooks import handlers as webhooks_handlers
from app.webhooks import jobs as webhooks_jobs
from app.webhooks import routes as webhooks
from app.webhooks.service import POST_JOB
from app.webhooks.types import PostKind

BLUEPRINTS = (
    home.bp,
    accounts.bp,
    barriers.bp,
    calendars.bp,
    team.bp,
    recognitions.bp,
    switches.bp,
    aims.bp,
    links.bp,
    recruiting.bp,
    announcements.bp,
    messages.bp,
    leaving.bp,
    products.bp,
    campaigns.bp,
    known_issues.bp,
    missions.bp,
    player.bp,
    questionnaires.bp,
    drafts.bp,
    charters.bp,
    enrolment.bp,
    feedback.bp,
    on_behalf.bp,
    moderation.bp,
    house_rules.bp,
    decisions.bp,
    reviews.bp,
    actions.bp,
    merging.bp,
    themes.bp,
    highlights.bp,
    asking.bp,
    answering.bp,
    ready_answers.bp,
    notifications.bp,
    dashboards.bp,
    webhooks.bp,
)

# Everything else asks who is there.
PUBLIC_ENDPOINTS = frozenset(
    {
        "health.alive",
        "health.ready",
        "assets.asset",
        "assets.favicon",
        "accounts.sign_in",
        "accounts.ask_link",
        "accounts.link",
        "accounts.choose_language",
        "recruiting.invitation",
        "recruiting.stop",
        "dashboards.note",
        "notifications.stop",
    }
)

# Mail programs send a POST here by themselves (RFC 8058): no page, so no token of one; a seal in the address instead.
ONE_CLICK_ENDPOINTS = ("notifications.stop",)

# The first four that a person may open are always in sight, so what a role works on comes before what everybody reads.
NAVIGATION = (
    NavEntry("home.home", N_("Home"), Action.HOME_VIEW, "home"),
    NavEntry("moderation.queue", N_("Moderation"), Action.QUEUE_VIEW, "inbox"),
    NavEntry("feedback.answers", N_("Answers"), Action.ANSWERS_OWED_VIEW, "comment"),
    NavEntry("feedback.decisions", N_("To decide"), Action.DECISIONS_OWED_VIEW, "check"),
    NavEntry("campaigns.campaigns", N_("Campaigns"), Action.CAMPAIGN_LIST, "gem"),
    NavEntry("recruiting.recruiting", N_("Recruiting"), Action.RECRUITING_VIEW, "person"),
    NavEntry("accounts.people", N_("Accounts"), Action.PEOPLE_MANAGE, "person"),
    NavEntry("dashboards.group", N_("The group"), Action.DASHBOARD_GROUP, "chart"),
    NavEntry("moderation.central", N_("Notes for the central team"), Action.CENTRAL_NOTES_VIEW, "inbox"),
    NavEntry("reviews.reviews", N_("Reviews"), Action.REVIEW_PREPARE, "check"),
    NavEntry("accounts.mandates", N_("Mandates"), Action.MANDATES_VIEW, "key"),
    NavEntry("dashboards.entity", N_("Our entity"), Action.DASHBOARD_ENTITY, "chart", by_entity=True),
    NavEntry("calendars.calendar", N_("Calendar"), Action.CALENDAR_WRITE, "calendar", by_entity=True),
    NavEntry("products.products", N_("Products"), Action.PRODUCT_MANAGE, "box"),
    NavEntry("announcements.announcements", N_("Announcements"), Action.ANNOUNCEMENT_READ, "horn"),
    NavEntry("themes.themes", N_("Themes"), Action.CAMPAIGN_LIST, "box"),
    NavEntry("highlights.nuggets", N_("Nuggets"), Action.NUGGETS_VIEW, "gem"),
    NavEntry("actions.actions", N_("Actions"), Action.ACTIONS_LIST, "check"),
    NavEntry("decisions.decisions", N_("What was decided"), Action.DECISIONS_READ, "check"),
    NavEntry("messages.messages", N_("Messages"), Action.MESSAGES_VIEW, "comment"),
    NavEntry("home.mine", N_("My activity"), Action.HOME_VIEW, "pen"),
    NavEntry("team.team", N_("Our team"), Action.TEAM_VIEW, "person", by_entity=True),
)

# Event → who reacts. An event that nobody reacts to has its line too.
HANDLERS: Mapping[str, Sequence[Handler]] = {
    SignInLinkAsked.NAME: (accounts_handlers.plan_link_mail,),
    LockedOut.NAME: (accounts_handlers.plan_lock_out_mail,),
    AccountMade.NAME: (notify(account_made.KIND),),
    MandateGiven.NAME: (notify(mandate_given.KIND),),
    MandateProposed.NAME: (notify(mandate_to_confirm.KIND), notify(mandate_proposed.KIND)),
    MandateNotGiven.NAME: (notify(mandate_not_given.KIND),),
    MandateEnded.NAME: (notify(mandate_ended.KIND),),
    EditionClosed.NAME: (webhooks_handlers.tell_edition(PostKind.CLOSED),),
    EditionOpened.NAME: (notify(edition_opened.KIND), webhooks_handlers.tell_edition(PostKind.OPENED)),
    PromiseWeakened.NAME: (notify(promise_weakened.KIND),),
    TesterEnrolled.NAME: (recruiting_handlers.note_who_joined,),
    TesterLeft.NAME: (),
    CameByLink.NAME: (recruiting_handlers.count_who_came,),
    ApplicationReceived.NAME: (notify(application_received.KIND), notify(application_to_decide.KIND)),
    PlaceAwaited.NAME: (notify(place_awaited.KIND),),
    PlaceOffered.NAME: (notify(place_offered.KIND),),
    ApplicationDeclined.NAME: (notify(application_declined.KIND),),
    RecruitmentEnded.NAME: (notify(recruitment_ended.KIND),),
    FeedbackSubmitted.NAME: (notify(feedback_waiting.KIND),),
    FeedbackResubmitted.NAME: (notify(feedback_waiting.KIND),),
    FeedbackLanguageCorrected.NAME: (notify(feedback_waiting.KIND),),
    FeedbackWithdrawn.NAME: (),
    OnBehalfWritten.NAME: (notify(written_for_you.KIND),),
    FeedbackCommented.NAME: (notify(feedback_commented.KIND),),
    FeedbackAnswered.NAME: (notify(feedback_answered.KIND),),
    FeedbackHandled.NAME: (notify(feedback_handled.KIND),),
    NameOpened.NAME: (notify(name_opened.KIND),),
    CasePublished.NAME: (notify(feedback_published.KIND),),
    CaseSentBack.NAME: (notify(feedback_sent_back.KIND),),
    CaseHidden.NAME: (notify(feedback_hidden.KIND),),
    CaseChangeRefused.NAME: (notify(feedback_change_refused.KIND),),
    CaseUndone.NAME: (notify(feedback_decision_undone.KIND),),
    CaseAssigned.NAME: (notify(case_assigned.KIND),),
    CommentHidden.NAME: (notify(comment_hidden.KIND),),
    ReportSettled.NAME: (notify(report_settled.KIND),),
    DecisionRecorded.NAME: (notify(decision_recorded.KIND), webhooks_handlers.tell_decision),
    ReviewersInvited.NAME: (notify(review_invited.KIND),),
    ReviewClosed.NAME: (notify(review_closed.KIND),),
    ActionGiven.NAME: (notify(action_given.KIND),),
    OwnerMissing.NAME: (notify(owner_missing.KIND),),
    FeedbackMerged.NAME: (themes_handlers.follow_merged, notify(feedback_merged.KIND), notify(feedback_joined.KIND)),
    MergeUndone.NAME: (themes_handlers.follow_undone, notify(feedback_unmerged.KIND)),
    ShowingAsked.NAME: (notify(highlight_asked.KIND),),
    PrivateMessageSent.NAME: (notify(private_message.KIND),),
    AnnouncementShown.NAME: (notify(announcement.KIND), webhooks_handlers.tell_announcement),
    MemberMessageSent.NAME: (notify(member_message.KIND),),
    BarrierReported.NAME: (notify(barrier_reported.KIND), notify(barrier_copied.KIND)),
    BarrierHandled.NAME: (notify(barrier_handled.KIND),),
}

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
}

# What runs on time.
PERIODIC: Mapping[str, Periodic] = {
    "journal.seal": Periodic(1, seal),
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
    "questionnaires.forget_started": Periodic(24 * 60, questionnaires_jobs.forget_unsent_answers),
    "questionnaires.mix_senders": Periodic(60, questionnaires_jobs.mix_who_sent),
    "recruiting.forget_expired": Periodic(24 * 60, recruiting_jobs.forget_expired),
    "announcements.show": Periodic(5, announcements_jobs.show_announcements),
    "enrolment.end_recruitments": Periodic(30, enrolment_jobs.tell_rest),
    "notifications.plan_digests": Periodic(30, notices_jobs.plan_todays_digests),
    "notifications.forget_old": Periodic(24 * 60, notices_jobs.forget_old_notices),
    "notifications.tell_waiting": Periodic(60, notices_jobs.tell_waiting),
    "notifications.tell_answered": Periodic(60, notices_jobs.tell_answered),
    "notifications.tell_ending": Periodic(60, notices_jobs.tell_ending),
    "notifications.remind_not_started": Periodic(60, notices_jobs.remind_not_started),
    "actions.ask_for_owners": Periodic(60, actions_jobs.ask_for_owners),
    "notifications.tell_due_actions": Periodic(60, notices_jobs.tell_due_actions),
    "notifications.tell_due": Periodic(60, notices_jobs.tell_due),
    "notifications.tell_marks_due": Periodic(60, notices_jobs.tell_marks_due),
}
