"""Reads of aims."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import Integer, String, column, exists, false, or_, select, table
from sqlalchemy.orm import Session

from app.aims.models import Aim, AimCampaign
from app.core.errors import NotFound
from app.entities.queries import EntityPlace
from app.policy.actor import Actor
from app.policy.check import require_sight
from app.policy.facts import Facts
from app.policy.rules import Action

SHOWN_MAX = 100
CAMPAIGNS_MAX = 500
_CAMPAIGNS = table("campaigns", column("id", Integer), column("slug", String), column("title_text_id", Integer))
_EDITIONS = table("editions", column("id", Integer), column("campaign_id", Integer), column("entity_id", Integer))
_WELCOMED = table("edition_entities", column("edition_id", Integer), column("entity_id", Integer))


@dataclass(frozen=True, slots=True)
class AimRow:
    """One aim of an entity."""

    id: int
    words: str
    language: str
    has_ended: bool
    is_served: bool = False  # by the campaign that was asked about


@dataclass(frozen=True, slots=True)
class ServingCampaign:
    """A campaign in which the entity takes part; ``serves``: its sponsor linked it to the aim."""

    id: int
    slug: str
    title_text_id: int
    serves: bool


def aims_of(session: Session, actor: Actor, place: EntityPlace) -> tuple[AimRow, ...]:
    """Return the aims of an entity, those that go on first. One statement.

    :raises NotFound: none of the actor's business
    """
    require_sight(actor, Action.AIM_VIEW, place.facts)
    rows = session.execute(
        select(Aim.id, Aim.words, Aim.language, Aim.ended_at.is_not(None))
        .where(Aim.entity_id == place.id)
        .order_by(Aim.ended_at.is_not(None), Aim.written_at, Aim.id)
        .limit(SHOWN_MAX)
    )
    return tuple(AimRow(*row) for row in rows)


def aim_of(session: Session, actor: Actor, place: EntityPlace, aim_id: int) -> AimRow:
    """Return one aim of an entity. One statement.

    :raises NotFound: there is none, or it is none of the actor's business
    """
    found = next((row for row in aims_of(session, actor, place) if row.id == aim_id), None)
    if found is None:
        raise NotFound
    return found


def serving_campaigns(
    session: Session, actor: Actor, place: EntityPlace, aim_id: int | None = None
) -> Sequence[ServingCampaign]:
    """Return the campaigns in which an entity takes part, the newest first. One statement.

    :raises NotFound: none of the actor's business
    """
    require_sight(actor, Action.AIM_VIEW, place.facts)
    serves = exists().where(AimCampaign.campaign_id == _CAMPAIGNS.c.id, AimCampaign.aim_id == aim_id)
    welcomed = exists().where(_WELCOMED.c.edition_id == _EDITIONS.c.id, _WELCOMED.c.entity_id == place.id)
    takes_part = exists().where(
        _EDITIONS.c.campaign_id == _CAMPAIGNS.c.id, or_(_EDITIONS.c.entity_id == place.id, welcomed)
    )
    rows = session.execute(
        select(_CAMPAIGNS.c.id, _CAMPAIGNS.c.slug, _CAMPAIGNS.c.title_text_id, serves if aim_id else false())
        .where(takes_part)
        .order_by(_CAMPAIGNS.c.id.desc())
        .limit(CAMPAIGNS_MAX)
    )
    return [ServingCampaign(*row) for row in rows]


def current_aims(
    session: Session, actor: Actor, entity_id: int | None, campaign_id: int | None = None
) -> tuple[AimRow, ...]:
    """Return the aims that a decision of an entity can serve; none where they are not the actor's business.

    With a campaign, each says whether that campaign is to serve it. One statement.
    """
    if entity_id is None:
        return ()
    require_sight(actor, Action.AIM_VIEW, Facts(entity_id=entity_id))
    served = exists().where(AimCampaign.aim_id == Aim.id, AimCampaign.campaign_id == campaign_id)
    rows = session.execute(
        select(Aim.id, Aim.words, Aim.language, Aim.ended_at.is_not(None), served if campaign_id else false())
        .where(Aim.entity_id == entity_id, Aim.ended_at.is_(None))
        .order_by(Aim.written_at, Aim.id)
    )
    return tuple(AimRow(*row) for row in rows)
