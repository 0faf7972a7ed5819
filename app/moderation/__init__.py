"""Moderation: the queue of what waits, and the decisions taken on it.

A moderator publishes, publishes and trusts the author, sends back with a question, keeps the version of before
a change, or hides with a reason; the main act is the question (docs/moderation.md). A moderator never decides on
their own contribution, and the first of two who decide at once wins. Every decision is kept, but for one that is undone
within seconds, or within a day when several were decided at once; the author is told after the seconds.
Events: CasePublished (moderation.published), CaseSentBack (moderation.sent_back), CaseHidden (moderation.hidden),
CaseChangeRefused (moderation.change_refused), ReportSettled (moderation.report_settled), CommentHidden
(moderation.comment_hidden), CommentShownAgain (moderation.comment_shown_again), CaseAssigned (moderation.assigned),
CaseUndone (moderation.taken_back).

The author of what was hidden, a contribution or a comment, asks once for a second look, which the first moderator
cannot take. Readers report contributions and comments, and are told what became of it.

Moderators see who looks at a case, assign it, label it and leave notes beside it (``models.py``: CaseClaim,
CaseAssignment, CaseLabel, CaseNote). Nobody who does not moderate there learns of any of it, but for the notes that
their audience reads.
"""
