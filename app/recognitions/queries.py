"""Reads of recognitions, computed from facts each time."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.accounts.types import PersonStatus
from app.campaigns.types import IdentityLevel
from app.core.languages import UNDETERMINED
from app.entities.queries import EntityPlace
from app.feedback.models import Feedback
from app.feedback.types import DECIDED_STATES, OFFERED_KINDS, Handling, Kind, State
from app.missions.models import MissionDone
from app.policy.actor import Actor
from app.policy.check import require, require_sight
from app.policy.facts import Facts
from app.policy.rules import Action
from app.recognitions.models import ShownRecognition
from app.recognitions.types import LANGUAGES_NEEDED, MISSIONS_NEEDED, Milestone, Recognition, step_under
from app.switches.queries import is_on
from app.switches.types import Switch

SHOWN_MAX = 300  # people


@dataclass(frozen=True, slots=True)
class OwnRecognition:
    """One of the reader's own; ``may_show``: by what everybody reads with their name alone they reached it too."""

    recognition: Recognition
    is_reached: bool
    may_show: bool
    is_shown: bool


@dataclass(frozen=True, slots=True)
class ShownPerson:
    """A colleague, and the recognitions they chose to show."""

    name: str
    recognitions: tuple[Recognition, ...]


_NAMED = Feedback.identity == IdentityLevel.NAMED


def _reached(
    session: Session, people: Collection[int], *conditions: ColumnElement[bool]
) -> dict[int, set[Recognition]]:
    """Return what people reached by their published contributions and the missions they ticked. Two statements."""
    kind_count = func.count(func.distinct(case((Feedback.kind.in_(OFFERED_KINDS), Feedback.kind))))
    language_count = func.count(func.distinct(case((Feedback.language != UNDETERMINED, Feedback.language))))
    is_done_idea = (Feedback.kind == Kind.IDEA) & (Feedback.handling == Handling.DONE)
    rows = session.execute(
        select(Feedback.author_id, kind_count, language_count, func.count(case((is_done_idea, 1))))
        .where(Feedback.author_id.in_(people), Feedback.state == State.PUBLISHED, *conditions)
        .group_by(Feedback.author_id)
    )
    found: dict[int, set[Recognition]] = {person_id: set() for person_id in people}
    for person_id, kinds, languages, done in rows:
        if person_id is None:  # never: the condition names people
            continue
        there = {
            Recognition.FIRST_CONTRIBUTION: True,
            Recognition.EVERY_TYPE: kinds == len(OFFERED_KINDS),
            Recognition.SEVERAL_LANGUAGES: languages >= LANGUAGES_NEEDED,
            Recognition.IDEA_DONE: done > 0,
        }
        found[person_id] |= {one for one, is_reached in there.items() if is_reached}
    ticked = session.execute(
        select(MissionDone.person_id)
        .where(MissionDone.person_id.in_(people), MissionDone.undone_on.is_(None))
        .group_by(MissionDone.person_id)
        .having(func.count() >= MISSIONS_NEEDED)
    )
    for (person_id,) in ticked:
        found[person_id].add(Recognition.TEN_MISSIONS)
    return found


def own_recognitions(session: Session, actor: Actor) -> list[OwnRecognition]:
    """Return all recognitions, and how the actor stands to each. Five statements."""
    require(actor, Action.RECOGNITION_CHOOSE, Facts(person_id=actor.person_id))
    mine = [actor.person_id]
    reached = _reached(session, mine)[actor.person_id]
    by_name = _reached(session, mine, _NAMED)[actor.person_id]
    shown = set(
        session.scalars(select(ShownRecognition.recognition).where(ShownRecognition.person_id == actor.person_id))
    )
    return [OwnRecognition(one, one in reached, one in by_name, one in shown) for one in Recognition]


def milestones_of(session: Session, actor: Actor, place: EntityPlace) -> Mapping[Milestone, int]:
    """Return the last step that an entity reached by each count; 0 under the first. One statement.

    Only cards that show the entity count: readers can count them themselves.

    :raises NotFound: not the actor's to read
    """
    require_sight(actor, Action.MILESTONES_VIEW, place.facts)
    counts = session.execute(
        select(
            func.count(),
            func.count(Feedback.answered_at),
            func.count(case((Feedback.handling.in_(DECIDED_STATES), 1))),
            func.count(case((Feedback.handling == Handling.DONE, 1))),
        ).where(Feedback.shown_entity_id == place.id, Feedback.state == State.PUBLISHED)
    ).one()
    return {one: step_under(count) for one, count in zip(Milestone, counts, strict=True)}


def shown_recognitions(session: Session, actor: Actor, place: EntityPlace) -> list[ShownPerson]:
    """Return what colleagues of an entity show, by name; nothing while the switch is off. Four statements at most.

    :raises NotFound: not the actor's to read
    """
    require_sight(actor, Action.MILESTONES_VIEW, place.facts)
    if not is_on(session, place.id, Switch.RECOGNITIONS_SHOWN):
        return []
    rows = session.execute(
        select(Person.id, Person.name, ShownRecognition.recognition)
        .join(ShownRecognition, ShownRecognition.person_id == Person.id)
        .where(Person.entity_id == place.id, Person.status == PersonStatus.ACTIVE)
        .order_by(Person.name, Person.id)
        .limit(SHOWN_MAX * len(Recognition))
    ).all()
    by_name = _reached(session, {row.id for row in rows}, _NAMED)
    chosen: dict[int, tuple[str, set[Recognition]]] = {}
    for person_id, name, recognition in rows:
        if recognition in by_name[person_id]:  # what is true no longer is no longer shown
            chosen.setdefault(person_id, (name, set()))[1].add(recognition)
    return [ShownPerson(name, tuple(one for one in Recognition if one in there)) for name, there in chosen.values()]
