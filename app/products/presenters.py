"""Products, ready to print."""

from __future__ import annotations

from flask_babel import gettext as _

from app.i18n import formats
from app.products.types import Cost


def cost_label(locale: str, cost: Cost | None) -> str:
    """Say what a product costs who tries it; "" where nobody said."""
    if cost is None:
        return ""
    if not cost.cents:
        return str(_("Costs nothing"))
    amount = formats.money(locale, cost.cents, cost.currency)
    if cost.is_refunded:
        return str(_("%(amount)s, which the company refunds", amount=amount))
    return str(_("%(amount)s, which you pay yourself", amount=amount))
