"""Orange: nobody manages the community of the edition, or nobody stands in when that person is away."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select

from app.accounts.models import Mandate, Person
from app.campaigns.models import Edition
from app.core.errors import N_
from app.policy.actor import Role
from app.readiness.queries.check import Check
from app.readiness.queries.checks.mandates import holds_in_edition
from app.readiness.types import CheckedEdition, CheckFinding, CheckWords, Colour, MendLink


def _judge(subject: CheckedEdition, count: int | None) -> Iterable[CheckFinding]:
    if not count:
        yield CheckFinding(
            "cover", Colour.ORANGE, CheckWords(N_("Nobody manages the community of this edition.")), _link(subject)
        )
    elif count == 1:
        words = CheckWords(N_("One person alone manages the community: nobody stands in when they are away."))
        yield CheckFinding("cover", Colour.ORANGE, words, _link(subject))


def _link(subject: CheckedEdition) -> MendLink:
    return MendLink("team.team", N_("See the team"), {"code": subject.entity_code}, is_for_all=True)


CHECK = Check(
    name="cover",
    ready=lambda _subject: CheckWords(N_("Several people can manage the community of this edition.")),
    link=_link,
    judge=_judge,
    of_edition=select(func.count(Mandate.person_id.distinct()))
    .join(Person, Person.id == Mandate.person_id)
    .where(holds_in_edition({Role.COMMUNITY_MANAGER}))
    .correlate(Edition)
    .scalar_subquery(),
)
