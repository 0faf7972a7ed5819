"""Shape of what the browser sends to add a product. Rules live in the service."""

from __future__ import annotations

from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField, RadioField, ValidationError
from wtforms.validators import InputRequired, NumberRange, Optional

from app.products.queries import ProductRow
from app.products.service import ProductInput
from app.products.types import COST_MAX_CENTS, LINK_MAX_CHARS, Channel, Cost, Owner
from app.web.forms import LineField, VersionedForm, choices
from app.web.number_field import NumberField

CODE_MAX_CHARS = 60
NAME_MAX_CHARS = 120
MARKETS_MAX_CHARS = 120
COUNTRY_LETTERS = 2


class ProductForm(VersionedForm):
    """Whose it is, where customers use it, in which countries, and what it costs who tries it."""

    name = LineField(_l("Name"), NAME_MAX_CHARS)
    code = LineField(
        _l("Code"), CODE_MAX_CHARS, description=_l("Lower-case letters, digits and hyphens, as in loan-app.")
    )
    owner = RadioField(_l("Owner"), [InputRequired(_l("Please choose one."))], default=Owner.OWN)
    channel = RadioField(_l("Channel"), [InputRequired(_l("Please choose one."))], default=Channel.APP)
    markets = LineField(
        _l("Countries"),
        MARKETS_MAX_CHARS,
        required=False,
        description=_l("Two-letter codes, separated by commas, as in PT, DE."),
    )
    link = LineField(
        _l("Link"), LINK_MAX_CHARS, required=False, description=_l("Where people find it: a page, or a store.")
    )
    cost = NumberField(
        _l("Cost to the tester"),
        [Optional(), NumberRange(0, COST_MAX_CENTS / 100, _l("Enter an amount from 0 to 100,000."))],
        description=_l("Enter 0 where it costs nothing. Left empty, nothing is said."),
    )
    currency = LineField(_l("Currency"), 3, required=False, description=_l("Three letters, as in EUR."))
    is_refunded = BooleanField(_l("The company refunds it"))

    def __init__(self, row: ProductRow | None = None, *, sent: bool = True) -> None:
        given: dict[str, Any] = {} if sent else {"formdata": None}
        super().__init__(data=_stored(row) if row else None, **given)
        if row:
            del self.code
            self.row_code = row.code
        self.owner.choices = choices(owner_labels().items())
        self.channel.choices = choices(channel_labels().items())

    row_code = ""  # of the product that is changed

    def validate_markets(self, _field: LineField) -> None:
        """Refuse what is not a country's two letters."""
        if any(len(code) != COUNTRY_LETTERS or not (code.isascii() and code.isalpha()) for code in self._markets()):
            raise ValidationError(_("Enter each country’s two-letter code, separated by commas."))

    def to_input(self) -> ProductInput:
        """Return what the use case takes."""
        amount = self.cost.data
        cents = None if amount is None else round(amount * 100)
        currency = (self.currency.data or "").upper()
        return ProductInput(
            code=self.row_code or self.code.data or "",
            name=self.name.data or "",
            owner=Owner(self.owner.data),
            channel=Channel(self.channel.data),
            markets=self._markets(),
            link=self.link.data or "",
            cost=None if cents is None else Cost(cents, currency, bool(self.is_refunded.data)),
            version=self.written_against,
        )

    def _markets(self) -> tuple[str, ...]:
        return tuple(code.strip() for code in (self.markets.data or "").split(",") if code.strip())


def _stored(row: ProductRow) -> dict[str, Any]:
    return {
        "name": row.name,
        "owner": row.owner.value,
        "channel": row.channel.value,
        "markets": ", ".join(row.markets),
        "link": row.link,
        "cost": row.cost.cents / 100 if row.cost else None,
        "currency": row.cost.currency if row.cost else "",
        "is_refunded": bool(row.cost and row.cost.is_refunded),
        "version": str(row.version),
    }


def owner_labels() -> dict[Owner, str]:
    """Return whose a product may be, in words."""
    return {Owner.OWN: _("The group’s own"), Owner.COMPETITOR: _("A competitor’s")}


def channel_labels() -> dict[Channel, str]:
    """Return where customers may use a product, in words."""
    return {Channel.APP: _("Mobile app"), Channel.WEB: _("Website"), Channel.BRANCH: _("Branch")}
