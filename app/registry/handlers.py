"""What follows from each event."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from app.accounts import handlers as accounts_handlers
from app.accounts.events import (
    AccountMade,
    LockedOut,
    MandateEnded,
    MandateGiven,
    MandateNotGiven,
    MandateProposed,
    SignInLinkAsked,
)
from app.actions.events import ActionGiven, OwnerMissing
from app.announcements.events import AnnouncementShown
from app.asking.events import PrivateMessageSent
from app.barriers.events import BarrierHandled, BarrierReported
from app.campaigns.events import EditionClosed, EditionOpened, PhaseTurned, PromiseWeakened
from app.decisions.events import DecisionRecorded
from app.enrolment import handlers as enrolment_handlers
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
from app.feedback import handlers as feedback_handlers
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
from app.highlights.events import ShowingAsked
from app.merging.events import FeedbackMerged, MergeUndone
from app.messages.events import MemberMessageSent
from app.missions.events import MissionFinished, MissionStopped
from app.moderation.events import (
    CaseAssigned,
    CaseChangeRefused,
    CaseHidden,
    CasePublished,
    CaseSentBack,
    CaseUndone,
    CommentHidden,
    CommentShownAgain,
    ReportSettled,
)
from app.notifications.handlers import notify
from app.notifications.kinds import (
    account_made,
    action_given,
    announcement,
    application_declined,
    application_received,
    application_to_decide,
    approval_revoked,
    barrier_copied,
    barrier_handled,
    barrier_reported,
    case_assigned,
    comment_hidden,
    comment_shown_again,
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
    mission_recalled,
    name_opened,
    owner_missing,
    place_awaited,
    place_offered,
    private_message,
    promise_weakened,
    recruitment_ended,
    report_settled,
    results_published,
    review_closed,
    review_invited,
    test_ended,
    test_ends_soon,
    test_opened,
    written_for_you,
)
from app.on_behalf.events import OnBehalfWritten
from app.outbox.deliver import Handler
from app.panels import handlers as panels_handlers
from app.readiness.events import ApprovalRevoked
from app.recruiting import handlers as recruiting_handlers
from app.reports import handlers as reports_handlers
from app.results.events import ResultsPublished
from app.reviews.events import ReviewClosed, ReviewersInvited
from app.themes import handlers as themes_handlers
from app.webhooks import handlers as webhooks_handlers
from app.webhooks.types import PostKind

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
    PhaseTurned.NAME: (notify(test_opened.KIND), notify(test_ends_soon.KIND), notify(test_ended.KIND)),
    PromiseWeakened.NAME: (notify(promise_weakened.KIND),),
    ApprovalRevoked.NAME: (notify(approval_revoked.KIND),),
    MissionStopped.NAME: (notify(mission_recalled.KIND),),
    TesterEnrolled.NAME: (recruiting_handlers.note_who_joined, panels_handlers.follow_enrolled),
    TesterLeft.NAME: (),
    MissionFinished.NAME: (enrolment_handlers.follow_finished,),
    CameByLink.NAME: (recruiting_handlers.count_who_came,),
    ApplicationReceived.NAME: (notify(application_received.KIND), notify(application_to_decide.KIND)),
    PlaceAwaited.NAME: (notify(place_awaited.KIND),),
    PlaceOffered.NAME: (notify(place_offered.KIND),),
    ApplicationDeclined.NAME: (notify(application_declined.KIND),),
    RecruitmentEnded.NAME: (notify(recruitment_ended.KIND),),
    FeedbackSubmitted.NAME: (notify(feedback_waiting.KIND), feedback_handlers.read_soon),
    FeedbackResubmitted.NAME: (notify(feedback_waiting.KIND), feedback_handlers.read_soon),
    FeedbackLanguageCorrected.NAME: (notify(feedback_waiting.KIND),),
    FeedbackWithdrawn.NAME: (reports_handlers.follow_taken_back,),
    OnBehalfWritten.NAME: (notify(written_for_you.KIND),),
    FeedbackCommented.NAME: (notify(feedback_commented.KIND),),
    FeedbackAnswered.NAME: (notify(feedback_answered.KIND),),
    FeedbackHandled.NAME: (notify(feedback_handled.KIND),),
    NameOpened.NAME: (notify(name_opened.KIND),),
    CasePublished.NAME: (notify(feedback_published.KIND), feedback_handlers.read_soon),
    CaseSentBack.NAME: (notify(feedback_sent_back.KIND),),
    CaseHidden.NAME: (notify(feedback_hidden.KIND), reports_handlers.follow_taken_back),
    CaseChangeRefused.NAME: (notify(feedback_change_refused.KIND),),
    CaseUndone.NAME: (notify(feedback_decision_undone.KIND),),
    CaseAssigned.NAME: (notify(case_assigned.KIND),),
    CommentHidden.NAME: (notify(comment_hidden.KIND),),
    CommentShownAgain.NAME: (notify(comment_shown_again.KIND),),
    ReportSettled.NAME: (notify(report_settled.KIND),),
    DecisionRecorded.NAME: (notify(decision_recorded.KIND), webhooks_handlers.tell_decision),
    ReviewersInvited.NAME: (notify(review_invited.KIND),),
    ReviewClosed.NAME: (notify(review_closed.KIND),),
    ActionGiven.NAME: (notify(action_given.KIND),),
    ResultsPublished.NAME: (notify(results_published.KIND),),
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
