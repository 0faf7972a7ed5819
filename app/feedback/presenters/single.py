"""One contribution's page: its words, its conversation, and what this reader may do with it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _

from app.campaigns.types import IdentityLevel
from app.core import idents
from app.core.private_data import find_private_data, mask
from app.feedback.lifecycle import IN_QUEUE, Act, Who, author_as, is_possible
from app.feedback.presenters.conversation import CommentLine, comments_of, questions_of
from app.feedback.presenters.labels import (
    author_label,
    handling_labels,
    identity_labels,
    kind_labels,
    language_label,
    rating_label,
    state_labels,
)  # fmt: skip
from app.feedback.presenters.merged import MergedLine, merged_lines
from app.feedback.presenters.names import NameOpeningLine, name_opening_lines
from app.feedback.presenters.notes import change_note, change_waits, state_note
from app.feedback.presenters.progress import ProgressEntry, progress_of, told_sentence
from app.feedback.queries.single import FeedbackView
from app.feedback.queries.versions import ImageRow, VersionRow
from app.feedback.types import Handling, Kind, State
from app.i18n import formats
from app.policy.actor import Actor
from app.policy.check import can
from app.policy.rules import Action
from app.texts.queries import ReadText
from app.web.parts import Passage, passage_of
from app.web.support import support_label, supported_by

LONG_TITLE_CHARS = 60  # a longer one is set smaller
NO_TEXTS: Mapping[int, ReadText] = {}


@dataclass(frozen=True, slots=True)
class ImageLine:
    """One image: its address and alternative text."""

    url: str
    alt: str


def _image_line(row: ImageRow, url: str) -> ImageLine:
    alt = row.alt_text or _("Image %(number)d, without a description", number=row.number)
    return ImageLine(url, alt)


@dataclass(frozen=True, slots=True)
class MissionLine:
    """The mission that a contribution is about, and the step."""

    title: ReadText
    step: ReadText | None
    number: int


@dataclass(frozen=True, slots=True)
class VersionLine:
    """Another version of the contribution, ready to print."""

    label: str
    note: str  # who may read it
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
    merge: bool
    theme: bool
    highlight: bool
    read_notes: bool
    ask_author: bool
    moderate: bool
    show: bool  # again, or although it was sent back
    ask: bool
    hide: bool
    show_name: bool
    revise: bool
    correct_language: bool
    reply: bool
    withdraw: bool
    report: bool
    ask_again: bool

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
        is_trusted = actor.is_trusted_in(feedback.entity_id, feedback.campaign_id)
        author = author_as(is_trusted=is_trusted, is_known=feedback.author_id is not None)
        return cls(
            me_too=may_join_in and feedback.author_id != actor.person_id,
            comment=may_join_in,
            answer=can(actor, Action.FEEDBACK_ANSWER, facts),
            handle=can(actor, Action.FEEDBACK_HANDLE, facts),
            decide=can(actor, Action.DECISION_RECORD, facts),
            merge=can(actor, Action.FEEDBACK_MERGE, facts),
            theme=can(actor, Action.THEME_GIVE, facts),
            highlight=can(actor, Action.SHOWING_ASK, facts),
            read_notes=can(actor, Action.NOTE_READ, facts),
            ask_author=can(actor, Action.FOLLOW_UP_ASK, facts),
            moderate=may_moderate and feedback.waiting_since is not None,
            show=may_moderate and stage not in IN_QUEUE and is_possible(stage, Who.MODERATOR, Act.PUBLISH),
            ask=may_moderate and stage not in IN_QUEUE and is_possible(stage, Who.MODERATOR, Act.SEND_BACK),
            hide=may_moderate and stage not in IN_QUEUE and is_possible(stage, Who.MODERATOR, Act.HIDE),
            show_name=can(actor, Action.FEEDBACK_SHOW_NAME, facts),
            revise=may_revise and is_possible(stage, author, Act.CHANGE),
            correct_language=can(actor, Action.FEEDBACK_CORRECT_LANGUAGE, facts),
            reply=may_revise and is_possible(stage, author, Act.REPLY),
            withdraw=can(actor, Action.FEEDBACK_WITHDRAW, facts),
            report=can(actor, Action.CONTENT_REPORT, facts) and not may_moderate,
            ask_again=can(actor, Action.SECOND_LOOK_ASK, facts)
            and view.second_look is None
            and is_possible(stage, author, Act.ASK_AGAIN),
        )


def _mission_line(view: FeedbackView, texts: Mapping[int, ReadText]) -> MissionLine | None:
    place = view.mission
    if place is None or place.title_text_id not in texts:
        return None
    return MissionLine(texts[place.title_text_id], texts.get(place.step_text_id or 0), place.number)


@dataclass(frozen=True, slots=True)
class SinglePage:
    """Every value the page prints."""

    public_id: str
    version: int
    kind: Kind
    kind_label: str
    title: str
    is_long_title: bool
    passage: Passage
    language_name: str
    author: str
    entity_name: str
    identity_note: str
    on_behalf_note: str
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
    mission: MissionLine | None
    me_too_label: str
    supporters_label: str  # said where there is no button
    has_me_too: bool
    images: tuple[ImageLine, ...]
    latest_images: tuple[ImageLine, ...]  # of what its author wrote last
    progress: tuple[ProgressEntry, ...]
    answer: Passage | None
    answer_version: int
    told: str  # whom an answer or a decision will be told to
    comments: tuple[CommentLine, ...]
    comments_page: int  # from 1
    is_newest_first: bool  # the comments
    has_comments_before: bool  # on another page
    has_comments_after: bool
    questions: tuple[CommentLine, ...]
    merged: tuple[MergedLine, ...]
    versions: tuple[VersionLine, ...]
    name_openings: tuple[NameOpeningLine, ...]
    may: Abilities

    @property
    def standing(self) -> tuple[Handling, str]:
        """Its status, and the reason given for it."""
        return self.handling, self.handling_reason

    @classmethod
    def of(
        cls, view: FeedbackView, actor: Actor, locale: str, now: datetime, texts: Mapping[int, ReadText] = NO_TEXTS
    ) -> SinglePage:
        """Return the page of one contribution for one reader; ``texts``: the titles of its mission and step."""
        feedback = view.feedback
        is_imported = feedback.source_key is not None
        lines = _Sentences(view, actor, locale, now)
        return cls(
            public_id=idents.encode(feedback.id),
            version=feedback.version,
            kind=feedback.kind,
            kind_label=kind_labels()[feedback.kind],
            title=feedback.title,
            is_long_title=len(feedback.title) > LONG_TITLE_CHARS,
            passage=passage_of(feedback.body, feedback.language),
            language_name=language_label(locale, feedback.language),
            author=lines.author(),
            entity_name=lines.entity_name() if feedback.identity is IdentityLevel.NAMED or is_imported else "",
            identity_note=lines.identity_note(),
            on_behalf_note=_("A colleague wrote it down; its author confirmed it.")
            if feedback.is_on_behalf and view.is_close
            else "",
            when=lines.when(feedback.created_at),
            revised=_("Edited by its author %(when)s", when=lines.when(feedback.revised_at))
            if feedback.revised_at
            else "",
            is_nameless=feedback.identity is IdentityLevel.UNTRACEABLE and not is_imported,
            is_published=feedback.state is State.PUBLISHED,
            is_held=feedback.state in {State.SENT_BACK, State.HIDDEN} and not feedback.is_merged,
            is_hidden=feedback.state is State.HIDDEN,
            state_label="" if feedback.is_read else state_labels()[feedback.state],
            state_note=state_note(view, actor),
            change_note=change_note(view, actor),
            change_waits=change_waits(view, actor),
            handling=feedback.handling,
            is_handled=feedback.handling is not Handling.NEW,
            handling_label=handling_labels()[feedback.handling],
            handling_reason=feedback.handling_reason,
            rating_label=rating_label(feedback.rating) if feedback.rating else "",
            mission=_mission_line(view, texts),
            me_too_label=support_label(locale, feedback.me_too_count),
            supporters_label=supported_by(locale, feedback.me_too_count),
            has_me_too=view.has_me_too,
            images=lines.images(),
            latest_images=lines.latest_images(),
            progress=progress_of(view, actor, locale, now),
            answer=passage_of(view.answer.body, view.answer.language) if view.answer else None,
            answer_version=view.answer.version if view.answer else 0,
            told=told_sentence(view.audience, locale),
            comments=comments_of(view, actor, locale, now),
            comments_page=view.comments_page,
            is_newest_first=view.is_newest_first,
            has_comments_before=view.comments_page > 1,
            has_comments_after=view.comments_page < view.comments_pages,
            questions=questions_of(view, actor, locale, now),
            merged=merged_lines(view.merged, locale, now),
            versions=lines.versions(),
            name_openings=name_opening_lines(view.name_openings, locale, actor.time_zone),
            may=Abilities.of(view, actor),
        )


def _without_private_data(text: str) -> str:
    """Mask what may be the very reason why the words were changed."""
    return mask(text, (data.place for data in find_private_data(text)))


class _Sentences:
    """The sentences of one page."""

    def __init__(self, view: FeedbackView, actor: Actor, locale: str, now: datetime) -> None:
        self._view, self._actor, self._locale, self._now = view, actor, locale, now

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

    def identity_note(self) -> str:
        feedback = self._view.feedback
        if feedback.identity is not IdentityLevel.CONFIDENTIAL or not self._view.is_close:
            return ""
        is_own = feedback.author_id is not None and feedback.author_id == self._actor.person_id
        return identity_labels()[IdentityLevel.CONFIDENTIAL] if is_own else _("Known only to the moderators")

    def when(self, at: datetime) -> str:
        if self._view.feedback.identity is IdentityLevel.UNTRACEABLE:
            return formats.day(self._locale, at.date())
        return formats.ago(self._locale, at, self._now)

    def _moment(self, at: datetime) -> str:
        if self._view.feedback.identity is IdentityLevel.UNTRACEABLE:
            return formats.day(self._locale, at.date())
        return formats.moment(self._locale, at, self._actor.time_zone)

    def versions(self) -> tuple[VersionLine, ...]:
        """Return the other versions, the newest first: those that the query gives to this reader."""
        return tuple(self._version(row) for row in self._view.versions)

    def _version(self, row: VersionRow) -> VersionLine:
        is_close = self._view.is_close  # for others, the day is enough
        when = self._moment(row.kept_at) if is_close else formats.day(self._locale, row.kept_at.date())
        label = _("What it said until %(when)s", when=when)
        if row.version == self._view.feedback.pending_version:
            label = _("Proposed change of %(when)s: others cannot see it yet", when=when)
        elif row.is_refused:
            label = _("A change of %(when)s that was not accepted", when=when)
        kind = kind_labels()[row.kind]
        rating = rating_label(row.rating) if row.rating else ""
        title, body, images = row.title, row.body, self._version_images(row)
        if not self._view.is_close:
            title, body, images = _without_private_data(title), _without_private_data(body), ()
        return VersionLine(label, self._version_note(row), title, passage_of(body, row.language), kind, rating, images)

    def _version_note(self, row: VersionRow) -> str:
        """Say to its author and the moderators who may read a version; readers read what they may."""
        if not self._view.is_close:
            return ""
        if row.was_seen(self._view.feedback):
            return _("Colleagues can read these words too; what looks like somebody’s data is masked for them.")
        return _("Only its author and the moderators can see it.")

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
