"""What people send to write themes and to give them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _l
from wtforms import SelectField, SelectMultipleField
from wtforms.validators import InputRequired
from wtforms.widgets import CheckboxInput, ListWidget

from app.core import idents
from app.i18n import formats
from app.themes.queries.lists import ThemeNames
from app.themes.service.give import ThemesInput
from app.themes.service.write import ThemeInput
from app.themes.types import NAME_MAX_CHARS
from app.web.context import current_locale
from app.web.forms import BaseForm, IdempotentForm, LineField, VersionedForm, choices
from app.web.translated_form import TranslatedForm, name_in, with_fields

UNFOLDED_MAX = 24  # themes to tick, all in sight


class ThemeForm(TranslatedForm, VersionedForm, IdempotentForm):
    """The name of a theme in each language. ``theme_form`` adds the fields."""

    WORDS = ("name",)

    def to_input(self) -> ThemeInput:
        """Return what the use cases take."""
        return ThemeInput(self.words("name"), self.submission_key, self.written_against, is_correction=self.corrects)


def theme_form(locales: Iterable[str], stored: tuple[int, ThemeNames] | None = None, *, sent: bool = True) -> ThemeForm:
    """Return the form in those languages, filled with the version and the names of a theme when there is one."""
    known = tuple(locales)
    fields: dict[str, Any] = {"LOCALES": known}
    for locale in known:
        fields[name_in("name", locale)] = LineField(
            _l("Name, in %(language)s", language=formats.language_in_words(current_locale(), locale)),
            NAME_MAX_CHARS,
            required=locale == known[0],
        )
    data: dict[str, Any] | None = None
    if stored:
        version, names = stored
        data = {name_in("name", locale): names.states[locale].value for locale in known} | {"version": version}
    return with_fields(ThemeForm, fields, data, sent=sent)


class MergeThemeForm(BaseForm):
    """The theme that another one becomes a part of."""

    into = SelectField(_l("Merge into"), [InputRequired(_l("Please choose one."))])

    def __init__(self, names: Mapping[int, str]) -> None:
        super().__init__()
        self.into.choices = choices(_offered(names))

    @property
    def into_id(self) -> int:
        """The number of the theme chosen."""
        return idents.decode(self.into.data)


class GivenForm(BaseForm):
    """The themes of one contribution."""

    themes = SelectMultipleField(_l("Themes"), widget=ListWidget(prefix_label=False), option_widget=CheckboxInput())

    def __init__(self, names: Mapping[int, str], given: Collection[int]) -> None:
        self.before = [idents.encode(theme_id) for theme_id in sorted(given)]
        super().__init__(data={"themes": self.before})
        self.themes.choices = choices(_offered(names))

    @property
    def shown(self) -> list[Any]:
        """The tick boxes that are always in sight."""
        return [option for option in self.themes if option.data in self._in_sight]

    @property
    def folded(self) -> list[Any]:
        """The other tick boxes."""
        return [option for option in self.themes if option.data not in self._in_sight]

    @property
    def _in_sight(self) -> frozenset[str]:
        """Which themes: those that are ticked or were, and where there are few, all of them."""
        offered = frozenset(option.data for option in self.themes)
        return offered if len(offered) <= UNFOLDED_MAX else frozenset([*self.before, *(self.themes.data or ())])

    def to_input(self) -> ThemesInput:
        """Return what differs from what the form showed."""
        offered = {option.data for option in self.themes}
        before = set(request.form.getlist("before")) & offered
        chosen = set(self.themes.data or ())
        return ThemesInput(_numbers(chosen - before), _numbers(before - chosen))


class GroupForm(IdempotentForm):
    """The name of a theme that a proposed group becomes, in the campaign's own language."""

    name = LineField(_l("Name"), NAME_MAX_CHARS)

    def to_input(self, source_locale: str) -> ThemeInput:
        """Return what the use case takes."""
        return ThemeInput({source_locale: (self.name.data or "")[:NAME_MAX_CHARS]}, self.submission_key)


class SortForm(BaseForm):
    """One theme for several contributions."""

    theme = SelectField(_l("Theme"), [InputRequired(_l("Please choose one."))])

    def __init__(self, names: Mapping[int, str]) -> None:
        super().__init__()
        self.theme.choices = choices([("", ""), *_offered(names)])

    @property
    def chosen(self) -> frozenset[str]:
        """The contributions ticked, as their public numbers."""
        return frozenset(request.form.getlist("item"))

    @property
    def feedback_ids(self) -> frozenset[int]:
        """Their numbers; what is no number is left out."""
        return _numbers(self.chosen)

    @property
    def theme_id(self) -> int:
        """The number of the theme chosen."""
        return idents.decode(self.theme.data)


def _offered(names: Mapping[int, str]) -> list[tuple[str, str]]:
    return [
        (idents.encode(theme_id), name) for theme_id, name in sorted(names.items(), key=lambda each: each[1].casefold())
    ]


def _numbers(values: Iterable[str]) -> frozenset[int]:
    found = set()
    for value in values:
        try:
            found.add(idents.decode(value))
        except ValueError:
            continue
    return frozenset(found)
