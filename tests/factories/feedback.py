"""Contributions."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from itertools import count

from sqlalchemy.orm import Session

from app.accounts.models import Person
from app.campaigns.models import Edition
from app.campaigns.types import IdentityLevel
from app.core import clock
from app.feedback.models import Feedback
from app.feedback.service.versions import Versions
from app.feedback.types import DECIDED_STATES, Handling, Kind, State
from app.missions.models import Mission

_numbers = count(10_001)  # all as long: no name is the beginning of another


def make_feedback(
    session: Session,
    *,
    edition: Edition,
    author: Person | None,
    state: State = State.PUBLISHED,
    kind: Kind = Kind.IDEA,
    language: str = "en",
    title: str = "",
    body: str = "Words worth reading.",
    mission: Mission | None = None,
    identity: IdentityLevel | None = None,
    handling: Handling = Handling.NEW,
    created_at: datetime | None = None,
    me_too_count: int = 0,
    shows_entity: bool = True,
    change_language: str | None = None,
) -> Feedback:
    """Save and return a contribution, published unless told; without an author it is untraceable.

    With ``change_language``, a change in that language waits.
    The row alone: figures and counters are those of the use cases.
    """
    at = created_at or clock.now()
    feedback = Feedback(
        campaign_id=edition.campaign_id,
        edition_id=edition.id,
        entity_id=edition.entity_id,
        kind=kind,
        title=title or f"Contribution {next(_numbers)}",
        body=body,
        language=language,
        identity=identity or (IdentityLevel.NAMED if author else IdentityLevel.UNTRACEABLE),
        state=state,
        author_id=author.id if author else None,
        shown_entity_id=edition.entity_id if author and shows_entity else None,
        mission_id=mission.id if mission else None,
        handling=handling,
        handling_reason="It helps everybody." if handling in DECIDED_STATES else "",
        created_at=at,
        waiting_since=at if state is State.WAITING else None,
        published_at=at if state is State.PUBLISHED else None,
        me_too_count=me_too_count,
    )
    session.add(feedback)
    session.flush()
    if change_language is not None:
        Versions(session, feedback).propose(replace(Versions(session, feedback).current, language=change_language))
        feedback.waiting_since = at
        session.flush()
    return feedback
