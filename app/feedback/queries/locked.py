"""Contributions as they are now, locked to be changed."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from app.campaigns.models import Edition
from app.core.errors import Forbidden, NotFound
from app.feedback.models import Feedback
from app.feedback.queries.places import campaign_places, facts_of
from app.policy.actor import Actor
from app.policy.check import require_sight
from app.policy.facts import Facts
from app.policy.rules import Action


def feedback_for_update(session: Session, actor: Actor, feedback_id: int) -> tuple[Feedback, Facts]:
    """Return a contribution as it is now, locked until the transaction ends, and all that rules may know of it.

    :raises NotFound: absent, or the actor may not know it exists
    """
    found = _locked(session, [feedback_id])
    if not found:
        raise NotFound
    feedback, facts = found[0]
    require_sight(actor, Action.FEEDBACK_VIEW, facts)
    return feedback, facts


def several_for_update(
    session: Session, actor: Actor, feedback_ids: Collection[int]
) -> dict[int, tuple[Feedback, Facts]]:
    """Return contributions as ``feedback_for_update`` does one, without those the actor may not know of.

    They are locked in the order of their numbers: two who want the same ones wait for each other. Three statements.
    """
    found = {}
    for feedback, facts in _locked(session, feedback_ids):
        try:
            require_sight(actor, Action.FEEDBACK_VIEW, facts)
        except (Forbidden, NotFound):
            continue
        found[feedback.id] = (feedback, facts)
    return found


def _locked(session: Session, ids: Collection[int]) -> list[tuple[Feedback, Facts]]:
    chosen = select(Feedback).where(Feedback.id.in_(ids)).order_by(Feedback.id)
    rows = session.scalars(chosen.with_for_update(key_share=True).execution_options(populate_existing=True)).all()
    if not rows:
        return []
    found = session.scalars(
        select(Edition)
        .where(Edition.id.in_({row.edition_id for row in rows}))
        .options(joinedload(Edition.campaign), joinedload(Edition.entity), joinedload(Edition.phases))
    )
    editions = {edition.id: edition for edition in found.unique()}
    shown = {row.campaign_id for row in rows if row.facts.is_published}
    places = campaign_places(session, shown) if shown else {}
    return [(row, facts_of(session, row, editions[row.edition_id], places)) for row in rows]
