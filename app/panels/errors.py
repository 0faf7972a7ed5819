"""What variant panels refuse."""

from __future__ import annotations

from app.core.errors import N_, DomainError, Unprocessable


class TooFewVariants(Unprocessable):
    """Nothing to compare, or too much."""

    code = "too_few_variants"
    message = N_("Choose two to six missions of this campaign.")
    field = "missions"


class VariantTaken(DomainError):
    """A mission is compared already."""

    code = "variant_taken"
    message = N_("One of these missions is a variant of another comparison already.")
    field = "missions"


class VariantBegun(DomainError):
    """So many have begun a variant that it may be told: they cannot be given another one fairly. A few stay unsaid."""

    code = "variant_begun"
    message = N_("People have begun one of these missions already. Compare missions before anybody opens them.")
    field = "missions"


class ResultsShown(DomainError):
    """The comparison has shown figures: who does not like them cannot begin another one."""

    code = "results_shown"
    message = N_("Figures of this comparison have appeared already: it can no longer be given up.")


class NotAskedEverywhere(Unprocessable):
    """The variants are not asked the same questions."""

    code = "not_asked_everywhere"
    message = N_("Ask this questionnaire in each of these missions first.")
    field = "questionnaire"
