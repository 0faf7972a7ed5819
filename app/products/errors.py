"""What the rules of products refuse."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class ProductCodeTaken(DomainError):
    """Another product has that code."""

    code = "product_code_taken"
    message = N_("Another product already has this code.")
    field = "code"


class UnreadableProductCode(DomainError):
    """The code would not read well in an address."""

    code = "product_code_unreadable"
    message = N_("A code can contain only lower-case letters a to z, digits and single hyphens.")
    status = 422
    field = "code"


class CostWithoutCurrency(DomainError):
    """An amount of money has a currency."""

    code = "product_cost_without_currency"
    message = N_("Enter the currency as its three letters, as in EUR.")
    status = 422
    field = "currency"


class UnsafeLink(DomainError):
    """The link leads nowhere that people may be sent."""

    code = "product_link_unsafe"
    message = N_("Enter a link that begins with https://.")
    status = 422
    field = "link"
