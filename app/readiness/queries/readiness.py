"""The list: what every check says of some editions, for the same few statements whatever their number."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition, Phase
from app.campaigns.types import PhaseKind
from app.core import clock
from app.core.errors import NotFound
from app.db.json_rows import JsonRows
from app.entities.models import Entity
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action
from app.readiness.queries.check import Check
from app.readiness.queries.registry import CHECKS
from app.readiness.types import CheckedEdition, CheckFinding, Colour, Readiness

_SUBJECT = (
    Edition.id, Edition.campaign_id, Edition.entity_id, Campaign.slug, Campaign.source_locale, Entity.code,
    Entity.country, Entity.default_locale, Entity.locales, Entity.time_zone,
    select(JsonRows(Phase.kind, Phase.ends_at.is_(None)))
    .where(Phase.edition_id == Edition.id)
    .correlate(Edition)
    .scalar_subquery(),
)  # fmt: skip
_OF_EDITION = tuple(check for check in CHECKS if check.of_edition is not None)
_OF_CAMPAIGN = tuple(check for check in CHECKS if check.of_campaign is not None)


def readiness_of(session: Session, actor: Actor, edition_id: int) -> Readiness:
    """Return what the checks say of one edition. As many statements as for several.

    :raises NotFound: no such edition
    :raises Forbidden: only who prepares or approves it may know
    """
    found = readiness_of_editions(session, actor, [edition_id])
    if edition_id not in found:
        raise NotFound
    return found[edition_id]


def readiness_of_editions(session: Session, actor: Actor, edition_ids: Collection[int]) -> Mapping[int, Readiness]:
    """Return what the checks say of editions, by number. None for no edition.

    Two statements, and those of the checks that read by themselves, whatever the number of editions.

    :raises Forbidden: only who prepares or approves them may know
    """
    if not edition_ids:
        return {}
    rows = session.execute(
        select(*_SUBJECT, *(check.of_edition for check in _OF_EDITION if check.of_edition is not None))
        .join(Campaign, Campaign.id == Edition.campaign_id)
        .join(Entity, Entity.id == Edition.entity_id)
        .where(Edition.id.in_(edition_ids)),
        {"today": clock.today()},
    ).all()
    subjects = [_subject(tuple(row)) for row in rows]
    for subject in subjects:
        place = Facts(campaign_id=subject.campaign_id, entity_id=subject.entity_id, edition_id=subject.edition_id)
        require(actor, Action.READINESS_VIEW, place)
    of_campaign = _of_campaigns(session, {subject.campaign_id for subject in subjects})
    read = {check.name: check.read(session, actor, subjects) for check in CHECKS if check.read is not None and subjects}
    return {
        subject.edition_id: _judged(
            subject,
            {check.name: row[len(_SUBJECT) + place] for place, check in enumerate(_OF_EDITION)}
            | of_campaign[subject.campaign_id]
            | {name: by_edition[subject.edition_id] for name, by_edition in read.items()},
        )
        for subject, row in zip(subjects, rows, strict=True)
    }


def _of_campaigns(session: Session, campaign_ids: Collection[int]) -> dict[int, dict[str, Any]]:
    columns = [check.of_campaign for check in _OF_CAMPAIGN if check.of_campaign is not None]
    rows = session.execute(select(Campaign.id, *columns).where(Campaign.id.in_(campaign_ids)))
    return {row[0]: {check.name: row[1 + place] for place, check in enumerate(_OF_CAMPAIGN)} for row in rows}


def _judged(subject: CheckedEdition, values: Mapping[str, Any]) -> Readiness:
    found = [finding for check in CHECKS for finding in _findings(check, subject, values.get(check.name))]
    order = list(Colour)
    return Readiness(subject.edition_id, tuple(sorted(found, key=lambda each: order.index(each.colour))), values)


def _findings(check: Check, subject: CheckedEdition, value: object) -> Iterable[CheckFinding]:
    found = list(check.judge(subject, value))
    return found or [CheckFinding(check.name, Colour.GREEN, check.ready(subject), check.link(subject))]


def _subject(row: Sequence[Any]) -> CheckedEdition:
    first, (locales, time_zone, phases) = row[: len(_SUBJECT) - 3], row[len(_SUBJECT) - 3 : len(_SUBJECT)]
    dated = {PhaseKind(kind): bool(has_no_end) for kind, has_no_end in phases or ()}
    return CheckedEdition(*(*first, tuple(locales), time_zone, frozenset(dated), dated.get(PhaseKind.TEST, False)))
