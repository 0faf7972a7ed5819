"""How many questionnaires were sent, as it may be told to whoever sees a campaign."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from app.campaigns.queries import CampaignRow
from app.core import clock
from app.figures.weeks import monday_of
from app.policy.actor import Actor
from app.policy.check import require_sight
from app.policy.masking import add_up, blocks_until, people_shown, threshold_of
from app.policy.rules import Action
from app.questionnaires.models import Questionnaire, Response, Wave
from app.questionnaires.types import Moment, ResponseState


def responses_shown(session: Session, actor: Actor, campaigns: Iterable[CampaignRow]) -> int | None:
    """Return how many questionnaires were sent in campaigns, at least; ``None``: too few to say. One statement.

    Of each wave and edition apart, up to the last week that fills a block, as summaries count them, in steps of the
    campaign's threshold. Applications are not counted.

    :raises NotFound: the actor may not see one of the campaigns
    """
    thresholds = {}
    for campaign in campaigns:
        require_sight(actor, Action.CAMPAIGN_VIEW, campaign.facts)
        thresholds[campaign.id] = threshold_of(campaign.min_group)
    weeks: dict[tuple[int, int], dict[int, dict[date, int]]] = defaultdict(lambda: defaultdict(dict))
    for campaign_id, wave_id, edition_id, week, count in session.execute(
        select(Questionnaire.campaign_id, Wave.id, Response.edition_id, Response.sent_week, func.count())
        .join(Wave, Wave.questionnaire_id == Questionnaire.id)
        .join(Response, Response.wave_id == Wave.id)
        .where(
            Questionnaire.campaign_id.in_(thresholds),
            Wave.moment != Moment.SCREENING,
            Response.state == ResponseState.SENT,
            Response.sent_week < monday_of(clock.today()),
        )
        .group_by(Questionnaire.campaign_id, Wave.id, Response.edition_id, Response.sent_week)
    ):
        if week is not None:  # it is always there once sent
            weeks[campaign_id, wave_id][edition_id][week] = count
    shown = []
    for (campaign_id, _wave_id), by_edition in weeks.items():
        threshold = thresholds[campaign_id]
        for edition_id, until in blocks_until(by_edition, threshold).items():
            people = sum(count for week, count in by_edition[edition_id].items() if week <= until)
            shown.append(people_shown(people, threshold))
    return add_up(shown)
