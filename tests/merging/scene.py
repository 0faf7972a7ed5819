"""Published contributions of a small world, and what can be seen of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.dashboards.queries.recount import figure_differences
from app.feedback.models import Comment, Feedback, MeToo, OfficialAnswer
from app.feedback.queries.counters import counter_differences
from app.feedback.queries.figures import CONTRIBUTIONS
from app.feedback.service.converse import CommentInput, comment_on_feedback
from app.moderation.service import publish_case
from app.policy.actor import SYSTEM, Actor, Role
from tests.factories.accounts import actor_for, make_person
from tests.factories.campaigns import make_enrolment
from tests.moderation.world import World

# What moves with each act, and says nothing of what a contribution is.
LEFT_OUT = {"version"}


def published(session: Session, world: World, person: Person | None = None, **words: Any) -> Feedback:
    """Return a contribution that everybody may read."""
    case = world.send(session, person, **words)
    publish_case(session, world.actor(world.manager), case.id, case.version)
    return case


def colleague(session: Session, world: World) -> tuple[Person, Actor]:
    """Save and return one more who takes part."""
    person = make_person(session, entity=world.entity)
    make_enrolment(session, person=person, edition=world.edition)
    session.commit()
    return person, actor_for(person, enrolled=(world.campaign.id,))


def central(session: Session, world: World) -> Actor:
    """Save and return somebody of the central team."""
    return actor_for(make_person(session, entity=world.entity), Role.CENTRAL_TEAM)


def say(session: Session, actor: Actor, feedback: Feedback, body: str = "Here too.", parent: int | None = None) -> int:
    """Comment, and return the comment's number."""
    return comment_on_feedback(session, actor, feedback.id, CommentInput(body, f"key {body}", parent)).id


def snapshot(session: Session) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row that a merge may touch."""
    session.expire_all()
    found: dict[str, list[tuple[Any, ...]]] = {}
    for model in (Feedback, Comment, MeToo, OfficialAnswer):
        columns = [column for column in model.__table__.c if column.name not in LEFT_OUT]
        rows = session.execute(select(*columns)).all()
        found[model.__tablename__] = sorted((tuple(row) for row in rows), key=repr)
    return found


def wrong_counts(session: Session) -> list[object]:
    """Return every figure and counter of contributions that is not what its rows say."""
    names = {figure.name.value for figure in CONTRIBUTIONS.figures}  # people are saved here without their figures
    figures = [one for one in figure_differences(session, SYSTEM) if one.cell.name in names]
    return [*figures, *counter_differences(session, SYSTEM)]
