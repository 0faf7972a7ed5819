"""Orange: nobody manages the community of the edition, or nobody stands in when that person is away."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import bindparam, func, or_, select

from app.accounts.models import Mandate, Person
from app.accounts.types import MandateStatus, PersonStatus
from app.campaigns.models import Edition
from app.core.errors import N_
from app.policy.actor import Role
from app.readiness.queries.check import Check
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
    # In force or to come: somebody who stands in next month counts.
    of_edition=select(func.count(Mandate.person_id.distinct()))
    .join(Person, Person.id == Mandate.person_id)
    .where(
        Mandate.role == Role.COMMUNITY_MANAGER,
        Mandate.status == MandateStatus.GIVEN,
        or_(Mandate.ends_on.is_(None), Mandate.ends_on >= bindparam("today")),
        or_(Mandate.entity_id == Edition.entity_id, Mandate.entity_id.is_(None)),
        or_(Mandate.campaign_id == Edition.campaign_id, Mandate.campaign_id.is_(None)),
        Person.status == PersonStatus.ACTIVE,
    )
    .correlate(Edition)
    .scalar_subquery(),
)
