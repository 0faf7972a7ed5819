"""Shape of what the browser sends to add a product. Rules live in the service."""

from __future__ import annotations

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import RadioField, ValidationError
from wtforms.validators import InputRequired

from app.products.service import ProductInput
from app.products.types import Channel, Owner
from app.web.forms import BaseForm, LineField, choices

CODE_MAX_CHARS = 60
NAME_MAX_CHARS = 120
MARKETS_MAX_CHARS = 120
COUNTRY_LETTERS = 2


class ProductForm(BaseForm):
    """Whose it is, where customers use it, and in which countries."""

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

    def __init__(self) -> None:
        super().__init__()
        self.owner.choices = choices(owner_labels().items())
        self.channel.choices = choices(channel_labels().items())

    def validate_markets(self, _field: LineField) -> None:
        """Refuse what is not a country's two letters."""
        if any(len(code) != COUNTRY_LETTERS or not (code.isascii() and code.isalpha()) for code in self._markets()):
            raise ValidationError(_("Enter each country’s two-letter code, separated by commas."))

    def to_input(self) -> ProductInput:
        """Return what the use case takes."""
        return ProductInput(
            code=self.code.data or "",
            name=self.name.data or "",
            owner=Owner(self.owner.data),
            channel=Channel(self.channel.data),
            markets=self._markets(),
        )

    def _markets(self) -> tuple[str, ...]:
        return tuple(code.strip() for code in (self.markets.data or "").split(",") if code.strip())


def owner_labels() -> dict[Owner, str]:
    """Return whose a product may be, in words."""
    return {Owner.OWN: _("The group’s own"), Owner.COMPETITOR: _("A competitor’s")}


def channel_labels() -> dict[Channel, str]:
    """Return where customers may use a product, in words."""
    return {Channel.APP: _("Mobile app"), Channel.WEB: _("Website"), Channel.BRANCH: _("Branch")}
