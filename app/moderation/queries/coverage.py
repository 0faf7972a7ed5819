"""Who can moderate which language this week, entity by entity, and where nobody can."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from app.accounts.queries import MandateHolder, holders_of
from app.core import clock
from app.core.languages import base_language
from app.entities.models import Entity
from app.feedback.models import Feedback
from app.feedback.queries.worklist import entities_reached
from app.policy.actor import BOUND_TO_LANGUAGES, MODERATING_ROLES, Actor, Role
from app.policy.check import require
from app.policy.facts import NOTHING
from app.policy.rules import Action

WEEK = timedelta(days=6)  # from today to the last day

# Written as in the partial index: with a parameter in its place, neither database would use it.
_WAITING = text("feedback.waiting_since IS NOT NULL")


@dataclass(frozen=True, slots=True)
class CoverageRow:
    """One language of an entity. Nobody is counted: neither who writes it, nor how much waits."""

    entity_name: str
    language: str
    readers: tuple[str, ...]  # ambassadors who declared to read it, all week
    is_open: bool  # somebody moderates there in every language, all week
    waits: bool  # something in it waits

    @property
    def is_gap(self) -> bool:
        """Whether nobody declared to read it."""
        return not self.readers


def coverage(session: Session, actor: Actor) -> list[CoverageRow]:
    """Return the languages of each entity where the actor runs the community, by entity and language.

    Those the entity speaks, and those in which something waits. Five statements.
    """
    require(actor, Action.COVERAGE_VIEW, NOTHING)
    entities = entities_reached(session, actor, {Role.COMMUNITY_MANAGER})
    ids = [entity.id for entity in entities]
    spoken = {
        entity_id: {base_language(locale) for locale in locales}
        for entity_id, locales in session.execute(select(Entity.id, Entity.locales).where(Entity.id.in_(ids)))
    }
    language = Feedback.language_moderated
    waiting = {
        (entity_id, code)
        for entity_id, code in session.execute(
            select(Feedback.entity_id, language).where(_WAITING, Feedback.entity_id.in_(ids)).distinct()
        )
    }
    today = clock.today(actor.time_zone)
    first, last = (holders_of(session, actor, MODERATING_ROLES, day, ids) for day in (today, today + WEEK))
    all_week = [holder for holder in first if holder in last]
    rows = []
    for entity in entities:
        codes = spoken.get(entity.id, set()) | {code for entity_id, code in waiting if entity_id == entity.id}
        for code in sorted(codes):
            here = [holder for holder in all_week if _moderates(holder, entity.id, code)]
            rows.append(
                CoverageRow(
                    entity_name=entity.name,
                    language=code,
                    readers=tuple(sorted({each.name for each in here if each.grant.role in BOUND_TO_LANGUAGES})),
                    is_open=any(each.grant.role not in BOUND_TO_LANGUAGES for each in here),
                    waits=(entity.id, code) in waiting,
                )
            )
    return rows


def _moderates(holder: MandateHolder, entity_id: int, language: str) -> bool:
    """Tell whether a mandate reaches the entity's contributions in that language, in any campaign."""
    return holder.grant.moderates(entity_id, holder.grant.campaign_id, language)
