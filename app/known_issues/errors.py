"""What known issues refuse."""

from __future__ import annotations

from app.core.errors import N_, Unprocessable


class IssueSourceMissing(Unprocessable):
    """The issue lacks its words in the campaign's own language."""

    code = "issue_source_missing"
    message = N_("First enter the known issue in the language of the campaign.")


class ProductOfAnotherCampaign(Unprocessable):
    """The campaign does not test that product."""

    code = "product_of_another_campaign"
    message = N_("This campaign does not test that product.")
    field = "product"
