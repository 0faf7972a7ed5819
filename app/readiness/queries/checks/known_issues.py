"""Orange: nobody has said what is known already of the products, so testers will report it again."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select

from app.campaigns.models import Campaign
from app.core.errors import N_
from app.known_issues.models import KnownIssue
from app.readiness.queries.check import Check
from app.readiness.types import CheckedEdition, CheckFinding, CheckWords, Colour, MendLink


def _judge(subject: CheckedEdition, count: int | None) -> Iterable[CheckFinding]:
    if not count:
        link = MendLink("known_issues.create", N_("Enter a known issue"), {"slug": subject.slug})
        words = CheckWords(N_("No known issue is entered: testers will report what the product team knows already."))
        yield CheckFinding("known_issues", Colour.ORANGE, words, link)


CHECK = Check(
    name="known_issues",
    ready=lambda _subject: CheckWords(N_("The known issues have been entered.")),
    link=lambda subject: MendLink("known_issues.issues", N_("See the known issues"), {"slug": subject.slug}),
    judge=_judge,
    of_campaign=select(func.count())
    .select_from(KnownIssue)
    .where(KnownIssue.campaign_id == Campaign.id)
    .correlate(Campaign)
    .scalar_subquery(),
)
