"""Messages, ready to print, and the models they start from."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _
from flask_babel import pgettext

from app.i18n import formats
from app.i18n.locale import language_of
from app.messages.queries import MemberMessageRow, NotStarted, StartedCount, WritingPlace
from app.messages.types import MessageAudience, MessageState, Model
from app.texts.queries import EMPTY, ReadText
from app.web.parts import ChoiceLink, Passage, Row, passage_of, read_passage


@dataclass(frozen=True, slots=True)
class PlaceItem:
    """An edition somebody writes to."""

    row: Row
    write_url: str
    started_url: str


@dataclass(frozen=True, slots=True)
class MessagePreview:
    """A message as one language reads it."""

    language: str
    subject: Passage
    body: Passage


@dataclass(frozen=True, slots=True)
class StartedWords:
    """How many joined and started, in words."""

    joined: str
    started: str
    not_started: str


def model_labels() -> dict[Model, str]:
    """Return the models in words."""
    return {
        Model.WELCOME: _("Welcome"),
        Model.HALFWAY: _("Halfway"),
        Model.LAST_DAYS: _("The last days"),
        Model.THANKS: _("Thank you"),
        Model.REMINDER: _("Reminder to those who have not started"),
    }


def _models(campaign: str) -> dict[Model, tuple[str, str]]:
    """Return subject and body of each model in the language of the work at hand."""
    return {
        Model.WELCOME: (
            _("Welcome to “%(campaign)s”", campaign=campaign),
            _(
                "Thank you for joining. The first mission takes a few minutes.\n\nSay what you see, in your own words "
                "and your own language: problems, ideas, praise and questions all help. Every contribution gets an "
                "answer."
            ),
        ),
        Model.HALFWAY: (
            _("“%(campaign)s”: halfway there", campaign=campaign),
            _(
                "Half of the time has passed. There is still time to try a mission and to say what you think.\n\nOn "
                "the page of the campaign you can read what colleagues have written, and support what you saw too."
            ),
        ),
        Model.LAST_DAYS: (
            _("“%(campaign)s”: the last days", campaign=campaign),
            _(
                "The test ends soon. What you have begun can still be sent, and one line is enough.\n\nAfterwards, "
                "what is decided, and why, is published on the page of the campaign."
            ),
        ),
        Model.THANKS: (
            _("Thank you for “%(campaign)s”", campaign=campaign),
            _(
                "Thank you for taking part.\n\nWhat is decided, and why, is published on the page of the campaign. You "
                "are told when it concerns something you wrote."
            ),
        ),
        Model.REMINDER: (
            _("“%(campaign)s”: you can still start", campaign=campaign),
            _(
                "You joined the campaign and, as far as we can tell, you have not started yet. Contributions that "
                "nobody can trace are not included here: perhaps you have already done your part, and then we thank "
                "you.\n\n"
                "If you no longer want to take part, you can leave on the page of the campaign without saying why. "
                "Nobody in the team sees who receives this reminder."
            ),
        ),
    }


def model_words(model: Model, titles: Mapping[str, str]) -> dict[str, tuple[str, str]]:
    """Return subject and body of a model in each language; ``titles``: of the campaign, by language."""
    words = {}
    for locale, title in titles.items():
        with language_of(locale):
            words[locale] = _models(title)[model]
    return words


def place_items(places: Iterable[WritingPlace], texts: Mapping[int, ReadText]) -> list[PlaceItem]:
    """Return the editions somebody writes to, as rows."""
    return [
        PlaceItem(
            Row(
                title=read_passage(texts.get(place.title_text_id, EMPTY)),
                url=url_for("messages.new", slug=place.slug, code=place.entity_code),
                details=(Passage(place.entity_name, dir="auto"),),
            ),
            write_url=url_for("messages.new", slug=place.slug, code=place.entity_code),
            started_url=url_for("messages.not_started", slug=place.slug, code=place.entity_code),
        )
        for place in places
    ]


def message_rows(rows: Iterable[MemberMessageRow], texts: Mapping[int, ReadText], locale: str) -> list[Row]:
    """Return messages as rows, with who wrote them, to whom, and when."""
    return [
        Row(
            title=read_passage(texts.get(row.subject_text_id, EMPTY)),
            url=url_for("messages.message", message_id=row.id),
            details=(
                Passage(row.sender or _("An account that was deleted"), dir="auto"),
                Passage(row.entity_name, dir="auto"),
                Passage(recipients_label(row.audience)),
            ),
            status=state_label(row.state),
            when=formats.moment(locale, row.send_at, row.time_zone),
            when_iso=row.send_at.isoformat(),
        )
        for row in rows
    ]


def recipients_label(audience: MessageAudience) -> str:
    """Return to whom a message goes, in words."""
    if audience is MessageAudience.NOT_STARTED:
        return _("To those who have not started")
    return _("To everybody who takes part")


def state_label(state: MessageState) -> str:
    """Return where a message stands, in words."""
    return {
        MessageState.SCHEDULED: pgettext("message", "Planned"),
        MessageState.SENT: pgettext("message", "Sent"),
        MessageState.CANCELLED: pgettext("message", "Cancelled"),
    }[state]


def previews(locale: str, subject: Mapping[str, str], body: Mapping[str, str]) -> list[MessagePreview]:
    """Return a message as each language that is written reads it."""
    return [
        MessagePreview(
            formats.language_name(locale, each), passage_of(subject[each], each), passage_of(body[each], each)
        )
        for each in subject
        if subject[each] and body.get(each)
    ]


def model_links(place: WritingPlace, chosen: Model) -> list[ChoiceLink]:
    """Return links to the models."""
    return [
        ChoiceLink(
            label,
            url_for("messages.new", slug=place.slug, code=place.entity_code, model=model.value),
            model is chosen,
        )
        for model, label in model_labels().items()
    ]


def started_words(locale: str, count: StartedCount) -> StartedWords:
    """Return the figures in words; too few people are not shown."""

    def said(value: int | None) -> str:
        return _("Not shown: too few people") if value is None else formats.number(locale, value)

    return StartedWords(said(count.joined), said(count.started), said(count.not_started))


def names_until(locale: str, names: NotStarted) -> str:
    """Return of which day a list of names is."""
    return formats.day(locale, names.until) if names.until else ""
