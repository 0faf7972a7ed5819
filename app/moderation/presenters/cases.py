"""The open case ready to print, with what is said of its author, age and promise."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.types import IdentityLevel
from app.core import idents
from app.core.differences import TextDifference, difference
from app.feedback.lifecycle import WITH_CHANGE
from app.feedback.presenters.labels import (
    author_for_moderators,
    kind_labels,
    language_label,
    promise_label,
    rating_label,
)
from app.feedback.types import CommentRole, Kind
from app.i18n.locale import direction_of
from app.moderation.presenters.lists import QueueReader, age_of, due_of, held_label
from app.moderation.queries import CaseComment, CaseImage, CaseReport, OtherVersion, QueueRow
from app.moderation.types import QueueReason, ReportReason
from app.texts.queries import ReadText
from app.web.parts import lang_and_dir

Paragraphs = tuple[tuple[str, ...], ...]  # lines of paragraphs


@dataclass(frozen=True, slots=True)
class CaseText:
    """A passage in its own language. ``lang`` is empty when nobody knows it."""

    lines: Paragraphs
    lang: str
    dir: str
    label: str = ""

    @property
    def line(self) -> str:
        """The passage when it is a single line."""
        return " ".join(line for paragraph in self.lines for line in paragraph)


@dataclass(frozen=True, slots=True)
class CaseImageLine:
    """One image and the words that replace it."""

    url: str
    alt: str
    caption: str


@dataclass(frozen=True, slots=True)
class ReportLine:
    """What a reader reported, and why; of a comment, its words and where it can be hidden."""

    reason_label: str
    words: CaseText | None
    comment: CaseText | None
    hide_url: str


@dataclass(frozen=True, slots=True)
class WaitingComment:
    """A comment that waits for a moderator, and where it is decided on."""

    label: str
    words: CaseText
    url: str  # "": the reader hid it, and another moderator is asked


@dataclass(frozen=True, slots=True)
class Comparison:
    """The former version and the new one, side by side; ``facts``: kind, rating and step of each, where they differ."""

    former_label: str
    new_label: str
    title: TextDifference
    body: TextDifference
    former: CaseText  # its language
    new: CaseText
    former_facts: tuple[str, ...]
    new_facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CaseCard:
    """The open case; every field is printed as it is."""

    public_id: str
    kind: Kind
    kind_label: str
    title: CaseText
    body: CaseText
    language_name: str
    language_url: str  # where it can be corrected
    author_label: str
    author_note: str
    show_name_url: str
    entity_name: str
    campaign: CaseText
    mission: CaseText | None
    step: CaseText | None
    rating_label: str
    age_label: str
    age_iso: str
    promise_label: str
    is_late: bool
    first_label: str
    unread_label: str
    images: tuple[CaseImageLine, ...]
    conversation: tuple[CaseText, ...]
    reports: tuple[ReportLine, ...]
    waiting_comments: tuple[WaitingComment, ...]
    reason_label: str  # why it is here; "" for a first reading
    held_label: str  # the listed word for which it waits
    comparison: Comparison | None


def case_card(row: QueueRow, reading: QueueReader) -> CaseCard:
    """Return the open case, with what its author wrote last."""
    locale = reading.locale
    newest = newest_of(row)
    author_label, author_note = _author(row)
    age_label, age_iso = age_of(row, reading)
    due_on, is_late = due_of(row, reading)
    return CaseCard(
        public_id=idents.encode(row.id),
        kind=newest.kind,
        kind_label=kind_labels()[newest.kind],
        title=_words(newest.title, newest.language),
        body=_words(newest.body, newest.language),
        language_name=language_label(locale, newest.language),
        language_url=url_for("feedback.feedback", feedback_id=row.id, _anchor="language-of-words"),
        author_label=author_label,
        author_note=author_note,
        show_name_url=url_for("feedback.name", feedback_id=row.id) if row.may_show_name else "",
        entity_name="" if row.is_known_by_entity else row.entity_name,
        campaign=_read(row.campaign),
        mission=_read(row.mission) if row.mission else None,
        step=_read(newest.step) if newest.step else None,
        rating_label=rating_label(newest.rating) if newest.rating else "",
        age_label=age_label,
        age_iso=age_iso,
        promise_label=promise_label(locale, due_on, is_late=is_late),
        is_late=is_late,
        first_label=_("First contribution") if row.author_id is not None and row.is_first else "",
        unread_label="" if row.is_read_by_ambassador else _("No ambassador here reads this language"),
        images=_images(row.id, newest.images),
        conversation=tuple(_said(comment) for comment in row.comments if not comment.waits),
        waiting_comments=tuple(_waiting(comment) for comment in row.comments if comment.waits),
        reports=tuple(_report(report) for report in row.reports),
        reason_label=reason_labels()[row.reason],
        held_label=held_label(row.waits_for_word),
        comparison=_comparison(row) if row.other else None,
    )


def newest_of(row: QueueRow) -> QueueRow | OtherVersion:
    """Return what its author wrote last: the change that waits, if there is one."""
    return row.other if row.other and row.stage in WITH_CHANGE else row


def reason_labels() -> dict[QueueReason, str]:
    """Return why a contribution is in the queue."""
    return {
        QueueReason.FIRST_TIME: "",
        QueueReason.ANSWERED: _("Was sent back; its author replied or changed it"),
        QueueReason.MENDED: _("Was hidden; its author replied or changed it"),
        QueueReason.CHANGE: _("A change of a published contribution; others see the previous version"),
        QueueReason.CHANGED: _("Changed since it was published; others see the change already"),
        QueueReason.UNREAD: _("Published at once; no moderator has looked at it yet"),
        QueueReason.COMMENT: _("Published; a comment on it is waiting"),
        QueueReason.REPORTED: _("Reported; others can still read it"),
        QueueReason.SECOND_LOOK: _("Was hidden; its author asks that another moderator look at it"),
        QueueReason.SENT_BACK: _("Sent back with a question; there is no reply yet"),
        QueueReason.UNANSWERED: _("Published; the team has not answered yet"),
    }


def _comparison(row: QueueRow) -> Comparison | None:
    """Return the version of before beside the new one."""
    if row.other is None:
        return None
    is_proposed = row.stage in WITH_CHANGE
    former, new = (row, row.other) if is_proposed else (row.other, row)
    facts = [_facts(version) for version in (former, new)]
    return Comparison(
        former_label=_("Published now") if is_proposed else _("Before the change"),
        new_label=_("Proposed change") if is_proposed else _("Published now"),
        title=difference(former.title, new.title),
        body=difference(former.body, new.body),
        former=_words(former.body, former.language),
        new=_words(new.body, new.language),
        former_facts=tuple(fact for fact in facts[0] if fact not in facts[1]),
        new_facts=tuple(fact for fact in facts[1] if fact not in facts[0]),
    )


def _facts(version: QueueRow | OtherVersion) -> tuple[str, ...]:
    """Return kind, rating, step and number of images."""
    count = len(version.images)
    return (
        kind_labels()[version.kind],
        rating_label(version.rating) if version.rating else _("No rating"),
        version.step.value if version.step else _("No particular step"),
        ngettext("%(num)d\u00a0image", "%(num)d\u00a0images", count) if count else _("No image"),
    )


def _author(row: QueueRow) -> tuple[str, str]:
    """Return how the author appears to a moderator, and who else may know."""
    if row.author_id is None and row.identity is not IdentityLevel.UNTRACEABLE:
        return _("Imported contribution"), ""
    return author_for_moderators(row.identity, row.author_name or "", row.entity_name)


def _images(feedback_id: int, images: Iterable[CaseImage]) -> tuple[CaseImageLine, ...]:
    return tuple(
        CaseImageLine(
            url=url_for("feedback.image", feedback_id=feedback_id, number=image.number)
            if image.version is None
            else url_for("feedback.version_image", feedback_id=feedback_id, version=image.version, number=image.number),
            alt=image.alt_text or _("Image %(number)d, without a description", number=image.number),
            caption=image.alt_text or _("This image has no description."),
        )
        for image in images
    )


def _said(comment: CaseComment) -> CaseText:
    label = _("Author’s reply") if comment.role is CommentRole.REPLY_TO_QUESTION else _("Moderator’s question")
    return _words(comment.body, comment.language, label)


def _waiting(comment: CaseComment) -> WaitingComment:
    label = _("Was hidden; the person who wrote it asks that another moderator look at it")
    return WaitingComment(
        label=label if comment.is_look else held_label(comment.held_word),
        words=_words(comment.body, comment.language, _("A comment that is waiting")),
        url=url_for("moderation.comment", comment_id=comment.id) if comment.may_decide else "",
    )


def _report(report: CaseReport) -> ReportLine:
    is_comment = report.comment_id is not None
    return ReportLine(
        reason_label=report_reason_labels()[report.reason],
        words=_words(report.words, report.language) if report.words else None,
        comment=_words(report.comment_body, report.comment_language, _("Reported comment")) if is_comment else None,
        hide_url=url_for("moderation.comment", comment_id=report.comment_id) if is_comment else "",
    )


def report_reason_labels() -> dict[ReportReason, str]:
    """Return why a reader reports something."""
    return {
        ReportReason.PERSON: _("It is directed against a person."),
        ReportReason.DATA: _("It shows data of a customer or of a colleague."),
        ReportReason.CONFIDENTIAL: _("It contains information that must stay confidential."),
        ReportReason.SUBJECT: _("It is not about what this campaign tests."),
        ReportReason.OTHER: _("Another reason"),
    }


def _words(text: str, language: str, label: str = "") -> CaseText:
    return CaseText(_paragraphs(text), *lang_and_dir(language), label)


def _read(text: ReadText) -> CaseText:
    return CaseText(((text.value,),), text.locale, direction_of(text.locale))


def _paragraphs(text: str) -> Paragraphs:
    """Return what somebody typed as paragraphs and lines: it is plain text."""
    return tuple(tuple(block.splitlines()) for block in text.split("\n\n") if block.strip())
