"""One contribution's page: its words, its conversation, and what this reader may do with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.campaigns.types import IdentityLevel
from app.core import idents
from app.feedback.lifecycle import IN_QUEUE, Act, Who, author_as, is_possible
from app.feedback.presenters.labels import (
    author_label,
    handling_labels,
    identity_labels,
    kind_labels,
    language_label,
    rating_label,
    state_labels,
    support_label,
    supported_by,
    verdict_labels,
)  # fmt: skip
from app.feedback.presenters.names import NameOpeningLine, name_opening_lines
from app.feedback.presenters.notes import change_note, change_waits, state_note
from app.feedback.queries.single import CommentRow, FeedbackDecision, FeedbackView, ImageRow, VersionRow
from app.feedback.types import CommentRole, Handling, Kind, State
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
    author: str
    when: str
    role: CommentRole
    role_label: str
    has_author: bool  # a moderator who asks stays unnamed
    replies: tuple[CommentLine, ...] = ()


@dataclass(frozen=True, slots=True)
class FeedbackDecisionLine:
    """One decision, ready to print."""

    label: str
    passage: Passage
    by: str
    when: str


@dataclass(frozen=True, slots=True)
class ImageLine:
    """One image: its address and alternative text."""

    url: str
    alt: str


def _image_line(row: ImageRow, url: str) -> ImageLine:
    alt = row.alt_text or _("Image %(number)d, without a description", number=row.number)
    return ImageLine(url, alt)


@dataclass(frozen=True, slots=True)
class VersionLine:
    """Another version of the contribution, ready to print."""

    label: str
    title: str
    passage: Passage
    kind_label: str
    rating_label: str
    images: tuple[ImageLine, ...]


@dataclass(frozen=True, slots=True)
class Abilities:
    """What this reader may do; the template shows nothing else."""

    me_too: bool
    comment: bool
    answer: bool
    handle: bool
    decide: bool
    moderate: bool
    show: bool  # again, or although it was sent back
    ask: bool
    hide: bool
    show_name: bool
    revise: bool
    correct_language: bool
    reply: bool
    withdraw: bool

    @property
    def act(self) -> bool:
        """Whether there is something to do for the team, beside the words."""
        return self.answer or self.handle or self.moderate or self.hide or self.show

    @classmethod
    def of(cls, view: FeedbackView, actor: Actor) -> Abilities:
        """Ask the table, once for the page."""
        feedback, facts = view.feedback, view.facts
        may_join_in = can(actor, Action.FEEDBACK_JOIN_IN, facts)
        may_revise = can(actor, Action.FEEDBACK_REVISE, facts)
        may_moderate = can(actor, Action.FEEDBACK_MODERATE, facts)
        stage = feedback.stage
        author = author_as(is_trusted=actor.is_trusted, is_known=feedback.author_id is not None)
        return cls(
            me_too=may_join_in and feedback.author_id != actor.person_id,
            comment=may_join_in,
            answer=can(actor, Action.FEEDBACK_ANSWER, facts),
            handle=can(actor, Action.FEEDBACK_HANDLE, facts),
            decide=can(actor, Action.DECISION_RECORD, facts),
            moderate=may_moderate and feedback.waiting_since is not None,
            show=may_moderate and stage not in IN_QUEUE and is_possible(stage, Who.MODERATOR, Act.PUBLISH),
            ask=may_moderate and stage not in IN_QUEUE and is_possible(stage, Who.MODERATOR, Act.SEND_BACK),
            hide=may_moderate and stage not in IN_QUEUE and is_possible(stage, Who.MODERATOR, Act.HIDE),
            show_name=can(actor, Action.FEEDBACK_SHOW_NAME, facts),
            revise=may_revise and is_possible(stage, author, Act.CHANGE),
            correct_language=can(actor, Action.FEEDBACK_CORRECT_LANGUAGE, facts),
            reply=may_revise and is_possible(stage, author, Act.REPLY),
            withdraw=can(actor, Action.FEEDBACK_WITHDRAW, facts),
        )


@dataclass(frozen=True, slots=True)
class SinglePage:
    """Every value the page prints."""

    public_id: str
    version: int
    kind: Kind
    kind_label: str
    title: str
    passage: Passage
    language_name: str
    author: str
    entity_name: str
    identity_note: str
    when: str
    revised: str
    is_nameless: bool
    is_published: bool
    is_held: bool  # sent back or hidden
    is_hidden: bool
    state_label: str
    state_note: str
    change_note: str  # what becomes of a change of this reader's
    change_waits: bool  # readers see it once a moderator has
    handling: Handling
    is_handled: bool
    handling_label: str
    handling_reason: str
    rating_label: str
    due: str
    me_too_label: str
    supporters_label: str  # said where there is no button
    has_me_too: bool
    me_too_url: str
    images: tuple[ImageLine, ...]
    latest_images: tuple[ImageLine, ...]  # of what its author wrote last
    answer: Passage | None
    answer_by: str
    answer_version: int
    decisions: tuple[FeedbackDecisionLine, ...]
    comments: tuple[CommentLine, ...]
    comments_page: int  # from 1: the oldest
    older_comments_url: str
    newer_comments_url: str
    questions: tuple[CommentLine, ...]
    versions: tuple[VersionLine, ...]  # for its author and the moderators
    name_openings: tuple[NameOpeningLine, ...]
    may: Abilities

    @classmethod
    def of(cls, view: FeedbackView, actor: Actor, locale: str, now: datetime) -> SinglePage:
        """Return the page of one contribution for one reader."""
        feedback = view.feedback
        is_imported = feedback.source_key is not None
        lines = _Sentences(view, actor, locale, now)
        return cls(
            public_id=idents.encode(feedback.id),
            version=feedback.version,
            kind=feedback.kind,
            kind_label=kind_labels()[feedback.kind],
            title=feedback.title,
            passage=passage_of(feedback.body, feedback.language),
            language_name=language_label(locale, feedback.language),
            author=lines.author(),
            entity_name=lines.entity_name() if feedback.identity is IdentityLevel.NAMED or is_imported else "",
            identity_note=lines.identity_note(),
            when=lines.when(feedback.created_at),
            revised=_("Changed by its author %(when)s", when=lines.when(feedback.revised_at))
            if feedback.revised_at
            else "",
            is_nameless=feedback.identity is IdentityLevel.UNTRACEABLE and not is_imported,
            is_published=feedback.state is State.PUBLISHED,
            is_held=feedback.state in {State.SENT_BACK, State.HIDDEN},
            is_hidden=feedback.state is State.HIDDEN,
            state_label="" if feedback.state is State.PUBLISHED else state_labels()[feedback.state],
            state_note=state_note(view, actor),
            change_note=change_note(view, actor),
            change_waits=change_waits(view, actor),
            handling=feedback.handling,
            is_handled=feedback.handling is not Handling.NEW,
            handling_label=handling_labels()[feedback.handling],
            handling_reason=feedback.handling_reason,
            rating_label=rating_label(feedback.rating) if feedback.rating else "",
            due=lines.due(),
            me_too_label=support_label(locale, feedback.me_too_count),
            supporters_label=supported_by(locale, feedback.me_too_count),
            has_me_too=view.has_me_too,
            me_too_url=lines.me_too_url(),
            images=lines.images(),
            latest_images=lines.latest_images(),
            answer=passage_of(view.answer.body, view.answer.language) if view.answer else None,
            answer_by="" if feedback.hides_entity else view.answer_by or "",
            answer_version=view.answer.version if view.answer else 0,
            decisions=tuple(lines.decision(row) for row in view.decisions),
            comments=lines.thread([row for row in view.comments if row.role is CommentRole.COMMENT]),
            comments_page=view.comments_page,
            older_comments_url=lines.comments_url(view.comments_page - 1),
            newer_comments_url=lines.comments_url(view.comments_page + 1),
            questions=lines.thread([row for row in view.comments if row.role is not CommentRole.COMMENT]),
            versions=lines.versions(),
            name_openings=name_opening_lines(view.name_openings, locale, actor.time_zone),
            may=Abilities.of(view, actor),
        )


class _Sentences:
    """The sentences of one page."""

    def __init__(self, view: FeedbackView, actor: Actor, locale: str, now: datetime) -> None:
        self._view, self._actor, self._locale, self._now = view, actor, locale, now
        self._verdicts = verdict_labels()

    def author(self) -> str:
        feedback = self._view.feedback
        is_imported = feedback.source_key is not None
        name, identity = self._view.author_name, feedback.identity
        if feedback.author_id is not None and feedback.author_id == self._actor.person_id and name:
            return name
        return author_label(identity, name, self.entity_name(), is_imported=is_imported)

    def entity_name(self) -> str:
        """Return where it comes from, as readers may know it: neither who answered nor who decided gives it away."""
        return "" if self._view.feedback.hides_entity else self._view.entity_name

    def _is_close(self) -> bool:
        """The reader is the author, or moderates the contribution of somebody who is known."""
        feedback = self._view.feedback
        if feedback.author_id is None:
            return False
        return feedback.author_id == self._actor.person_id or can(
            self._actor, Action.FEEDBACK_MODERATE, self._view.facts
        )

    def identity_note(self) -> str:
        feedback = self._view.feedback
        if feedback.identity is IdentityLevel.CONFIDENTIAL and self._is_close():
            return identity_labels()[IdentityLevel.CONFIDENTIAL]
        return ""

    def when(self, at: datetime) -> str:
        if self._view.feedback.identity is IdentityLevel.UNTRACEABLE:
            return formats.day(self._locale, at.date())
        return formats.ago(self._locale, at, self._now)

    def versions(self) -> tuple[VersionLine, ...]:
        """Return the other versions, the newest first; the query gives them to author and moderators only."""
        return tuple(self._version(row) for row in self._view.versions)

    def _version(self, row: VersionRow) -> VersionLine:
        when = self.when(row.kept_at)
        label = _("Until %(when)s", when=when)
        if row.version == self._view.feedback.pending_version:
            label = _("The change, %(when)s: others do not see it yet", when=when)
        elif row.is_refused:
            label = _("A change of %(when)s that was not kept", when=when)
        kind = kind_labels()[row.kind]
        rating = rating_label(row.rating) if row.rating else ""
        return VersionLine(
            label, row.title, passage_of(row.body, row.language), kind, rating, self._version_images(row)
        )

    def due(self) -> str:
        feedback = self._view.feedback
        if feedback.due_on is None or feedback.answered_at is not None or feedback.source_key is not None:
            return ""
        if feedback.state in {State.SENT_BACK, State.HIDDEN}:
            return ""  # its author's turn, or nobody's
        day = formats.day(self._locale, feedback.due_on)
        if feedback.due_on < self._now.date():
            return _("An answer was promised by %(day)s; it is late.", day=day)
        return _("An answer is promised by %(day)s.", day=day)

    def me_too_url(self) -> str:
        """Return where the button leads: it says what it does, whatever was said meanwhile."""
        endpoint = "feedback.take_back_me_too" if self._view.has_me_too else "feedback.me_too"
        return url_for(endpoint, feedback_id=self._view.feedback.id)

    def images(self) -> tuple[ImageLine, ...]:
        """Return the images that readers see."""
        feedback_id = self._view.feedback.id
        return tuple(
            _image_line(row, url_for("feedback.image", feedback_id=feedback_id, number=row.number))
            for row in self._view.images
        )

    def latest_images(self) -> tuple[ImageLine, ...]:
        """Return the images of what the author wrote last."""
        latest = self._view.latest
        return self._version_images(latest) if isinstance(latest, VersionRow) else self.images()

    def _version_images(self, version: VersionRow) -> tuple[ImageLine, ...]:
        feedback_id, number = self._view.feedback.id, version.version
        return tuple(
            _image_line(
                row, url_for("feedback.version_image", feedback_id=feedback_id, version=number, number=row.number)
            )
            for row in version.images
        )

    def decision(self, row: FeedbackDecision) -> FeedbackDecisionLine:
        when = formats.day(self._locale, row.at.date())
        by = "" if self._view.feedback.hides_entity else row.by_name
        return FeedbackDecisionLine(self._verdicts[row.verdict], passage_of(row.reason, row.language), by, when)

    def comments_url(self, page: int) -> str:
        """Return the address of a page of the comments, empty when there is no such page."""
        if not 1 <= page <= self._view.comments_pages:
            return ""
        return url_for("feedback.feedback", feedback_id=self._view.feedback.id, comments=page, _anchor="comments")

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
        return tuple(self._comment(row, [self._comment(r, []) for r in below.get(row.id, [])]) for row in tops)

    @staticmethod
    def _top(row: CommentRow, known: dict[int, CommentRow]) -> CommentRow:
        seen = {row.id}
        while row.parent_id in known and row.parent_id not in seen:
            row = known[row.parent_id]
            seen.add(row.id)
        return row

    def _comment(self, row: CommentRow, replies: list[CommentLine]) -> CommentLine:
        labels = {CommentRole.QUESTION: _("Moderator’s question"), CommentRole.REPLY_TO_QUESTION: _("Author’s reply")}
        return CommentLine(
            public_id=idents.encode(row.id),
            passage=passage_of(row.body, row.language),
            author=self._commenter(row),
            when=self.when(row.created_at)
            if row.role is not CommentRole.COMMENT
            else formats.ago(self._locale, row.created_at, self._now),
            role=row.role,
            role_label=labels.get(row.role, ""),
            has_author=row.role is not CommentRole.QUESTION,
            replies=tuple(replies),
        )

    def _commenter(self, row: CommentRow) -> str:
        """The author of a contribution that hides their name keeps it hidden in its conversation."""
        feedback = self._view.feedback
        is_author = row.role is CommentRole.REPLY_TO_QUESTION or (
            row.author_id is not None and row.author_id == feedback.author_id
        )
        if is_author and feedback.identity is not IdentityLevel.NAMED:
            return _("The author")
        if row.role is CommentRole.QUESTION:
            return _("A moderator")
        return row.author_name or _("Imported comment")
