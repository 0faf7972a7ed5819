"""Values that components print, made by several features."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from app.core.languages import UNDETERMINED
from app.i18n.formats import number
from app.i18n.locale import direction_of
from app.i18n.words import gettext as _
from app.texts.queries import ReadText


def lang_and_dir(language: str) -> tuple[str, str]:
    """Return ``lang`` and ``dir`` as HTML takes them; for a language nobody could tell, none and ``auto``."""
    return ("", "auto") if language in {"", UNDETERMINED} else (language, direction_of(language))


@dataclass(frozen=True, slots=True)
class Passage:
    """Words somebody wrote, with the language they are in."""

    body: str
    lang: str = ""  # "": the page's
    dir: str = ""


def passage_of(body: str, language: str) -> Passage:
    """Return words with their language and direction."""
    return Passage(body, *lang_and_dir(language))


def read_passage(read: ReadText) -> Passage:
    """Return an authored text in the language it was found in."""
    return passage_of(read.value, read.locale)


@dataclass(frozen=True, slots=True)
class Tile:
    """One figure, as ``ui/components/stat.html`` prints it: its name, its value, and the sentence about it."""

    label: str
    value: str
    note: str
    is_masked: bool = False
    url: str = ""
    share: float | None = None  # of the whole, from 0 to 1: drawn as a bar; None: no part of one


@dataclass(frozen=True, slots=True)
class Row:
    """One thing of a list, as ``ui/components/rows.html`` prints it."""

    title: Passage
    url: str  # "": nothing to open
    details: tuple[Passage, ...] = ()
    kind: str = ""  # a kind of contribution, for its shape
    status: str = ""
    tone: str = ""  # of the status: "late", "good", or "" for neither
    when: str = ""
    when_iso: str = ""
    new_label: str = ""  # says that it was not read yet, beside a dot
    is_current: bool = False  # it is open beside the list


@dataclass(frozen=True, slots=True)
class FilterOption:
    """One choice of a filter."""

    value: str
    label: str
    is_selected: bool


@dataclass(frozen=True, slots=True)
class Filter:
    """One filter, as ``ui/components/filter.html`` prints it: a list of options, a search field or a day."""

    name: str
    label: str
    options: tuple[FilterOption, ...] = ()
    query: str = ""
    is_day: bool = False

    @property
    def chosen(self) -> str:
        """What it narrows the list to, in words; nothing while the first of its options is chosen."""
        return self.query or next((option.label for option in self.options[1:] if option.is_selected), "")


@dataclass(frozen=True, slots=True)
class ChoiceLink:
    """A choice that is one link: a page of several, or a list with or without something."""

    label: str
    url: str
    is_current: bool = False


def filter_of(name: str, label: str, labels: Iterable[tuple[str, str]], chosen: str, *, everything: str = "") -> Filter:
    """Return a filter with a label for each value; ``everything``: what choosing none of them is called."""
    first = (FilterOption("", everything, is_selected=not chosen),) if everything else ()
    return Filter(name, label, (*first, *(FilterOption(value, words, value == chosen) for value, words in labels)))


def filters_label(filters: Iterable[Filter], locale: str) -> str:
    """Return what opens the filters of a list: how many narrow it now is part of it."""
    count = sum(bool(each.chosen) for each in filters)
    return _("Filters · %(count)s", count=number(locale, count)) if count else _("Filters")


def chosen_links(filters: Iterable[Filter], url_without: Callable[[str], str]) -> tuple[ChoiceLink, ...]:
    """Return what narrows a list, each as a link to the list without it; ``url_without`` takes a filter's name."""
    return tuple(ChoiceLink(each.chosen, url_without(each.name)) for each in filters if each.chosen)
