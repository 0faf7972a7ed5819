"""What the rules of campaigns refuse."""

from __future__ import annotations

from app.campaigns.types import CampaignPromise
from app.core.errors import N_, DomainError


class SlugTaken(DomainError):
    """Another campaign is reached by that address."""

    code = "campaign_slug_taken"
    message = N_("Another campaign already has this address.")
    field = "slug"


class UnreadableSlug(DomainError):
    """The address holds characters that are not allowed, or is that of another page."""

    code = "campaign_slug_unreadable"
    message = N_(
        "An address can contain only lower-case letters a to z, digits and single hyphens, and cannot be “new”. "
        "You could use: %(suggestion)s"
    )
    status = 422
    field = "slug"


class NoIdentityLevel(DomainError):
    """A campaign offers one identity level at least."""

    code = "campaign_without_identity_level"
    message = N_("Choose at least one identity level.")
    status = 422
    field = "identity_levels"


class OutOfRange(DomainError):
    """A minimum group or the promise is outside what the platform allows."""

    code = "campaign_value_out_of_range"
    message = N_(
        "The minimum numbers of people must be 5 or more, and the response time must be between 1 and 60\u00a0working "
        "days."
    )
    status = 422


class UnknownProduct(DomainError):
    """One of the products is gone."""

    code = "campaign_product_unknown"
    message = N_("One of the products no longer exists. Choose again.")
    status = 422
    field = "product_ids"


class ContractFrozen(DomainError):
    """The first contribution fixed what was promised to those who write."""

    code = "campaign_contract_frozen"
    message = N_(
        "The identity levels and the minimum groups were promised to the first contributors: they can no "
        "longer be changed."
    )
    field = "identity_levels"


class PromiseNeedsReason(DomainError):
    """Testers joined under a promise that would hold less; ``before`` and ``after`` are the two."""

    code = "campaign_promise_needs_reason"
    message = N_(
        "People have joined under the current promise, and part of it would become weaker. Enter a reason: "
        "everybody who joined is notified, and the reason appears on the campaign’s page."
    )
    status = 422
    field = "promise_reason"

    def __init__(self, before: CampaignPromise, after: CampaignPromise) -> None:
        super().__init__()
        self.before, self.after = before, after


class LocalSourceMissing(DomainError):
    """Words are translated from the language in which they are written first."""

    code = "edition_local_source_missing"
    message = N_("Write it in the first language of the entity too: the others are translated from it.")
    status = 422


class NoContactThere(DomainError):
    """Only somebody who holds a role in the entity is its contact."""

    code = "edition_no_contact_there"
    message = N_("This person no longer holds a role in the entity. Please choose somebody else.")
    status = 422
    field = "contact"


class AlreadyTakesPart(DomainError):
    """The entity takes part already."""

    code = "edition_already_there"
    message = N_("This entity is already taking part in the campaign.")
    field = "entity_id"


class EntityDormant(DomainError):
    """Nothing is prepared for an entity that no longer takes part."""

    code = "edition_entity_dormant"
    message = N_("This entity is dormant: it takes part again once the central team has woken it up.")
    field = "entity_id"


class TemplateTakesNoPart(DomainError):
    """A template never opens: a campaign begun from it does."""

    code = "template_takes_no_part"
    message = N_("No entity takes part in a template. Create a campaign from it first.")
    field = "entity_id"


class EntityTakesPart(DomainError):
    """People of one entity have one place in a campaign."""

    code = "entity_takes_part_elsewhere"
    message = N_("One of these entities has an edition of its own in this campaign, or is welcome in another.")
    field = "entity_ids"


class PhasesOutOfOrder(DomainError):
    """Phases follow one another: recruit, test, vote, close."""

    code = "edition_phases_out_of_order"
    message = N_(
        "Each phase must end after it starts, and no phase can start before the previous one has ended: "
        "recruitment, test, vote, closing."
    )
    status = 422


class OnlyTestStaysOpen(DomainError):
    """A phase has no last day that needs one, or follows one that has none."""

    code = "edition_only_test_stays_open"
    message = N_("Only the test can have no last day, and then no vote and no closing phase can follow it.")
    status = 422


class ExceptionTooLong(DomainError):
    """An exception ends, within two months."""

    code = "opening_exception_too_long"
    message = N_("Please choose a day from today, at most 60\u00a0days ahead.")
    status = 422
    field = "until"
