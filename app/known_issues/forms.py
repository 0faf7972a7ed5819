"""The form that writes a known issue: its words in each language of the campaign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import Field, RadioField, SelectField
from wtforms.validators import InputRequired, Optional

from app.i18n import formats
from app.i18n.locale import direction_of
from app.known_issues.queries import IssueRow, IssueTexts
from app.known_issues.service import IssueInput
from app.known_issues.types import IssueState
from app.web.context import current_locale
from app.web.forms import IdempotentForm, LineField, TextField, VersionedForm, choices

TITLE_MAX_CHARS = 120
BODY_MAX_CHARS = 1000
BIGGEST_ID = 2**31 - 1


def _product_id(value: object) -> int | None:
    """Read the number of a product; nothing chosen is none.

    :raises ValueError: no such number can be
    """
    number = int(str(value or 0))
    if not 0 <= number <= BIGGEST_ID:
        raise ValueError
    return number or None


@dataclass(frozen=True, slots=True)
class IssueOffer:
    """What an issue may say of itself, in the reader's language: where it stands, and products by their number."""

    states: Mapping[IssueState, str]
    products: Mapping[int, str]


@dataclass(frozen=True, slots=True)
class IssueSection:
    """The fields of one language."""

    locale: str
    name: str  # of the language, in the reader's
    direction: str
    is_source: bool
    title: Field
    body: Field

    @property
    def has_errors(self) -> bool:
        """Whether something here was refused."""
        return bool(self.title.errors or self.body.errors)


class IssueForm(VersionedForm, IdempotentForm):
    """What every language shares. ``issue_form`` adds the fields of the languages."""

    LOCALES: tuple[str, ...] = ()  # the campaign's own first

    state = RadioField(_l("Status"), [InputRequired(_l("Please choose one."))], default=IssueState.OPEN)
    product = SelectField(_l("Product"), [Optional()], coerce=_product_id, validate_choice=False)

    def show(self, offer: IssueOffer) -> None:
        """Print the states, and the products of the campaign."""
        self.state.choices = choices(offer.states.items())
        self.product.choices = choices([("", _("No particular product")), *offer.products.items()])

    def to_input(self) -> IssueInput:
        """Return what the use cases take."""
        return IssueInput(
            title=self._words("title"),
            body=self._words("body"),
            state=IssueState(self.state.data),
            product_id=self.product.data,
            submission_key=self.submission_key,
            version=self.written_against,
        )

    def sections(self) -> tuple[IssueSection, ...]:
        """Return the fields language by language."""
        return tuple(
            IssueSection(
                locale,
                formats.language_name(current_locale(), locale),
                direction_of(locale),
                locale == self.LOCALES[0],
                self._fields[_name("title", locale)],
                self._fields[_name("body", locale)],
            )
            for locale in self.LOCALES
        )

    def _words(self, what: str) -> dict[str, str]:
        return {locale: self._fields[_name(what, locale)].data or "" for locale in self.LOCALES}


def issue_form(
    locales: Sequence[str],
    offer: IssueOffer,
    stored: tuple[IssueRow, IssueTexts] | None = None,
    *,
    sent: bool = True,
) -> IssueForm:
    """Return the form in those languages, filled with an issue's words when there is one.

    ``sent`` tells that a browser may be sending this very form.
    """
    fields: dict[str, Any] = {"LOCALES": tuple(locales)}
    for locale in locales:
        language = formats.language_in_words(current_locale(), locale)
        is_source = locale == locales[0]
        fields[_name("title", locale)] = LineField(
            _l("Title, in %(language)s", language=language), TITLE_MAX_CHARS, required=is_source
        )
        fields[_name("body", locale)] = TextField(
            _l("What is known, in %(language)s", language=language),
            BODY_MAX_CHARS,
            required=is_source,
            render_kw={"rows": 4},
        )
    kind: type[IssueForm] = type("IssueForm", (IssueForm,), fields)
    given: dict[str, Any] = {} if sent else {"formdata": None}
    form: IssueForm = kind(data=_stored(*stored) if stored else None, **given)
    form.show(offer)
    return form


def _name(what: str, locale: str) -> str:
    return f"{what}_{locale.replace('-', '_')}"


def _stored(row: IssueRow, texts: IssueTexts) -> dict[str, Any]:
    data: dict[str, Any] = {"state": row.state, "product": row.product_id, "version": row.version}
    for locale in texts.locales:
        data[_name("title", locale)] = texts.title[locale].value
        data[_name("body", locale)] = texts.body[locale].value
    return data
