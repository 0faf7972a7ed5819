"""What the rules of entities refuse."""

from __future__ import annotations

from app.core.errors import N_, DomainError


class EntityCodeTaken(DomainError):
    """Another entity is reached by that code."""

    code = "entity_code_taken"
    message = N_("Another entity already has this code.")
    field = "code"


class UnreadableCode(DomainError):
    """The code would not read well in an address."""

    code = "entity_code_unreadable"
    message = N_("A code can contain only lower-case letters a to z, digits and single hyphens.")
    status = 422
    field = "code"


class UnknownTimeZone(DomainError):
    """No such time zone."""

    code = "entity_time_zone_unknown"
    message = N_("This time zone does not exist. Use a name such as Europe/Lisbon.")
    status = 422
    field = "time_zone"


class DefaultLanguageNotSpoken(DomainError):
    """The default language must be one the entity works in."""

    code = "entity_default_language_not_spoken"
    message = N_("The default language must be one of the entity’s languages.")
    status = 422
    field = "default_locale"
