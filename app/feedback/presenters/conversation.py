"""The comments of one contribution, ready to print."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.campaigns.types import IdentityLevel
from app.core import idents
from app.core.languages import UNDETERMINED
from app.feedback.presenters.labels import language_label
from app.feedback.queries.single import CommentRow, FeedbackView
from app.feedback.types import CommentRole
from app.i18n import formats
from app.policy.actor import Actor
from app.policy.check import can
from app.policy.rules import Action
from app.web.parts import Passage, passage_of


@dataclass(frozen=True, slots=True)
class CommentLine:
    """One comment, ready to print; replies stand under it."""

    public_id: str
    passage: Passage
    language_name: str  # "" where nobody can tell
    author: str
    when: str
    when_iso: str
    role: CommentRole
    role_label: str
    has_author: bool  # a moderator who asks stays unnamed
    hidden_note: str = ""  # why others do not see it
    waits: bool = False  # for a moderator
    look_url: str = ""  # where its author asks for a second look
    report_url: str = ""
    moderate_url: str = ""
    replies: tuple[CommentLine, ...] = ()


def comments_of(view: FeedbackView, actor: Actor, locale: str, now: datetime) -> tuple[CommentLine, ...]:
    """Return what colleagues say, in the order asked for; the replies to one are read from the first."""
    lines = _Lines(view, actor, locale, now).thread([row for row in view.comments if row.role is CommentRole.COMMENT])
    return lines[::-1] if view.is_newest_first else lines


def questions_of(view: FeedbackView, actor: Actor, locale: str, now: datetime) -> tuple[CommentLine, ...]:
    """Return what moderators and the author say to each other, the first first."""
    return _Lines(view, actor, locale, now).thread(
        [row for row in view.comments if row.role is not CommentRole.COMMENT]
    )


class _Lines:
    """The comments of one page."""

    def __init__(self, view: FeedbackView, actor: Actor, locale: str, now: datetime) -> None:
        self._view, self._actor = view, actor
        self._feedback, self._locale, self._now = view.feedback, locale, now

    def thread(self, rows: Sequence[CommentRow]) -> tuple[CommentLine, ...]:
        """Return the comments with their replies under them; a reply to a reply stands beside it."""
        known = {row.id: row for row in rows}
        below: dict[int, list[CommentRow]] = {}
        tops = []
        for row in rows:
            top = self._top(row, known)
            if top is row:
                tops.append(row)
            else:
                below.setdefault(top.id, []).append(row)
        return tuple(self._line(row, [self._line(r, []) for r in below.get(row.id, [])]) for row in tops)

    @staticmethod
    def _top(row: CommentRow, known: dict[int, CommentRow]) -> CommentRow:
        seen = {row.id}
        while row.parent_id in known and row.parent_id not in seen:
            row = known[row.parent_id]
            seen.add(row.id)
        return row

    def _line(self, row: CommentRow, replies: list[CommentLine]) -> CommentLine:
        labels = {CommentRole.QUESTION: _("Moderator’s question"), CommentRole.REPLY_TO_QUESTION: _("Author’s reply")}
        return CommentLine(
            public_id=idents.encode(row.id),
            passage=passage_of(row.body, row.language),
            language_name="" if row.language == UNDETERMINED else language_label(self._locale, row.language),
            author=self._author(row),
            when=self._when(row),
            when_iso=row.created_at.date().isoformat(),
            role=row.role,
            role_label=labels.get(row.role, ""),
            has_author=row.role is not CommentRole.QUESTION,
            hidden_note=self._hidden_note(row),
            waits=row.waits,
            look_url=self._look_url(row),
            report_url=self._report_url(row),
            moderate_url=self._moderate_url(row),
            replies=tuple(replies),
        )

    def _hidden_note(self, row: CommentRow) -> str:
        """Say to its author, or to a moderator, why others do not see it; only moderators learn which word it was."""
        if row.has_asked_again and row.waits:
            return _(
                "Hidden by a moderator; another moderator will look at it. Reason: %(reason)s", reason=row.hidden_reason
            )
        if row.has_asked_again:
            return _(
                "Another moderator has looked at it again: it stays hidden. Reason: %(reason)s",
                reason=row.hidden_reason,
            )
        if row.waits and self._moderate_url(row):
            return _("Waiting because of “%(word)s”", word=row.held_word)
        if row.waits:
            return _("Only you and the moderators can see it. A moderator will read it before others do.")
        return _("Hidden by a moderator. Reason: %(reason)s", reason=row.hidden_reason) if row.hidden_reason else ""

    def _look_url(self, row: CommentRow) -> str:
        """Return where its author asks, once, that another moderator look at what was hidden."""
        facts = replace(self._view.facts, person_id=row.author_id)
        is_open = row.hidden_reason is not None and not row.has_asked_again
        may = is_open and can(self._actor, Action.COMMENT_LOOK_ASK, facts)
        return url_for("moderation.comment_look", comment_id=row.id) if may else ""

    def _report_url(self, row: CommentRow) -> str:
        """Return where a reader reports a colleague's comment; moderators hide it instead."""
        facts = replace(self._view.facts, author_id=None, person_id=row.author_id)
        is_read = row.role is CommentRole.COMMENT and row.hidden_reason is None and not row.waits
        if not is_read or self._moderate_url(row) or not can(self._actor, Action.CONTENT_REPORT, facts):
            return ""
        return url_for("moderation.report", feedback_id=self._feedback.id, comment=idents.encode(row.id))

    def _moderate_url(self, row: CommentRow) -> str:
        facts = replace(self._view.facts, person_id=row.author_id, language=row.language)
        may = row.role is CommentRole.COMMENT and can(self._actor, Action.COMMENT_MODERATE, facts)
        return url_for("moderation.comment", comment_id=row.id) if may else ""

    def _when(self, row: CommentRow) -> str:
        """Of what nobody can trace, the day alone."""
        is_dated = row.role is not CommentRole.COMMENT and self._feedback.identity is IdentityLevel.UNTRACEABLE
        if is_dated or (row.author_id is None and not row.is_imported):
            return formats.day(self._locale, row.created_at.date())
        return formats.ago(self._locale, row.created_at, self._now)

    def _author(self, row: CommentRow) -> str:
        """The author of a contribution that hides their name keeps it hidden in its conversation, and where it went."""
        author_id, identity = self._feedback.author_id, self._feedback.identity
        if row.is_of_duplicate:
            author_id, identity = row.origin_author_id, row.origin_identity or IdentityLevel.UNTRACEABLE
        is_author = row.role is CommentRole.REPLY_TO_QUESTION or (
            row.author_id is not None and row.author_id == author_id
        )
        if is_author and identity is not IdentityLevel.NAMED:
            return _("The author of a merged contribution") if row.is_of_duplicate else _("The author")
        if row.role is CommentRole.QUESTION:
            return _("A moderator")
        if row.author_name is None and not row.is_imported:
            return _("Author known to nobody")  # who wrote it has left, and wanted it to stay
        return row.author_name or _("Imported comment")
