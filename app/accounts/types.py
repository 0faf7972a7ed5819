"""States of an account and of a mandate, and where in a company somebody works."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from app.core.errors import N_


class PersonStatus(StrEnum):
    """Whether a person may sign in."""

    ACTIVE = "active"
    DISABLED = "disabled"


class MandateStatus(StrEnum):
    """Where a mandate stands. Only a given one gives rights, on its days."""

    PROPOSED = "proposed"  # the person holds a role that excludes this one: a second colleague must agree
    GIVEN = "given"
    REFUSED = "refused"  # the second colleague did not agree
    ENDED = "ended"  # before its last day
    CANCELLED = "cancelled"  # before its first day, or before anybody agreed


class Function(StrEnum):
    """In which part of their company somebody works, as they say themselves."""

    MARKETING = "marketing"
    HUMAN_RESOURCES = "human_resources"
    COMMUNICATION = "communication"
    SALES = "sales"
    CUSTOMER_SERVICE = "customer_service"
    PRODUCT = "product"
    IT = "it"
    FINANCE = "finance"
    RISK = "risk"


# What a local team should have among its ambassadors and community managers.
FUNCTIONS_NEEDED = (Function.MARKETING, Function.HUMAN_RESOURCES, Function.COMMUNICATION)

# How they are called (msgids), in the order of the list people choose from.
FUNCTION_WORDS: Mapping[Function, str] = {
    Function.MARKETING: N_("Marketing"),
    Function.HUMAN_RESOURCES: N_("Human resources"),
    Function.COMMUNICATION: N_("Communication"),
    Function.SALES: N_("Sales and branches"),
    Function.CUSTOMER_SERVICE: N_("Customer service"),
    Function.PRODUCT: N_("Products"),
    Function.IT: N_("Information technology"),
    Function.FINANCE: N_("Finance"),
    Function.RISK: N_("Risk and compliance"),
}
