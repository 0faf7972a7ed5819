"""Write the aims of an entity, and end them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from app.aims.errors import AimMissing, TooManyAims
from app.aims.models import Aim, AimCampaign
from app.aims.queries import serving_campaigns
from app.core import clock
from app.core.errors import FormUsed, NotFound
from app.db.session import transaction
from app.entities.models import Entity
from app.entities.queries import EntityPlace, entity_for_update
from app.journal.record import record
from app.language.detect import detect
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.rules import Action

CURRENT_MAX = 10
WORDS_MAX_CHARS = 200


@dataclass(frozen=True, slots=True)
class AimInput:
    """An aim in one sentence."""

    words: str
    submission_key: str


def write_aim(session: Session, actor: Actor, entity_code: str, data: AimInput) -> Aim:
    """Add an aim to the list of an entity. The same form sent again is one.

    :raises NotFound: no such entity, or none of the actor's business
    :raises Forbidden: the entity's sponsor does
    :raises AimMissing: it says nothing
    :raises TooManyAims: there are ten already
    :raises FormUsed: the same form was sent before with other words
    """
    with transaction(session):
        entity = entity_for_update(session, actor, entity_code, Action.AIM_VIEW)
        require(actor, Action.AIM_WRITE, entity.facts)
        if not data.words.strip():
            raise AimMissing
        sent = session.scalars(select(Aim).where(Aim.submission_key == data.submission_key)).one_or_none()
        if sent is not None:
            if (sent.entity_id, sent.words) != (entity.id, data.words):
                raise FormUsed
            return sent
        current = select(func.count()).where(Aim.entity_id == entity.id, Aim.ended_at.is_(None))
        if (session.scalar(current) or 0) >= CURRENT_MAX:
            raise TooManyAims
        made = Aim(
            entity_id=entity.id,
            words=data.words,
            language=detect(data.words, (actor.language,)),
            submission_key=data.submission_key,
        )
        session.add(made)
        session.flush()
        record(session, actor, "aims.written", ("aim", made.id, entity.facts))
    return made


def end_aim(session: Session, actor: Actor, entity_code: str, aim_id: int) -> None:
    """End an aim: no further decision serves it. Twice is the same as once.

    :raises NotFound: no such aim there, or none of the actor's business
    :raises Forbidden: the entity's sponsor does
    """
    with transaction(session):
        entity, aim = _aim_for_update(session, actor, entity_code, aim_id)
        if aim.ended_at is None:
            aim.ended_at = clock.now()
            record(session, actor, "aims.ended", ("aim", aim.id, entity.facts))


def link_campaigns(
    session: Session, actor: Actor, entity_code: str, aim_id: int, campaign_ids: Collection[int]
) -> None:
    """Say which campaigns are to serve an aim, instead of those said before; others than the entity's are left out.

    :raises NotFound: no such aim there, or none of the actor's business
    :raises Forbidden: the entity's sponsor does
    """
    with transaction(session):
        entity, aim = _aim_for_update(session, actor, entity_code, aim_id)
        known = serving_campaigns(session, actor, EntityPlace(entity.id, entity.code, entity.name), aim.id)
        wanted = {each.id for each in known} & set(campaign_ids)
        if wanted == {each.id for each in known if each.serves}:
            return
        session.execute(delete(AimCampaign).where(AimCampaign.aim_id == aim.id))
        session.add_all(AimCampaign(aim_id=aim.id, campaign_id=each) for each in sorted(wanted))
        record(session, actor, "aims.linked", ("aim", aim.id, entity.facts), {"campaigns": len(wanted)})


def _aim_for_update(session: Session, actor: Actor, entity_code: str, aim_id: int) -> tuple[Entity, Aim]:
    """Return an entity, locked, and one of its aims, for who writes them."""
    entity = entity_for_update(session, actor, entity_code, Action.AIM_VIEW)
    require(actor, Action.AIM_WRITE, entity.facts)
    aim = session.scalars(select(Aim).where(Aim.id == aim_id, Aim.entity_id == entity.id)).one_or_none()
    if aim is None:
        raise NotFound
    return entity, aim
