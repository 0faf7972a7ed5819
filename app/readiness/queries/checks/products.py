"""Something is tested."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select

from app.campaigns.models import Campaign, campaign_products
from app.core.errors import N_
from app.readiness.queries.check import Check
from app.readiness.types import CheckedEdition, CheckFinding, CheckWords, Colour, MendLink


def _judge(subject: CheckedEdition, count: int | None) -> Iterable[CheckFinding]:
    if not count:
        link = MendLink("campaigns.edit", N_("Choose a product"), {"slug": subject.slug})
        yield CheckFinding("products", Colour.RED, CheckWords(N_("No product has been chosen for the test.")), link)


CHECK = Check(
    name="products",
    ready=lambda _subject: CheckWords(N_("The products of the test have been chosen.")),
    link=lambda subject: MendLink("campaigns.products", N_("See the products"), {"slug": subject.slug}),
    judge=_judge,
    of_campaign=select(func.count())
    .select_from(campaign_products)
    .where(campaign_products.c.campaign_id == Campaign.id)
    .correlate(Campaign)
    .scalar_subquery(),
)
