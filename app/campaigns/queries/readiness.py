"""What those who prepare a campaign need to know: which texts it has, and what an edition still lacks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy import text as sql
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition, Phase, campaign_products
from app.campaigns.queries.late import Lateness, lateness_of
from app.campaigns.queries.rows import CampaignRow, Missing, Readiness
from app.campaigns.types import EditionStatus, PhaseKind
from app.core.errors import NotFound
from app.entities.models import Entity
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action
from app.texts.models import Translation
from app.texts.queries import TextState, text_states
from app.texts.types import TranslationState

TEXTS = ("title", "pitch", "description")
LATE = "late"
NEEDED_PHASES = (PhaseKind.RECRUIT, PhaseKind.TEST)

# Missions stand above campaigns, so their tables are named, not imported: arrows go down only.
_MISSIONS = sql(
    "SELECT missions.number, missions.title_text_id, missions.body_text_id, mission_steps.title_text_id"
    " FROM missions LEFT JOIN mission_steps ON mission_steps.mission_id = missions.id"
    " WHERE missions.campaign_id = :campaign_id ORDER BY missions.number"
)


def readiness_of(session: Session, actor: Actor, edition_id: int) -> Readiness:
    """Return what an edition lacks before it can open, in the order of the work. Six statements.

    :raises NotFound: no such edition
    :raises Forbidden: only who prepares editions may know
    """
    found = session.execute(
        select(
            Edition.campaign_id,
            Edition.entity_id,
            Entity.default_locale,
            Campaign.title_text_id,
            Campaign.pitch_text_id,
            Campaign.description_text_id,
            select(func.count())
            .select_from(campaign_products)
            .where(campaign_products.c.campaign_id == Campaign.id)
            .scalar_subquery(),
        )
        .join(Campaign, Campaign.id == Edition.campaign_id)
        .join(Entity, Entity.id == Edition.entity_id)
        .where(Edition.id == edition_id)
    ).first()
    if found is None:
        raise NotFound
    campaign_id, entity_id, locale, title_id, pitch_id, description_id, product_count = found
    facts = Facts(campaign_id=campaign_id, entity_id=entity_id, edition_id=edition_id)
    require(actor, Action.EDITION_WRITE, facts)
    dated = set(session.scalars(select(Phase.kind).where(Phase.edition_id == edition_id)))
    missions = session.execute(_MISSIONS, {"campaign_id": campaign_id}).all()
    own = (title_id, pitch_id, description_id)
    shared = _Shared(own, missions, _validated(session, own, missions), has_product=bool(product_count))
    return shared.readiness(locale, dated, lateness_of(session, actor, [facts])[entity_id])


def readiness_of_drafts(session: Session, actor: Actor, campaign: CampaignRow) -> Mapping[int, Readiness]:
    """Return what each edition in preparation lacks, by its id. Five statements, none when all have opened.

    :raises Forbidden: only who prepares editions may know
    """
    drafts = [edition for edition in campaign.editions if edition.status is EditionStatus.DRAFT]
    for edition in drafts:
        require(actor, Action.EDITION_WRITE, edition.facts)
    if not drafts:
        return {}
    chosen = select(campaign_products.c.product_id).where(campaign_products.c.campaign_id == campaign.id).limit(1)
    has_product = session.scalar(chosen) is not None
    missions = session.execute(_MISSIONS, {"campaign_id": campaign.id}).all()
    validated = _validated(session, campaign.text_ids, missions)
    shared = _Shared(campaign.text_ids, missions, validated, has_product=has_product)
    lateness = lateness_of(session, actor, [edition.facts for edition in drafts])
    return {
        edition.id: shared.readiness(
            edition.default_locale, {phase.kind for phase in edition.phases}, lateness[edition.entity_id]
        )
        for edition in drafts
    }


def translations_of(session: Session, actor: Actor, campaign: CampaignRow) -> list[TextState]:
    """Return the campaign's texts in its source language and in those of its editions. Two statements.

    :raises Forbidden: only who writes the campaign works on its texts
    """
    require(actor, Action.CAMPAIGN_WRITE, campaign.facts)
    spoken = {locale for edition in campaign.editions for locale in edition.locales}
    locales = [campaign.source_locale, *sorted(spoken - {campaign.source_locale})]
    return text_states(session, actor, campaign.text_ids, locales)


@dataclass(frozen=True, slots=True)
class _Shared:
    """What all editions of a campaign have in common: its texts, its missions, what is validated, a product or none."""

    own: tuple[int, int, int]
    missions: Sequence[Any]
    validated: set[tuple[int, str]]
    has_product: bool

    def readiness(self, locale: str, dated: set[PhaseKind], lateness: Lateness) -> Readiness:
        """Return what an edition lacks in its language, or in the one that belongs to (``pt`` for ``pt-PT``)."""
        read = {locale, locale.split("-", maxsplit=1)[0]}
        ready = {text_id for text_id, validated_in in self.validated if validated_in in read}
        missing = [
            *(Missing(name) for name, text_id in zip(TEXTS, self.own, strict=True) if text_id not in ready),
            *([] if any(row[3] for row in self.missions) else [Missing("mission")]),
            *(Missing("mission_text", number) for number in _untranslated(self.missions, ready)),
            *(Missing(kind) for kind in NEEDED_PHASES if kind not in dated),
            *([] if self.has_product else [Missing("product")]),
            *([Missing(LATE, lateness.late)] if lateness.holds_back else []),
        ]
        return Readiness(locale, tuple(missing))


def _validated(session: Session, own: Iterable[int], missions: Sequence[Any]) -> set[tuple[int, str]]:
    """Return which texts of a campaign and its missions somebody validated, and in which language."""
    ids = {*own, *(text_id for row in missions for text_id in row[1:] if text_id)}
    rows = session.execute(
        select(Translation.text_id, Translation.locale).where(
            Translation.text_id.in_(ids), Translation.state == TranslationState.VALIDATED
        )
    )
    return {(text_id, locale) for text_id, locale in rows}


def _untranslated(missions: Iterable[Any], ready: set[int]) -> list[int]:
    """Return the numbers of the missions one of whose texts is not ready."""
    return sorted({row[0] for row in missions if any(text_id not in ready for text_id in row[1:] if text_id)})
