"""Readers report contributions and comments; moderators hide comments; reporters are told the outcome."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.errors import NotFound
from app.core.languages import UNDETERMINED
from app.db.session import transaction, unique
from app.feedback.events import FeedbackCommented
from app.feedback.models import Comment, Feedback
from app.feedback.queries.figures import CONTRIBUTIONS
from app.feedback.queries.locked import feedback_for_update
from app.feedback.service.called import call_moderators
from app.feedback.types import CommentRole, CommentState
from app.figures.counting import counting_changes
from app.journal.record import record
from app.language.detect import detect
from app.moderation.errors import AlreadyReported, HidingReasonMissing, ReportWordsMissing, TooManyReports
from app.moderation.events import CommentHidden, CommentShownAgain, ReportSettled
from app.moderation.models import CommentHiding, ContentReport
from app.moderation.types import Outcome, ReportOutcome, ReportReason
from app.outbox.publish import AT_ONCE, publish, publish_each, take_back_each
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action

REPORTS_A_DAY = 10  # of one person
REPORT_MAX_CHARS = 1000
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class ReportInput:
    """What a reader says of a contribution, or of one of its comments."""

    reason: ReportReason
    words: str = ""
    comment_id: int | None = None


def report_content(session: Session, actor: Actor, feedback_id: int, data: ReportInput) -> int:
    """Tell the moderators that something should not stand there; return the report's number.

    What is reported stays where it is until one of them has looked at it.

    :raises AlreadyReported: the actor reported it before
    :raises TooManyReports: the actor reported as much as a day allows
    :raises ReportWordsMissing: another reason, and no sentence that says which
    """
    if data.reason is ReportReason.OTHER and not data.words.strip():
        raise ReportWordsMissing
    with transaction(session):
        feedback, facts = feedback_for_update(session, actor, feedback_id)
        if data.comment_id is not None:
            facts = replace(facts, author_id=None, person_id=_comment(session, feedback, data.comment_id).author_id)
        require(actor, Action.CONTENT_REPORT, facts)
        since = clock.now() - A_DAY
        count = select(func.count()).where(ContentReport.reporter_id == actor.person_id, ContentReport.at > since)
        if (session.scalar(count) or 0) >= REPORTS_A_DAY:
            raise TooManyReports
        report = ContentReport(
            feedback_id=feedback.id,
            comment_id=data.comment_id,
            reporter_id=actor.person_id,
            reason=data.reason,
            words=data.words,
            language=detect(data.words, (actor.language,)) if data.words else UNDETERMINED,
        )
        with unique(session, AlreadyReported):
            session.add(report)
        call_moderators(session, actor, feedback.id, facts)
        record(session, actor, "moderation.reported", ("feedback", feedback.id, facts), {"reason": data.reason.value})
    return report.id


def hide_comment(session: Session, actor: Actor, comment_id: int, reason: str) -> Comment:
    """Show a comment to its author and the moderators only, and tell its author why. Twice is the same as once.

    A comment at which another moderator was asked to look stays hidden then, for the new reason.

    :raises HidingReasonMissing: there is no reason
    :raises Forbidden: the actor hid it, and another moderator is asked
    """
    if not reason.strip():
        raise HidingReasonMissing
    with transaction(session):
        feedback, facts, comment = _comment_for_update(session, actor, comment_id)
        if comment.state not in {CommentState.PUBLISHED, CommentState.WAITING}:
            return comment
        if comment.state is CommentState.PUBLISHED:
            with counting_changes(session, CONTRIBUTIONS, feedback.id):
                feedback.comment_count -= 1
        comment.state = CommentState.HIDDEN
        language = detect(reason, (actor.language,))
        hiding = session.get(CommentHiding, comment.id) or CommentHiding(
            comment_id=comment.id, by_id=None, reason=reason, language=language
        )
        hiding.by_id, hiding.reason, hiding.language, hiding.at = actor.person_id, reason, language, clock.now()
        session.add(hiding)
        for report in _open_reports(session, [feedback.id]):
            if report.comment_id == comment.id:
                report.outcome = ReportOutcome.ACTED
                report.message_id = publish(session, ReportSettled(report_id=report.id))
        record(session, actor, "moderation.comment_hidden", ("comment", comment.id, facts))
        publish(session, CommentHidden(feedback_id=feedback.id, comment_id=comment.id, by_id=actor.person_id))
    return comment


def show_comment(session: Session, actor: Actor, comment_id: int) -> Comment:
    """Show a comment that waits, or that was hidden. Twice is the same as once.

    Who is told of comments is told of one that waited; after a second look its author is told.

    :raises Forbidden: the actor hid it, and another moderator is asked
    """
    with transaction(session):
        feedback, facts, comment = _comment_for_update(session, actor, comment_id)
        if comment.state not in {CommentState.HIDDEN, CommentState.WAITING}:
            return comment
        hiding = session.get(CommentHiding, comment.id)
        if comment.state is CommentState.WAITING and hiding is not None:
            seen = CommentShownAgain(feedback_id=feedback.id, comment_id=comment.id, by_id=actor.person_id)
            publish(session, seen)
        elif comment.state is CommentState.WAITING and comment.author_id is not None:
            said = FeedbackCommented(feedback_id=feedback.id, comment_id=comment.id, by_id=comment.author_id)
            publish(session, said)
        comment.state = CommentState.PUBLISHED
        with counting_changes(session, CONTRIBUTIONS, feedback.id):
            feedback.comment_count += 1
        if hiding is not None:
            session.delete(hiding)
        record(session, actor, "moderation.comment_shown", ("comment", comment.id, facts))
    return comment


def settle_reports(session: Session, decided: Mapping[int, int], outcome: Outcome, after: timedelta = AT_ONCE) -> None:
    """Let decisions settle what readers reported, and tell them, ``after`` a while. For the use cases that decide.

    ``decided``: the number of each decision, by contribution.
    """
    reports = _open_reports(session, decided)
    numbers = publish_each(session, [ReportSettled(report_id=report.id) for report in reports], after=after)
    for report, number in zip(reports, numbers, strict=True):
        report.outcome = ReportOutcome.ACTED if outcome in {Outcome.HIDDEN, Outcome.SENT_BACK} else ReportOutcome.KEPT
        report.decision_id, report.message_id = decided[report.feedback_id], number


def reopen_reports(session: Session, decision_ids: Collection[int]) -> None:
    """Let reports be open again that decisions settled: they were undone. For the use cases that undo."""
    settled = select(ContentReport).where(ContentReport.decision_id.in_(decision_ids))
    reports = session.scalars(settled).all()
    take_back_each(session, [report.message_id for report in reports if report.message_id is not None])
    for report in reports:
        report.outcome = report.decision_id = report.message_id = None


def _open_reports(session: Session, feedback_ids: Collection[int]) -> list[ContentReport]:
    still_open = select(ContentReport).where(
        ContentReport.feedback_id.in_(feedback_ids), ContentReport.outcome.is_(None)
    )
    return list(session.scalars(still_open.execution_options(populate_existing=True)))


def _comment(session: Session, feedback: Feedback, comment_id: int) -> Comment:
    """Return a comment that readers see there, read under the contribution's lock."""
    comment = session.get(Comment, comment_id, populate_existing=True)
    is_read = comment is not None and comment.role is CommentRole.COMMENT and comment.state is CommentState.PUBLISHED
    if comment is None or not is_read or comment.feedback_id != feedback.id:
        raise NotFound
    return comment


def _comment_for_update(session: Session, actor: Actor, comment_id: int) -> tuple[Feedback, Facts, Comment]:
    """Return a colleague's comment under the lock of its contribution, once the actor may moderate it."""
    place = select(Comment.feedback_id).where(Comment.id == comment_id, Comment.role == CommentRole.COMMENT)
    feedback_id = session.scalar(place)
    if feedback_id is None:
        raise NotFound
    feedback, facts = feedback_for_update(session, actor, feedback_id)
    comment = session.get_one(Comment, comment_id, populate_existing=True)
    hiding = session.get(CommentHiding, comment.id, populate_existing=True)
    here = replace(
        facts,
        person_id=comment.author_id,
        language=comment.language,
        first_decider_id=hiding.by_id if hiding is not None and comment.state is CommentState.WAITING else None,
    )
    require(actor, Action.COMMENT_MODERATE, here)
    return feedback, here, comment
