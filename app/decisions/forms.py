"""What a sponsor sends, and what narrows the list of decisions."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from werkzeug.datastructures import MultiDict
from wtforms import RadioField, SelectField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.aims.queries import AimRow
from app.core import idents
from app.decisions.queries import DecidedFilters, Linkable
from app.decisions.service import REASON_MAX_CHARS, DecisionInput
from app.feedback.presenters.labels import verdict_labels
from app.feedback.types import Verdict
from app.i18n import formats
from app.web.context import current_locale
from app.web.forms import IdempotentForm, PreviewedForm, TextField, VersionField, choices
from app.web.translated_form import FreeTranslatedForm, name_in, with_fields


class DecisionForm(FreeTranslatedForm, PreviewedForm, IdempotentForm):
    """A verdict, its reason in several languages, and what it is about. ``decision_form`` adds the languages."""

    WORDS = ("translated",)

    verdict = RadioField(_l("Your decision"), [InputRequired(_l("Please choose one."))])
    reason = TextField(_l("Your reason"), REASON_MAX_CHARS)
    linked = SelectMultipleField(
        _l("Other contributions that this decides"),
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
        description=_l("They get the same decision and the same reason, and their authors are told."),
    )
    aim = SelectField(_l("Strategic aim it serves"), validate_choice=False)
    replaces = VersionField(default="")

    def offer(self, others: Iterable[Linkable], aims: Sequence[AimRow]) -> None:
        """Print what it can also be about and serve; a question without choices is not asked."""
        self.verdict.choices = list(verdict_labels().items())
        pairs = [(idents.encode(one.id), one.title) for one in others]
        self.linked.choices = choices(pairs)
        self.has_others = bool(pairs)
        offered = [(idents.encode(aim.id), aim.words) for aim in aims]
        self.aim.choices = choices([("", _l("No aim")), *offered])
        served = [idents.encode(aim.id) for aim in aims if aim.is_served]
        if len(served) == 1 and not self.is_submitted():  # what the campaign is to serve
            self.aim.data = served[0]
        self.has_aims = bool(offered)

    def to_input(self) -> DecisionInput:
        """Return what the service takes."""
        return DecisionInput(
            Verdict(self.verdict.data),
            self.reason.data or "",
            self.submission_key,
            replaces=ident_in(self.replaces.data),
            linked=tuple(idents.decode(one) for one in self.linked.data or ()),
            aim=ident_in(self.aim.data),
            translations={locale: words for locale, words in self.words("translated").items() if words},
        )


def decision_form(locales: Sequence[str], data: Mapping[str, Any]) -> DecisionForm:
    """Return the form with a field for the reason in each of the languages."""
    fields: dict[str, Any] = {"LOCALES": tuple(locales)}
    for locale in locales:
        language = formats.language_in_words(current_locale(), locale)
        fields[name_in("translated", locale)] = TextField(
            _l("Your reason, in %(language)s", language=language), REASON_MAX_CHARS, required=False
        )
    return with_fields(DecisionForm, fields, data)


def ident_in(text: str | None) -> int | None:
    """Return the number that a field names; ``None`` for nothing, and for what names none."""
    try:
        return idents.decode(text) if text else None
    except ValueError:
        return None


def decided_filters(args: MultiDict[str, str], slugs: Iterable[str], codes: Iterable[str]) -> DecidedFilters:
    """Return what an address asks of the list; what is not there is not asked."""
    verdict, campaign, entity = (args.get(name, "") for name in ("verdict", "campaign", "entity"))
    return DecidedFilters(
        campaign=campaign if campaign in set(slugs) else "",
        entity=entity if entity in set(codes) else "",
        verdict=Verdict(verdict) if verdict in set(Verdict) else None,
        aim=ident_in(args.get("aim", "")),
    )
