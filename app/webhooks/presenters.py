"""What chats are told, in their formats; and what became of it, ready to print."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flask_babel import gettext as _
from flask_babel import pgettext

from app.i18n import formats
from app.texts.queries import EMPTY, ReadText
from app.web.addresses import path_of
from app.web.parts import Passage, Row, read_passage
from app.webhooks.queries import PostRow, PostToSend
from app.webhooks.types import ChatFormat, PostFault, PostKind, PostState


def chat_content(post: PostToSend, title: str, base_url: str) -> dict[str, Any]:
    """Return a post in its chat's format, in the language at hand. It holds no name of a person."""
    words, url = _words(post, title), base_url + _path(post)
    return _slack(words, url) if post.format is ChatFormat.SLACK else _teams(words, url)


def _words(post: PostToSend, title: str) -> str:
    names = {"title": title, "entity": post.entity_name}
    announced = _("A new announcement can be read about “%(title)s”.", **names)
    sentences = {
        PostKind.OPENED: _("“%(title)s” has opened at %(entity)s: colleagues can join.", **names),
        PostKind.CLOSED: _("“%(title)s” is closed at %(entity)s. What was answered and decided can be read.", **names),
        PostKind.ANNOUNCED: announced if title else _("A new announcement can be read on Pépite."),
        PostKind.DECIDED: _("A decision has been published in “%(title)s”, with its reason.", **names),
        PostKind.TRIED: _("This is a test: Pépite can post to this channel."),
    }
    return str(sentences[post.kind])


def _path(post: PostToSend) -> str:
    """Return the path of the page to read."""
    if post.kind is PostKind.ANNOUNCED:
        return path_of("announcements.announcements")
    if post.slug is None:
        return path_of("home.home")
    return path_of("home.campaign", slug=post.slug)


def _slack(words: str, url: str) -> dict[str, Any]:
    """Return a message of Slack. Its three signs are escaped, so that a title calls nobody and links nowhere."""
    plain = words.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return {"text": f"{plain}\n<{url}>"}


def _teams(words: str, url: str) -> dict[str, Any]:
    """Return a message of Teams: a card whose words are no markup."""
    text = {"type": "RichTextBlock", "inlines": [{"type": "TextRun", "text": words}]}
    read = {"type": "Action.OpenUrl", "title": _("Read on Pépite"), "url": url}
    card = {
        "type": "AdaptiveCard",
        "$schema": "http://adaptivecards.io/schemas/adaptive-card.json",
        "version": "1.4",
        "body": [text],
        "actions": [read],
    }
    content = {"contentType": "application/vnd.microsoft.card.adaptive", "content": card}
    return {"type": "message", "attachments": [content]}


def post_labels() -> dict[PostKind, str]:
    """Return what posts tell of, in words."""
    return {
        PostKind.OPENED: _("A campaign opens"),
        PostKind.CLOSED: _("A campaign closes"),
        PostKind.ANNOUNCED: _("A new announcement"),
        PostKind.DECIDED: _("A decision is published"),
        PostKind.TRIED: _("Test message"),
    }


def _state_label(row: PostRow) -> str:
    faults = {
        PostFault.SWITCHED_OFF: _("Not sent: switched off"),
        PostFault.NOT_ALLOWED: _("Not sent: the address is not allowed"),
        PostFault.NOT_REACHED: _("No connection yet, it is tried again"),
        PostFault.NO_ANSWER: _("Sent, without an answer"),
        PostFault.TURNED_DOWN: _("Refused by the chat: check the address"),
    }
    if row.fault is not None:
        return str(faults[row.fault])
    states = {
        PostState.PLANNED: _("Being sent"),
        PostState.LEFT: _("Sent, without an answer"),
        PostState.TAKEN: pgettext("chat message", "Delivered"),
        PostState.FAILED: _("Not delivered"),
    }
    return str(states[row.state])


def post_rows(rows: Iterable[PostRow], texts: Mapping[int, ReadText], locale: str, time_zone: str) -> list[Row]:
    """Return posts as rows of a list."""
    labels = post_labels()
    return [
        Row(
            title=Passage(labels[row.kind]),
            url="",
            details=_details(texts.get(row.campaign_title_id or 0, EMPTY)),
            status=_state_label(row),
            tone="late" if row.fault else "good" if row.state is PostState.TAKEN else "",
            when=formats.moment(locale, row.planned_at, time_zone),
            when_iso=row.planned_at.isoformat(),
        )
        for row in rows
    ]


def _details(title: ReadText) -> tuple[Passage, ...]:
    return (read_passage(title),) if title.value else ()
