"""Which public contributions in other languages may say the same as one, where a model for meanings is installed."""

from __future__ import annotations

from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from app.core.languages import UNDETERMINED
from app.db.read import read_rows
from app.feedback.models import Feedback, FeedbackMeaning
from app.feedback.types import Handling, Kind, State
from app.language import vectors
from app.language.alike import nearest_elsewhere
from app.policy.actor import Actor
from app.policy.check import can
from app.policy.facts import Facts
from app.policy.rules import Action
from app.policy.scopes import answer_sight, somebody_elses

SHOWN = 3
NEAREST = 12  # some of them may not be the reader's to merge
COMPARED_MAX = 5_000  # of a campaign, the newest
HAS_MEANING = (State.PUBLISHED, State.WAITING, State.SENT_BACK)


class AlikeRow(NamedTuple):
    """A public contribution that means nearly the same."""

    id: int
    kind: Kind
    title: str
    language: str
    handling: Handling
    is_answered: bool
    me_too_count: int
    is_mergeable: bool  # the reader answers for it, and did not write it


def alike_elsewhere(session: Session, actor: Actor, facts: Facts) -> list[AlikeRow]:
    """Return what may say the same in another language as the contribution of the facts, the nearest first.

    Three statements at most. ``facts``: of a contribution that the actor may see.
    """
    nearest = nearest_published(session, actor, facts)[:SHOWN]
    if not nearest:
        return []
    may_merge = can(actor, Action.FEEDBACK_MERGE, facts)
    theirs = answer_sight(actor, Feedback.entity_id, Feedback.campaign_id)
    statement = select(
        Feedback.id, Feedback.kind, Feedback.title, Feedback.language, Feedback.handling,
        Feedback.answered_at.is_not(None), Feedback.me_too_count,
        theirs & somebody_elses(actor, Feedback.author_id, Feedback.id),
    ).where(Feedback.id.in_(nearest), Feedback.state == State.PUBLISHED)  # fmt: skip
    rows = {row[0]: AlikeRow(*row) for row in read_rows(session, statement)}
    found = [rows[number] for number in nearest if number in rows]
    return [row._replace(is_mergeable=may_merge and row.is_mergeable) for row in found]


def nearest_published(session: Session, actor: Actor, facts: Facts) -> list[int]:
    """Return the public contributions of its campaign, in other languages, that mean nearly the same; nearest first.

    For who moderates it, or may merge it; others get none. Two statements at most, one where it was not read yet.
    """
    if not vectors.can_embed():
        return []
    if not can(actor, Action.FEEDBACK_MODERATE, facts) and not can(actor, Action.FEEDBACK_MERGE, facts):
        return []
    columns = (Feedback.id, Feedback.language, FeedbackMeaning.vector)
    known = select(*columns).join(FeedbackMeaning, FeedbackMeaning.feedback_id == Feedback.id)
    is_told = Feedback.language != UNDETERMINED
    own = read_rows(session, known.where(Feedback.id == facts.feedback_id, Feedback.state.in_(HAS_MEANING), is_told))
    if not own:
        return []
    newest = known.where(Feedback.campaign_id == facts.campaign_id, Feedback.state == State.PUBLISHED, is_told)
    newest = newest.order_by(Feedback.created_at.desc(), Feedback.id.desc()).limit(COMPARED_MAX)
    rows = [own[0], *(row for row in read_rows(session, newest) if row[0] != facts.feedback_id)]
    places = nearest_elsewhere([row[2] for row in rows], [row[1] for row in rows], 0, NEAREST)
    return [rows[place][0] for place in places]
