"""What questionnaires gave in a campaign, and how far people came in its missions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from sqlalchemy.orm import Session

from app.campaigns.queries import campaign_by_slug
from app.core import clock
from app.core.errors import NotFound
from app.dashboards.queries.campaign import EntityName, dashboard_facts
from app.figures.weeks import last_sunday
from app.missions.queries import MissionRow, missions_of
from app.player.queries import MissionCounts, mission_counts
from app.policy.actor import Actor
from app.policy.check import can, require_sight
from app.policy.facts import Facts
from app.policy.masking import threshold_of
from app.policy.rules import Action
from app.questionnaires.queries.beside import WavesBeside, waves_beside
from app.questionnaires.queries.summary import SummaryEdition
from app.texts.queries import EMPTY, ReadText, texts_of


@dataclass(frozen=True, slots=True)
class AnswersBoard:
    """Questionnaires and missions of a campaign, in one entity or in all the reader may see together."""

    slug: str
    title: ReadText
    settled_on: date  # a Sunday
    threshold: int
    entities: tuple[EntityName, ...]  # that the reader may choose from
    entity: EntityName | None
    missions: tuple[MissionRow, ...]
    counts: Mapping[int, MissionCounts]  # by mission
    waves: WavesBeside
    texts: Mapping[int, ReadText]


def answers_board(session: Session, actor: Actor, slug: str, entity_code: str) -> AnswersBoard:
    """Return what was answered and declared. Twelve statements at most, whatever the rows.

    Answers are those that the summaries of the questionnaires show to the same reader.

    :raises NotFound: no such campaign or entity, or its answers are not for the actor
    """
    campaign = campaign_by_slug(session, actor, slug)
    require_sight(actor, Action.DASHBOARD_CAMPAIGN, dashboard_facts(campaign))
    seen = [
        each
        for each in sorted(campaign.editions, key=lambda each: each.entity_name)
        if can(
            actor,
            Action.SUMMARY_VIEW,
            Facts(campaign_id=campaign.id, entity_id=each.entity_id, edition_id=each.id),
        )
    ]
    if entity_code:
        chosen = [each for each in seen if each.entity_code == entity_code]
        if not chosen:
            raise NotFound
    else:
        chosen = seen
    editions = [SummaryEdition(each.id, each.entity_id, each.entity_code, each.entity_name) for each in chosen]
    missions = tuple(missions_of(session, actor, campaign.id))
    counts = mission_counts(session, actor, (campaign.id, campaign.min_group), [each.entity_id for each in chosen])
    waves = waves_beside(session, actor, (campaign.id, campaign.min_group), editions)
    titles = (campaign.title_text_id, *(text_id for row in missions for text_id in row.text_ids), *waves.text_ids)
    texts = texts_of(session, actor, titles, campaign.default_locale)
    names = [EntityName(each.entity_code, each.entity_name) for each in seen]
    return AnswersBoard(
        slug,
        texts.get(campaign.title_text_id, EMPTY),
        last_sunday(clock.today()),
        threshold_of(campaign.min_group),
        tuple(names),
        next((name for name in names if name.code == entity_code), None),
        missions,
        counts,
        waves,
        texts,
    )
