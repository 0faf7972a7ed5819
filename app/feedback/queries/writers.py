"""How many people of an entity write a language: where they are few, a text's language is nearly a name."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time

from sqlalchemy import Select, exists, func, select
from sqlalchemy.orm import Session

from app.campaigns.models import Campaign, Edition, Phase
from app.campaigns.types import EditionStatus, PhaseKind
from app.core import clock
from app.core.languages import base_language
from app.feedback.models import Feedback
from app.feedback.types import State
from app.figures.models import FigureCount
from app.figures.shown import FigurePlace, Figures, figures_shown
from app.figures.types import UNKNOWN_ENTITY, FigureName
from app.figures.weeks import monday_of
from app.policy.actor import Actor
from app.policy.check import require
from app.policy.facts import Facts
from app.policy.rules import Action

_WRITERS = "writers_counted"  # session.info key: see ``counting_writers_once``


@contextmanager
def counting_writers_once(session: Session, actor: Actor, campaign_ids: Collection[int]) -> Iterator[None]:
    """Count who writes a language once for all contributions of the block: the count changes on Mondays only.

    The campaigns are held as long: a session forgets what nobody holds, and would write all that changed before it
    reads one again.
    """
    del actor  # nothing of it is shown: whoever decides has been asked
    held = session.scalars(select(Campaign).where(Campaign.id.in_(campaign_ids))).all()
    session.info[_WRITERS] = dict[tuple[int, int, str, int], dict[int, int]]()
    try:
        yield
    finally:
        del session.info[_WRITERS], held


def editions_where_rare(session: Session, feedback: Feedback, least: int) -> frozenset[int]:
    """Return the editions in which fewer than ``least`` people wrote a contribution's language, its author included.

    As of last Sunday. Of those that are open and whose test has begun, and its own: it can come from no other.
    One statement, but for what ``counting_writers_once`` has counted.
    """
    own, counted = feedback.edition_id, session.info.get(_WRITERS)
    if counted is not None:
        key = (feedback.campaign_id, own, feedback.language, least)
        if key not in counted:
            counted[key] = _writers(session, feedback, None, least + 1)
        # The author counts once: it is asked whether they are among the writers only where that decides.
        if all(writers + (number == own) != least for number, writers in counted[key].items()):
            return frozenset(number for number, writers in counted[key].items() if writers + (number == own) < least)
    others = _writers(session, feedback, feedback.author_id, least)
    return frozenset(number for number, count in others.items() if count + (number == own) < least)


def _writers(session: Session, feedback: Feedback, without_id: int | None, enough: int) -> dict[int, int]:
    """Return how many people wrote its language, at most ``enough``, in each edition it may be of. One statement."""
    has_begun = exists().where(
        Phase.edition_id == Edition.id, Phase.kind == PhaseKind.TEST, Phase.starts_at <= clock.now()
    )
    people = _people(feedback.language, without_id, enough).where(Feedback.edition_id == Edition.id)
    count = select(func.count()).select_from(people.correlate(Edition).subquery()).scalar_subquery()
    rows = session.execute(
        select(Edition.id, count).where(
            Edition.campaign_id == feedback.campaign_id,
            (Edition.id == feedback.edition_id) | ((Edition.status == EditionStatus.OPEN) & has_begun),
        )
    )
    return {row[0]: row[1] for row in rows}


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


def few_take_part(session: Session, actor: Actor, campaign_id: int, edition_id: int, min_group: int) -> bool:
    """Tell whether fewer than ``min_group`` people of the actor's entity take part, as of last Sunday."""
    require(actor, Action.ENROLMENT_USE, Facts(person_id=actor.person_id, edition_id=edition_id))
    place = FigurePlace(campaign_id, actor.entity_id or UNKNOWN_ENTITY)
    shown = figures_shown(session, {campaign_id: min_group}, FigureCount.entity_id == place.entity_id)
    return shown.get(place, Figures()).of_people(FigureName.JOINED) is None


def _others(edition_id: int, language: str, author_id: int | None, enough: int) -> Select[int]:
    """Return the statement that counts them."""
    people = _people(language, author_id, enough).where(Feedback.edition_id == edition_id)
    return select(func.count()).select_from(people.subquery())


def _people(language: str, author_id: int | None, enough: int) -> Select[int | None]:
    """Return up to ``enough`` other people with public contributions in a language (``ix_feedback_writers``).

    What became public since Monday (UTC) does not count yet: else the answer changes with the text of one person.
    """
    monday = datetime.combine(monday_of(clock.today()), time.min, tzinfo=UTC)
    return (
        select(Feedback.author_id)
        .where(
            Feedback.language == language,
            Feedback.state == State.PUBLISHED,
            Feedback.published_at < monday,
            Feedback.author_id.is_not(None),
            Feedback.author_id != author_id,
        )
        .distinct()
        .limit(enough)
    )
