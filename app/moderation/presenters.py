"""The queue ready to print: a list, and the open case with what is said of its author, age and promise."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from app.campaigns.types import IdentityLevel
from app.core import clock, idents
from app.core.differences import TextDifference, difference
from app.feedback.lifecycle import Act, LifeStage, Who, is_possible
from app.feedback.presenters.labels import (
    author_for_moderators,
    kind_labels,
    language_label,
    promise_label,
    rating_label,
)
from app.feedback.types import CommentRole, Kind
from app.i18n import formats
from app.i18n.locale import best_match, direction_of
from app.moderation.errors import AlreadyDecided
from app.moderation.queries import (
    AGES_DAYS,
    COUNT_MAX,
    CaseComment,
    CaseImage,
    OtherVersion,
    QueueCounts,
    QueueFilters,
    QueueOptions,
    QueueRow,
)
from app.moderation.types import QueueReason
from app.texts.queries import ReadText
from app.web.parts import Filter, Passage, Row, filter_of, passage_of, tongue_of
from config import LOCALES

Paragraphs = tuple[tuple[str, ...], ...]  # lines of paragraphs


@dataclass(frozen=True, slots=True)
class QueueReader:
    """Who reads the queue, and when; ``kept`` are the filters every address of the page carries on."""

    locale: str
    time_zone: str
    now: datetime
    kept: Mapping[str, Any]


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
    version: int
    kind: Kind
    kind_label: str
    title: CaseText
    body: CaseText
    language_name: str
    language_url: str  # where it can be corrected
    ready_language: str  # in which ready sentences are sent
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
    reason_label: str  # why it is here; "" for a first reading
    comparison: Comparison | None
    publish_label: str
    refuse_label: str  # "": there is no change to refuse
    may_decide: bool
    may_trust: bool
    publish_url: str
    trust_url: str
    send_back_url: str
    hide_url: str
    refuse_url: str


@dataclass(frozen=True, slots=True)
class QueueList:
    """The list of what waits: its rows, and what stands around the open case; "" at either end."""

    rows: tuple[Row, ...]
    previous_url: str
    next_url: str
    following: str  # the case that is opened once the open one is decided


def queue_list(rows: Sequence[QueueRow], opened: QueueRow | None, reading: QueueReader) -> QueueList:
    """Return the list beside the open case."""
    before, after = _neighbours(rows, opened)
    lines = tuple(_line(row, reading, is_open=opened is not None and row.id == opened.id) for row in rows)
    return QueueList(
        rows=lines,
        previous_url=_case_url(before, reading) if before else "",
        next_url=_case_url(after, reading) if after else "",
        following=idents.encode(after.id) if after else "",
    )


def _neighbours(rows: Sequence[QueueRow], opened: QueueRow | None) -> tuple[QueueRow | None, QueueRow | None]:
    """Return the cases before and after the open one; from one that is elsewhere, the first one follows."""
    place = next((number for number, row in enumerate(rows) if opened and row.id == opened.id), -1)
    before = rows[place - 1] if place > 0 else None
    after = rows[place + 1] if place + 1 < len(rows) else None
    return before, after


def _case_url(row: QueueRow, reading: QueueReader) -> str:
    public_id = idents.encode(row.id)
    return url_for("moderation.queue", **reading.kept, case=public_id, _anchor=f"case-{public_id}")


def _line(row: QueueRow, reading: QueueReader, *, is_open: bool) -> Row:
    locale = reading.locale
    due_on = None if row.is_answered else row.due_on
    is_late = due_on is not None and due_on < clock.today(reading.time_zone)
    when, when_iso = _age(row, reading)
    return Row(
        title=passage_of(row.title, row.language),
        url=_case_url(row, reading),
        details=(Passage(language_label(locale, row.language)), Passage(row.entity_name)),
        kind=row.kind,
        status=_("Late") if is_late else "",
        tone="late" if is_late else "",
        when=when,
        when_iso=when_iso,
        is_current=is_open,
    )


def _age(row: QueueRow, reading: QueueReader) -> tuple[str, str]:
    """Return since when it waits, in words and as a date: nothing finer than the day when nobody knows its author."""
    if row.author_id is None:
        return formats.day(reading.locale, row.waiting_since.date()), row.waiting_since.date().isoformat()
    return formats.ago(reading.locale, row.waiting_since, reading.now), row.waiting_since.isoformat()


def case_card(row: QueueRow, reading: QueueReader, following: str) -> CaseCard:
    """Return the open case; ``following``: see ``QueueList``."""
    locale, public_id = reading.locale, idents.encode(row.id)
    author_label, author_note = _author(row)
    age_label, age_iso = _age(row, reading)
    known = row.author_id is not None
    has_change = row.stage is LifeStage.CHANGE_WAITING
    newest = row.other if has_change and row.other else row
    due_on = None if row.is_answered else row.due_on
    is_late = due_on is not None and due_on < clock.today(reading.time_zone)

    def url(endpoint: str) -> str:
        # The answer to a decision that is refused begins at its case.
        then = following or None
        return url_for(endpoint, feedback_id=row.id, **reading.kept, then=then, _anchor=f"case-{public_id}")

    ready = best_match([newest.language], LOCALES) or locale
    return CaseCard(
        public_id=public_id,
        version=row.version,
        kind=newest.kind,
        kind_label=kind_labels()[newest.kind],
        title=_words(newest.title, newest.language),
        body=_words(newest.body, newest.language),
        language_name=language_label(locale, newest.language),
        language_url=url_for("feedback.feedback", feedback_id=row.id, _anchor="language-of-words"),
        ready_language=formats.language_in_words(locale, ready.partition("-")[0]),
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
        first_label=_("First contribution") if known and row.is_first else "",
        unread_label="" if row.is_read_by_ambassador else _("No ambassador here reads this language"),
        images=_images(row.id, newest.images),
        conversation=tuple(_said(comment) for comment in row.comments),
        reason_label=reason_labels()[row.reason],
        comparison=_comparison(row) if row.other else None,
        publish_label=publish_labels()[row.stage],
        refuse_label=_("Keep the previous version") if has_change else "",
        may_decide=row.may_decide,
        may_trust=known and is_possible(row.stage, Who.MODERATOR, Act.PUBLISH_AND_TRUST),
        publish_url=url("moderation.publish"),
        trust_url=url("moderation.publish_and_trust"),
        send_back_url=url("moderation.send_back"),
        hide_url=url("moderation.hide"),
        refuse_url=url("moderation.refuse_change"),
    )


def reason_labels() -> dict[QueueReason, str]:
    """Return why a contribution is in the queue."""
    return {
        QueueReason.FIRST_TIME: "",
        QueueReason.ANSWERED: _("Was sent back; its author replied or changed it"),
        QueueReason.MENDED: _("Was hidden; its author replied or changed it"),
        QueueReason.CHANGE: _("A change of a published contribution; others see the previous version"),
        QueueReason.CHANGED: _("Changed since it was published; others see the change already"),
    }


def publish_labels() -> dict[LifeStage, str]:
    """Return what the first button says."""
    return {
        LifeStage.WAITING: _("Publish"),
        LifeStage.CHANGE_WAITING: _("Publish the change"),
        LifeStage.CHANGED: _("I have looked at it"),
    }


def _comparison(row: QueueRow) -> Comparison | None:
    """Return the version of before beside the new one."""
    if row.other is None:
        return None
    is_proposed = row.stage is LifeStage.CHANGE_WAITING
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


def _words(text: str, language: str, label: str = "") -> CaseText:
    return CaseText(_paragraphs(text), *tongue_of(language), label)


def _read(text: ReadText) -> CaseText:
    return CaseText(((text.value,),), text.locale, direction_of(text.locale))


def _paragraphs(text: str) -> Paragraphs:
    """Return what somebody typed as paragraphs and lines: it is plain text."""
    return tuple(tuple(block.splitlines()) for block in text.split("\n\n") if block.strip())


# --- around the cards ------------------------------------------------------------------------------


def counts_sentence(counts: QueueCounts, locale: str) -> str:
    """Say how much waits, and how much of it is late."""
    if not counts.waiting:
        return ""
    shown = formats.number(locale, min(counts.waiting, COUNT_MAX))
    if counts.is_more:
        return _("More than %(count)s\u00a0contributions are waiting.", count=shown)
    if not counts.late:
        return ngettext(
            "%(count)s\u00a0contribution is waiting.",
            "%(count)s\u00a0contributions are waiting.",
            counts.waiting,
            count=shown,
        )
    return ngettext(
        "%(count)s\u00a0contribution is waiting; late: %(late)s.",
        "%(count)s\u00a0contributions are waiting; late: %(late)s.",
        counts.waiting,
        count=shown,
        late=formats.number(locale, counts.late),
    )


def conflict_sentence(error: AlreadyDecided, locale: str, time_zone: str) -> str:
    """Say who decided first, and when on the reader's clock."""
    when = formats.moment(locale, error.at, time_zone)
    return _("Already decided by %(name)s, %(when)s. The list is up to date.", name=error.name, when=when)


def filter_choices(
    options: QueueOptions, languages: Iterable[str], filters: QueueFilters, locale: str
) -> tuple[Filter, ...]:
    """Return the filters of the queue; a filter with nothing to choose is left out."""
    ages = {
        str(days): ngettext("More than %(num)d\u00a0day", "More than %(num)d\u00a0days", days) for days in AGES_DAYS
    }
    entities = {entity.code: entity.name for entity in options.entities}
    names = {code: language_label(locale, code) for code in languages}
    age = str(filters.older_than_days or "")
    choices = (
        filter_of("entity", _("Entity"), entities.items(), filters.entity, everything=_("All my entities")),
        filter_of("language", _("Language"), names.items(), filters.language, everything=_("All languages")),
        filter_of("age", _("Waiting time"), ages.items(), age, everything=_("Any length of time")),
    )
    all_and_one = 2
    return tuple(choice for choice in choices if len(choice.options) > all_and_one)
