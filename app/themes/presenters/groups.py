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
from app.themes.queries.groups import GroupRow, GroupsPage, MemberRow
from app.themes.types import NAME_MAX_CHARS, RunState
from app.web.forms import sentence_of
from app.web.parts import Passage, passage_of

WORDS_IN_NAME = 3
BETWEEN_WORDS = "\u00a0· "  # no line begins with the dot


@dataclass(frozen=True, slots=True)
class MemberLine:
    """A contribution of a group, and why it is there: words they share, or the typical one that is nearest."""

    url: str
    title: Passage
    why: str
    reasons: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class GroupLine:
    """One proposed group, and what can become of it."""

    public_id: str
    title: str  # its words
    language: str
    count_label: str
    languages: tuple[str, ...]
    other_words: tuple[tuple[str, Passage], ...]  # by the name of their language
    typical: tuple[MemberLine, ...]
    more: tuple[MemberLine, ...]  # of the others, the first
    more_label: str
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
    titles = {row.id: BETWEEN_WORDS.join(row.words) for row in found}
    return [
        GroupLine(
            public_id=idents.encode(row.id),
            title=titles[row.id],
            language=row.language,
            count_label=count_label(row.cards, locale),
            languages=tuple(
                _("%(label)s: %(value)s", label=language_label(locale, code), value=formats.number(locale, count))
                for code, count in row.by_language
            ),
            other_words=tuple(
                (language_label(locale, code), passage_of(BETWEEN_WORDS.join(words), code))
                for code, words in row.other_words
            ),
            typical=tuple(map(_member_line, row.typical)),
            more=tuple(map(_member_line, row.members[len(row.typical) :])),
            more_label=_more_label(row, locale),
            name=typed if row.id == group_id else ", ".join(row.words[:WORDS_IN_NAME])[:NAME_MAX_CHARS].capitalize(),
            error=sentence_of(error) if error is not None and row.id == group_id else "",
            others=tuple((idents.encode(other), title) for other, title in titles.items() if other != row.id),
            accept_url=url_for("themes.accept_proposed", slug=slug, group_id=row.id),
            refuse_url=url_for("themes.refuse_proposed", slug=slug, group_id=row.id),
            merge_url=url_for("themes.merge_proposed", slug=slug, group_id=row.id),
        )
        for row in found
    ]


def _member_line(row: MemberRow) -> MemberLine:
    url, title = url_for("feedback.feedback", feedback_id=row.id), passage_of(row.title, row.language)
    if row.nearest is not None:
        return MemberLine(url, title, _("Nearest to it in meaning:"), (passage_of(*row.nearest),))
    if row.shared:
        words = tuple(passage_of(word, row.language) for word in row.shared)
        return MemberLine(url, title, _("Words it shares with the group:"), words)
    why = _("It is here without sharing words with the group: it was changed since, or came with a merged group.")
    return MemberLine(url, title, why, ())


def _more_label(row: GroupRow, locale: str) -> str:
    """Say how many of the others are shown, of how many."""
    shown, others = len(row.members) - len(row.typical), row.cards - len(row.typical)
    if shown == others:
        return _("The others of the group")
    return _(
        "The others of the group: %(count)s\u00a0of\u00a0%(total)s",
        count=formats.number(locale, shown),
        total=formats.number(locale, others),
    )


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
