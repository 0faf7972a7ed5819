"""The entity takes part: nothing opens in one that is dormant."""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import select

from app.campaigns.models import Edition
from app.core.errors import N_
from app.entities.models import Entity
from app.entities.types import Stage
from app.readiness.queries.check import Check
from app.readiness.types import CheckedEdition, CheckFinding, CheckWords, Colour, MendLink


def _judge(subject: CheckedEdition, stage: Stage | None) -> Iterable[CheckFinding]:
    if stage is Stage.DORMANT:
        link = MendLink("gate.gate", N_("See the launch gate"), {"code": subject.entity_code}, is_for_all=True)
        yield CheckFinding("stage", Colour.RED, CheckWords(N_("This entity is dormant: nothing opens there.")), link)


CHECK = Check(
    name="stage",
    ready=lambda _subject: CheckWords(N_("The entity takes part.")),
    link=lambda _subject: None,
    judge=_judge,
    of_edition=select(Entity.stage).where(Entity.id == Edition.entity_id).correlate(Edition).scalar_subquery(),
)
