"""Forms of the house rules."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Self

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field, RadioField
from wtforms.validators import InputRequired

from app.campaigns.types import ModerationTiming
from app.house_rules.queries import RulesTexts, WordsRow
from app.house_rules.service import RulesInput, WordsInput
from app.house_rules.types import RULES_MAX_CHARS
from app.i18n import formats
from app.texts.types import TextProgress
from app.web.context import current_locale
from app.web.forms import TextField, VersionedForm, choices
from app.web.translated_form import TranslatedForm, name_in, with_fields

LIST_MAX_CHARS = 60_000
WORDS_LABEL = _l("Words that a moderator always reads first")
WORDS_HINT = _l(
    "One word or phrase per line, in any language. Capitals, accents and endings make no difference; parts of words do "
    "not match."
)
TIMINGS = (
    (ModerationTiming.FIRST, _l("First contributions are read before they appear")),
    (ModerationTiming.AFTER, _l("Everything appears at once, and is read afterwards")),
    (ModerationTiming.BEFORE, _l("Everything is read before it appears")),
)


class HeldWordsForm(VersionedForm):
    """The words that always wait in an entity."""

    words = TextField(WORDS_LABEL, LIST_MAX_CHARS, required=False, description=WORDS_HINT, render_kw={"rows": 12})

    @classmethod
    def of(cls, row: WordsRow, *, sent: bool = True, **more: Any) -> Self:
        """Return the form of a list; ``sent`` tells that a browser may be sending this very form."""
        data = {"words": "\n".join(row.words), "version": str(row.version), **more}
        given: dict[str, Any] = {} if sent else {"formdata": None}
        return cls(data=data, **given)

    def to_input(self) -> WordsInput:
        """Return what the use case takes."""
        return WordsInput(tuple((self.words.data or "").splitlines()), self.written_against)


class CampaignModerationForm(HeldWordsForm):
    """When moderators read what a campaign is sent, and the words that always wait there."""

    timing = RadioField(
        _l("When a moderator reads what is sent"), [InputRequired(_l("Please choose one."))], choices=choices(TIMINGS)
    )

    @property
    def chosen(self) -> ModerationTiming:
        """When moderators read what is sent."""
        return ModerationTiming(self.timing.data)


class RulesForm(TranslatedForm, VersionedForm):
    """What an entity adds to the rules, language by language. ``rules_form`` adds the fields."""

    WORDS = ("rules",)

    def to_input(self) -> RulesInput:
        """Return what the use case takes."""
        confirmed = (locale for locale in self.LOCALES if (tick := self.tick(locale)) is not None and tick.data)
        return RulesInput(self.words("rules"), tuple(confirmed), self.written_against)

    def tick(self, locale: str) -> Field | None:
        """Return the box that says that an outdated translation is still right."""
        return self._fields.get(name_in("right", locale))


def rules_form(texts: RulesTexts, *, sent: bool = True) -> RulesForm:
    """Return the form of an entity's rules; ``sent`` tells that a browser may be sending this very form."""
    fields: dict[str, Any] = {"LOCALES": texts.locales}
    data: dict[str, Any] = {"version": str(texts.version)}
    for locale in texts.locales:
        language = formats.language_in_words(current_locale(), locale)
        fields[name_in("rules", locale)] = TextField(
            _l("Rules, in %(language)s", language=language), RULES_MAX_CHARS, required=False, render_kw={"rows": 6}
        )
        state = texts.states.get(locale)
        data[name_in("rules", locale)] = state.value if state else ""
        if state is not None and state.state is TextProgress.OUTDATED:
            fields[name_in("right", locale)] = BooleanField(_l("This translation is still right"))
    return with_fields(RulesForm, fields, data, sent=sent)


def language_progress(texts: RulesTexts, labels: Mapping[TextProgress, str]) -> dict[str, str]:
    """Return how far each language is, in words."""
    missing = labels[TextProgress.MISSING]
    return {
        locale: labels[texts.states[locale].state] if locale in texts.states else missing for locale in texts.locales
    }
