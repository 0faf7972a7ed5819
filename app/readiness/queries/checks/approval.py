"""A sponsor of the entity has approved the edition."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import func, select

from app.campaigns.models import Edition
from app.core.errors import N_
from app.readiness.models import EditionApproval
from app.readiness.queries.check import Check
from app.readiness.types import CheckedEdition, CheckFinding, CheckWords, Colour, MendLink


def _judge(subject: CheckedEdition, count: int | None) -> Iterable[CheckFinding]:
    if not count:
        words = CheckWords(N_("The sponsor has not approved this edition."))
        yield CheckFinding("approval", Colour.RED, words, _team(subject))


def _team(subject: CheckedEdition) -> MendLink:
    """Lead to who the sponsor is: they approve on this very list."""
    return MendLink("team.team", N_("See the team"), {"code": subject.entity_code})


CHECK = Check(
    name="approval",
    ready=lambda _subject: CheckWords(N_("The sponsor has approved this edition.")),
    link=_team,
    judge=_judge,
    of_edition=select(func.count())
    .select_from(EditionApproval)
    .where(EditionApproval.edition_id == Edition.id, EditionApproval.revoked_at.is_(None))
    .correlate(Edition)
    .scalar_subquery(),
)
