"""How many people of an entity write a language: where they are few, a text's language is nearly a name."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, time

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from app.core import clock
from app.core.languages import base_language
from app.feedback.models import Feedback
from app.feedback.types import State
from app.figures.weeks import monday_of
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action


def other_writers(session: Session, feedback: Feedback, enough: int) -> int:
    """Count the other people whose public contributions to the edition were in its language last Sunday.

    Counts up to ``enough``.
    """
    return session.scalar(_others(feedback.edition_id, feedback.language, feedback.author_id, enough)) or 0


def rare_languages(
    session: Session, actor: Actor, edition_id: int, languages: Iterable[str], min_group: int
) -> list[str]:
    """Return those languages in which fewer than ``min_group`` people of the edition wrote, the actor included.

    As of last Sunday. One statement. A confidential contribution in one of them does not show its entity.
    """
    require(actor, Action.ENROLMENT_USE, Facts(person_id=actor.person_id, edition_id=edition_id))
    asked = sorted({base_language(language) for language in languages})
    if not asked:
        return []
    counts = [_others(edition_id, one, actor.person_id, min_group - 1).scalar_subquery() for one in asked]
    found = session.execute(select(*counts)).one()
    return [one for one, others in zip(asked, found, strict=True) if others + 1 < min_group]


def _others(edition_id: int, language: str, author_id: int | None, enough: int) -> Select[int]:
    """Return the statement that counts; it reads no further than it needs (``ix_feedback_writers``).

    What became public since Monday (UTC) does not count yet: else the answer changes with the text of one person.
    """
    monday = datetime.combine(monday_of(clock.today()), time.min, tzinfo=UTC)
    people = (
        select(Feedback.author_id)
        .where(
            Feedback.edition_id == edition_id,
            Feedback.language == language,
            Feedback.state == State.PUBLISHED,
            Feedback.published_at < monday,
            Feedback.author_id.is_not(None),
            Feedback.author_id != author_id,
        )
        .distinct()
        .limit(enough)
    )
    return select(func.count()).select_from(people.subquery())
