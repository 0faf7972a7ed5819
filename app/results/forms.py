"""What is sent to draft a results page and to publish it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, SelectField, SelectMultipleField
from wtforms.widgets import CheckboxInput, ListWidget

from app.core import idents
from app.i18n import formats
from app.results.queries import ResultsDraft
from app.results.service import EntryInput, ResultsInput
from app.results.types import (
    CHANGES_MAX_CHARS,
    INTRO_MAX_CHARS,
    SENTENCE_MAX_CHARS,
    ResultsChart,
    ResultsEntry,
    charts_in_order,
)
from app.web.context import current_locale
from app.web.forms import BaseForm, TextField, VersionedForm, choices
from app.web.translated_form import TranslatedForm, name_in, with_fields


class ResultsForm(TranslatedForm, VersionedForm):
    """The introduction by language, and what stands on the page. ``results_form`` adds the languages."""

    WORDS = ("intro",)

    decisions = SelectMultipleField(
        _l("Decisions on this page"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("A no has the same place as a yes."),
    )
    shows_figures = BooleanField(_l("Show what was answered, decided and done"))
    charts = SelectMultipleField(
        _l("Charts on this page"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("A version keeps the numbers of the day it is published, without links."),
    )
    first_quote = SelectField(
        _l("First quotation"),
        default="",
        description=_l("Only what is highlighted with its author’s agreement can be quoted."),
    )
    second_quote = SelectField(_l("Second quotation"), default="")
    third_quote = SelectField(_l("Third quotation"), default="")

    @property
    def quotes(self) -> tuple[Any, ...]:
        """The fields of the quotations, in their order."""
        return (self.first_quote, self.second_quote, self.third_quote)

    def offer(
        self,
        pairs: Iterable[tuple[int, str]],
        charts: Mapping[ResultsChart, str],
        quotes: Iterable[tuple[int, str]],
    ) -> None:
        """Print which decisions there are, which charts, and which quotations."""
        offered = choices([("", _("No quotation")), *((idents.encode(number), title) for number, title in quotes)])
        for field in self.quotes:
            field.choices = offered
        self.decisions.choices = choices((idents.encode(number), label) for number, label in pairs)
        self.charts.choices = choices((chart.value, label) for chart, label in charts.items())

    def to_input(self) -> ResultsInput:
        """Return what the use case takes."""
        return ResultsInput(
            self.words("intro"),
            tuple(idents.decode(one) for one in self.decisions.data or ()),
            bool(self.shows_figures.data),
            self.written_against,
            charts_in_order(self.charts.data or ()),
            tuple(idents.decode(field.data) for field in self.quotes if field.data),
        )


def results_form(locales: Sequence[str], draft: ResultsDraft, *, sent: bool = True) -> ResultsForm:
    """Return the form as the draft stands, the campaign's first language first."""
    fields = _fields(
        "intro", locales, INTRO_MAX_CHARS, lambda language: _("Introduction, in %(language)s", language=language)
    )
    data: dict[str, Any] = {
        "decisions": [idents.encode(one.decision_id) for one in draft.content.entries],
        "charts": [one.value for one in draft.content.charts],
        "shows_figures": draft.content.shows_figures,
        "version": str(draft.version),
    }
    quoted = [idents.encode(one) for one in draft.content.quotes]
    data |= dict(zip(("first_quote", "second_quote", "third_quote"), quoted, strict=False))
    data |= {name_in("intro", locale): words for locale, words in draft.content.intro.items()}
    return with_fields(ResultsForm, fields, data, sent=sent)


class EntryForm(TranslatedForm, VersionedForm):
    """The words of one entry. ``entry_form`` adds the languages."""

    WORDS = ("said", "stands")

    def to_input(self) -> EntryInput:
        """Return what the use case takes."""
        return EntryInput(self.words("said"), self.words("stands"), self.written_against)


def entry_form(locales: Sequence[str], entry: ResultsEntry, version: int, *, sent: bool = True) -> EntryForm:
    """Return the form as the entry stands."""
    fields = _fields(
        "said", locales, SENTENCE_MAX_CHARS, lambda language: _("You said, in %(language)s", language=language)
    )
    fields |= _fields(
        "stands", locales, SENTENCE_MAX_CHARS, lambda language: _("Where it stands, in %(language)s", language=language)
    )
    data: dict[str, Any] = {"version": str(version)}
    data |= {name_in("said", locale): words for locale, words in entry.said.items()}
    data |= {name_in("stands", locale): words for locale, words in entry.stands.items()}
    return with_fields(EntryForm, fields, data, sent=sent)


class PublishResultsForm(VersionedForm):
    """What changed since the last version."""

    changes = TextField(_l("What has changed since the last version"), CHANGES_MAX_CHARS, required=False)

    def __init__(self, version: int, *, has_versions: bool, **options: Any) -> None:
        super().__init__(data={"version": str(version)}, **options)
        if not has_versions:
            del self.changes

    @property
    def said(self) -> str:
        """What changed, in words."""
        return (self.changes.data or "") if "changes" in self else ""


def _fields(what: str, locales: Sequence[str], limit: int, label: Callable[[str], str]) -> dict[str, Any]:
    fields: dict[str, Any] = {"LOCALES": tuple(locales)}
    for locale in locales:
        language = formats.language_in_words(current_locale(), locale)
        fields[name_in(what, locale)] = TextField(label(language), limit, required=False, render_kw={"rows": 3})
    return fields


def chosen_of(args: Mapping[str, str], locales: Sequence[str], fallback: str) -> str:
    """Return the language that an address asks for, if the page has it."""
    asked = args.get("language", "")
    return asked if asked in locales else fallback


class AimCampaignsForm(BaseForm):
    """Which campaigns are to serve an aim."""

    campaigns = SelectMultipleField(
        _l("Campaigns that are to serve this aim"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("Whoever records a decision in one of them finds this aim chosen already."),
    )

    def offer(self, pairs: Iterable[tuple[int, str]]) -> None:
        """Print which campaigns there are."""
        self.campaigns.choices = choices((str(number), label) for number, label in pairs)

    @property
    def campaign_ids(self) -> frozenset[int]:
        """Those that were chosen."""
        return frozenset(int(one) for one in self.campaigns.data or ())
