"""Proposed groups, ready to print."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from flask import url_for
from flask_babel import gettext as _

from app.core import idents
from app.core.errors import DomainError
from app.feedback.presenters.labels import count_label, language_label
from app.i18n import formats
from app.themes.queries.groups import GroupRow, GroupsPage
from app.themes.types import NAME_MAX_CHARS, RunState
from app.web.forms import sentence_of
from app.web.parts import Passage, passage_of

WORDS_IN_NAME = 3


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One proposed group, and what can become of it."""

    public_id: str
    title: str  # its words
    language: str
    count_label: str
    languages: tuple[str, ...]
    other_words: tuple[tuple[str, Passage], ...]  # by the name of their language
    typical: tuple[tuple[str, Passage], ...]
    name: str  # proposed for the theme, or typed and refused
    error: str
    others: tuple[tuple[str, str], ...]
    accept_url: str
    refuse_url: str
    merge_url: str


def group_lines(
    rows: Iterable[GroupRow],
    slug: str,
    locale: str,
    refused: tuple[int | None, str, DomainError | None] = (None, "", None),
) -> list[GroupLine]:
    """Return proposed groups, the largest first; ``refused``: the group whose name was refused, the name, and why."""
    found = list(rows)
    group_id, typed, error = refused
    titles = {row.id: " · ".join(row.words) for row in found}
    return [
        GroupLine(
            public_id=idents.encode(row.id),
            title=titles[row.id],
            language=row.language,
            count_label=count_label(row.cards, locale),
            languages=tuple(
                f"{language_label(locale, code)}: {formats.number(locale, count)}" for code, count in row.by_language
            ),
            other_words=tuple(
                (language_label(locale, code), passage_of(" · ".join(words), code)) for code, words in row.other_words
            ),
            typical=tuple(
                (url_for("feedback.feedback", feedback_id=each.id), passage_of(each.title, each.language))
                for each in row.typical
            ),
            name=typed if row.id == group_id else ", ".join(row.words[:WORDS_IN_NAME])[:NAME_MAX_CHARS].capitalize(),
            error=sentence_of(error) if error is not None and row.id == group_id else "",
            others=tuple((idents.encode(other), title) for other, title in titles.items() if other != row.id),
            accept_url=url_for("themes.accept_proposed", slug=slug, group_id=row.id),
            refuse_url=url_for("themes.refuse_proposed", slug=slug, group_id=row.id),
            merge_url=url_for("themes.merge_proposed", slug=slug, group_id=row.id),
        )
        for row in found
    ]


def run_progress_label(page: GroupsPage, locale: str) -> str:
    """Say how far the machine is; nothing before anybody asked."""
    if page.state is None or page.began_at is None:
        return ""
    if page.state is RunState.DONE:
        return _("Looked for on %(day)s.", day=formats.day(locale, page.began_at.date()))
    done, total = formats.number(locale, page.done), formats.number(locale, page.total)
    if page.is_by_meaning:
        return _("Contributions read: %(done)s/%(count)s", done=done, count=total)
    return _("Languages read: %(done)s/%(count)s", done=done, count=total)


def method_label(page: GroupsPage) -> str:
    """Say how the groups were made; nothing before there are any."""
    if not page.groups:
        return ""
    if page.is_by_meaning:
        return _("These groups were made across languages, by meaning.")
    return _("These groups were made language by language, by words.")


def name_label(source_locale: str, locale: str) -> str:
    """Return what the field of the name is called."""
    return _("Name, in %(language)s", language=formats.language_in_words(locale, source_locale))
