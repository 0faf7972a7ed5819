"""Forms that ask the same words in several languages: a field for each, a section of the page for each language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, Field

from app.i18n import formats
from app.i18n.locale import direction_of
from app.web.context import current_locale
from app.web.forms import BaseForm


class CorrectionForm(BaseForm):
    """A form of words that are translated: who changes them may say that they mean what they meant."""

    is_correction = BooleanField(
        _l("This corrects a mistake only: the translations stay valid"),
        description=_l("Otherwise they are out of date until somebody has looked at them."),
        false_values=(False, "false", "", "0"),
    )

    @property
    def corrects(self) -> bool:
        """Whether the words mean what they meant."""
        return bool(self.is_correction.data)


def name_in(what: str, locale: str) -> str:
    """Return the name of the field that asks ``what`` in a language."""
    return f"{what}_{locale.replace('-', '_')}"


@dataclass(frozen=True, slots=True)
class WordsSection:
    """The fields of one language, by what they ask."""

    locale: str
    name: str  # of the language, in the reader's
    direction: str
    is_source: bool
    fields: Mapping[str, Field]
    chip_label: str = ""  # how far the translation is, where that is said

    @property
    def has_errors(self) -> bool:
        """Whether something here was refused."""
        return any(field.errors for field in self.fields.values())


class TranslatedForm(CorrectionForm):
    """What every language shares. ``with_fields`` adds the fields of the languages, named by ``name_in``."""

    LOCALES: tuple[str, ...] = ()  # the one it is written in first comes first
    WORDS: tuple[str, ...] = ("title", "body")  # what is asked in each language

    @property
    def source(self) -> str:
        """The language in which everything is written first."""
        return self.LOCALES[0]

    def words(self, what: str) -> dict[str, str]:
        """Return what was written, by language."""
        return {locale: self._fields[name_in(what, locale)].data or "" for locale in self.LOCALES}

    def sections(self, chip_labels: Mapping[str, str] | None = None) -> tuple[WordsSection, ...]:
        """Return the fields language by language; ``chip_labels`` say how far each translation is."""
        return tuple(
            WordsSection(
                locale=locale,
                name=formats.language_name(current_locale(), locale),
                direction=direction_of(locale),
                is_source=locale == self.source,
                fields={what: self._fields[name_in(what, locale)] for what in self.WORDS},
                chip_label=(chip_labels or {}).get(locale, ""),
            )
            for locale in self.LOCALES
        )


class FreeTranslatedForm(TranslatedForm):
    """Words that are written in whichever language, in a field of their own, and translated into all of these."""

    @property
    def source(self) -> str:
        """None of the languages: the words in theirs stand beside."""
        return ""


AnyForm = TypeVar("AnyForm", bound=TranslatedForm)


def with_fields(
    form: type[AnyForm], fields: Mapping[str, object], data: Mapping[str, Any] | None = None, *, sent: bool = True
) -> AnyForm:
    """Return a form of that class with these fields too.

    ``sent`` tells that a browser may be sending this very form.
    """
    kind: type[AnyForm] = type(form.__name__, (form,), dict(fields))
    given: dict[str, Any] = {} if sent else {"formdata": None}
    return kind(data=data, **given)
