"""The form that writes a known issue: its words in each language of the campaign."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, SelectField
from wtforms.validators import InputRequired, Optional

from app.i18n import formats
from app.known_issues.queries import IssueRow, IssueTexts
from app.known_issues.service import IssueInput
from app.known_issues.types import BODY_MAX_CHARS, TITLE_MAX_CHARS, IssueState
from app.web.context import current_locale
from app.web.forms import IdempotentForm, LineField, TextField, VersionedForm, choices
from app.web.translated_form import TranslatedForm, name_in, with_fields

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


class IssueForm(TranslatedForm, VersionedForm, IdempotentForm):
    """What every language shares. ``issue_form`` adds the fields of the languages."""

    state = RadioField(_l("Status"), [InputRequired(_l("Please choose one."))], default=IssueState.OPEN)
    product = SelectField(_l("Product"), [Optional()], coerce=_product_id, validate_choice=False)

    def show(self, offer: IssueOffer) -> None:
        """Print the states, and the products of the campaign."""
        self.state.choices = choices(offer.states.items())
        self.product.choices = choices([("", _("No particular product")), *offer.products.items()])

    def to_input(self) -> IssueInput:
        """Return what the use cases take."""
        return IssueInput(
            title=self.words("title"),
            body=self.words("body"),
            state=IssueState(self.state.data),
            product_id=self.product.data,
            submission_key=self.submission_key,
            version=self.written_against,
            is_correction=self.corrects,
        )


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
        fields[name_in("title", locale)] = LineField(
            _l("Title, in %(language)s", language=language), TITLE_MAX_CHARS, required=is_source
        )
        fields[name_in("body", locale)] = TextField(
            _l("What is known, in %(language)s", language=language),
            BODY_MAX_CHARS,
            required=is_source,
            render_kw={"rows": 4},
        )
    form = with_fields(IssueForm, fields, _stored(*stored) if stored else None, sent=sent)
    form.show(offer)
    return form


def _stored(row: IssueRow, texts: IssueTexts) -> dict[str, Any]:
    data: dict[str, Any] = {"state": row.state, "product": row.product_id, "version": row.version}
    for locale in texts.locales:
        data[name_in("title", locale)] = texts.title[locale].value
        data[name_in("body", locale)] = texts.body[locale].value
    return data
